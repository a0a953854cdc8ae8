"""A command loads what it uses, and nothing else."""

import os
import subprocess
import sys

import pytest

from tests.cli.project import Desk

PROGRAM = """\
import sys
from orchestra_dsl.__main__ import main
sys.argv = ["orchestra", *sys.argv[1:]]
code = main()
sys.stdout.flush()
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""


def loaded_by(*command: str) -> set[str]:
    """The modules that a command has loaded, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def test_the_version_needs_neither_the_parser_nor_the_command_line() -> None:
    assert not {"lark", "click", "attrs"} & loaded_by("--version")


@pytest.mark.parametrize("command", [["runs", "list"], ["runs", "show", "RUN"], ["work", "list"]])
def test_who_looks_at_a_store_needs_neither_parser_nor_plugins(desk: Desk, command: list[str]) -> None:
    run = desk.start()
    loaded = loaded_by(*[run if word == "RUN" else word for word in command])
    assert not {"lark", "rich", "orchestra_dsl.syntax", "orchestra_dsl.compile", "orchestra_dsl.analysis"} & loaded
    assert "orchestra_dsl.plugin.manager" not in loaded


@pytest.mark.usefixtures("desk")
def test_what_was_linted_before_needs_no_compiler() -> None:
    assert "orchestra_dsl.compile.pipeline" in loaded_by("lint")
    loaded = loaded_by("lint")
    unwanted = {"lark", "pluggy", "rich", "sqlite3", "orchestra_dsl.compile.pipeline", "orchestra_dsl.plugin"}
    assert not unwanted & loaded


@pytest.mark.usefixtures("desk")
def test_what_was_compiled_before_runs_without_the_parser() -> None:
    assert "orchestra_dsl.syntax" in loaded_by("lint")
    assert "orchestra_dsl.syntax" not in loaded_by("run", ".", "quick", "--with", "fails=no")


def test_help_needs_no_engine() -> None:
    for command in (["--help"], ["run", "--help"], ["runs", "list", "--help"], ["work", "complete", "--help"]):
        assert not {"lark", "pluggy", "sqlite3", "orchestra_dsl.runtime"} & loaded_by(*command), command
