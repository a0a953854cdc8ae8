"""Steps: begun when their `start after` is met, asked, run, finished (language.md, rules 4, 6, 7, 11 and 13)."""

from orchestra_dsl.graph.elements import AnyStep, Background, Interactive, Retry
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.moments import LATEST
from orchestra_dsl.graph.statuses import FINISHED, ItemStatus, Status
from orchestra_dsl.interpreter import failing, items, leaving, waiting
from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError, PendingAnswer
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.names import idempotency_key
from orchestra_dsl.interpreter.state import Instance, Phase, StageState, StepState


def begin(m: Machine, index: int, visit: int) -> None:
    """The step's `start after` is met: ask its conditions."""
    stage = m.state.stages.get(m.elements[index].scope)
    if stage is None or stage.visit != visit or index in m.state.steps:
        return
    m.passed += 1
    m.state.steps[index] = StepState(Status.WAITING, visit)
    advance(m, index, visit)


def _key(m: Machine, element: AnyStep) -> int:
    """The thread of control that has entered the stage of an open step."""
    return m.state.stages[element.scope].thread


def advance(m: Machine, index: int, visit: int) -> None:
    """Take the step as far as its clauses allow now."""
    step = m.state.steps.get(index)
    if step is None or step.visit != visit or step.status == Status.ERROR or index in m.state.threads:
        return
    element = m.step_elements[index]
    try:
        _advance(m, index, element, step)
    except EvaluationError as error:
        failing.fail(m, index, _key(m, element), error)


def _advance(m: Machine, index: int, element: AnyStep, step: StepState) -> None:
    if step.phase == Phase.START_WHEN:
        if element.start_when is not None and not _start_holds(m, index, element, step, element.start_when):
            return
        step.phase = Phase.ONLY_IF
    if step.phase == Phase.ONLY_IF:
        answer = element.only_if is None or _only_if(m, index, element, step, element.only_if)
        if answer:
            _run(m, index, element, step)
        elif answer is False:
            finish(m, index, step.visit, Status.SKIPPED)
    elif step.phase == Phase.FINISH_WHEN and (
        element.finish_when is None or _ask(m, element.finish_when, index, element, step) == 0
    ):
        waiting.forget(m, step, index)
        finish(m, index, step.visit, Status.COMPLETED)


def _only_if(m: Machine, index: int, element: AnyStep, step: StepState, condition: Expression) -> bool | None:
    """Ask `only if`, once; None while a plugin's predicate has to answer first."""
    if step.waiting is None:
        try:
            return bool(m.evaluate(condition, _key(m, element)))
        except PendingAnswer:
            pass
    answer = _ask(m, condition, index, element, step)
    if answer == waiting.PENDING:
        return None
    waiting.forget(m, step, index)
    return answer == 0


def _ask(m: Machine, condition: Expression, index: int, element: AnyStep, step: StepState) -> int:
    return waiting.first_true(m, (condition,), step, index, _key(m, element))


def _start_holds(m: Machine, index: int, element: AnyStep, step: StepState, condition: Expression) -> bool:
    """Ask `start when`. A condition that is false for good skips the step at once (rule 7)."""
    first_time = step.waiting is None
    answer = _ask(m, condition, index, element, step)
    if answer == 0:
        waiting.forget(m, step, index)
        return True
    if answer != waiting.PENDING and m.program.is_final(m.state, index, condition):
        waiting.forget(m, step, index)
        m.later("finish step", index, step.visit, Status.SKIPPED)
    elif first_time:
        m.note(index, "waiting")
    return False


def _run(m: Machine, index: int, element: AnyStep, step: StepState) -> None:
    """The step starts: its arguments are evaluated once, for all its attempts."""
    m.context.thread = _key(m, element)
    arguments = []
    for function, encode in m.program.arguments(index):
        value = m.context.evaluate(function)
        arguments.append(value if encode is None or value is None else encode(value))
    instance = step.instances[0] = Instance(arguments=arguments)
    step.phase, step.status = Phase.RUNNING, Status.ACTIVE
    m.note(index, "started")
    if isinstance(element, Background):
        _send_call(m, element, instance, Ref(index, step.visit))
    else:
        open_item(m, index, step.visit, 0)


def call_flow(m: Machine, index: int, visit: int, number: int) -> None:
    """Send the call of the next attempt, unless the step has gone on before."""
    found = _running(m, index, visit, number)
    if found is None:
        return
    element = m.elements[index]
    assert isinstance(element, Background)
    _send_call(m, element, found[1], Ref(index, visit, number, found[1].attempt))


def _send_call(m: Machine, element: Background, instance: Instance, ref: Ref) -> None:
    """Send the call of an attempt, with its time limit."""
    limit = None
    if element.timeout is not None:
        try:
            limit = m.after(element.timeout, _key(m, element), m.event.at)
        except EvaluationError as error:
            failing.fail(m, ref.element, _key(m, element), error)
            return
    named = zip(element.parameters, instance.arguments, strict=True)
    arguments = {field.name: value for field, value in named if value is not None}
    left = None if limit is None else limit - m.event.at
    m.send(ref, CallFlow(ref, element.flow, arguments, idempotency_key(m.state.run, element.name, ref), left))
    if limit is not None:
        m.set_timer("timeout", ref, limit)


def open_item(m: Machine, index: int, visit: int, number: int) -> None:
    """Open the work item for those whom `assign` names."""
    found = _running(m, index, visit, number)
    if found is None:
        return
    instance = found[1]
    element = m.elements[index]
    assert isinstance(element, Interactive)
    key = _key(m, element)
    try:
        instance.candidates = items.candidates(m, element, key)
        limit = None if element.timeout is None else m.after(element.timeout, key, m.event.at)
    except EvaluationError as error:
        failing.fail(m, index, key, error)
        return
    instance.item, instance.version, instance.opened_at = ItemStatus.OPEN, instance.version + 1, m.event.at
    instance.claimed_by = None
    items.write(m, index, visit, number, instance)
    m.note(index, "opened", candidates=list(instance.candidates))
    if limit is not None:
        m.set_timer("timeout", Ref(index, visit, number), limit)


def _running(m: Machine, index: int, visit: int, number: int) -> tuple[StepState, Instance] | None:
    step = m.state.steps.get(index)
    if step is None or step.visit != visit or step.status != Status.ACTIVE or number not in step.instances:
        return None
    return step, step.instances[number]


def _calling(m: Machine, ref: Ref) -> tuple[StepState, Instance] | None:
    """The instance that waits for the answer to this very attempt; None when the answer comes too late."""
    found = _running(m, ref.element, ref.visit, ref.instance)
    if found is None or found[1].attempt != ref.attempt or found[0].phase != Phase.RUNNING:
        return None
    return None if ref.element in m.state.threads else found


def returned(m: Machine, act: FlowReturned) -> bool:
    """A flow has answered. False when the answer comes too late."""
    found = _calling(m, act.ref)
    if found is None or found[1].pausing:
        return False
    step, instance = found
    m.settle(act.ref)
    if m.step_elements[act.ref.element].timeout is not None:
        m.clear_timer("timeout", act.ref)
    instance.outputs = act.outputs
    submitted(m, act.ref.element, step, instance)
    return True


def submitted(m: Machine, index: int, step: StepState, instance: Instance) -> None:
    """The work of the step is done: its outputs can be read, and `finish when` is asked."""
    element = m.step_elements[index]
    step.phase = Phase.FINISH_WHEN
    if element.kept and instance.outputs is not None:
        m.state.outputs[index] = instance.outputs
        m.context.forget(outputs=(index,))
    readers = m.program.readers.outputs.get(index)
    if readers:
        waiting.mark_readers(m, readers)
    if element.finish_when is None:
        finish(m, index, step.visit, Status.COMPLETED)
    else:
        advance(m, index, step.visit)


def failed(m: Machine, act: FlowFailed) -> bool:
    """A flow has failed: another attempt, or the step's error. False when the answer comes too late."""
    found = _calling(m, act.ref)
    if found is None or found[1].pausing:
        return False
    element = m.elements[act.ref.element]
    assert isinstance(element, Background)
    m.settle(act.ref)
    if element.timeout is not None:
        m.clear_timer("timeout", act.ref)
    _next_attempt(m, act.ref, element, found[1], EvaluationError(act.code, act.message))
    return True


def _next_attempt(m: Machine, ref: Ref, element: Background, instance: Instance, error: EvaluationError) -> None:
    key = _key(m, element)
    tries = instance.attempt - instance.first
    if element.retry is None or tries >= element.retry.times:
        failing.fail(m, ref.element, key, error)
        return
    try:
        delay = _delay(m, element.retry, tries, key)
    except EvaluationError as problem:
        message = f"{problem.message}; the flow had failed: {error.code}: {error.message}"
        failing.fail(m, ref.element, key, EvaluationError(problem.code, message))
        return
    m.note(ref.element, "retrying", code=error.code, message=error.message, attempt=instance.attempt, after=delay)
    instance.attempt += 1
    if delay == 0:
        m.later("call flow", ref.element, ref.visit, ref.instance)
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
    found = _calling(m, ref)
    if found is None or not found[1].pausing:
        return False
    found[1].pausing = False
    m.later("call flow", ref.element, ref.visit, ref.instance)
    return True


def timed_out(m: Machine, ref: Ref) -> bool:
    """The time limit of an attempt or of a work item has passed. False when the step has gone on before."""
    element = m.elements[ref.element]
    if isinstance(element, Background):
        return failed(m, FlowFailed(ref, "Timeout", "the flow did not answer in time"))
    found = _running(m, ref.element, ref.visit, ref.instance)
    if found is None or found[1].item not in items.OPEN:
        return False
    items.close(m, ref.element, ref.visit, ref.instance, found[1], ItemStatus.EXPIRED)
    error = EvaluationError("Timeout", "nobody completed the work item in time")
    failing.fail(m, ref.element, _key(m, m.step_elements[ref.element]), error)
    return True


def finish(m: Machine, index: int, visit: int, status: Status) -> None:
    """The step has finished: tell its dependents and its stage."""
    step = m.state.steps.get(index)
    if step is None or step.visit != visit:
        return
    element, state = m.step_elements[index], m.state
    if step.waiting is not None:
        waiting.forget(m, step, index)
    del state.steps[index]
    if state.failing:
        leaving.no_longer_failing(m, index)
    if index in state.threads:
        leaving.leave_thread(m, index)
    if status != Status.COMPLETED:
        leaving.forget_outputs(m, index)
    m.note(index, status.words)
    stage = state.stages[element.scope]
    stage.left -= 1
    if index in m.program.readers.statuses:
        stage.statuses[index] = status
        waiting.mark_readers(m, m.program.readers.outputs.get(index, ()))
    for dependent in element.dependents:
        _count(m, dependent, stage, status)
    around = m.stage_elements[element.scope]
    asked_on_change = around.finish_when is not None and stage.status != Status.COMPLETED
    if (stage.left == 0 or around.finish is not None) and not asked_on_change:
        m.later("check stage", element.scope, visit)


def _count(m: Machine, index: int, stage: StageState, status: Status) -> None:
    """One more step of a `start after` has finished; begin the dependent when that meets it (rule 6)."""
    after = m.step_elements[index].after
    if after is None or status not in FINISHED:
        return
    finished, completed = stage.met.pop(index, (0, 0))
    finished, completed = finished + 1, completed + (status == Status.COMPLETED)
    if finished < len(after.elements):
        stage.met[index] = (finished, completed)
    enough = after.count is not None and completed == after.count and status == Status.COMPLETED
    everything = finished == len(after.elements) and (after.count is None or completed < after.count)
    if enough or everything:
        m.later("begin step", index, stage.visit)
