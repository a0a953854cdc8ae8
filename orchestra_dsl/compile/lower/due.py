"""Due times with their rungs, and reminders."""

from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.compile.lower.notices import channels
from orchestra_dsl.compile.lower.parts import clause_of
from orchestra_dsl.graph import elements as g
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.types import PEOPLE
from orchestra_dsl.syntax import nodes as n


def due_of(step: n.InteractiveStep, expressions: Expressions) -> g.Due | None:
    """Return when the work item of a step is due, and what happens on the way there and after."""
    within, at = clause_of(step.clauses, n.DueIn), clause_of(step.clauses, n.DueAt)
    if within is not None:
        return g.Due(within=expressions.lower(within.duration), rungs=_rungs(within.rungs, expressions))
    if at is not None:
        return g.Due(at=expressions.lower(at.moment), rungs=_rungs(at.rungs, expressions))
    return None


def reminder_of(step: n.InteractiveStep, expressions: Expressions) -> Expression | None:
    """Return after what time, again and again, the step's work item is reminded of."""
    clause = clause_of(step.clauses, n.RemindEvery)
    return None if clause is None else expressions.lower(clause.interval)


def _rungs(rungs: tuple[n.Rung, ...], expressions: Expressions) -> tuple[g.Rung, ...]:
    return tuple(_rung(rung, expressions) for rung in rungs)


def _rung(rung: n.Rung, expressions: Expressions) -> g.Rung:
    action = _action(rung.action, expressions)
    if isinstance(rung.moment, n.AtPercent):
        return g.Rung(action, percent=rung.moment.percent)
    return g.Rung(action, after=expressions.lower(rung.moment.duration))


def _action(action: n.RungAction, expressions: Expressions) -> g.Remind | g.NotifyRung | g.Reassign:
    match action:
        case n.NotifyRung(people=people, channels=via):
            return g.NotifyRung(expressions.lower(people, PEOPLE), channels(via))
        case n.ReassignRung(people=people):
            return g.Reassign(expressions.lower(people, PEOPLE))
        case n.RemindRung():
            return g.Remind()
