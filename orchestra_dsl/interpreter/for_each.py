"""`for each`: an instance of the step for each item of a list (language.md, rules 4 and 5).

The list is captured once. At most so many instances are open as the window says; when one finishes the next begins.
The outputs of completed instances are kept under their numbers: as a value they are a list in the order of the items.
"""

from orchestra_dsl.graph.elements import ForEach, Interactive
from orchestra_dsl.graph.statuses import COMPLETED, Status
from orchestra_dsl.graph.types import ListOf
from orchestra_dsl.interpreter import failing, finishing, waiting
from orchestra_dsl.interpreter.events import WHOLE, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance, StepState, Stored

MOST = 100_000
"""The most instances of a step in one visit."""


def capture(m: Machine, each: ForEach, key: int) -> list[Stored]:
    """The items as they are now, in their stored form. Raises EvaluationError."""
    items = m.evaluate(each.items, key)
    if items is None:
        raise EvaluationError("MissingValue", "the list of `for each` is missing")
    if len(items) > MOST:
        message = f"the list of `for each` has {len(items):,} items, where {MOST:,} are the most"
        raise EvaluationError("TooLarge", message)
    return list(m.program.encode(ListOf(each.item), items))


def finish_instance(m: Machine, ref: Ref, status: Status) -> None:
    """An instance has finished, unless it has been left before."""
    step = m.state.steps.get(ref.element)
    if step is not None and step.visit == ref.visit and ref.instance in step.instances:
        end(m, ref, step, step.instances[ref.instance], status)


def end(m: Machine, ref: Ref, step: StepState, instance: Instance, status: Status) -> None:
    """An open instance has finished: without `for each` its step has, else the step goes on without it."""
    element = m.step_elements[ref.element]
    each = element.each
    if instance.waiting is not None:
        waiting.forget(m, instance, ref)
    if each is None:
        if status == COMPLETED:
            _give(m, ref.element, instance, kept=element.kept)
        finishing.finish(m, ref.element, status)
        return
    del step.instances[ref.instance]
    m.note_instance(ref, status.words)
    if status == COMPLETED:
        step.completed += 1
        if isinstance(element, Interactive) and element.different and instance.claimed_by is not None:
            step.done_by.append(instance.claimed_by)
        _keep(m, ref, instance)
    go_on(m, ref.element, step, each)


def _give(m: Machine, index: int, instance: Instance, *, kept: bool) -> None:
    """The outputs of a step that is completed can be read from now on."""
    if kept and instance.outputs is not None:
        m.state.outputs[index] = instance.outputs
        m.context.forget_outputs(index)
    waiting.has_changed(m, "outputs", index)


def _keep(m: Machine, ref: Ref, instance: Instance) -> None:
    """The instance's outputs join the list."""
    index = ref.element
    if m.step_elements[index].kept and instance.outputs is not None:
        m.state.outputs.setdefault(index, {})[str(ref.instance)] = instance.outputs
        m.context.forget_outputs(index)
    waiting.has_changed(m, "outputs", index)


def go_on(m: Machine, index: int, step: StepState, each: ForEach) -> None:
    """Finish the step, if nothing of it is left or what is done is enough; else begin what the window allows."""
    if has_room(step, each):
        m.first("begin next", index, step.visit)  # before what comes later in the source (rule 21)
    if step.failure is not None:
        failing.handle_next(m, index)
        return
    if _is_over(step, each):
        if m.step_elements[index].kept:
            m.state.outputs.setdefault(index, {})  # that of none completed is a list like any other: final (rule 7)
        finishing.finish(m, index, COMPLETED)
    elif _is_enough(m, index, step, each):
        finishing.finish(m, index, COMPLETED)
    else:
        failing.handle_next(m, index)


def _is_over(step: StepState, each: ForEach) -> bool:
    """Whether no instance is open and none may be added (rule 5); an empty list finishes at once."""
    is_done = not step.instances and step.begun == len(step.items or ())
    return is_done and (not each.may_add or step.closed or not step.items)


def has_room(step: StepState, each: ForEach) -> bool:
    """Whether an item is left for which an instance may begin now."""
    return step.begun < len(step.items or ()) and (each.at_most is None or len(step.instances) < each.at_most)


def _is_enough(m: Machine, index: int, step: StepState, each: ForEach) -> bool:
    """Ask `enough when`: first when an instance has completed. An error in it is the step's own."""
    if each.enough_when is None or step.completed == 0:
        return False
    ref, key = Ref(index, step.visit, WHOLE), m.thread_of(index)
    try:
        return waiting.first_true(m, (each.enough_when,), step, ref, key) == 0
    except EvaluationError as error:
        failing.fail(m, ref, key, error)
        return False
