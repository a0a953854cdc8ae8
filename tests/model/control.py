"""Where control goes: from element to element, out of what it leaves, to the end (section 3, "Order")."""

from collections.abc import Iterator
from typing import Any

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model.leaving import around, leave
from tests.model.state import Failure, Run, Thread, put, without


def go(run: Run, scope: int, target: int) -> Run:
    """Control of a scope moves on to a target in the same scope."""
    visit = run.visits + 1
    thread = Thread(target, visit)
    if scope in run.threads:
        thread = evolve(thread, error=run.threads[scope].error, of=run.threads[scope].of)
    return evolve(run, visits=visit, threads=put(run.threads, scope, thread))


def jump(run: Run, scope: int, target: int) -> Run:
    """Control jumps, out of every scope that does not hold the target: what is open there is discontinued (rule 2)."""
    home = run.graph.elements[target].scope if target >= 0 else scope if target == el.FALLS_OFF else el.ROOT
    left = []
    while scope != home:
        left.append(_held_by(run, scope))
        scope = scope_around(run, scope)
    for each in (*left[-1:], run.threads[scope].at):
        run = leave(run, each)
    return go(run, scope, target)


def _held_by(run: Run, scope: int) -> int:
    """What is left with a scope: the parallel of a branch, the stage of what a handler's block is about."""
    element = run.graph.elements[scope]
    if isinstance(element, el.Branch):
        return element.owner
    held = list(around(run, scope))[1:]
    return next((each for each in held if isinstance(run.graph.elements[each], el.Stage | el.Parallel)), scope)


def scope_around(run: Run, scope: int) -> int:
    """The scope whose control stands at what a branch or a handler's block lies in."""
    found: Iterator[int] = iter(around(run, scope))
    next(found)
    return scope_of(run, found)


def scope_of(run: Run, places: Iterator[int]) -> int:
    """The first scope among elements from the inside out."""
    return next((each for each in places if isinstance(run.graph.elements[each], el.Branch | el.HandlerBlock)), el.ROOT)


def stand(run: Run, scope: int, **more: Any) -> Run:
    """Control has come to where it waits."""
    return evolve(run, threads=put(run.threads, scope, evolve(run.threads[scope], on_the_way=False, **more)))


def stop(run: Run, scope: int, failure: Failure) -> Run:
    """The element to which control has come is in error, and control stays there (rule 15)."""
    return stand(run, scope, failure=failure)


def end(run: Run, status: str, outcome: str | None = None, result: Any = None) -> Run:
    """The run ends; everything open is discontinued (rule 1)."""
    word = "canceled" if status == "canceled" else "discontinued"
    run = leave(run, el.ROOT, word)
    return evolve(
        run, status=status, outcome=outcome, result=result, threads={}, kept=(), done=(), answers={}, messages={}
    )


def end_of_branch(run: Run, branch: int) -> Run:
    """Control has come to the end of a branch: as at the end of the run, nothing in it is left open."""
    element = run.graph.elements[branch]
    assert isinstance(element, el.Branch)
    run = leave(run, branch)
    parallel = run.parallels[element.owner]
    parallel = evolve(parallel, branches=put(parallel.branches, branch, "completed"))
    return evolve(run, parallels=put(run.parallels, element.owner, parallel), threads=without(run.threads, branch))
