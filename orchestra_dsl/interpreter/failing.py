"""Errors: an element that fails is taken by a handler, or stands in error until somebody mends it (rule 15).

The handlers are asked from the inside out: those of the step, of its stage, of the scopes around it, and last those
of the orchestration. A handler's block that fails itself is not taken by the handler that it belongs to.
"""

from collections.abc import Iterator
from heapq import heappop, heappush

from orchestra_dsl.graph.elements import ROOT, Handler, HandlerBlock, Stage, Step
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import jumps, leaving, standing, waiting
from orchestra_dsl.interpreter.events import WHOLE, Ref, Stored
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.holders import holder_of
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Failure, Thread


def fail(m: Machine, ref: Ref, key: int, error: EvaluationError) -> None:
    """What is open at `ref`, in the thread `key`, meets an error: hand it on, unless it ends before."""
    _note(m, ref, "failed", code=error.code, message=error.message)
    holder = holder_of(m.state, ref)
    assert holder is not None
    waiting.forget(m, holder, ref)
    m.at_once("handle error", ref, key, error.code, error.message)


def handle(m: Machine, ref: Ref, key: int, code: str, message: str) -> None:
    """Give the error to its handler; without one the element is in error."""
    holder, element = holder_of(m.state, ref), ref.element
    if holder is None or holder.failure is not None:
        return
    handler = next((each for each in _handlers(m, element) if each.code in (None, code)), None)
    if handler is None:
        stop(m, ref, code, message)
    elif handler.block is not None:
        holder.failure = Failure(code, message, handled=True)
        if element in m.state.threads:  # of a step one block runs at a time, the other instances wait
            heappush(m.state.steps[element].queue, ref.instance)
        else:
            _enter_block(m, ref, key, handler.block, _named(m, element, code, message))
    else:
        assert handler.target is not None
        leaving.taken(m, _named(m, element, code, message), element)
        stage = element if element in m.state.stages else m.elements[element].scope
        if stage in m.state.stages:
            leaving.leave_stage(m, stage)  # at once: whatever else fails in it is nobody's concern any more
        jumps.jump(m, key, handler.target)


def _named(m: Machine, element: int, code: str, message: str) -> dict[str, Stored]:
    """What a handler, and `run.error`, tell of an error."""
    return {"code": code, "message": message, "element": m.elements[element].name}


def _enter_block(m: Machine, ref: Ref, key: int, block: int, error: dict[str, Stored]) -> None:
    free = all(each.block != block for each in m.state.threads.values())
    number = ref.instance if ref.element in m.state.steps and ref.instance != WHOLE else None
    m.state.threads[ref.element] = Thread(block, m.new_visit(), parent=key, error=error, block=block, instance=number)
    if free:
        leaving.begin_block(m, ref.element)


def handle_next(m: Machine, index: int) -> None:
    """The block of a step's handler has come to its end: the next instance that waits for one has its turn."""
    step = m.state.steps.get(index)
    if step is None or index in m.state.threads:
        return
    if step.queue:
        number = heappop(step.queue)
        holder = step if number == WHOLE else step.instances[number]
        failure, holder.failure = holder.failure, None
        assert failure is not None, "what is handled goes on only when its block has come to its end"
        handle(m, Ref(index, step.visit, number), m.thread_of(index), failure.code, failure.message)


def stop(m: Machine, ref: Ref, code: str, message: str) -> None:
    """Nobody handles it: the element stays in error, everything else goes on."""
    holder, element = holder_of(m.state, ref), ref.element
    assert holder is not None
    holder.failure = Failure(code, message)
    open_ = m.state.steps.get(element) or m.state.stages.get(element)
    if open_ is not None:
        open_.status = Status.ERROR
        standing.moved(m, element)
    if element not in m.state.failing:
        m.state.failing.append(element)
    _note(m, ref, "error", code=code, message=message)


def _note(m: Machine, ref: Ref, what: str, **detail: Stored) -> None:
    if ref.element in m.state.steps and ref.instance != WHOLE:
        m.note_instance(ref, what, **detail)
    else:
        m.note(ref.element, what, **detail)


def _handlers(m: Machine, element: int) -> Iterator[Handler]:
    """All handlers that may take an error of this element, the innermost first."""
    inner = m.elements[element]
    if isinstance(inner, Step | Stage):
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
