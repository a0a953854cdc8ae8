"""Awaits: control waits for the first of several arms to come true (language.md, rules 1, 9, 20 and 21).

An arm that is true when control arrives is taken at once, the first in the order of the source. Of the arms with a
time the one that is due first has the element's only timer.
"""

from functools import partial

from orchestra_dsl.graph.elements import Await, ConditionArm, EventArm, TimerArm
from orchestra_dsl.interpreter import jumps, keeping, leaving, standing, waiting
from orchestra_dsl.interpreter.commit import listening
from orchestra_dsl.interpreter.events import Ref, RunResumed
from orchestra_dsl.interpreter.holders import holder_of
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import KeptMessage, Message, Thread, Waiting


def enter(m: Machine, key: int, thread: Thread) -> None:
    """A new visit: it forgets what the steps inside have given and the message, and ends what is still open there."""
    element = _await(m, thread)
    leaving.leave_arms(m, element)
    for step in element.steps:
        leaving.forget_outputs(m, step)
    standing.forget(m, element.steps)
    thread.messages.pop(thread.at, None)
    limit = _due_first(m, element, key)
    thread.waiting = Waiting(limit=limit)
    if limit is not None and limit[1] > m.event.at:
        m.set_timer("after", Ref(thread.at, thread.visit, limit[0]), limit[1])
    _ask(m, key, thread, arriving=True)
    if thread.waiting is not None:
        m.note(thread.at, "waiting")


def _await(m: Machine, thread: Thread) -> Await:
    element = m.elements[thread.at]
    assert isinstance(element, Await)
    return element


def _due_first(m: Machine, element: Await, key: int) -> tuple[int, int] | None:
    """The place of the `after` arm that is due first, and when; of several at one instant the first in the source."""
    due = [
        (m.after(arm.after, key, m.event.at), place)
        for place, arm in enumerate(element.arms)
        if isinstance(arm, TimerArm)
    ]
    if not due:
        return None
    instant, place = min(due)
    return place, instant


def check(m: Machine, key: int, thread: Thread) -> None:
    """Ask the arms again: something that a condition reads has changed, or a time has come."""
    _ask(m, key, thread, arriving=False)


def _ask(m: Machine, key: int, thread: Thread, *, arriving: bool) -> None:
    """Take the first arm that is true. Kept messages are tried on arrival only; later ones come by themselves."""
    element, found = _await(m, thread), dict[int, KeptMessage]()
    places: list[int] = []
    conditions: list[waiting.Condition] = []
    for place, arm in enumerate(element.arms):
        match arm:
            case ConditionArm(when=when):
                conditions.append(when)
            case TimerArm() if _is_due(m, thread, place):
                conditions.append(None)
            case EventArm() if arriving and m.state.messages:
                conditions.append(partial(_has_been_kept, m, key, thread.at, place, found))
            case _:
                continue
        places.append(place)
    heard = {listening(arm.event) for arm in element.arms if isinstance(arm, EventArm)}
    taken = waiting.first_true(
        m, conditions, thread, Ref(thread.at, thread.visit), key, listening=heard, in_order=False
    )
    if not 0 <= taken < len(places):
        return
    kept = found.get(places[taken])
    if kept is not None:
        m.state.messages.remove(kept)
    take(m, key, thread, places[taken], None if kept is None else kept.message)


def _is_due(m: Machine, thread: Thread, place: int) -> bool:
    """Whether the time of an `after` has passed. In a run that goes on just now what was put off before comes first."""
    if isinstance(m.event.act, RunResumed):
        return False
    limit = thread.waiting.limit if thread.waiting is not None else None
    return limit is not None and limit[0] == place and limit[1] <= m.event.at


def _has_been_kept(m: Machine, key: int, at: int, place: int, found: dict[int, KeptMessage]) -> bool:
    kept = keeping.oldest_kept(m, key, at, place)
    if kept is not None:
        found[place] = kept
    return kept is not None


def take(m: Machine, key: int, thread: Thread, place: int, message: Message | None) -> None:
    """The arm at `place` has come true: control goes where it leads."""
    arm = _await(m, thread).arms[place]
    waiting.forget(m, thread, Ref(thread.at, thread.visit))
    match arm:
        case EventArm(event=event, bound=bound):
            if bound and message is not None:
                thread.messages[thread.at] = message
            m.note(thread.at, "received", event=event)
        case TimerArm():
            m.note(thread.at, "elapsed")
        case ConditionArm():
            m.note(thread.at, "met")
    jumps.jump(m, key, arm.target)


def time_has_come(m: Machine, ref: Ref) -> bool:
    """The timer of an `after` arm is due. False when control has gone on before."""
    holder = holder_of(m.state, ref)
    asked = holder.waiting if holder is not None else None
    if asked is None or asked.limit is None or asked.limit[0] != ref.instance:
        return False
    asked.limit = (ref.instance, m.event.at)
    m.dirty.add(ref.element)
    return True
