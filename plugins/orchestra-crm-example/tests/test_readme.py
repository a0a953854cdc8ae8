"""Every command of the README works, and it names all that there is."""

import re
import shlex
from pathlib import Path

import orchestra_crm_example
import pytest

from orchestra_dsl.cli import main

PLUGIN = Path(__file__).parents[1]
README = (PLUGIN / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    orchestra (.*)$", README, re.MULTILINE)


def test_there_are_commands() -> None:
    assert len(COMMANDS) == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PLUGIN)
    assert main(shlex.split(command)) == 0


def test_everything_that_it_supplies_is_named() -> None:
    supplied = {**orchestra_crm_example.orchestra_flows(), **orchestra_crm_example.orchestra_predicates()}
    assert [name for name in supplied if f"`{name}(" not in README] == []
    assert "`crm.cases`" in README
