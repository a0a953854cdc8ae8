"""What ends early: steps, stages and threads that a jump, a finish, a timeout or the end of the run leaves behind.

All that such a thing has outside of the state goes with it: timers, watches, calls under way and questions; its work
items are withdrawn, and a result that comes later is recognised as late (rule 1).
"""

from orchestra_dsl.graph.elements import Await, Background, HandlerBlock, Interactive, Parallel
from orchestra_dsl.graph.statuses import CANCELED, COMPLETED, DISCONTINUED, NOT_CLOSED, ItemStatus, Status
from orchestra_dsl.interpreter import items, stage_locks, standing, waiting
from orchestra_dsl.interpreter.events import Ref, Stored
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance, StepState


def leave_step(m: Machine, index: int, status: Status = DISCONTINUED) -> None:
    """End an open step; its handler's block, if one runs, ends too."""
    step = m.state.steps.pop(index)
    withdraw(m, index, step)
    if step.items is None:  # what a `for each` has completed so far stays to be read
        forget_outputs(m, index)
    no_longer_failing(m, index)
    leave_thread(m, index, status)
    standing.moved(m, index, status)
    m.note(index, status.words)


def withdraw(m: Machine, index: int, step: StepState) -> None:
    """All instances that are open end: their calls are abandoned, their work items withdrawn."""
    m.clear(index)
    for number, instance in step.instances.items():
        _take_back(m, Ref(index, step.visit, number), instance)


def _take_back(m: Machine, ref: Ref, instance: Instance) -> None:
    if instance.item in NOT_CLOSED:
        items.close(m, ref, instance, ItemStatus.WITHDRAWN)
    if instance.child is not None:
        m.cancel_run(instance.child, f"the step {m.elements[ref.element].name} of run {m.state.run} has ended")
        instance.child = None


def withdraw_instance(m: Machine, ref: Ref, instance: Instance) -> None:
    """What one instance has under way ends; those beside it go on."""
    _take_back(m, ref, instance)
    waiting.forget(m, instance, ref)
    if instance.arguments is None or instance.held:
        return
    element = m.step_elements[ref.element]
    at = ref if isinstance(element, Interactive) else Ref(ref.element, ref.visit, ref.instance, instance.attempt)
    if element.timeout is not None:
        m.clear_timer("timeout", at)
    if instance.pausing:
        m.clear_timer("retry", at)
        instance.pausing = False
    elif isinstance(element, Background):
        m.settle(at)


def forget_outputs(m: Machine, step: int) -> None:
    """The step's outputs are missing from now on, also for those who wait for them."""
    if m.state.outputs.pop(step, None) is not None:
        m.context.forget_outputs(step)
        waiting.has_changed(m, "outputs", step)


def leave_stage(m: Machine, index: int, status: Status = DISCONTINUED) -> None:
    """End an open stage and everything that is open in it."""
    inner = CANCELED if status == CANCELED else DISCONTINUED
    state = m.state
    if state.steps:
        for step in sorted(each for each in state.steps if m.elements[each].scope == index):
            leave_step(m, step, inner)
    stage = state.stages.pop(index)
    was_open = stage.status != COMPLETED
    stage_locks.leave(m, index, stage)
    m.clear(index)
    if state.failing:
        no_longer_failing(m, index)
    if index in state.threads:
        leave_thread(m, index, inner)
    if was_open:  # a completed one stays so, whatever becomes of what `rest continue` has left in it (section 6)
        standing.moved(m, index, status)
        m.note(index, status.words)


def leave_thread(m: Machine, key: int, status: Status = DISCONTINUED) -> None:
    """End a thread, if there is one of this key, and everything in its scope, what `rest continue` left included."""
    if key not in m.state.threads:
        return
    leave_inside(m, key, status)
    for stage in sorted(index for index, each in m.state.stages.items() if each.thread == key):
        leave_stage(m, stage, status)
    for parallel in sorted(index for index, each in m.state.parallels.items() if each.thread == key):
        leave_parallel(m, parallel, status)
    block = m.state.threads.pop(key).block
    if block is not None and block != key:
        _next_in_block(m, block)


def leave_parallel(m: Machine, index: int, status: Status = DISCONTINUED) -> None:
    """End an open parallel and all its branches."""
    inner = CANCELED if status == CANCELED else DISCONTINUED
    element = m.elements[index]
    assert isinstance(element, Parallel)
    for branch in element.branches:
        if branch in m.state.threads:
            leave_thread(m, branch, inner)
            m.note(branch, inner.words)
    was_open = not m.state.parallels.pop(index).completed
    m.clear(index)
    no_longer_failing(m, index)
    leave_thread(m, index, inner)
    if was_open:
        m.note(index, status.words)


def leave_arms(m: Machine, element: Await) -> None:
    """End what `rest continue` has left open in the blocks of an await's arms, in an older visit of it (rule 1)."""
    for parallel in element.parallels:
        if parallel in m.state.parallels:
            leave_parallel(m, parallel)
    for stage in sorted({m.elements[step].scope for step in element.steps} & m.state.stages.keys()):
        if stage in m.state.stages:  # that of a handler has ended with what it handles an error of
            leave_stage(m, stage)


def _next_in_block(m: Machine, block: int) -> None:
    """A handler's block handles one error at a time, as a stage has one visit: the next that waits has its turn."""
    waiting_for_it = [(key, each) for key, each in m.state.threads.items() if each.block == block]
    if waiting_for_it and all(each.at == block for _, each in waiting_for_it):
        m.later("begin block", waiting_for_it[0][0])  # unless it is left as well


def begin_block(m: Machine, key: int) -> None:
    """The thread `key`, which stands before its handler's block, goes in, if it is still there."""
    thread = m.state.threads.get(key)
    block = None if thread is None else m.elements[thread.at]
    if thread is None or not isinstance(block, HandlerBlock):
        return
    assert thread.error is not None, "it handles an error"
    taken(m, thread.error, key)
    m.move(key, block.first)


def taken(m: Machine, error: dict[str, Stored], element: int) -> None:
    """A handler takes the error of an element: from now on it is the run's last one."""
    m.state.error = error
    waiting.has_changed(m, "words", "error")
    m.note(element, "handled", code=error["code"])


def leave_inside(m: Machine, key: int, status: Status = DISCONTINUED) -> None:
    """End that in which the thread now stands; the thread itself stays, and so does what `rest continue` left."""
    state = m.state
    thread = state.threads[key]
    at = thread.at
    if at in state.stages:
        stage = state.stages[at]
        if stage.thread == key and stage.status != COMPLETED:
            leave_stage(m, at, status)
    elif at in state.parallels:
        parallel = state.parallels[at]
        if parallel.thread == key and not parallel.completed:
            leave_parallel(m, at, status)
    if thread.waiting is not None or thread.failure is not None or thread.undoing is not None:
        m.clear(at)
        no_longer_failing(m, at)
        thread.waiting = thread.failure = thread.undoing = None
    if at != key and at in state.threads:
        leave_thread(m, at, status)


def leave_everything(m: Machine, status: Status) -> None:
    """End all that is open in the run."""
    for stage in sorted(m.state.stages):
        if stage in m.state.stages:
            leave_stage(m, stage, status)
    for key in sorted(m.state.threads):
        leave_thread(m, key, status)


def no_longer_failing(m: Machine, element: int) -> None:
    """The element is not in error any more."""
    if element in m.state.failing:
        m.state.failing.remove(element)
