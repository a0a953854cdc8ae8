"""Outputs with a name that a step gives by itself: `completed_by` and `completed_at`, or `outcome` of a run."""

from collections.abc import Iterator

from orchestra_dsl.analysis.declare.names import Names
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax import nodes as n


def check_taken(names: Names) -> Iterator[Diagnostic]:
    """Report outputs of screens and orchestrations that a step which calls them has already."""
    for _, screen, _ in names.all(n.Screen):
        yield from _taken(screen.outputs, ("completed_by", "completed_at"), "Every interactive step")
    for _, orchestration, _ in names.all(n.Orchestration):
        yield from _taken(orchestration.outputs, ("outcome",), "Every step that runs an orchestration")


def _taken(outputs: tuple[n.Field, ...], taken: tuple[str, ...], who: str) -> Iterator[Diagnostic]:
    for output in outputs:
        if output.name.text in taken:
            message = f"{who} has an output `{output.name.text}` already."
            yield Diagnostic("O208", message, output.name.span, hint="Give this one another name.")
