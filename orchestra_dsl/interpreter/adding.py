"""`may add`: people give a `for each` further items while its step is open (language.md, rule 5).

Whoever may do an open work item of the step may, and administrators. Such a step does not finish because all that was
begun has been done: something may be added still. `enough when` ends it, or somebody who says that nothing more comes.
A list that is empty at first finishes at once all the same.
"""

from orchestra_dsl.graph.elements import ForEach, Interactive
from orchestra_dsl.graph.statuses import NOT_CLOSED
from orchestra_dsl.interpreter import entitlement, for_each, grants
from orchestra_dsl.interpreter.events import AddingEnded, InstanceAdded, Ref
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.state import StepState


def added(m: Machine, act: InstanceAdded) -> bool:
    """One item more: an instance for it begins as soon as there is room."""
    step, each = _adding(m, act.element)
    assert step.items is not None
    if len(step.items) >= for_each.MOST:
        raise RefusedError("bad value", f"the step has {len(step.items):,} instances, which is the most there may be")
    step.items.append(act.item)
    m.note(act.element, "added", by=m.event.actor, instance=len(step.items))
    for_each.go_on(m, act.element, step, each)
    return True


def ended(m: Machine, act: AddingEnded) -> bool:
    """Nothing more will be added: the step finishes once all is done."""
    step, each = _adding(m, act.element)
    step.closed = True
    m.note(act.element, "no more", by=m.event.actor)
    for_each.go_on(m, act.element, step, each)
    return True


def _adding(m: Machine, index: int) -> tuple[StepState, ForEach]:
    """The open step, and its `for each`. Refused when nothing may be added to it, or not by who acts."""
    element, step = m.step_elements[index], m.state.steps.get(index)
    if element.each is None or not element.each.may_add:
        raise RefusedError("not allowed", f"nothing can be added to {element.name}: its source does not say `may add`")
    if step is None or step.items is None:
        raise RefusedError("not open", f"{element.name} is not running, so nothing can be added to it")
    if step.closed:
        raise RefusedError("not open", f"nothing more is to be added to {element.name}: somebody has said so")
    if not grants.may(m, "administer") and not _may_do_one(m, index, step):
        message = f"only who may do an open work item of {element.name}, or an administrator, may add to it"
        raise RefusedError("not allowed", message)
    return step, element.each


def _may_do_one(m: Machine, index: int, step: StepState) -> bool:
    """Whether who acts has claimed an open item of the step, or could claim one."""
    if not isinstance(m.elements[index], Interactive):
        return False
    for number, instance in step.instances.items():
        if instance.item in NOT_CLOSED:
            try:
                entitlement.for_whom(m, entitlement.actor(m), Ref(index, step.visit, number), instance)
            except RefusedError:
                continue
            return True
    return False
