"""What control does where it arrives, by the kind of the element. Where it may wait, it mostly stays there."""

from collections.abc import Callable, Mapping
from typing import Any

from orchestra_dsl.graph.elements import (
    Assign,
    Await,
    Cancel,
    Decision,
    End,
    Fail,
    GoTo,
    Log,
    Notify,
    Parallel,
    Stage,
    Undo,
    Update,
)
from orchestra_dsl.graph.statuses import COMPLETED, FAILED
from orchestra_dsl.graph.types import ObjectOf
from orchestra_dsl.interpreter import awaits, canceling, decisions, jumps, stages, telling, undoing, updating, waiting
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.sizes import line
from orchestra_dsl.interpreter.state import Thread


def _stage(m: Machine, key: int, thread: Thread, element: Stage) -> None:
    if element.drops:
        _drop(m, element.drops)
    stages.enter(m, key, thread.at, thread.visit)


def _decision(m: Machine, key: int, thread: Thread, element: Decision) -> None:
    if element.drops:
        _drop(m, element.drops)
    decisions.decide(m, key, thread, element)


def _drop(m: Machine, outputs: tuple[int, ...]) -> None:
    """Forget outputs that nothing can read from here on."""
    for element in outputs:
        m.state.outputs.pop(element, None)


def _parallel(m: Machine, key: int, thread: Thread, _: Parallel) -> None:
    m.later("enter parallel", key, thread.at, thread.visit)


def _await(m: Machine, key: int, thread: Thread, _: Await) -> None:
    awaits.enter(m, key, thread)


def _undo(m: Machine, key: int, thread: Thread, _: Undo) -> None:
    undoing.go_on(m, key, thread)


def _update(m: Machine, key: int, thread: Thread, element: Update) -> None:
    updating.write(m, key, thread.at, element)


def _assign(m: Machine, key: int, _: Thread, element: Assign) -> None:
    assign(m, element.variable, m.evaluate(element.value, key))
    m.move(key, element.next)


def assign(m: Machine, index: int, value: Any) -> None:
    """Store a variable's new value and ask again whoever reads it."""
    m.state.variables[index] = m.program.encode_variable(index, value)
    m.context.forget_variable(index)
    waiting.has_changed(m, "variables", index)


def _go_to(m: Machine, key: int, _: Thread, element: GoTo) -> None:
    jumps.jump(m, key, element.target)


def _notify(m: Machine, key: int, thread: Thread, element: Notify) -> None:
    telling.notify(m, thread.at, element, key)
    m.move(key, element.next)


def _log(m: Machine, key: int, thread: Thread, element: Log) -> None:
    m.note(thread.at, "logged", text=line(m.evaluate(element.text, key)))
    m.move(key, element.next)


def _cancel(m: Machine, key: int, thread: Thread, element: Cancel) -> None:
    m.move(key, element.next)
    canceling.cancel(m, thread.at, element.target)


def _end(m: Machine, key: int, _: Thread, element: End) -> None:
    if element.outputs is not None:
        m.outputs = m.program.encode(ObjectOf(m.program.graph.outputs), m.evaluate(element.outputs, key))
    m.later("end run", COMPLETED, element.outcome)


def _fail(m: Machine, key: int, _: Thread, element: Fail) -> None:
    m.later("end run", FAILED, m.evaluate(element.reason, key))


ARRIVALS: Mapping[type, Callable[[Machine, int, Thread, Any], None]] = {
    Stage: _stage,
    Decision: _decision,
    Parallel: _parallel,
    Await: _await,
    Undo: _undo,
    Update: _update,
    Assign: _assign,
    GoTo: _go_to,
    Notify: _notify,
    Log: _log,
    Cancel: _cancel,
    End: _end,
    Fail: _fail,
}
"""Who does it. Steps, branches and the blocks of handlers are not here: control never enters them."""
