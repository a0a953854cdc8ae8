"""The expressions of elements that are no conditions, under the words of their clauses: what is told of them to people.

Beside `conditions.py`, which has the conditions. Arguments of calls and the texts of notices are left out.
"""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import (
    AnyElement,
    Assign,
    Await,
    Background,
    Child,
    Due,
    End,
    EventArm,
    Fail,
    Interactive,
    Log,
    Notify,
    NotifyRung,
    Reassign,
    Retry,
    Rung,
    Stage,
    Step,
    TimerArm,
    Update,
)
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.model import Graph, ScheduleTrigger

Named = Iterator[tuple[str, Expression | None]]


def clauses_of(element: AnyElement) -> Iterator[tuple[str, Expression]]:
    """Every such expression of an element, with its clause: `assign to`, `due in`, `arm 2 after`."""
    return ((clause, expression) for clause, expression in _named(element) if expression is not None)


def clauses_of_graph(graph: Graph) -> Iterator[tuple[str, Expression]]:
    """What starts a run, and who may do what: `start 1 when`, `allow start`; alike ones are told apart by a number."""
    for number, trigger in enumerate(graph.triggers, 1):
        if not isinstance(trigger, ScheduleTrigger) and trigger.when is not None:
            yield f"start {number} when", trigger.when
    for number, grant in enumerate(graph.grants, 1):
        yield f"allow {number}", grant.people


def _named(element: AnyElement) -> Named:
    match element:
        case Stage(start_limit=limit, timeout=timeout, lock=lock):
            yield "lock", lock
            yield "up to", None if limit is None else limit.duration
            yield "timeout", None if timeout is None else timeout.duration
        case Step():
            yield from _of_step(element)
        case Await(arms=arms):
            for number, arm in enumerate(arms, 1):
                if isinstance(arm, TimerArm):
                    yield f"arm {number} after", arm.after
                elif isinstance(arm, EventArm):
                    yield f"arm {number} keep", arm.keep
        case Assign(value=value):
            yield "value", value
        case Update(record=record, changes=changes):
            yield from (("record", record), ("changes", changes))
        case Notify() | Log():
            yield from _of_message(element)
        case Fail(reason=reason):
            yield "reason", reason
        case End(outputs=outputs):
            yield "with", outputs


def _of_message(element: Notify | Log) -> Named:
    if isinstance(element, Log):
        yield "text", element.text
    else:
        yield from (("people", element.people), ("text", element.body))


def _of_step(step: Step) -> Named:
    yield "for each", None if step.each is None else step.each.items
    yield "timeout", step.timeout
    if isinstance(step, Background | Child):
        yield from _of_retry(step.retry)
        yield "as", step.acting_for
    if isinstance(step, Interactive):
        yield from (("assign to", step.assign), ("otherwise", step.otherwise), ("same person as", step.same_as))
        yield "remind every", step.remind
        yield from ((clause, each.record) for clause, each in (("about", step.about), ("locks", step.locks)) if each)
        yield from ((f"exclude {number}", people) for number, people in enumerate(step.exclude, 1))
        yield from _of_due(step.due)
        yield from (("priority", step.priority), ("may delegate to", step.delegates))


def _of_retry(retry: Retry | None) -> Named:
    if retry is not None:
        yield from (("every", retry.every), ("doubling up to", retry.up_to))


def _of_due(due: Due | None) -> Named:
    if due is not None:
        yield from (("due in", due.within), ("due at", due.at))
        for number, rung in enumerate(due.rungs, 1):
            yield from _of_rung(f"rung {number}", rung)


def _of_rung(words: str, rung: Rung) -> Named:
    yield f"{words} after", rung.after
    if isinstance(rung.action, NotifyRung | Reassign):
        yield f"{words} people", rung.action.people
