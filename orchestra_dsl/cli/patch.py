"""Showing what changes in a file, as a diff."""

from collections.abc import Iterable
from typing import TextIO

import click

from orchestra_dsl.cli.colors import colored
from orchestra_dsl.diagnostics.render.cells import plain

_COLORS = {"+": "green", "-": "red", "@": "cyan"}


def show_patch(lines: Iterable[str], file: TextIO) -> None:
    """Print the lines of a diff, in colour where a person reads them on a terminal; else as they are, for programs."""
    color = colored(file)
    click.echo("".join(map(_colored, lines) if color else lines), file=file, nl=False, color=color)


def _colored(line: str) -> str:
    heads = line.startswith(("+++", "---"))
    text = plain(line.rstrip("\r\n"))
    return click.style(text, fg=None if heads else _COLORS.get(line[:1]), bold=heads or None) + "\n"
