"""When a work item is due, and when its rungs are (language.md, rule 14). What they do is in rungs.py.

The time runs from the opening of the item. Claims, releases, delegations and reassignments do not start it again.
"""

from orchestra_dsl.graph.elements import Due, Interactive, Rung
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.moments import BusinessDays
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance

SHORTEST = 1_000_000
"""Microseconds between two reminders, at least."""


def instant(m: Machine, due: Due, key: int) -> int:
    """When the item that is opened now is due. Raises EvaluationError."""
    if due.within is not None:
        return m.after(due.within, key, m.event.at)
    assert due.at is not None
    moment = m.evaluate(due.at, key)
    if moment is None:
        raise EvaluationError("MissingValue", "the time at which the work item is due is missing")
    return int(moment.instant)


def moment(m: Machine, rung: Rung, within: Expression | None, instance: Instance, key: int) -> int:
    """When a rung is due; a part of business days is measured in open time. Raises EvaluationError."""
    assert instance.due_at is not None
    if rung.after is not None:
        return m.after(rung.after, key, instance.due_at)
    assert rung.percent is not None
    if rung.percent == 100 or instance.due_at <= instance.opened_at:  # noqa: PLR2004 - the whole time
        return instance.due_at
    if within is not None and isinstance(m.evaluate(within, key), BusinessDays):
        return m.context.open_share(instance.opened_at, instance.due_at, rung.percent)
    return instance.opened_at + (instance.due_at - instance.opened_at) * rung.percent // 100


def next_reminder(m: Machine, ref: Ref, element: Interactive, key: int) -> None:
    """Set the timer of the next `remind every`. Raises EvaluationError."""
    assert element.remind is not None
    at = m.after(element.remind, key, m.event.at)
    if at <= m.event.at:
        raise EvaluationError("BadDuration", "there would be no time between two reminders, so nobody is reminded")
    m.set_timer("remind", _plain(ref), max(at, m.event.at + SHORTEST))


def at_rung(ref: Ref, number: int) -> Ref:
    """The ref of a rung's timer: its attempt counts the rungs of the item from 1."""
    return Ref(ref.element, ref.visit, ref.instance, number + 1)


def _plain(ref: Ref) -> Ref:
    return Ref(ref.element, ref.visit, ref.instance)


def stop(m: Machine, ref: Ref) -> None:
    """The item is closed: nothing about it will be due any more."""
    element = m.interactive_elements[ref.element]
    if element.due is not None:
        for number in range(len(element.due.rungs)):
            m.clear_timer("rung", at_rung(ref, number))
    if element.remind is not None:
        m.clear_timer("remind", _plain(ref))
