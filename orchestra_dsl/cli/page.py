"""The page of the docs that lists all commands, made from what their help says."""

from collections.abc import Iterator
from textwrap import fill

import click

from orchestra_dsl.cli.lazy import LazyGroup
from orchestra_dsl.cli.root import root

_WIDTH = 118
_HEAD = """\
# Commands

`orchestra COMMAND --help` says the same as this page. Options that several commands share: `-p` names the project,
`--store` another store, `--json` prints for programs.

The exit code is 0 when all is well, 1 when there are findings, a run has failed, or what was asked for could not be
done, 2 when the command or something that it names is wrong, and 130 after Ctrl-C.

A command with `--json` that cannot be carried out says why on the last line of standard error, as one JSON object.
Answers that are bad news (a run that has failed, findings) are answers, on standard output.

```json
{"error": {"code": "not found", "what": "there is no run 3k7w", "where": null, "hint": null, "exit": 2}}
```

`exit` is the exit code. `code` is one of `usage` (the command, or a file that it names, is not right), `findings` (the
sources have errors: `findings` lists them as `orchestra lint --json` does), `not found`, `bad value`, `not allowed`,
`not open`, `claimed`, `changed`, `suspended` (an act is refused), `unavailable` (people or a plugin cannot be asked),
`missing`, `foreign`, `newer`, `outdated`, `locked`, `read-only`, `damaged`, `full`, `disk`, `closed` (the store),
`output` (the answer cannot be written), `interrupted` and `fault` (a bug of Orchestra).
"""


def page() -> str:
    """The page, in Markdown."""
    assert isinstance(root, LazyGroup)  # noqa: S101 - it is made as one
    lines = [_HEAD]
    for words, command in _commands(root, ("orchestra",)):
        lines += [f"## {' '.join(words)}", "", *_described(words, command)]
    return "\n".join(lines).rstrip() + "\n"


def _commands(group: LazyGroup, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """All commands in order, a group before those in it."""
    for name in group.members:
        command = group.get_command(click.Context(group), name)
        assert command is not None  # noqa: S101 - it is a member
        yield (*words, name), command
        if isinstance(command, LazyGroup):
            yield from _commands(command, (*words, name))


def _described(words: tuple[str, ...], command: click.Command) -> Iterator[str]:
    text, _, examples = (command.help or "").partition("\n\n\b\nExamples:\n")
    if not isinstance(command, LazyGroup):
        yield from ["```text", _usage(words, command), "```", ""]
    for paragraph in text.split("\n\n"):
        yield from [fill(" ".join(paragraph.split()), _WIDTH, break_on_hyphens=False), ""]
    if examples:
        yield from ["```sh", *(line.strip() for line in examples.splitlines()), "```", ""]
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options:
        yield from ["| option | |", "| --- | --- |", *map(_option, options), ""]


def _usage(words: tuple[str, ...], command: click.Command) -> str:
    arguments = [
        each.metavar or (f"{(each.name or '').upper()}" if each.required else f"[{(each.name or '').upper()}]")
        for each in command.params
        if isinstance(each, click.Argument)
    ]
    return " ".join([*words, "[OPTION]…", *arguments])


def _option(option: click.Option) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    if not option.is_flag:
        names += f" {_value(option)}"
    return f"| `{names}` | {option.help} |"


def _value(option: click.Option) -> str:
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "/".join(str(each) for each in option.type.choices)
    return "NUMBER" if isinstance(option.type, click.IntRange) else "TEXT"
