"""Where control goes: entering elements, decisions, assignments, jumps, the end of a block and of the run."""

from collections.abc import Collection
from typing import Any

from orchestra_dsl.graph.elements import (
    FALLS_OFF,
    ROOT,
    THE_END,
    Assign,
    Await,
    Branch,
    Cancel,
    Decision,
    End,
    Fail,
    GoTo,
    HandlerBlock,
    Log,
    Notify,
    Parallel,
    Stage,
    Step,
    Undo,
    Update,
)
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.types import ObjectOf
from orchestra_dsl.interpreter import (
    awaits,
    canceling,
    children,
    failing,
    finishing,
    jumps,
    leaving,
    parallels,
    telling,
    undoing,
    updating,
    waiting,
)
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import BUDGET, Machine
from orchestra_dsl.interpreter.sizes import line
from orchestra_dsl.interpreter.state import Thread


def go(m: Machine, key: int, target: int, visit: int) -> None:
    """Control of the thread `key` goes to `target`, in the same scope; what it has stood in is left (rule 2)."""
    thread = m.state.threads.get(key)
    if thread is None or thread.visit != visit:
        return
    if target == FALLS_OFF:
        m.later("fall off", key, visit)
        return
    if target == THE_END:
        m.later("end run", Status.COMPLETED, None)
        return
    leaving.leave_inside(m, key)
    enter(m, key, thread, target)


def enter(m: Machine, key: int, thread: Thread, index: int) -> None:
    """Control arrives at an element."""
    element = m.elements[index]
    thread.at = index
    m.passed += 1
    if m.passed > BUDGET:
        if index in m.state.stages:
            leaving.leave_stage(m, index)
        if index in m.state.parallels:
            leaving.leave_parallel(m, index)
        message = f"one event passed {BUDGET:,} elements: this is a loop that never waits"
        failing.stop(m, Ref(index, thread.visit), "Budget", message)
        return
    try:
        _arrive(m, key, thread, index, element)
    except EvaluationError as error:
        failing.fail(m, Ref(index, thread.visit), key, error)


def _arrive(m: Machine, key: int, thread: Thread, index: int, element: Any) -> None:
    match element:
        case Stage() | Decision() | Parallel() | Await() | Undo() | Update():
            _wait_in(m, key, thread, index, element)
        case Assign(variable=variable, value=value):
            assign(m, variable, m.evaluate(value, key))
            m.move(key, element.next)
        case GoTo(target=target):
            jumps.jump(m, key, target)
        case Notify():
            telling.notify(m, index, element, key)
            m.move(key, element.next)
        case Log(text=text):
            m.note(index, "logged", text=line(m.evaluate(text, key)))
            m.move(key, element.next)
        case Cancel(target=target):
            m.move(key, element.next)
            canceling.cancel(m, index, target)
        case End():
            m.outputs = _run_outputs(m, element, key)
            m.later("end run", Status.COMPLETED, element.outcome)
        case Fail(reason=reason):
            m.later("end run", Status.FAILED, m.evaluate(reason, key))
        case Step() | HandlerBlock() | Branch():
            raise AssertionError(f"control never enters {element.name}")


def _wait_in(m: Machine, key: int, thread: Thread, index: int, element: Any) -> None:
    """Control arrives where it may have to wait."""
    match element:
        case Stage():
            _drop(m, element.drops)
            m.later("enter stage", key, index, thread.visit)
        case Decision():
            _drop(m, element.drops)
            decide(m, key, thread)
        case Parallel():
            m.later("enter parallel", key, index, thread.visit)
        case Await():
            awaits.enter(m, key, thread)
        case Undo():
            undoing.go_on(m, key, thread)
        case Update():
            updating.write(m, key, index, element)


def _drop(m: Machine, outputs: tuple[int, ...]) -> None:
    """Forget outputs that nothing can read from here on."""
    for element in outputs:
        m.state.outputs.pop(element, None)


def decide(m: Machine, key: int, thread: Thread) -> None:
    """Take the first outcome that holds; wait where a plugin's predicate has to answer first."""
    decision = m.elements[thread.at]
    assert isinstance(decision, Decision)
    outcomes = decision.outcomes
    ref = Ref(thread.at, thread.visit)
    taken = waiting.first_true(m, [each.when for each in outcomes], thread, ref, key)
    if taken == waiting.PENDING:
        return
    waiting.forget(m, thread, ref)
    if taken == len(outcomes):
        raise EvaluationError("NoOutcome", f"no outcome of {decision.name} holds")
    outcome = outcomes[taken]
    if outcome.kept and (thread.at, outcome.name) not in m.state.visited:
        m.state.visited.append((thread.at, outcome.name))
        waiting.has_changed(m, "words", "visited")
    m.note(thread.at, "decided", outcome=outcome.name)
    jumps.jump(m, key, outcome.target)


def assign(m: Machine, index: int, value: Any) -> None:
    """Store a variable's new value and ask again whoever reads it."""
    m.state.variables[index] = m.program.encode(m.program.graph.variables[index].type, value)
    m.context.forget(variables=(index,))
    waiting.has_changed(m, "variables", index)


def _run_outputs(m: Machine, element: End, key: int) -> Any:
    if element.outputs is None:
        return None
    return m.program.encode(ObjectOf(m.program.graph.outputs), m.evaluate(element.outputs, key))


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
    match m.elements[thread.at]:
        case Await():
            awaits.check(m, key, thread)
        case Parallel():
            m.later("check parallel", thread.at, thread.visit)
        case _:
            decide(m, key, thread)
