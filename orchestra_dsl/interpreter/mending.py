"""What is in error and nobody handles: somebody who may tries it again, skips it, or completes it by hand (rule 15)."""

from typing import Any

from orchestra_dsl.graph.elements import Interactive, Parallel
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.reach import scopes
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.types import Optional
from orchestra_dsl.interpreter import (
    by_hand,
    entitlement,
    finishing,
    for_each,
    grants,
    leaving,
    stages,
    standing,
    steps,
    waiting,
)
from orchestra_dsl.interpreter.events import ElementRetried, ElementSkipped, Ref
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.state import StepState


def retried(m: Machine, act: ElementRetried) -> bool:
    """Try it again, from where it failed."""
    grants.check(m, "administer", "retry what is in error")
    element = act.element
    _no_longer_failing(m, element)
    m.note(element, "retried", by=m.event.actor)
    if element in m.state.steps:
        steps.retry(m, element)
    elif element in m.state.stages:
        stage = m.state.stages[element]
        stage.failure, stage.status = None, Status.ACTIVE if stage.begun else Status.WAITING
        standing.moved(m, element)
        if stage.begun:
            m.later("check stage", element, stage.visit)
        else:
            m.clear_timer("limit", Ref(element, stage.visit))  # it waits anew, and perhaps not at all
            stages.await_start(m, element)
    elif element in m.state.parallels:
        parallel = m.state.parallels[element]
        m.state.threads[parallel.thread].failure = None
        m.later("check parallel", element, parallel.visit)
    else:
        m.move(thread_of(m, element), element)
    return True


def skipped(m: Machine, act: ElementSkipped) -> bool:
    """Go on without it: a step is skipped or, with outputs, completed by hand; else control goes on below it.

    Neither leaves anything for `undo`: what a person has done by hand they have to take back by hand.
    """
    grants.check(m, "administer", "skip what is in error")
    element = act.element
    if element in m.state.steps:
        _check_outputs(m, act)
        by_hand.check_step(m, element, completes=act.outputs is not None)
        _no_longer_failing(m, element)
        _skip_step(m, element, m.state.steps[element], act.outputs)
        return True
    if act.outputs is not None:
        raise RefusedError("bad value", f"{m.elements[element].name} has no outputs: only a step has")
    following = getattr(m.elements[element], "next", None)
    if following is None:
        raise RefusedError("not allowed", f"{m.elements[element].name} cannot be skipped: nothing comes after it")
    if element in m.state.failing:
        by_hand.check_stages(m, _stages_of(m, element), m.elements[element].name)
    _no_longer_failing(m, element)
    m.note(element, "skipped by hand", by=m.event.actor)
    thread = thread_of(m, element)
    if element in m.state.stages:
        leaving.leave_stage(m, element, Status.SKIPPED)
    elif element in m.state.parallels:
        leaving.leave_parallel(m, element, Status.SKIPPED)
    m.move(thread, following)
    return True


def _check_outputs(m: Machine, act: ElementSkipped) -> None:
    """Refuse to leave out what a later element reads, and to give what cannot be given (rule 8)."""
    element = m.step_elements[act.element]
    if act.outputs is not None and element.each is not None:
        message = f"{element.name} has instances, which cannot be completed by hand: skip them, or try them again"
        raise RefusedError("bad value", message)
    needed = [each.name for each in element.outputs if not isinstance(each.type, Optional)]
    if act.outputs is None and element.kept and element.each is None and needed:
        message = f"the outputs of {element.name} may be read later: complete it by hand, with {', '.join(needed)}"
        raise RefusedError("bad value", message)


def _stages_of(m: Machine, element: int) -> list[int]:
    """The open stages that end with a stage or a parallel which is skipped, in source order."""
    parallel = m.elements[element]
    if isinstance(parallel, Parallel):
        branches = set(parallel.branches)
        return sorted(each for each in m.state.stages if not branches.isdisjoint(scopes(m.elements, each)))
    return [element] if element in m.state.stages else []


def _skip_step(m: Machine, index: int, step: StepState, outputs: dict[str, Any] | None) -> None:
    """Finish what of the step is in error: all of it or, of a `for each`, the instances that failed."""
    element = m.step_elements[index]
    m.note(index, "skipped by hand" if outputs is None else "completed by hand", by=m.event.actor)
    if element.each is not None and step.failure is None:
        step.status = Status.ACTIVE
        standing.moved(m, index)
        for number in by_hand.ended_with(step):
            for_each.finish_instance(m, Ref(index, step.visit, number), Status.SKIPPED)
        return
    if outputs is None:
        finishing.finish(m, index, Status.SKIPPED)
        return
    if isinstance(element, Interactive):
        outputs = outputs | {
            "completed_by": entitlement.actor(m),
            "completed_at": DateTime(m.event.at, m.context.zone).text(),
        }
    if element.kept:
        m.state.outputs[index] = outputs
        m.context.forget_outputs(index)
        waiting.has_changed(m, "outputs", index)
    finishing.finish(m, index, Status.COMPLETED)


def _no_longer_failing(m: Machine, element: int) -> None:
    if element not in m.state.failing:
        raise RefusedError("not open", "this element is not in error")
    leaving.no_longer_failing(m, element)


def thread_of(m: Machine, element: int) -> int:
    """The key of the thread in which an open element stands."""
    if element in m.state.steps:
        return m.thread_of(element)
    if element in m.state.stages:
        return m.state.stages[element].thread
    return next(key for key, thread in sorted(m.state.threads.items()) if thread.at == element)
