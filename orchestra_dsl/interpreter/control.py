"""Where control goes: from element to element, to the end of a block and of the run."""

from collections.abc import Collection

from orchestra_dsl.graph.elements import FALLS_OFF, ROOT, Await, Branch, Decision, Parallel
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import awaits, children, decisions, failing, finishing, leaving, parallels
from orchestra_dsl.interpreter.arriving import ARRIVALS
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import BUDGET, Machine
from orchestra_dsl.interpreter.state import Thread


def go(m: Machine, key: int, target: int, visit: int) -> None:
    """Control of the thread `key` goes to `target`, in the same scope; what it has stood in is left (rule 2)."""
    thread = m.state.threads.get(key)
    if thread is None or thread.visit != visit:
        return
    if target < 0:
        _end_of_block(m, key, target, visit)
        return
    leaving.leave_inside(m, key)
    thread.at = target
    m.passed = passed = m.passed + 1
    if passed > BUDGET:
        _stop(m, thread)
        return
    element = m.elements[target]
    try:
        ARRIVALS[type(element)](m, key, thread, element)
    except EvaluationError as error:
        failing.fail(m, Ref(target, thread.visit), key, error)


def _end_of_block(m: Machine, key: int, target: int, visit: int) -> None:
    if target == FALLS_OFF:
        m.later("fall off", key, visit)
    else:
        m.later("end run", Status.COMPLETED, None)


def _stop(m: Machine, thread: Thread) -> None:
    """The event has passed too many elements: the one at which control arrives is in error, whoever handles errors."""
    index = thread.at
    if index in m.state.stages:
        leaving.leave_stage(m, index)
    if index in m.state.parallels:
        leaving.leave_parallel(m, index)
    message = f"one event passed {BUDGET:,} elements: this is a loop that never waits"
    failing.stop(m, Ref(index, thread.visit), "Budget", message)


def fall_off(m: Machine, key: int, visit: int) -> None:
    """A thread has come to the end of its block: the run or the branch is completed, or what failed is skipped."""
    handled = m.state.threads.get(key)
    if handled is None or handled.visit != visit:
        return
    if key == ROOT and m.state.canceling is not None:
        m.later("end run", Status.CANCELED, m.state.canceling or None)
        return
    if key == ROOT:
        m.later("end run", Status.COMPLETED, None)
        return
    if isinstance(m.elements[key], Branch):
        parallels.finish_branch(m, key)
        return
    leaving.leave_thread(m, key)
    if key in m.state.steps:
        if handled.instance is None:
            finishing.finish(m, key, Status.SKIPPED)
        else:
            m.later("finish instance", Ref(key, m.state.steps[key].visit, handled.instance), Status.SKIPPED)
        return
    assert handled.parent is not None  # only the run's own thread has none
    if key in m.state.stages:
        leaving.leave_stage(m, key, Status.SKIPPED)
    m.move(handled.parent, getattr(m.elements[key], "next", FALLS_OFF))


def end_run(m: Machine, status: Status, word: str | None) -> None:
    """The run ends: completed with an outcome, failed for a reason, or canceled; everything open is left."""
    inner = Status.CANCELED if status == Status.CANCELED else Status.DISCONTINUED
    leaving.leave_everything(m, inner)
    state = m.state
    state.status, state.outcome = status, word
    state.outputs, state.variables, state.visited, state.error, state.failing, state.messages = {}, {}, [], None, [], []
    state.canceling = None
    state.done, state.entered, state.statuses, state.originals = [], {}, {}, {}
    if m.program.keeping:
        m.watch(ROOT)
    m.drop_work()
    children.tell_parent(m, status, word)
    m.note(ROOT, status.words, **({} if word is None else {"outcome": word}))


def recheck(m: Machine, element: int, instances: Collection[int] | None = None) -> None:
    """Something that a waiting element reads has changed: ask its condition again.

    Of a step only that of some `instances` is asked, if these are given; WHOLE is the step itself.
    """
    if element in m.state.steps:
        m.later("advance step", element, m.state.steps[element].visit, instances)
    elif element in m.state.stages:
        m.later("check stage", element, m.state.stages[element].visit)
    else:
        for key, thread in sorted(m.state.threads.items()):
            if thread.at == element and thread.waiting is not None:
                try:
                    _ask_again(m, key, thread)
                except EvaluationError as error:
                    failing.fail(m, Ref(element, thread.visit), key, error)


def _ask_again(m: Machine, key: int, thread: Thread) -> None:
    element = m.elements[thread.at]
    match element:
        case Await():
            awaits.check(m, key, thread)
        case Parallel():
            m.later("check parallel", thread.at, thread.visit)
        case _:
            assert isinstance(element, Decision)
            decisions.decide(m, key, thread, element)
