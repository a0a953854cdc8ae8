"""The commands that the pages show are commands: with options that there are, and no argument too many."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from orchestra_dsl.cli.root import root
from tests.house.checkout import ROOT

PAGES = [ROOT / "README.md", *ROOT.glob("*/*/README.md"), *ROOT.glob("docs/*.md")]
TYPED = re.compile(r"^```(?:sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`orchestra ([^`]+)`")


def typed(page: Path) -> Iterator[str]:
    """What the blocks of a page have for the shell, without what commands answer."""
    for block in TYPED.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith(("orchestra ", "$ orchestra ")):
                yield line.removeprefix("$ ")


def shown(page: Path) -> list[str]:
    """Its commands, up to where their output goes."""
    return [re.split(r" (?:>|<|\||&&) ", line)[0] for line in typed(page)]


@pytest.mark.parametrize("page", [page for page in PAGES if shown(page)], ids=lambda page: str(page.relative_to(ROOT)))
def test_a_command_of_a_block_can_be_typed(page: Path) -> None:
    assert {line: why for line in shown(page) if (why := what_is_wrong(shlex.split(line, comments=True)[1:]))} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_command_that_a_page_names_is_there(page: Path) -> None:
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    assert [each for each in named if re.match(r"[a-z]", each) and command_of(each.split())[0] is root] == []


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words begin with, and the words that are left for it."""
    command: click.Command = root
    while isinstance(command, click.Group) and words:
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            break
        command, words = found, words[1:]
    return command, words


def what_is_wrong(words: list[str]) -> str | None:
    """Why a command line cannot be one; what it names (files, runs) is not looked for."""
    command, rest = command_of(words)
    context = click.Context(command, info_name=command.name)
    try:
        values, left, _ = command.make_parser(context).parse_args(list(rest))
    except click.UsageError as error:
        return error.message
    if left and not isinstance(command, click.Group):
        return f"too much: {left}"
    lacking = [each.name for each in command.params if each.required and not values.get(each.name or "")]
    return f"without {lacking}" if lacking and "--help" not in rest else None


def test_what_could_not_be_typed_is_found() -> None:
    assert what_is_wrong(["work", "complete", "1", "--as", "maria"]) is None
    assert "--at" in (what_is_wrong(["work", "complete", "1", "--at", "maria"]) or "")
    assert what_is_wrong(["explain", "O404", "O405", "O406"]) is not None
    assert command_of(["wrk", "complete"])[0] is root
