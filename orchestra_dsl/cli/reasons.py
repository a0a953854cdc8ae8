"""How a condition is told in a terminal: its text, what came out, and what it read."""

from typing import TYPE_CHECKING

import click

from orchestra_dsl.cli.output import value_text
from orchestra_dsl.diagnostics.render.cells import plain

if TYPE_CHECKING:
    from orchestra_dsl.workspace.reasons import Reason


def print_reason(reason: "Reason", *, indent: int) -> None:
    """Print the condition in one line, and each thing that it read in a line below."""
    text = f" {plain(reason.text)}" if reason.text else ""
    click.echo(f"{' ' * indent}{reason.clause}{text}: {plain(reason.came_out)}")
    for name, value in reason.reads.items():
        said = "missing" if value is None else plain(value_text(value))
        click.echo(f"{' ' * (indent + 2)}{plain(name)} was {said}")
