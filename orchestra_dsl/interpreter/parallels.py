"""Parallels: their branches run side by side, each in a thread of its own (language.md, rules 1, 2 and 6)."""

from orchestra_dsl.graph.elements import Branch, Parallel
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import failing, leaving, standing, waiting
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.stages import join_holds
from orchestra_dsl.interpreter.state import ParallelState, Thread


def enter(m: Machine, key: int, index: int, visit: int) -> None:
    """A new visit: it forgets the outputs of the steps inside, and ends what an earlier visit left open."""
    thread = m.state.threads.get(key)
    if thread is None or thread.visit != visit:
        return
    element = m.elements[index]
    assert isinstance(element, Parallel)
    if index in m.state.parallels:
        leaving.leave_parallel(m, index)
    for step in element.steps:
        leaving.forget_outputs(m, step)
    standing.forget(m, element.steps)
    m.state.parallels[index] = ParallelState(visit, key, len(element.branches))
    m.note(index, "entered")
    m.later("check parallel", index, visit)  # before its branches: in one that is over at once nothing begins
    for number in element.branches:
        branch = m.elements[number]
        assert isinstance(branch, Branch)
        m.state.threads[number] = Thread(number, 0, parent=key, block=number)
        m.note(number, "started")
        m.move(number, branch.first)


def check(m: Machine, index: int, visit: int) -> None:
    """Ask whether the parallel is finished."""
    parallel = m.state.parallels.get(index)
    if parallel is None or parallel.visit != visit or index in m.state.threads:
        return
    if parallel.completed:
        if parallel.left == 0:
            del m.state.parallels[index]
        return
    element, thread = m.elements[index], m.state.threads[parallel.thread]
    assert isinstance(element, Parallel)
    if thread.failure is not None or thread.visit != visit:
        return
    try:
        if _is_finished(m, index, element, parallel, thread):
            _finish(m, index, element, parallel, thread)
    except EvaluationError as error:
        failing.fail(m, Ref(index, visit), parallel.thread, error)


def _is_finished(m: Machine, index: int, element: Parallel, parallel: ParallelState, thread: Thread) -> bool:
    if element.finish_when is not None:
        return waiting.first_true(m, (element.finish_when,), thread, Ref(index, parallel.visit), parallel.thread) == 0
    return parallel.left == 0 or (element.finish is not None and join_holds(element.finish, parallel.statuses))


def _finish(m: Machine, index: int, element: Parallel, parallel: ParallelState, thread: Thread) -> None:
    """The parallel is completed: the rest of its branches stops or continues, control goes on."""
    waiting.forget(m, thread, Ref(index, parallel.visit))
    if parallel.left and element.rest_continues:
        parallel.completed = True
        m.note(index, "completed")
    else:
        leaving.leave_parallel(m, index, Status.COMPLETED)
    m.move(parallel.thread, element.next)


def finish_branch(m: Machine, index: int) -> None:
    """A branch has come to its end."""
    branch = m.elements[index]
    assert isinstance(branch, Branch)
    leaving.leave_thread(m, index)
    m.note(index, "completed")
    parallel, element = m.state.parallels[branch.owner], m.elements[branch.owner]
    parallel.left -= 1
    parallel.statuses[index] = Status.COMPLETED
    assert isinstance(element, Parallel)
    for step in element.steps:
        # what has not run in it never will now
        waiting.mark_readers(m, m.program.readers.of_conditions["outputs"].get(step, ()))
    m.first("check parallel", branch.owner, parallel.visit)  # before the other branches go on
