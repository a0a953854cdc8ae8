"""What is done about a work item as time passes: the rungs of its due time, each once, and its reminders.

A rung is none of what puts an element in error (language.md, rule 15: flows, conditions and assignments do): the work
goes on while it fails. So an error in it leaves the item open to whoever has it. The timeline tells of it, and the
item keeps it as its `trouble`, which those who look after runs see beside what the run waits for.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from orchestra_dsl.graph.elements import Interactive, NotifyRung, Reassign, Remind
from orchestra_dsl.graph.statuses import NOT_CLOSED
from orchestra_dsl.graph.values import principals
from orchestra_dsl.interpreter import due, guards, items, telling
from orchestra_dsl.interpreter import people as who
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.holders import instance_of
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance

T = TypeVar("T")


def start(m: Machine, element: Interactive, instance: Instance, ref: Ref) -> None:
    """The item has been opened: do at once, in order, what is past already, and set timers for the rest."""
    for at, number in _moments(m, ref, element, instance):
        if at > m.event.at:
            m.set_timer("rung", due.at_rung(ref, number), at)
        else:
            _carefully(m, ref, instance, partial(_do, m, ref, element, instance, number))
    if element.remind is not None:
        _carefully(m, ref, instance, partial(due.next_reminder, m, ref, element, m.thread_of(ref.element)))


def _moments(m: Machine, ref: Ref, element: Interactive, instance: Instance) -> list[tuple[int, int]]:
    """The instants of the rungs with their numbers, in the order of their instants, then of the source."""
    if element.due is None:
        return []
    when = partial(due.moment, m, within=element.due.within, instance=instance, key=m.thread_of(ref.element))
    at = [_carefully(m, ref, instance, partial(when, rung)) for rung in element.due.rungs]
    return sorted((each, number) for number, each in enumerate(at) if each is not None)


def fired(m: Machine, kind: str, ref: Ref) -> bool:
    """A rung or a reminder is due. False when the item has been closed before."""
    instance = instance_of(m.state, ref)
    if instance is None or instance.item not in NOT_CLOSED:
        return False
    element = m.interactive_elements[ref.element]
    if kind == "rung":
        _carefully(m, ref, instance, partial(_do, m, ref, element, instance, ref.attempt - 1))
    else:
        _remind(m, ref, element, instance)
        _carefully(m, ref, instance, partial(due.next_reminder, m, ref, element, m.thread_of(ref.element)))
    return True


def _do(m: Machine, ref: Ref, element: Interactive, instance: Instance, number: int) -> None:
    """Do what the rung says. Raises EvaluationError."""
    assert element.due is not None
    match element.due.rungs[number].action:
        case Remind():
            _remind(m, ref, element, instance)
        case NotifyRung(people=people, channels=channels):
            _notify(m, ref, instance, principals(m.evaluate(people, m.thread_of(ref.element))), channels)
        case Reassign(people=people):
            named = principals(m.evaluate(people, m.thread_of(ref.element)))
            to = who.possible(m, ref, instance, named)
            items.give_to(m, ref, instance, to)  # rule 16: they replace the candidates, a claim is released
            guards.asked_again(m, ref)


def _remind(m: Machine, ref: Ref, element: Interactive, instance: Instance) -> None:
    """Tell whoever has claimed the item, else its candidates; without `notify via` the history alone tells of it.

    While nobody can do it, nobody is reminded of it.
    """
    if instance.disabled:
        return
    to = instance.candidates if instance.claimed_by is None else (instance.claimed_by,)
    m.note_instance(ref, "reminded", to=list(to))
    if element.notice is not None:
        words = telling.reminder(m, ref, instance)
        telling.send(m, ref.element, to, element.notice.channels, words, instance)


def _notify(m: Machine, ref: Ref, instance: Instance, to: tuple[str, ...], channels: tuple[str, ...]) -> None:
    m.note_instance(ref, "notified", to=list(to), channels=list(channels))
    telling.send(m, ref.element, to, channels, telling.lateness(m, ref, instance))


def _carefully(m: Machine, ref: Ref, instance: Instance, act: Callable[[], T]) -> T | None:
    """Do it; an error leaves the item as it is, and is kept for those who look after the run."""
    m.context.instance = (ref.element, ref.instance)
    try:
        return act()
    except EvaluationError as error:
        instance.trouble = f"{error.code}: {error.message}"
        m.note_instance(ref, "not done on time", code=error.code, message=error.message)
        return None
