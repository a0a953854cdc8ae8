"""A directory of people that fails: whose it is, what has gone wrong and where is said once, and what to do next."""

import json

import pytest

from tests.cli.project import Desk

STAFF = """\
from orchestra_dsl.plugin import hookimpl

class Staff:
    def known(self, *about):
        raise ConnectionError("no answer from ldap")
    member = someone = members = manager = known

@hookimpl
def orchestra_people():
    return Staff()
"""
SAID = "plugin staff.py: its directory of people failed: ConnectionError: no answer from ldap (staff.py, line 5)."
AGAIN = "Give the same command again when that has been put right."


def test_one_that_cannot_tell_its_files_is_named_by_lint(desk: Desk) -> None:
    people = """\
from orchestra_dsl.plugin import People, hookimpl

class Staff(People):
    def files(self):
        raise OSError("no disk")

@hookimpl
def orchestra_people():
    return Staff({"users": {"ann": {}}, "groups": {"Agents": ["ann"], "Managers": []}})
"""
    desk.write("staff.py", people)
    desk.write("orchestra.toml", 'sources = ["handle.orch"]\nplugins = ["flows.py", "staff.py"]\n')
    said = desk.run("lint")
    assert said.code == 1
    assert "The plugin staff.py: its directory of people failed: OSError: no disk (staff.py, line 5)." in said.out


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (["work", "list", "--as", "ann"], AGAIN),
        (["runs", "list", "--as", "ann"], AGAIN),
        (["work", "claim", "1", "--as", "ann"], f"Nothing has changed. {AGAIN}"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
@pytest.mark.parametrize("administrators", ['["group:Managers"]', "[]"], ids=["asked at once", "asked later"])
def test_it_is_said_once_and_what_to_do_next(desk: Desk, command: list[str], hint: str, administrators: str) -> None:
    desk.start("1")
    desk.write("staff.py", STAFF)
    toml = f'sources = ["handle.orch"]\nplugins = ["flows.py", "staff.py"]\nadministrators = {administrators}\n'
    desk.write("orchestra.toml", toml)
    said = desk.run(*command, "--json")
    assert (said.code, said.out) == (1, "")
    error = json.loads(said.err)["error"]
    assert (error["code"], error["what"], error["hint"]) == ("unavailable", SAID, hint)
