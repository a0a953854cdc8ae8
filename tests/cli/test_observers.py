"""Observers, from the command line."""

import json

from tests.cli.project import Desk

CODE = """\
from orchestra_dsl.plugin import Observation, observer


@observer("log")
def log(seen: Observation) -> None:
    BODY
"""


def give(desk: Desk, body: str) -> None:
    desk.write("log.py", CODE.replace("BODY", body))
    desk.write("orchestra.toml", 'plugins = ["log.py", "flows.py"]\npeople = "people.toml"\n')


def made_known_and_told(desk: Desk) -> None:
    """A worker makes the observer known, and one tells it of a run."""
    desk.fine("run", ".", "--until-idle")
    desk.fine("run", ".", "quick", "--with", "fails=no")
    desk.fine("run", ".", "--until-idle")


def test_an_observer_is_told_of_a_run_from_the_command_line(desk: Desk) -> None:
    give(desk, 'with open("log.txt", "a") as file:\n        print(seen.what, file=file)')
    made_known_and_told(desk)
    told = (desk.folder / "log.txt").read_text(encoding="utf-8").splitlines()
    assert (told[0], told[-1]) == ("started", "completed")
    assert desk.run("plugins").code == 0


def test_plugins_say_which_observer_fails(desk: Desk) -> None:
    give(desk, "raise OSError('the disk is full')")
    made_known_and_told(desk)
    said = desk.run("plugins", "list", "--json")
    (problem,) = json.loads(said.out)["problems"]
    assert said.code == 1
    assert problem["plugin"] == "log.py"
    assert problem["what"] == "its observer log failed: OSError: the disk is full (log.py, line 6)"
