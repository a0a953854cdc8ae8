"""A directory of people that hangs is named with its plugin at every door, and the first Ctrl-C ends the command."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.project import Desk, process, read_until
from tests.patience import PATIENCE, wait_for

STAFF = """\
import time
from pathlib import Path
from orchestra_dsl.plugin import hookimpl

HERE = Path(__file__).parent

class Staff:
    name = "ldap://staff"

    def known(self, principal):
        while (HERE / "hang").exists():
            (HERE / "asked").touch()
            time.sleep(0.01)
        return True

    def member(self, user, principal):
        return self.known(principal)

    def someone(self, principal, excluded):
        return self.known(principal)

    def members(self, principal):
        return ["user:ann"] if self.known(principal) else []

    def manager(self, user):
        return None

@hookimpl
def orchestra_people():
    return Staff()
"""
ASKED = r"the plugin staff\.py {} being asked about people in its directory ldap://staff \(staff\.py, line 1[0-9]\)"
INTERRUPTED = re.compile(rf"\n*Interrupted while {ASKED.format('was')}\.\n")
SOON = (
    "import sys; from orchestra_dsl.plugin import waits; from orchestra_dsl.runtime import writer; "
    "from orchestra_dsl.cli import main; waits.PATIENCE = writer.LONG = 0.01; sys.exit(main(sys.argv[1:]))"
)
"""A command that says soon that it waits."""


@pytest.fixture
def hanging(desk: Desk) -> Iterator[Path]:
    """A directory that hangs from now on, and a run with open work; a file that is there once it has been asked."""
    desk.write("staff.py", STAFF)
    toml = 'sources = ["handle.orch"]\nplugins = ["flows.py", "staff.py"]\nadministrators = ["group:Managers"]\n'
    desk.write("orchestra.toml", toml)
    desk.start("1")
    (desk.folder / "hang").touch()
    yield desk.folder / "asked"
    (desk.folder / "hang").unlink()


@pytest.mark.parametrize(
    "command",
    [
        ["run", ".", "handle", "--with", "case=1", "--new", "--as", "ann"],
        ["work", "list", "--as", "ann"],
        ["work", "claim", "1", "--as", "ann"],
        ["work", "reassign", "1", "--to", "bob"],
        ["runs", "why", "RUN", "--as", "ann"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_first_ctrl_c_ends_the_command_and_names_it(desk: Desk, hanging: Path, command: list[str]) -> None:
    run = desk.run("runs", "list", "--json").json["runs"][0]["run"]
    started = process(*(run if word == "RUN" else word for word in command))
    wait_for(hanging.exists)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=PATIENCE)
    assert (started.returncode, out) == (130, ""), err
    assert INTERRUPTED.fullmatch(err), err


def test_a_start_that_waits_for_it_is_ended_by_the_first_ctrl_c(desk: Desk, hanging: Path) -> None:
    desk.write("direct.orch", DIRECT)
    desk.write("orchestra.toml", 'sources = ["direct.orch"]\nplugins = ["staff.py"]\n')
    started = process("run", ".", "direct")
    wait_for(hanging.exists)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=PATIENCE)
    assert (started.returncode, out) == (130, ""), err
    assert INTERRUPTED.fullmatch(err), err
    assert desk.run("runs", "list", "--json").json["runs"][0]["orchestration"] == "handle", "the other was started"


DIRECT = """\
screen look() -> { seen: boolean "Seen?" }
orchestration direct() "At once" {
  stage one "One" { interactive see = look() "See" { assign to group("Agents") } }
  end "Done"
}
"""


def test_a_run_that_is_followed_is_said_to_be_stored(desk: Desk, hanging: Path) -> None:
    """Here who may answer is asked by the command itself, and the run goes on without that."""
    desk.write("staff.py", MEMBER_HANGS)
    started = process("run", ".", "handle", "--with", "case=1", "--new", "--answers", "answers.toml")
    wait_for(hanging.exists)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=PATIENCE)
    run = next(each["run"] for each in desk.run("runs", "list", "--json").json["runs"] if each["run"] in out)
    assert started.returncode == 130, err
    stored = rf" Run {run} is stored; `orchestra run \. --resume {run}` goes on with it\."
    assert re.fullmatch(INTERRUPTED.pattern.removesuffix(r"\n") + stored + r"\n", err), err


MEMBER_HANGS = STAFF.replace(
    "def known(self, principal):", "def known(self, principal):\n        return True\n\n    def hang(self):"
).replace(
    "def member(self, user, principal):\n        return self.known(principal)",
    "def member(self, user, principal):\n        return self.hang()",
)


def test_a_worker_names_it_as_it_stops_and_those_who_look_see_what_it_keeps(desk: Desk, hanging: Path) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", SOON, "run", "."], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    read_until(worker, "Working for")
    desk.put("2", status="New")
    wait_for(hanging.exists)
    run = next(each["run"] for each in desk.run("runs", "list", "--json").json["runs"] if each["status"] == "active")
    why = re.compile(
        r"calling classify; its answer cannot be stored yet: the directory of people has not answered for \d+ seconds: "
        + ASKED.format("is")
    )
    wait_for(lambda: why.search(desk.run("runs", "why", run).out))
    worker.send_signal(signal.SIGINT)
    _, err = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 130, err
    asked = "The plugin staff.py is still being asked about people in its directory ldap://staff after"
    assert re.search(rf"{re.escape(asked)} \d+ seconds", err)
    stopped = f"Stopped; what is not finished is stored. {ASKED.format('was still')}."
    assert re.fullmatch(stopped, err.splitlines()[-1], re.IGNORECASE), err
