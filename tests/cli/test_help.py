"""Every command explains itself."""

from collections.abc import Iterator

import click
import pytest

from orchestra_dsl.cli.lazy import LazyGroup
from orchestra_dsl.cli.root import root
from tests.cli.project import Desk


def commands(group: LazyGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """All commands with the words that lead to them, groups left out."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, LazyGroup):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = list(commands(root))


@pytest.mark.parametrize(("words", "command"), ALL, ids=[" ".join(words) for words, _ in ALL])
def test_a_command_shows_examples_and_explains_its_options(words: tuple[str, ...], command: click.Command) -> None:
    text = command.get_help(click.Context(command, info_name=" ".join(("orchestra", *words))))
    examples = [line.strip() for line in text.partition("Examples:\n")[2].partition("Options:\n")[0].splitlines()]
    assert any(line.startswith(f"orchestra {' '.join(words)}") for line in examples)
    assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize(("words", "command"), ALL, ids=[" ".join(words) for words, _ in ALL])
def test_a_text_of_help_has_no_gaps(words: tuple[str, ...], command: click.Command) -> None:
    text = command.get_help(click.Context(command, info_name=" ".join(("orchestra", *words))))
    for line in text.partition("Examples:\n")[0].splitlines()[1:]:
        assert "  " not in line.strip(), line
        assert len(line) - len(line.lstrip()) in (0, 2), line


@pytest.mark.parametrize(("words", "command"), ALL, ids=[" ".join(words) for words, _ in ALL])
def test_whatever_prints_for_people_prints_json_too(words: tuple[str, ...], command: click.Command) -> None:
    assert any("--json" in parameter.opts for parameter in command.params), words


@pytest.mark.parametrize(("words", "command"), ALL, ids=[" ".join(words) for words, _ in ALL])
def test_an_example_is_a_command_that_exists(words: tuple[str, ...], command: click.Command) -> None:
    text = command.help or ""
    for line in text.partition("Examples:\n")[2].splitlines():
        given = line.split("#")[0].split()[1 + len(words) :]
        for word in given:
            if word == "--":
                break
            if word.startswith("--"):
                assert any(word in parameter.opts for parameter in command.params), line


def test_help_is_listed_without_loading_the_commands(desk: Desk) -> None:
    listed = desk.fine("--help")
    for name in ("compile", "lint", "run", "runs", "work", "record", "plugins"):
        assert f"\n  {name} " in listed


def test_a_group_without_a_command_shows_what_there_is(desk: Desk) -> None:
    said = desk.run("work")
    assert said.code == 2
    assert "Give a work item, or many, to others." in said.err


def test_the_version_is_an_option_everywhere(desk: Desk) -> None:
    assert desk.fine("--version").startswith("orchestra ")
