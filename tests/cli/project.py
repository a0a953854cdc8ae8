"""A small project to try the commands on, and what calls them."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest

from orchestra_dsl.cli import main
from tests.patience import PATIENCE

SOURCE = """\
record Case {
  id: text
  status: "New" | "Working" | "Closed"
  owner: user
  amount: decimal
  note: text?
}

flow classify(case: Case) -> { severity: "S1" | "S2" }

screen fix_case(case: Case) -> {
  resolution: text "What did you do?"
  refund: decimal? "Refund to grant"
}

orchestration handle(case: Case) -> { refund: decimal? } "Handle a case" {
  start on case created when case.status == "New" once per record

  stage desk "Desk" {
    background classify = classify(case)

    interactive fix = fix_case(case) "Fix the problem" {
      start after classify
      assign to group("Agents")
    }
  }
  end "Fixed" with { refund: desk.fix.refund }
}

orchestration quick(fails: boolean) "Without people" {
  decide how {
    outcome badly when fails { fail "It was asked to fail" }
    otherwise { end "Done" }
  }
}
"""

FLOWS = """\
import pathlib
import time
from typing import Literal, TypedDict

from orchestra_dsl.plugin import Context, FlowError, Record, flow


class Case(Record):
    id: str


class Classified(TypedDict):
    severity: Literal["S1", "S2"]


@flow("classify")
def classify(case: Case, context: Context) -> Classified:
    with (context.folder / "called.txt").open("a") as calls:
        calls.write(context.idempotency_key + "\\n")
    if (context.folder / "broken").exists():
        raise FlowError("Broken", "the classifier is broken")
    while (context.folder / "slow").exists():
        time.sleep(0.02)
    return {"severity": "S1"}
"""

PEOPLE = """\
[users.ann]
[users.bob]
[users.lena]
[users.zoe]

[groups]
Agents = ["ann", "bob"]
Managers = ["lena"]
"""

TOML = """\
sources = ["handle.orch"]
plugins = ["flows.py"]
people = "people.toml"
administrators = ["group:Managers"]
"""

STORE = ".orchestra/store.db"
"""Where a project keeps its runs."""

CASE = {"id": "1", "status": "Working", "owner": "ann", "amount": "12.50"}

ANSWERS = """\
[[answer]]
step = "desk.fix"
as = "ann"
with = { resolution = "Restarted", refund = 7.5 }
"""


@attrs.frozen
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was printed, as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """What was printed, as one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


class Desk:
    """The project in a folder of its own, which is the current one."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        for name, text in (
            ("handle.orch", SOURCE),
            ("flows.py", FLOWS),
            ("people.toml", PEOPLE),
            ("orchestra.toml", TOML),
            ("case.json", json.dumps(CASE)),
            ("answers.toml", ANSWERS),
        ):
            self.write(name, text)

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name

    def run(self, *arguments: str) -> Said:
        """Run a command in this process."""
        self._capsys.readouterr()
        code = main(list(arguments))
        captured = self._capsys.readouterr()
        return Said(code, captured.out, captured.err)

    def fine(self, *arguments: str) -> str:
        """Run a command that has to go well; what it printed."""
        said = self.run(*arguments)
        assert (said.code, said.err) == (0, ""), said
        return said.out

    def start(self, case: str = "1") -> str:
        """A case whose run waits for somebody to fix the problem; the run's id."""
        self.put(case)
        lines = self.run("run", ".", "handle", "--with", f"case={case}", "--until-idle", "--json", "--new").lines
        run = lines[0]["run"]
        assert isinstance(run, str)
        return run

    def put(self, case: str = "1", **fields: str) -> None:
        """Write a case."""
        self.write("one.json", json.dumps({**CASE, "id": case, **fields}))
        self.fine("record", "put", "Case", "one.json")


def process(*arguments: str, **options: Any) -> "subprocess.Popen[str]":
    """Start a command in a process of its own."""
    command = [sys.executable, "-m", "orchestra_dsl", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def read_until(process: "subprocess.Popen[str]", words: str) -> Sequence[str]:
    """What a process prints up to a line with these words."""
    assert process.stdout is not None
    lines = []
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        lines.append(process.stdout.readline())
        if words in lines[-1]:
            return lines
        assert lines[-1] or process.poll() is None, (lines, process.stderr and process.stderr.read())
    raise AssertionError(lines)


def refuse(desk: Desk, *command: str, code: int) -> str:
    """Run a command that has to be refused; its message."""
    said = desk.run(*command)
    assert said.code == code, said
    assert "Traceback" not in said.err + said.out
    return said.err
