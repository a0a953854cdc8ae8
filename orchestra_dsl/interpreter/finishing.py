"""The end of steps: who waits for it is told (language.md, rule 6)."""

from orchestra_dsl.graph.elements import AnyStep, Join
from orchestra_dsl.graph.statuses import CANCELED, COMPLETED, DISCONTINUED, Status
from orchestra_dsl.interpreter import joins, leaving, standing, turns, waiting
from orchestra_dsl.interpreter.events import WHOLE, Ref
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import StageState, StepState


def finish(m: Machine, index: int, status: Status) -> None:
    """The step, which is there, has finished: tell its dependents and its stage."""
    step, element = m.state.steps[index], m.step_elements[index]
    _close(m, index, element, step, status)
    scope, around = element.scope, m.stage_elements[element.scope]
    stage = m.state.stages[scope]
    stage.left -= 1
    if stage.turn is not None:
        turns.end(m, scope, stage, index)
    if index in m.program.readers.statuses:
        stage.statuses[index] = status
        waiting.mark_readers(m, m.program.readers.of_conditions["outputs"].get(index, ()))
    asked_on_change = around.finish_when is not None and stage.status != COMPLETED
    if (stage.left == 0 or around.finish is not None) and not asked_on_change:
        m.first("check stage", scope, step.visit)  # before other steps: those that it stops never begin
    if element.dependents:
        _count(m, element.dependents, stage, completed=status == COMPLETED)


def _close(m: Machine, index: int, element: AnyStep, step: StepState, status: Status) -> None:
    """The step is open no longer, and nothing of it is."""
    state = m.state
    if step.waiting is not None:
        waiting.forget(m, step, Ref(index, step.visit, WHOLE))
    if element.each is not None and step.instances:
        leaving.withdraw(m, index, step)
    del state.steps[index]
    if state.failing:
        leaving.no_longer_failing(m, index)
    if index in state.threads:
        leaving.leave_thread(m, index, CANCELED if status == CANCELED else DISCONTINUED)
    if status != COMPLETED and element.each is None:
        leaving.forget_outputs(m, index)
    if element.watched:
        standing.moved(m, index, status)
    m.note(index, status.words)


def _count(m: Machine, dependents: tuple[int, ...], stage: StageState, *, completed: bool) -> None:
    """One more step of some `start after` has finished; begin the dependents whose own that meets (rule 6)."""
    for index in dependents:
        after = m.step_elements[index].after
        assert after is not None, "it starts after the step that has finished"
        if len(after.elements) == 1 or _is_met(stage, index, after, completed=completed):
            m.begin(index, stage.visit)


def _is_met(stage: StageState, dependent: int, after: Join, *, completed: bool) -> bool:
    met, begins = joins.counted(after, stage.met.get(dependent, (0, 0)), completed=completed)
    joins.keep(stage, dependent, after, met)
    return begins
