"""Scenarios as tests of pytest, in a pytest of their own: what is collected, and what is said of a failure."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

SHARED = """
record Case {
  id: text
}

flow look(case: Case) -> { severity: "S1" | "S2" }

orchestration handle(case: Case) {
  stage desk {
    background look = look(case)
  }
  end "Handled"
}

scenario "of the shared source" of handle {
  given case = { id: "1" }
  given look returns { severity: "S1" }
  start
  expect ended "Handled"
}
"""

MINE = """
import "shared.orch"

orchestration mine(case: Case) {
  stage desk {
    background look = look(case)
  }
  end "Mine"
}

scenario "it holds" of mine {
  given case = { id: "1" }
  given look returns { severity: "S1" }
  start
  expect ended "Mine"
}

scenario "it does not hold" of mine {
  given case = { id: "1" }
  given look returns { severity: "S1" }
  start
  expect look called 2 times
}
"""

TESTS = """
from orchestra_dsl.testing import MakeKit, MakeTrial

import shop


def test_a_kit(orchestra_kit: MakeKit) -> None:
    assert orchestra_kit(shop).call("greet", {"who": "ann"}).outputs == {"said": "Hello ann"}


def test_a_trial(orchestra_trial: MakeTrial) -> None:
    source = "flow greet(who: text) -> { said: text } "
    source += "orchestration o() { stage s { background a = greet(who: \\"ann\\") } end }"
    trial = orchestra_trial(source, plugins={"shop": shop})
    trial.start("o")
    assert trial.calls[0].answer.outputs == {"said": "Hello ann"}
"""

SHOP = """
from typing import TypedDict

from orchestra_dsl.plugin import flow


class Said(TypedDict):
    said: str


@flow("greet")
def greet(who: str) -> Said:
    return {"said": f"Hello {who}"}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with sources and tests."""
    folder = tmp_path_factory.mktemp("project")
    for name, text in {
        "pytest.ini": "[pytest]\npythonpath = .\nasyncio_default_fixture_loop_scope = function\n",
        "orchestra.toml": "",
        "shared.orch": SHARED,
        "mine.orch": MINE,
        "none.orch": "record Nothing {}\n",
        "broken.orch": 'scenario "x" of nothing {}\n',
        "test_shop.py": TESTS,
        "shop.py": SHOP,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str, module: str = "pytest") -> tuple[int, str]:
    """The exit code of a run, and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=4 * PATIENCE,
    )
    return done.returncode, done.stdout + done.stderr


def pytest_says(folder: Path, *arguments: str) -> tuple[int, str]:
    """A run of pytest that leaves nothing behind."""
    return run(folder, "-p", "no:cacheprovider", "-p", "no:randomly", *arguments)


def test_scenarios_are_tests_beside_others_and_fail_as_they_do_for_orchestra(folder: Path) -> None:
    code, said = pytest_says(folder, "-v", "--ignore=broken.orch")
    assert code == 1
    assert re.findall(r"^(\S+::.*?) (PASSED|FAILED)", said, re.MULTILINE) == [
        ("mine.orch::it holds", "PASSED"),
        ("mine.orch::it does not hold", "FAILED"),
        ("shared.orch::of the shared source", "PASSED"),
        ("test_shop.py::test_a_kit", "PASSED"),
        ("test_shop.py::test_a_trial", "PASSED"),
    ]
    assert "mine: it does not hold" in said
    _, told = run(folder, "test", "mine.orch", module="orchestra_dsl")
    lines = [line.removeprefix("  ") for line in told.splitlines() if line.startswith("  ")]
    assert "\n".join(lines[:6]) in said
    assert all(line in said for line in lines)


def test_one_scenario_can_be_chosen(folder: Path) -> None:
    code, said = pytest_says(folder, "mine.orch::it holds")
    assert (code, "1 passed" in said) == (0, True), said


def test_a_source_that_cannot_be_compiled_is_an_error_with_its_findings(folder: Path) -> None:
    code, said = pytest_says(folder, "broken.orch")
    assert code == 2
    assert "broken.orch:1:17: error O203: There is no orchestration `nothing`." in said
    assert "Traceback" not in said


def test_patterns_say_which_sources_are_meant_and_a_path_goes_before_them(folder: Path) -> None:
    option = "--override-ini=orchestra_files=sh*.orch elsewhere/*.orch"
    _, said = pytest_says(folder, "--collect-only", "--quiet", option)
    assert re.findall(r"^(\S+orch)::", said, re.MULTILINE) == ["shared.orch"]
    _, said = pytest_says(folder, "--collect-only", "--quiet", option, "mine.orch")
    assert re.findall(r"^(\S+orch)::", said, re.MULTILINE) == ["mine.orch", "mine.orch"]
