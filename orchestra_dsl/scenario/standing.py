"""Where stages and steps stand. A state holds only what is open; what is over is told by the history."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.scenario import ElementPath
from orchestra_dsl.graph.statuses import FINISHED, Status
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.runtime.views import Line
from orchestra_dsl.scenario.play import Play

_FINISHED = {status.words: status for status in FINISHED}
_PAGE = 200


def status_of(play: Play, path: ElementPath) -> Status:
    """The status of a stage or a step. Raises ScenarioFailed where its run is not there."""
    run = play.run_of(path)
    key = play.engine.run_key(run)
    with play.engine.store.reading() as reads:
        row = reads.run(key)
        assert row is not None
        program = play.engine.programs.by_key(row.graph, reads)
    state = decode_state(row.state)
    index = next(index for index, each in enumerate(program.elements) if each.name == path.element)
    if index in state.failing:
        return Status.ERROR
    holder = state.steps.get(index) or state.stages.get(index)
    if holder is not None:
        return holder.status
    scope = program.elements[index].scope
    stage = None if scope == ROOT else program.elements[scope].name
    return _last(lines_of(play, run), path.element, stage)


def described(play: Play, path: ElementPath) -> str:
    """Where a stage or a step stands, in words: `is active`, `is in error: Nobody: …`."""
    status = status_of(play, path)
    if status != Status.ERROR:
        return f"is {status.words}"
    open_ = play.engine.runs.get(play.run_of(path)).open
    return f"is in error: {next(each.error for each in open_ if each.element == path.element)}"


def lines_of(play: Play, run: str) -> Iterator[Line]:
    """All that has happened to a run, in order."""
    after = 0
    while entries := play.engine.runs.history(run, after=after, limit=_PAGE):
        for entry in entries:
            yield from entry.lines
        after = entries[-1].sequence


def _last(lines: Iterator[Line], element: str, stage: str | None) -> Status:
    """What an element that is not open came to in the last visit of its stage."""
    status = Status.NOT_STARTED
    for line in lines:
        if line.what == "entered" and line.element == stage:
            status = Status.NOT_STARTED
        elif line.element == element:
            status = _FINISHED.get(line.what, status)
    return status
