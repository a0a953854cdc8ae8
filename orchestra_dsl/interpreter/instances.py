"""Instances of steps: begun, run in one or more attempts, submitted (language.md, rules 11 and 13).

A step without `for each` is its instance 0. Each instance has its own arguments, attempts, work item and errors.
"""

from orchestra_dsl.graph.arguments import named_arguments
from orchestra_dsl.graph.elements import Background, Child, Retry
from orchestra_dsl.graph.moments import LATEST
from orchestra_dsl.graph.statuses import TO_DO, ItemStatus, Status
from orchestra_dsl.interpreter import (
    due,
    failing,
    finishing,
    for_each,
    items,
    people,
    rungs,
    telling,
    undoing,
    waiting,
)
from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.names import idempotency_key
from orchestra_dsl.interpreter.state import Instance


def begin(m: Machine, ref: Ref) -> None:
    """The instance starts: its arguments are evaluated once, for all its attempts."""
    instance = opened(m, ref)
    if instance is None:
        return
    element = m.step_elements[ref.element]
    m.context.thread = m.thread_of(ref.element)
    if element.each is not None:
        m.context.instance = (ref.element, ref.instance)
    try:
        instance.arguments = m.values(m.program.arguments(ref.element))
    except EvaluationError as error:
        failing.fail(m, ref, m.thread_of(ref.element), error)
        return
    m.note_instance(ref, "started")
    if isinstance(element, Background):
        _send_call(m, element, instance, ref)
    elif isinstance(element, Child):
        m.later("start child", ref)
    else:
        open_item(m, ref)


def call_flow(m: Machine, ref: Ref) -> None:
    """Send the call of the next attempt, unless the step has gone on before."""
    instance = opened(m, ref)
    if instance is None:
        return
    element = m.elements[ref.element]
    assert isinstance(element, Background)
    _send_call(m, element, instance, Ref(ref.element, ref.visit, ref.instance, instance.attempt))


def _send_call(m: Machine, element: Background, instance: Instance, ref: Ref) -> None:
    """Send the call of an attempt, with its time limit."""
    limit = None
    if element.timeout is not None:
        key = m.thread_of(ref.element)
        m.context.instance = (ref.element, ref.instance)
        try:
            limit = m.after(element.timeout, key, m.event.at)
        except EvaluationError as error:
            failing.fail(m, ref, key, error)
            return
    assert instance.arguments is not None
    arguments = named_arguments(element.parameters, instance.arguments)
    left = None if limit is None else limit - m.event.at
    m.send(ref, CallFlow(ref, element.flow, arguments, idempotency_key(m.state.run, element.name, ref), left))
    if limit is not None:
        m.set_timer("timeout", ref, limit)


def open_item(m: Machine, ref: Ref) -> None:
    """Open the work item for those whom `assign` names."""
    instance = opened(m, ref)
    if instance is None:
        return
    element = m.interactive(ref)
    key = m.thread_of(ref.element)
    m.context.instance = (ref.element, ref.instance)
    try:
        instance.excluded = people.excluded(m, element, key)
        chosen = people.candidates(m, element, key, instance.excluded)
        limit = None if element.timeout is None else m.after(element.timeout, key, m.event.at)
        instance.due_at = None if element.due is None else due.instant(m, element.due, key)
    except EvaluationError as error:
        failing.fail(m, ref, key, error)
        return
    instance.item, instance.version, instance.opened_at = ItemStatus.OPEN, instance.version + 1, m.event.at
    instance.candidates, instance.claimed_by, instance.delegated = chosen.people, None, ()
    items.write(m, ref, instance)
    if chosen.strangers:
        m.note_instance(ref, "strangers", people=list(chosen.strangers))
    instead = {"instead": chosen.instead} if chosen.instead else {}
    m.note_instance(ref, "opened", candidates=list(chosen.people), **instead)
    if limit is not None:
        m.set_timer("timeout", ref, limit)
    telling.assigned(m, ref, instance)
    rungs.start(m, ref, instance)


def opened(m: Machine, ref: Ref) -> Instance | None:
    """The instance, if it is open in this visit and not in error."""
    step = m.state.steps.get(ref.element)
    instance = step.instances.get(ref.instance) if step is not None and step.visit == ref.visit else None
    return None if instance is None or instance.failure is not None else instance


def _calling(m: Machine, ref: Ref) -> Instance | None:
    """The instance that works on this very attempt; None when the answer comes too late."""
    found = opened(m, ref)
    if found is None or found.attempt != ref.attempt or found.outputs is not None or found.arguments is None:
        return None
    return found


def returned(m: Machine, act: FlowReturned) -> bool:
    """A flow has answered. False when the answer comes too late."""
    instance = _calling(m, act.ref)
    if instance is None or instance.pausing:
        return False
    _take_answer(m, act.ref, instance)
    instance.outputs = act.outputs
    submitted(m, act.ref, instance)
    return True


def _take_answer(m: Machine, ref: Ref, instance: Instance) -> None:
    """The answer to an attempt is here: nothing waits for another one."""
    if isinstance(m.elements[ref.element], Background):
        m.settle(ref)
    instance.child = None
    if m.step_elements[ref.element].timeout is not None:
        m.clear_timer("timeout", ref)


def submitted(m: Machine, ref: Ref, instance: Instance) -> None:
    """The work of the instance is done: its outputs can be read, and `finish when` is asked.

    Those of a `for each` are a list of what has completed: they are read from then on.
    """
    index = ref.element
    element = m.step_elements[index]
    if element.each is None:
        if element.kept and instance.outputs is not None:
            m.state.outputs[index] = instance.outputs
            m.context.forget(outputs=(index,))
        readers = m.program.readers.outputs.get(index)
        if readers:
            waiting.mark_readers(m, readers)
    if element.finish_when is not None or element.undo is not None:
        check_finish(m, ref, instance)
    elif element.each is None:
        finishing.finish(m, index, ref.visit, Status.COMPLETED)
    else:
        for_each.finish_instance(m, ref, Status.COMPLETED)


def check_finish(m: Machine, ref: Ref, instance: Instance) -> None:
    """Ask `finish when` of an instance whose work is done; when it holds the instance is completed."""
    if instance.outputs is None or instance.failure is not None:
        return
    ref = Ref(ref.element, ref.visit, ref.instance)
    element = m.step_elements[ref.element]
    key = m.thread_of(ref.element)
    m.context.instance = (ref.element, ref.instance)
    try:
        if waiting.first_true(m, (element.finish_when,), instance, ref, key) != 0:
            return
        back = undoing.capture(m, ref, key)
    except EvaluationError as error:
        failing.fail(m, ref, key, error)
        return
    waiting.forget(m, instance, ref)
    if back is not None:
        undoing.remember(m, ref, back)
    for_each.finish_instance(m, ref, Status.COMPLETED)


def failed(m: Machine, act: FlowFailed) -> bool:
    """A flow has failed: another attempt, or the step's error. False when the answer comes too late."""
    instance = _calling(m, act.ref)
    if instance is None or instance.pausing:
        return False
    element = m.elements[act.ref.element]
    assert isinstance(element, Background | Child)
    _take_answer(m, act.ref, instance)
    _next_attempt(m, act.ref, element, instance, EvaluationError(act.code, act.message))
    return True


def _next_attempt(
    m: Machine, ref: Ref, element: Background | Child, instance: Instance, error: EvaluationError
) -> None:
    key = m.thread_of(ref.element)
    tries = instance.attempt - instance.first
    if element.retry is None or tries >= element.retry.times:
        failing.fail(m, ref, key, error)
        return
    try:
        delay = _delay(m, element.retry, tries, key)
    except EvaluationError as problem:
        message = f"{problem.message}; it had failed: {error.code}: {error.message}"
        failing.fail(m, ref, key, EvaluationError(problem.code, message))
        return
    m.note_instance(ref, "retrying", code=error.code, message=error.message, attempt=instance.attempt, after=delay)
    instance.attempt += 1
    if delay == 0:
        m.later(m.program.work_of(ref.element), ref)
    else:
        instance.pausing = True
        m.set_timer("retry", Ref(ref.element, ref.visit, ref.instance, instance.attempt), m.event.at + delay)


def _delay(m: Machine, retry: Retry, tries: int, key: int) -> int:
    """Microseconds until the next attempt: `every`, doubled for each further one, never over `up to`."""
    if retry.every is None:
        return 0
    delay = m.duration(retry.every, key)
    if retry.doubling:
        delay *= 2 ** min(tries, 60)
    if retry.up_to is not None:
        delay = min(delay, m.duration(retry.up_to, key))
    return min(delay, LATEST)


def retry_due(m: Machine, ref: Ref) -> bool:
    """The time of the next attempt has come. False when the step has gone on before, or the timer comes twice."""
    instance = _calling(m, ref)
    if instance is None or not instance.pausing:
        return False
    instance.pausing = False
    m.later(m.program.work_of(ref.element), ref)
    return True


def timed_out(m: Machine, ref: Ref) -> bool:
    """The time limit of an attempt or of a work item has passed. False when the step has gone on before."""
    element = m.step_elements[ref.element]
    if isinstance(element, Background):
        return failed(m, FlowFailed(ref, "Timeout", "the flow did not answer in time"))
    if isinstance(element, Child):
        working = _calling(m, ref)
        if working is not None and working.child is not None:
            m.cancel_run(working.child, f"the step {element.name} of run {m.state.run} took too long")
        return failed(m, FlowFailed(ref, "Timeout", f"{element.orchestration} did not end in time"))
    instance = opened(m, ref)
    if instance is None or instance.item not in TO_DO:
        return False
    items.close(m, ref, instance, ItemStatus.EXPIRED)
    error = EvaluationError("Timeout", "nobody completed the work item in time")
    failing.fail(m, ref, m.thread_of(ref.element), error)
    return True


def retry(m: Machine, ref: Ref, instance: Instance) -> None:
    """An administrator tries an instance again: the clause that failed, or a new row of attempts."""
    instance.failure = None
    if instance.arguments is None:
        m.later("begin instance", ref)
    elif instance.outputs is not None:
        m.dirty.add(ref.element)
    else:
        instance.attempt += 1
        instance.first = instance.attempt
        m.later(m.program.work_of(ref.element), ref)
