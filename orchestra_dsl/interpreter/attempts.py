"""What attempts come to: an answer, an error and perhaps another attempt, or a time limit that has passed (rule 13)."""

from orchestra_dsl.graph.elements import Background, Child, Retry
from orchestra_dsl.graph.moments import LATEST
from orchestra_dsl.graph.statuses import NOT_CLOSED, ItemStatus
from orchestra_dsl.interpreter import failing, instances, items
from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.holders import working
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance


def _calling(m: Machine, ref: Ref) -> Instance | None:
    """The instance that works on this very attempt; None when the answer comes too late."""
    found = working(m.state, ref)
    if found is None or found.attempt != ref.attempt or found.outputs is not None or found.arguments is None:
        return None
    return found


def returned(m: Machine, act: FlowReturned) -> bool:
    """A flow has answered. False when the answer comes too late."""
    ref = act.ref
    instance = _calling(m, ref)
    if instance is None or instance.pausing:
        return False
    _take_answer(m, ref, instance)
    instance.outputs = act.outputs
    instances.submitted(m, ref, instance)
    return True


def _take_answer(m: Machine, ref: Ref, instance: Instance) -> None:
    """The answer to an attempt is here: nothing waits for another one."""
    if isinstance(m.elements[ref.element], Background):
        m.settle(ref)
    instance.child = None
    if m.step_elements[ref.element].timeout is not None:
        m.clear_timer("timeout", ref)


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
        instances.next_attempt(m, ref, instance)
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
    instances.next_attempt(m, ref, instance)
    return True


def timed_out(m: Machine, ref: Ref) -> bool:
    """The time limit of an attempt or of a work item has passed. False when the step has gone on before."""
    element = m.step_elements[ref.element]
    if isinstance(element, Background):
        return failed(m, FlowFailed(ref, "Timeout", "the flow did not answer in time"))
    if isinstance(element, Child):
        answering = _calling(m, ref)
        if answering is not None and answering.child is not None:
            m.cancel_run(answering.child, f"the step {element.name} of run {m.state.run} took too long")
        return failed(m, FlowFailed(ref, "Timeout", f"{element.orchestration} did not end in time"))
    instance = working(m.state, ref)
    if instance is None or instance.item not in NOT_CLOSED:
        return False
    items.close(m, ref, instance, ItemStatus.EXPIRED)
    error = EvaluationError("Timeout", "nobody completed the work item in time")
    failing.fail(m, ref, m.thread_of(ref.element), error)
    return True
