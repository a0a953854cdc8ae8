"""Errors: an element that fails is taken by a handler, or stands in error until somebody mends it (rule 15).

The handlers are asked from the inside out: those of the step, of its stage, of the scopes around it, and last those
of the orchestration. A handler's block that fails itself is not taken by the handler that it belongs to.
"""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import ROOT, Background, Handler, HandlerBlock, Interactive, Stage
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import leaving, waiting
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Failure, Thread


def fail(m: Machine, element: int, key: int, error: EvaluationError) -> None:
    """The open element `element`, in the thread `key`, meets an error: hand it on, unless the element ends before."""
    m.note(element, "failed", code=error.code, message=error.message)
    holder = _holder(m, element, key)
    waiting.forget(m, holder, element)
    m.later("handle error", element, key, holder.visit, error.code, error.message)


def handle(m: Machine, element: int, key: int, visit: int, code: str, message: str) -> None:
    """Give the error to its handler; without one the element is in error."""
    if not _is_open(m, element, key, visit) or element in m.state.threads or element in m.state.failing:
        return
    handler = next((each for each in _handlers(m, element) if each.code in (None, code)), None)
    if handler is None:
        stop(m, element, key, code, message)
        return
    error = {"code": code, "message": message, "element": m.elements[element].name}
    m.state.error = error
    waiting.mark_readers(m, m.program.readers.words.get("error", ()))
    m.note(element, "handled", code=code)
    if handler.block is not None:
        free = all(each.block != handler.block for each in m.state.threads.values())
        m.state.threads[element] = Thread(handler.block, m.new_visit(), parent=key, error=error, block=handler.block)
        if free:
            leaving.begin_block(m, element)
    elif handler.target is not None:
        stage = m.elements[element].scope
        if stage in m.state.stages:
            leaving.leave_stage(m, stage)
        m.move(key, handler.target)


def stop(m: Machine, element: int, key: int, code: str, message: str) -> None:
    """Nobody handles it: the element stays in error, everything else goes on."""
    holder = _holder(m, element, key)
    holder.failure = Failure(code, message)
    if not isinstance(holder, Thread):
        holder.status = Status.ERROR
    if element not in m.state.failing:
        m.state.failing.append(element)
    m.note(element, "error", code=code, message=message)


def _holder(m: Machine, element: int, key: int) -> waiting.Holder:
    """What stands for the open element in the state: for anything but stages and steps its thread."""
    return m.state.steps.get(element) or m.state.stages.get(element) or m.state.threads[key]


def _is_open(m: Machine, element: int, key: int, visit: int) -> bool:
    """Whether the element is still open in the visit in which it failed."""
    step_or_stage = m.state.steps.get(element) or m.state.stages.get(element)
    if step_or_stage is not None:
        return step_or_stage.visit == visit
    thread = m.state.threads.get(key)
    return thread is not None and (thread.at, thread.visit) == (element, visit)


def _handlers(m: Machine, element: int) -> Iterator[Handler]:
    """All handlers that may take an error of this element, the innermost first."""
    inner = m.elements[element]
    if isinstance(inner, Background | Interactive | Stage):
        yield from inner.handlers
    scope = inner.scope
    while scope != ROOT:
        around = m.elements[scope]
        if isinstance(around, Stage):
            yield from around.handlers
        elif isinstance(around, HandlerBlock):
            if around.owner == ROOT:
                return
            around = m.elements[around.owner]
            stage = m.elements[around.scope] if around.scope != ROOT else None
            if isinstance(stage, Stage) and not isinstance(around, Stage):
                yield from stage.handlers
                around = stage
        scope = around.scope
    yield from m.program.graph.handlers
