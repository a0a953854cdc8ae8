"""Timers: whoever one would wake is there, and whoever counts on one has it."""

from collections.abc import Iterator

from orchestra_dsl.graph.statuses import ACTIVE, ERROR, NOT_CLOSED, WAITING
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.holders import Holder, holder_of
from orchestra_dsl.interpreter.state import Instance, StageState
from orchestra_dsl.runtime.invariants.subject import Subject


def no_timer_without_an_owner(run: Subject) -> Iterator[str]:
    """Whoever a timer would wake still waits for it."""
    for (kind, ref), due in run.rows.timers.items():
        holder = holder_of(run.state, ref)
        if holder is None or not _is_wanted(kind, ref, due, holder):
            where = run.name(ref.element) if run.element(ref.element) is not None else f"element {ref.element}"
            yield f"the timer `{kind}` of {where} wakes nobody who waits for it"


def _is_wanted(kind: str, ref: Ref, due: int, holder: Holder) -> bool:
    waiting = holder.waiting
    if kind == "condition":
        return waiting is not None and waiting.wake == due
    if kind == "again":
        return any(each.number == ref.attempt and each.expires for each in (waiting.answers if waiting else ()))
    if kind == "after":
        return waiting is not None and waiting.limit == (ref.instance, due)
    if isinstance(holder, Instance):
        if holder.failure is not None:
            return False
        return holder.item in NOT_CLOSED if holder.item is not None else holder.attempt == ref.attempt
    if not isinstance(holder, StageState) or holder.status not in (WAITING, ACTIVE, ERROR):
        return False
    return (holder.begun or holder.lock is not None) == (kind == "timeout")


def no_waiting_for_a_timer_that_is_not_set(run: Subject) -> Iterator[str]:
    """Whoever waits for an instant is woken then."""
    if run.rows.unsure:
        return
    set_ = run.rows.timers.keys() | run.timers_coming()
    limits = {(ref.element, ref.visit) for kind, ref in set_ if kind == "after"}
    waking = {(ref.element, ref.visit, ref.instance) for kind, ref in set_ if kind == "condition"}
    for ref, holder in run.holders():
        waiting = holder.waiting
        if waiting is None:
            continue
        if waiting.limit is not None and (ref.element, ref.visit) not in limits:
            yield f"{run.name(ref.element)} counts on the timer of its `after`, which is not set"
        if waiting.wake is not None and (ref.element, ref.visit, ref.instance) not in waking:
            yield f"{run.name(ref.element)} waits for an instant at which nothing wakes it"
