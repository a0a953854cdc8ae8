"""Runs within runs: which run the last names of a path are about, and what has happened to a run."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.scenario import ElementPath
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.runtime.counters.views import Line
from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.result import ScenarioFailed

_PAGE = 200


def run_of(play: Play, path: ElementPath) -> str:
    """The id of the one run that the element of a path is in. Raises ScenarioFailed."""
    runs = runs_of(play, path)
    if len(runs) == 1:
        return runs[0]
    if runs:
        raise ScenarioFailed(f"{'.'.join(path.parents)} has {len(runs)} runs: which one is meant?")
    *before, step = path.parents
    run_of(play, ElementPath(step, tuple(before)))  # the first one that is missing is told
    raise ScenarioFailed(f"{'.'.join(path.parents)} has not run another orchestration")


def run_meant(play: Play, step: ElementPath | None) -> str:
    """The id of the run that a step has begun; without a step of the one that lines mean. Raises ScenarioFailed."""
    if step is None:
        return play.run().id
    return run_of(play, ElementPath("", (*step.parents, step.element)))


def runs_of(play: Play, path: ElementPath) -> list[str]:
    """The ids of the runs that the element of a path is in: several where a step on the way is a `for each`."""
    runs = [play.run().id]
    for step in path.parents:
        runs = [child for run in runs for child in _children(play, run, step)]
    return runs


def _children(play: Play, run: str, step: str) -> list[str]:
    """The runs of the last attempts of a step in the last visit of its stage, in the order of its list."""
    stage = stage_of(play.program_of(run), step)
    found: dict[int, str] = {}
    for line in lines_of(play, run):
        if line.what == "entered" and line.element == stage:
            found.clear()
        elif line.what == "child started" and line.element == step:
            found[line.detail.get("instance", 1)] = line.detail["run"]
    return [child for _, child in sorted(found.items())]


def stage_of(program: Program, element: str) -> str | None:
    """The stage, or whatever else, that an element stands in; None for the orchestration itself."""
    scope = next(each.scope for each in program.elements if each.name == element)
    return None if scope == ROOT else program.elements[scope].name


def lines_of(play: Play, run: str) -> Iterator[Line]:
    """All that has happened to a run, in order."""
    after = 0
    while entries := play.engine.runs.history(run, after=after, limit=_PAGE):
        for entry in entries:
            yield from entry.lines
        after = entries[-1].sequence
