"""Showing what changes in a file, as a diff."""

from collections.abc import Iterable
from typing import TextIO

import click

from orchestra_dsl.diagnostics.render.cells import plain

_COLORS = {"+": "green", "-": "red", "@": "cyan"}


def show_patch(lines: Iterable[str], file: TextIO) -> None:
    """Print the lines of a diff, in colour where a person reads them on a terminal; else as they are, for programs."""
    shown = lines if not file.isatty() else map(_colored, lines)
    click.echo("".join(shown), file=file, nl=False)


def _colored(line: str) -> str:
    heads = line.startswith(("+++", "---"))
    text = plain(line.rstrip("\r\n"))
    return click.style(text, fg=None if heads else _COLORS.get(line[:1]), bold=heads or None) + "\n"
