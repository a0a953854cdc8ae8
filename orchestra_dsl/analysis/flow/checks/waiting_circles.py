"""O406 by conditions: steps that cannot begin or finish before a step that in turn waits for them."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.checks.deadlocks import circles, finding
from orchestra_dsl.analysis.flow.conditions.moment import ANY, Moment, not_begun, not_finished
from orchestra_dsl.analysis.flow.conditions.reader import Reader
from orchestra_dsl.analysis.flow.conditions.search import constant
from orchestra_dsl.analysis.flow.order import StageOrder, Wait
from orchestra_dsl.analysis.flow.reads import is_sound
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax import nodes as n

_MAY_PASS = (
    n.StartWhen,
    n.OnlyIf,
    n.WithdrawWhen,
    n.MaySkip,
    n.ForEach,
    n.Timeout,
    n.OnError,
    n.WithoutWaiting,
)
"""The clauses by which a step may finish although its `finish when` does not hold."""


def waiting_circles(steady: Steady) -> Iterator[Diagnostic]:
    """Report every circle of steps in which one waits for what comes of another, each hop shown."""
    for stage in steady.flow.stages():
        order = StageOrder(stage, steady.flow.element)
        asked = [list(needs(step, order, steady)) for step in stage.steps]
        if any(asked):
            plain = set(order.in_order)
            waits = [*_begins(order, asked), *_finishes(order, asked, steady)]
            for circle in circles(waits):
                if plain.issuperset(each % len(stage.steps) for each in circle):  # else it is reported without types
                    yield finding(circle, waits, order)


def _begins(order: StageOrder, asked: list[list[Wait]]) -> Iterator[list[Wait]]:
    """What each step begins after. Places beyond the steps are their finishes."""
    count = len(order.stage.steps)
    for found, starts in zip(asked, order.waits, strict=True):
        after = [Wait(tuple(each + count for each in wait.places), wait.count, wait.clause) for wait in starts]
        yield [*after, *(wait for wait in found if isinstance(wait.clause, n.StartWhen))]


def _finishes(order: StageOrder, asked: list[list[Wait]], steady: Steady) -> Iterator[list[Wait]]:
    """What each step finishes after: its own begin, and what its `finish when` needs if nothing else may finish it."""
    flow = steady.flow
    for place, (step, found) in enumerate(zip(order.stage.steps, asked, strict=True)):
        may_pass = any(isinstance(clause, _MAY_PASS) for clause in step.clauses)
        has_to = not may_pass and id(step) not in flow.skippable and id(step) not in flow.canceled
        yield [Wait((place,), 1), *(wait for wait in found if has_to and isinstance(wait.clause, n.FinishWhen))]


def needs(step: n.Step, order: StageOrder, steady: Steady) -> Iterator[Wait]:
    """Yield what has to come before a condition of a step can hold: the begin of another step, or its finish."""
    for clause in step.clauses:
        match clause:
            case n.StartWhen(condition=condition):
                own = -1
            case n.FinishWhen(join=condition) if isinstance(condition, n.Expression):
                own = order.places[id(step)]  # its own outputs are there by then
            case _:
                continue
        others = {order.places[id(each)] for each in steady.steps(condition) if id(each) in order.places} - {own}
        if others and is_sound(condition, steady.checked) and _comes_out(condition, ANY, steady) is None:
            for place in sorted(others):
                other = {id(order.stage.steps[place])}
                if _comes_out(condition, not_finished(other), steady) is False:
                    yield Wait((place + len(order.stage.steps),), 1, clause)
                elif _comes_out(condition, not_begun(other), steady) is False:
                    yield Wait((place,), 1, clause)


def _comes_out(condition: n.Expression, moment: Moment, steady: Steady) -> bool | None:
    """What a condition comes to at a moment, where that is fixed."""
    return constant(Reader(steady.checked, moment=moment).formula(condition))
