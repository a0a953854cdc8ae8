"""Open steps: something can make each of them go on."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import AnyStep, Background, Child, ForEach
from orchestra_dsl.graph.statuses import ERROR, NOT_CLOSED
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.state import Instance, Phase, StepState
from orchestra_dsl.runtime.invariants.subject import Subject


def every_open_step_is_of_its_stages_visit(run: Subject) -> Iterator[str]:
    """A step that was begun in an older visit would be answered in this one."""
    for index, step in run.state.steps.items():
        stage = run.state.stages[run.program.elements[index].scope]
        if step.visit != stage.visit:
            yield f"the step {run.name(index)} is of visit {step.visit}, its stage of {stage.visit}"


def every_error_of_a_step_shows(run: Subject) -> Iterator[str]:
    """A step is in error while an error of it is not handled, and somebody handles each that is."""
    for index, step in run.state.steps.items():
        failures = (step.failure, *(each.failure for each in step.instances.values()))
        failed = [each for each in failures if each is not None]
        if (step.status == ERROR) != any(not each.handled for each in failed):
            yield f"the step {run.name(index)} is {step.status.words}, which its errors do not say"
        if (index in run.state.threads) != any(each.handled for each in failed):
            yield f"an error of the step {run.name(index)} has the wrong handlers"


def every_open_step_waits_for_something(run: Subject) -> Iterator[str]:
    """A step that is not in error waits for a condition, its turn, or its instances."""
    for index, step in run.state.steps.items():
        if step.failure is None:
            yield from (f"the step {run.name(index)} {what}" for what in _idle(run, index, step))


def _idle(run: Subject, index: int, step: StepState) -> Iterator[str]:
    element = run.program.step_elements[index]
    if step.phase == Phase.RUNNING:
        may_grow = element.each is not None and element.each.may_add and not step.closed
        if not step.instances and not may_grow:
            yield "runs without an instance"
    elif step.phase == Phase.TURN:
        if index not in run.state.stages[element.scope].line:
            yield "waits for a turn that never comes"
    elif step.waiting is None:
        yield "waits for nothing"
    elif step.phase == Phase.START_WHEN and element.start_when is not None:
        asking = any(each.value is None for each in step.waiting.answers)
        if not asking and run.program.is_final(run.state, index, element.start_when):
            yield "waits for what cannot change any more"


def every_open_instance_waits_for_something(run: Subject) -> Iterator[str]:
    """An instance that is not in error waits for an answer, a work item, a run, a condition or its next attempt."""
    if run.rows.unsure:
        return
    for index, step in run.state.steps.items():
        if step.phase != Phase.RUNNING or step.failure is not None:
            continue
        for number, instance in step.instances.items():
            ref = Ref(index, step.visit, number, instance.attempt)
            if instance.failure is None and not _waits(run, run.program.step_elements[index], ref, instance):
                yield f"instance {number} of the step {run.name(index)} waits for nothing"


def _waits(run: Subject, element: AnyStep, ref: Ref, instance: Instance) -> bool:
    asks = instance.waiting is not None and any(each.value is None for each in instance.waiting.answers)
    pausing = ("retry", ref) in run.rows.timers or ("retry", ref) in run.timers_coming()
    if instance.outputs is not None:
        return instance.waiting is not None
    if instance.arguments is None or instance.held:
        asks_later = bool(run.state.suspended)  # questions about a record that has changed are put once it goes on
        return (asks or asks_later) and not pausing
    match element:
        case Child():
            return (instance.child is not None) != pausing
        case Background():
            return True  # outgoing.py holds calls against the outbox
    return instance.item in NOT_CLOSED


def no_for_each_has_more_open_than_it_may(run: Subject) -> Iterator[str]:
    """No more instances are open than may be, and no fewer; none that has finished is."""
    for index, step in run.state.steps.items():
        each = run.program.step_elements[index].each
        if each is not None and step.phase == Phase.RUNNING and step.failure is None:
            yield from (f"the step {run.name(index)} {what}" for what in _window(each, step))


def _window(each: ForEach, step: StepState) -> Iterator[str]:
    if step.items is None:
        yield "has no list of items"
        return
    opened = len(step.instances)
    if not max(step.instances, default=-1) < step.begun <= len(step.items):
        yield f"has begun {step.begun} of {len(step.items)} instances, and others are open"
    if step.completed + opened > step.begun:
        yield f"has begun {step.begun} instances, of which {step.completed} are completed and {opened} open"
    if each.at_most is not None and opened > each.at_most:
        yield f"has {opened} instances open, of which {each.at_most} are the most"
    if step.begun != len(step.items) and opened != each.at_most:
        yield "has not begun its next instance"


def one_step_at_a_time_has_its_turn(run: Subject) -> Iterator[str]:
    """With `one at a time` one step has its turn, and those that are ready wait only while it has."""
    for index, stage in run.state.stages.items():
        element = run.program.stage_elements[index]
        if not element.one_at_a_time:
            if (stage.turn, stage.line) != (None, []):
                yield f"the stage {element.name} gives turns, which its source does not say"
            continue
        phases = {each: run.state.steps[each].phase for each in element.steps if each in run.state.steps}
        ready = {each for each, phase in phases.items() if phase == Phase.TURN}
        beyond = {each for each, phase in phases.items() if phase > Phase.TURN}
        if beyond != (set() if stage.turn is None else {stage.turn}):
            yield f"other steps of the stage {element.name} are open than the one that has its turn"
        if ready and stage.turn is None:
            yield f"nobody has a turn in the stage {element.name}, though somebody waits for it"
        if not ready <= set(stage.line):
            yield f"a step of the stage {element.name} is ready, and stands in no line"
