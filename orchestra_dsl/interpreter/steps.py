"""Steps: begun when their `start after` is met, and taken through the clauses that come before their instances.

These are asked in the order of language.md, rule 4; what comes then is in instances.py, the end in finishing.py.
"""

from collections.abc import Collection

from orchestra_dsl.graph.elements import AnyStep
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.statuses import ACTIVE, SKIPPED, WAITING
from orchestra_dsl.interpreter import failing, finishing, for_each, instances, standing, turns, undoing, waiting
from orchestra_dsl.interpreter.events import WHOLE, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError, PendingAnswer
from orchestra_dsl.interpreter.facts import MissingFact
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import FOR_EACH, ONLY_IF, RUNNING, START_WHEN, TURN, Instance, StepState


def begin(m: Machine, index: int, visit: int) -> None:
    """The step's `start after` is met: ask its conditions."""
    element, state = m.step_elements[index], m.state
    stage = state.stages.get(element.scope)
    if stage is None or stage.visit != visit or index in state.steps:
        return
    m.passed += 1
    if state.done:
        undoing.drop_older(m, index)
    if index in m.program.unconditional:
        instance = Instance()
        state.steps[index] = StepState(ACTIVE, visit, RUNNING, {0: instance})
        instances.start(m, Ref(index, visit), element, instance)
        return
    step = state.steps[index] = StepState(WAITING, visit)
    if element.watched:
        standing.moved(m, index)
    _go_on(m, index, element, step)


def advance(m: Machine, index: int, visit: int, some: Collection[int] | None = None) -> None:
    """Take the step and its instances, or `some` of these, as far as their clauses allow now."""
    step = m.state.steps.get(index)
    if step is None or step.visit != visit or step.failure is not None:
        return
    element = m.step_elements[index]
    if step.phase == RUNNING:
        if instances.asks(m, index):
            _check_instances(m, index, step, some)
        if m.missing:
            return
        is_whole = some is None or WHOLE in some
        if element.each is not None and is_whole and m.state.steps.get(index) is step:
            for_each.go_on(m, index, step, element.each)
        return
    _go_on(m, index, element, step)


def _check_instances(m: Machine, index: int, step: StepState, some: Collection[int] | None) -> None:
    for number in list(step.instances) if some is None else sorted(some):
        instance = step.instances.get(number)
        if instance is None or m.state.steps.get(index) is not step:
            continue  # what came of one before may have ended it, or all of them
        try:
            instances.check(m, Ref(index, step.visit, number), instance)
        except MissingFact as missing:
            m.missing.append(missing.key)  # the others may want to know something, too


def _go_on(m: Machine, index: int, element: AnyStep, step: StepState) -> None:
    """Ask the clauses that come next; where all of them hold the instances begin."""
    try:
        if _clauses_hold(m, index, element, step):
            _run(m, index, element, step)
    except EvaluationError as error:
        failing.fail(m, Ref(index, step.visit, WHOLE), m.thread_of(index), error)


def _clauses_hold(m: Machine, index: int, element: AnyStep, step: StepState) -> bool:
    if step.phase == START_WHEN:
        if element.start_when is not None and not _start_holds(m, index, step, element.start_when):
            return False
        if step.waiting is not None and element.only_if is None:  # else its answers are kept for that (rule 9)
            waiting.forget(m, step, Ref(index, step.visit, WHOLE))
        step.phase = TURN
    if step.phase == TURN:
        if m.stage_elements[element.scope].one_at_a_time and not turns.has_turn(m, index):
            return False
        step.phase, step.status = ONLY_IF, ACTIVE
        if element.watched:
            standing.moved(m, index)
    if step.phase == ONLY_IF:
        answer = element.only_if is None or _only_if(m, index, step, element.only_if)
        if answer is False:
            finishing.finish(m, index, SKIPPED)
        if not answer:
            return False
        step.phase = FOR_EACH
    return True


def _run(m: Machine, index: int, element: AnyStep, step: StepState) -> None:
    """The instances begin: one, or one for each item of a list."""
    if element.each is None:
        step.phase = RUNNING
        instance = step.instances[0] = Instance()
        instances.start(m, Ref(index, step.visit), element, instance)
        return
    step.items = for_each.capture(m, element.each, m.thread_of(index))
    step.phase = RUNNING
    m.note(index, "started", instances=len(step.items))
    for_each.go_on(m, index, step, element.each)


def _only_if(m: Machine, index: int, step: StepState, condition: Expression) -> bool | None:
    """Ask `only if`, once; None while a plugin's predicate has to answer first."""
    if step.waiting is None:
        try:
            return bool(m.evaluate(condition, m.thread_of(index)))
        except PendingAnswer:
            pass
    answer = _ask(m, condition, index, step)
    if answer == waiting.PENDING:
        return None
    waiting.forget(m, step, Ref(index, step.visit, WHOLE))
    return answer == 0


def _ask(m: Machine, condition: Expression, index: int, step: StepState) -> int:
    ref = Ref(index, step.visit, WHOLE)
    return waiting.first_true(m, (condition,), step, ref, m.thread_of(index))


def _start_holds(m: Machine, index: int, step: StepState, condition: Expression) -> bool:
    """Ask `start when`. A condition that is false for good skips the step at once (rule 7)."""
    first_time = step.waiting is None
    answer = _ask(m, condition, index, step)
    if answer == 0:
        return True
    if answer != waiting.PENDING and m.program.is_final(m.state, index, condition):
        finishing.finish(m, index, SKIPPED)
    elif first_time:
        m.note(index, "waiting")
    return False


def retry(m: Machine, index: int) -> None:
    """An administrator tries again all that is in error: the clause of the step that failed, and its instances."""
    step = m.state.steps[index]
    if step.failure is not None and not step.failure.handled:
        step.failure = None
        m.later("advance step", index, step.visit)
    step.status = WAITING if step.phase == START_WHEN else ACTIVE
    standing.moved(m, index)
    for number, instance in list(step.instances.items()):
        if m.state.steps.get(index) is step and instance.failure is not None and not instance.failure.handled:
            instances.retry(m, Ref(index, step.visit, number), instance)
