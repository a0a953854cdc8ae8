"""Work items that are passed over: of a step with `may skip` whoever may complete the item may skip it.

The step is skipped at once, whatever `finish when` says, and its outputs are missing; `undo` has nothing to take back.
Who skips it may give all that the screen asks for: then these are its outputs, and who gave them answers for them.
"""

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.interpreter import for_each, items, waiting
from orchestra_dsl.interpreter.events import ItemSkipped, Ref
from orchestra_dsl.interpreter.machine import Machine, RefusedError


def skipped(m: Machine, act: ItemSkipped) -> bool:
    """The acting user skips the item."""
    instance = items.find_to_do(m, act.ref, act.version)
    element = m.interactive_elements[act.ref.element]
    if not element.may_skip:
        message = "this work item may not be skipped: only one whose step says `may skip` may be"
        raise RefusedError("not allowed", message)
    user = items.check_may_complete(m, act.ref, instance)
    if act.outputs is not None and element.each is not None:
        message = f"an instance of {element.name} is skipped without values: its list holds what has been completed"
        raise RefusedError("bad value", message)
    ref = Ref(act.ref.element, act.ref.visit, act.ref.instance)
    items.close(m, ref, instance, ItemStatus.WITHDRAWN)
    if element.timeout is not None:
        m.clear_timer("timeout", ref)
    m.note_instance(ref, "passed over", by=user, **items.place_of(instance.acting_for))
    for_each.finish_instance(m, ref, Status.SKIPPED)
    if act.outputs is not None and element.kept:
        m.state.outputs[ref.element] = items.answered(m, user, act.outputs)
        m.context.forget_outputs(ref.element)
        waiting.has_changed(m, "outputs", ref.element)
    return True
