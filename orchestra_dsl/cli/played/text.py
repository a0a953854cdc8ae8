"""Scenarios that were played, for people: a line each, and of one that failed everything that is known."""

from typing import TYPE_CHECKING

import click

from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.workspace.failing import failure_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestra_dsl.workspace.playing import Played


def show(played: "Played") -> None:
    """Print one scenario."""
    result = played.result
    word = click.style("failed", fg="red", bold=True) if result.failure else click.style("ok", fg="green")
    scenario = result.scenario
    said = f"{plain(scenario.orchestration)}: {plain(scenario.name)} ({result.seconds * 1000:.0f} ms)"
    click.echo(f"{word}{' ' * (8 - len('failed' if result.failure else 'ok'))}{said}")
    if result.failure is not None:
        click.echo("\n".join(f"  {line}".rstrip() for line in failure_lines(played, result.failure)))
        click.echo()


def summary(played: "Sequence[Played]") -> str:
    """Count them in words."""
    failed = sum(each.result.failure is not None for each in played)
    count = "1 scenario" if len(played) == 1 else f"{len(played)} scenarios"
    seconds = sum(each.result.seconds for each in played)
    return f"{count}: {len(played) - failed} ok, {failed} failed, in {seconds:.2f} s."
