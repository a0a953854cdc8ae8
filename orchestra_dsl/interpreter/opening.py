"""Work items opened for those whom `assign` names (language.md, rules 14 and 16)."""

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter import allocation, due, failing, items, people, rungs, subjects, telling
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.holders import working
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance


def open_item(m: Machine, ref: Ref) -> None:
    """Open the work item of the next attempt, unless the step has gone on before."""
    instance = working(m.state, ref)
    if instance is not None:
        open_for(m, m.interactive_elements[ref.element], instance, ref)


def open_for(m: Machine, element: Interactive, instance: Instance, ref: Ref) -> None:
    """Open the work item for those whom `assign` names."""
    key = m.thread_of(ref.element)
    m.context.instance = (ref.element, ref.instance)
    try:
        instance.excluded = people.excluded(m, ref)
        chosen = people.candidates(m, element, key, instance.excluded)
        limit = None if element.timeout is None else m.after(element.timeout, key, m.event.at)
        instance.due_at = None if element.due is None else due.instant(m, element.due, key)
        subjects.name_subjects(m, ref.element, instance, key)
        instance.priority = 0 if element.priority is None else _priority(m, element.priority, key)
    except EvaluationError as error:
        failing.fail(m, ref, key, error)
        return
    instance.item, instance.version, instance.opened_at = ItemStatus.OPEN, instance.version + 1, m.event.at
    instance.claimed_by, instance.acting_for, instance.delegated = None, None, ()
    _note_opened(m, ref, chosen)
    allocation.offer(m, ref, instance, chosen.people)
    items.write(m, ref, instance)
    if limit is not None:
        m.set_timer("timeout", ref, limit)
    if instance.disabled:
        m.note_instance(ref, "disabled")
    else:
        telling.assigned(m, ref, instance)
    instance.trouble = None
    if element.due is not None or element.remind is not None:
        rungs.start(m, element, instance, ref)
    if ref.element in m.program.readers.watching:
        m.count_again(ref.element, ref.instance)  # that finds out which fields are to be watched


def _note_opened(m: Machine, ref: Ref, chosen: people.Chosen) -> None:
    """Say for whom the item is, and who is meant whom nobody knows."""
    if chosen.strangers:
        m.note_instance(ref, "strangers", people=list(chosen.strangers))
    if chosen.instead is None:
        m.note_instance(ref, "opened", candidates=list(chosen.people))
    else:
        m.note_instance(ref, "opened", candidates=list(chosen.people), instead=chosen.instead)


def _priority(m: Machine, priority: Expression, key: int) -> int:
    """How urgent the item is. Raises EvaluationError."""
    found = m.evaluate(priority, key)
    if found is None:
        raise EvaluationError("MissingValue", "the priority of the work item is missing")
    return int(found)
