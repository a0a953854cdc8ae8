"""Parallels: branches side by side, joined as steps are (rule 6)."""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model import control
from tests.model.conditions import forget_answers
from tests.model.leaving import inside, leave
from tests.model.stages import is_over
from tests.model.state import Failure, Parallel, Run, put, without
from tests.model.world import World


def enter(run: Run, world: World, scope: int, element: el.Parallel) -> Run:
    """Control enters: all branches begin anew, and what their steps had given is forgotten (rule 1)."""
    index, visit = run.threads[scope].at, run.visits + 1
    run = leave(run, index)
    inner = [each for each in (*run.stages, *run.parallels) if each != index and inside(run, each, index)]
    run = evolve(
        run,
        visits=visit,
        steps=without(run.steps, *element.steps),
        stages=without(run.stages, *inner),
        parallels=without(run.parallels, *inner),
    )
    run = control.stand(_with(run, index, Parallel(visit, "active", dict.fromkeys(element.branches, "active"))), scope)
    for branch in element.branches:
        inner_element = run.graph.elements[branch]
        assert isinstance(inner_element, el.Branch)
        run = control.go(run, branch, inner_element.first)
    return ask_again(run, world, index, element)


def advance(run: Run, world: World, index: int, element: el.Parallel) -> Run:
    """It finishes once what it waits for among its branches has come about."""
    return run if element.finish_when is not None else ask_again(run, world, index, element)


def ask_again(run: Run, world: World, index: int, element: el.Parallel) -> Run:
    """An open parallel finishes once `finish when` is met, or goes on waiting."""
    parallel = run.parallels[index]
    if parallel.status != "active" or parallel.failure is not None:
        return run
    run, over = is_over(run, world, index, element)
    if isinstance(over, Failure):
        return _with(run, index, evolve(parallel, failure=over))
    return _finish(run, index, element) if over else run


def _finish(run: Run, index: int, element: el.Parallel) -> Run:
    """`rest stop` discontinues all that is open in the branches, `rest continue` lets it go on."""
    run = forget_answers(_with(run, index, evolve(run.parallels[index], status="completed")), index)
    return control.go(run if element.rest_continues else leave(run, index), element.scope, element.next)


def _with(run: Run, index: int, parallel: Parallel) -> Run:
    return evolve(run, parallels=put(run.parallels, index, parallel))
