"""O406 under `one at a time`: a step that keeps its turn until something comes of one that gets none meanwhile."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.checks.waiting_circles import needs
from orchestra_dsl.analysis.flow.order import MOST_STEPS, StageOrder
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.analysis.flow.words import head
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def kept_turns(steady: Steady) -> Iterator[Diagnostic]:
    """Report every `finish when` that needs a step which does not certainly have its turn before."""
    for stage in steady.flow.stages():
        turns = next((clause for clause in stage.clauses if isinstance(clause, n.OneAtATime)), None)
        if turns is None or len(stage.steps) > MOST_STEPS:
            continue
        order = StageOrder(stage, steady.flow.element)
        for step in stage.steps:
            for wait in needs(step, order, steady):
                other = stage.steps[wait.places[0] % len(stage.steps)]
                if isinstance(wait.clause, n.FinishWhen) and _may_be_first(step, other, order):
                    yield _finding(step, other, wait.clause, turns)


def _may_be_first(step: n.Step, other: n.Step, order: StageOrder) -> bool:
    """Whether a step becomes ready no later than another one that does not start after it: that is a circle by itself.

    Of two that become ready at one instant the one that is written first has its turn. When a `start when` comes to
    hold nobody knows.
    """
    if order.is_before(step, other) or order.is_before(other, step):
        return False
    if any(isinstance(clause, n.StartWhen) for clause in other.clauses):
        return True
    place, at = order.places[id(step)], order.places[id(other)]
    if any(wait.count < len(wait.places) for wait in order.waits[place]):
        return False
    mine, its = order.finished_before[place], order.finished_before[at]
    return not mine & ~its and (its != mine or place < at)


def _finding(step: n.Step, other: n.Step, clause: n.FinishWhen, turns: n.OneAtATime) -> Diagnostic:
    name, needed = step.name.text, other.name.text
    message = f"The step `{name}` keeps its turn until this holds, and without a turn `{needed}` does not begin."
    labels = [
        Label(turns.span, "The steps of the stage have turns."),
        Label(head(other), f"Where `{name}` has its turn first, this never gets one."),
    ]
    hint = f"Let `{name}` start after `{needed}`, or leave `one at a time` out."
    return Diagnostic("O406", message, clause.join.span, labels, hint)
