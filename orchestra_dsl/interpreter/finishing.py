"""The end of steps: who waits for it is told (language.md, rule 6)."""

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import leaving, standing, turns, waiting
from orchestra_dsl.interpreter.events import WHOLE, Ref
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import StageState


def finish(m: Machine, index: int, visit: int, status: Status) -> None:
    """The step has finished: tell its dependents and its stage."""
    step = m.state.steps.get(index)
    if step is None or step.visit != visit:
        return
    element, state = m.step_elements[index], m.state
    if step.waiting is not None:
        waiting.forget(m, step, Ref(index, visit, WHOLE))
    if element.each is not None and step.instances:
        leaving.withdraw(m, index, step)
    del state.steps[index]
    if state.failing:
        leaving.no_longer_failing(m, index)
    if index in state.threads:
        leaving.leave_thread(m, index, Status.CANCELED if status == Status.CANCELED else Status.DISCONTINUED)
    if status != Status.COMPLETED and element.each is None:
        leaving.forget_outputs(m, index)
    if element.watched:
        standing.moved(m, index, status)
    m.note(index, status.words)
    stage = state.stages[element.scope]
    stage.left -= 1
    if stage.turn is not None:
        turns.end(m, element.scope, stage, index)
    if index in m.program.readers.statuses:
        stage.statuses[index] = status
        waiting.mark_readers(m, m.program.readers.of_conditions["outputs"].get(index, ()))
    around = m.stage_elements[element.scope]
    asked_on_change = around.finish_when is not None and stage.status != Status.COMPLETED
    if (stage.left == 0 or around.finish is not None) and not asked_on_change:
        m.first(("check stage", (element.scope, visit)))  # before other steps: those that it stops never begin
    for dependent in element.dependents:
        _count(m, dependent, stage, status)


def _count(m: Machine, index: int, stage: StageState, status: Status) -> None:
    """One more step of a `start after` has finished; begin the dependent when that meets it (rule 6)."""
    after = m.step_elements[index].after
    assert after is not None, "it starts after the step that has finished"
    finished, completed = stage.met.pop(index, (0, 0))
    finished, completed = finished + 1, completed + (status == Status.COMPLETED)
    if finished < len(after.elements):
        stage.met[index] = (finished, completed)
    enough = after.count is not None and completed == after.count and status == Status.COMPLETED
    everything = finished == len(after.elements) and (after.count is None or completed < after.count)
    if enough or everything:
        m.later("begin step", index, stage.visit)
