"""The directory of people has changed: whom open work is for is counted again (language.md, rule 16).

Work that somebody still may do stays as it is. What is claimed by, or allocated to, somebody who has left is offered to
all again; where nobody is left, the item goes to `otherwise`, then to administrators who are not excluded, else the
step is in error.
"""

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.statuses import NOT_CLOSED, ItemStatus
from orchestra_dsl.interpreter import failing, items, people
from orchestra_dsl.interpreter.events import PeopleChanged, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance


def people_changed(m: Machine, act: PeopleChanged) -> bool:  # noqa: ARG001 - every act is called alike
    """Count again for all open work of the run. False where nothing has come of it."""
    found = [
        (Ref(index, step.visit, number), instance)
        for index, step in sorted(m.state.steps.items())
        if isinstance(m.elements[index], Interactive)
        for number, instance in sorted(step.instances.items())
        if instance.item in NOT_CLOSED and instance.failure is None
    ]
    answers = [_recount(m, ref, instance) for ref, instance in found]  # of all, whatever has come of the first
    return any(answers)


def _recount(m: Machine, ref: Ref, instance: Instance) -> bool:
    """Whether the item is somebody else's now, or nobody's. What cannot be told is asked again when somebody acts."""
    m.context.instance = (ref.element, ref.instance)
    try:
        excluded = people.excluded(m, ref)
        barred = people.users_of(m, (*excluded, *instance.delegated))
        holders = instance.candidates if instance.claimed_by is None else (instance.claimed_by,)
        if people.able(m, holders, barred):
            return False
        instance.excluded = excluded
        if people.able(m, instance.pool or instance.candidates, barred):
            items.give_back(m, ref, instance)
        else:
            _find_others(m, ref, instance, barred)
    except EvaluationError:
        return False
    return True


def _find_others(m: Machine, ref: Ref, instance: Instance, barred: tuple[str, ...]) -> None:
    """Nobody is left. Raises EvaluationError where it cannot be told who stands in."""
    element, key = m.interactive(ref), m.thread_of(ref.element)
    named = instance.pool or instance.candidates
    found, instead, _ = people.stand_ins(m, element, key, barred)
    m.note_instance(ref, "nobody left", candidates=list(named), instead=instead if found else None)
    if found:
        items.give_to(m, ref, instance, found)
        return
    error = EvaluationError("Nobody", people.why_nobody(m, named, barred))
    if element.timeout is not None:
        m.clear_timer("timeout", ref)
    items.close(m, ref, instance, ItemStatus.WITHDRAWN)
    failing.fail(m, ref, key, error)
