"""O003: a stage with more steps than can be checked in bounded memory."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.order import MOST_STEPS
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.words import head
from orchestra_dsl.diagnostics import Diagnostic


def too_many_steps(flow: Flow) -> Iterator[Diagnostic]:
    """Report stages with more than `MOST_STEPS` steps."""
    for stage in flow.stages():
        if len(stage.steps) > MOST_STEPS:
            message = f"The stage `{stage.name.text}` has {len(stage.steps):,} steps; the most is {MOST_STEPS:,}."
            yield Diagnostic("O003", message, head(stage), hint="Split it into several stages.")
