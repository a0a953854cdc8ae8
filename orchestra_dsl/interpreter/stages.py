"""Stages: entered, waiting, active, finished (language.md, rules 1, 3, 6 and 7)."""

from collections.abc import Mapping

from orchestra_dsl.graph.elements import Join, Limit, Stage
from orchestra_dsl.graph.statuses import ACTIVE, COMPLETED, WAITING, Status
from orchestra_dsl.interpreter import failing, jumps, leaving, stage_locks, standing, waiting
from orchestra_dsl.interpreter.events import LockTaken, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import StageState


def enter(m: Machine, key: int, index: int, visit: int) -> None:
    """A new visit: it forgets the outputs of the stage's steps and ends what an earlier visit left open."""
    state, element = m.state, m.stage_elements[index]
    if index in state.stages:
        leaving.leave_stage(m, index)
    if state.outputs:
        for step in [each for each in state.outputs if m.elements[each].scope == index]:
            leaving.forget_outputs(m, step)
    if index in m.program.undone_to:
        state.entered[index] = m.new_visit()
    state.stages[index] = StageState(WAITING, visit, key, len(element.steps))
    standing.forget(m, element.steps)
    if element.watched:
        standing.moved(m, index)
    m.note(index, "entered")
    await_start(m, index)


def await_start(m: Machine, index: int) -> None:
    """The stage begins to wait for its start: at its entry, or tried again by an administrator."""
    element, stage = m.stage_elements[index], m.state.stages[index]
    try:
        if element.start_when is not None and element.start_limit is not None:
            _set_limit(m, "limit", index, stage, element.start_limit)
        _check_start(m, index, element, stage)
    except EvaluationError as error:
        failing.fail(m, Ref(index, stage.visit), stage.thread, error)


def check(m: Machine, index: int, visit: int) -> None:
    """Ask what the stage waits for: its start, or its finish."""
    stage = m.state.stages.get(index)
    if stage is None or stage.visit != visit or index in m.state.threads:
        return
    element = m.stage_elements[index]
    try:
        if stage.status == ACTIVE:
            _check_finish(m, index, element, stage)
        elif stage.status == WAITING:
            _check_start(m, index, element, stage)
        elif stage.status == COMPLETED and stage.left == 0:
            stage_locks.leave(m, index, m.state.stages.pop(index))
    except EvaluationError as error:
        failing.fail(m, Ref(index, stage.visit), stage.thread, error)


def _check_start(m: Machine, index: int, element: Stage, stage: StageState) -> None:
    if stage.lock is not None:
        return  # it stands in line
    if element.start_when is not None:
        first_time = stage.waiting is None
        if waiting.first_true(m, (element.start_when,), stage, Ref(index, stage.visit), stage.thread) != 0:
            if first_time:
                m.note(index, "waiting")
            return
        waiting.forget(m, stage, Ref(index, stage.visit))
        if element.start_limit is not None:
            m.clear_timer("limit", Ref(index, stage.visit))
    name = None if element.lock is None else stage_locks.name_of(m, element.lock, stage.thread)
    if element.timeout is not None:
        _set_limit(m, "timeout", index, stage, element.timeout)
    if name is None:
        _begin(m, index, element, stage)
    else:
        stage_locks.stand_in_line(m, index, stage, name)


def lock_taken(m: Machine, act: LockTaken) -> bool:
    """The stage has its lock: its steps begin. False when control has left it."""
    stage = m.state.stages.get(act.ref.element)
    if stage is None or stage.visit != act.ref.visit or stage.lock is None or stage.begun:
        return False
    m.passed = act.passed
    m.note(act.ref.element, "has lock", lock=stage.lock)
    _begin(m, act.ref.element, m.stage_elements[act.ref.element], stage)
    return True


def _begin(m: Machine, index: int, element: Stage, stage: StageState) -> None:
    stage.status, stage.begun = ACTIVE, True
    if element.watched:
        standing.moved(m, index)
    m.note(index, "started")
    if element.finish_when is not None or stage.left == 0:
        m.later("check stage", index, stage.visit)  # before its steps: those that it stops at once never begin
    for step in m.program.roots(index):
        m.begin(step, stage.visit)


def _set_limit(m: Machine, kind: str, index: int, stage: StageState, limit: Limit) -> None:
    m.set_timer(kind, Ref(index, stage.visit), m.after(limit.duration, stage.thread, m.event.at))


def _check_finish(m: Machine, index: int, element: Stage, stage: StageState) -> None:
    if element.finish_when is not None:
        if waiting.first_true(m, (element.finish_when,), stage, Ref(index, stage.visit), stage.thread) == 0:
            finish(m, index, element, stage)
    elif stage.left == 0 or (element.finish is not None and join_holds(element.finish, stage.statuses)):
        finish(m, index, element, stage)


def join_holds(join: Join, finished: Mapping[int, Status]) -> bool:
    """Whether enough of the steps or branches have finished: all of them, or `count` completed ones (rule 6).

    Once that many can no longer complete, all of them have to finish.
    """
    statuses = [finished.get(each) for each in join.elements]
    if join.count is not None and statuses.count(COMPLETED) >= join.count:
        return True
    return None not in statuses


def finish(m: Machine, index: int, element: Stage, stage: StageState) -> None:
    """The stage is completed: the rest of its steps stops or continues, control goes on."""
    if stage.waiting is not None:
        waiting.forget(m, stage, Ref(index, stage.visit))
    if element.timeout is not None:
        m.clear_timer("timeout", Ref(index, stage.visit))
    if stage.left and element.rest_continues:
        stage.status = COMPLETED
        standing.moved(m, index, COMPLETED)
        m.note(index, "completed")
    else:
        leaving.leave_stage(m, index, COMPLETED)
    m.move(stage.thread, element.next)


def timed_out(m: Machine, kind: str, ref: Ref) -> bool:
    """`timeout D -> target` or `up to D -> target`: control leaves the stage. False when it has gone on before."""
    stage = m.state.stages.get(ref.element)
    if stage is None or stage.visit != ref.visit:
        return False
    element = m.stage_elements[ref.element]
    limit = element.timeout if kind == "timeout" else element.start_limit
    entered = stage.begun or stage.lock is not None
    if limit is None or entered != (kind == "timeout") or stage.status == COMPLETED:
        return False
    m.note(ref.element, "timed out")
    jumps.jump(m, stage.thread, limit.target)
    return True
