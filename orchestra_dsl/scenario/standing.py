"""Where stages and steps stand. A state holds only what is open; what is over is told by the history."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.scenario import ElementPath
from orchestra_dsl.graph.statuses import FINISHED, Status
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.runtime.counters.views import Line
from orchestra_dsl.scenario.children import lines_of, run_of, stage_of
from orchestra_dsl.scenario.play import Play

_FINISHED = {status.words: status for status in FINISHED}


def status_of(play: Play, path: ElementPath) -> Status:
    """The status of a stage or a step. Raises ScenarioFailed where its run is not there."""
    run = run_of(play, path)
    program = play.program_of(run)
    with play.engine.store.reading() as reads:
        row = reads.run(play.engine.run_key(run))
    assert row is not None
    state = decode_state(row.state)
    index = index_of(play, path)
    if index in state.failing:
        return Status.ERROR
    holder = state.steps.get(index) or state.stages.get(index)
    if holder is not None:
        return holder.status
    return _last(lines_of(play, run), path.element, stage_of(program, path.element))


def index_of(play: Play, path: ElementPath) -> int:
    """The number of an element in its graph. Raises ScenarioFailed where its run is not there."""
    elements = play.program_of(run_of(play, path)).elements
    return next(index for index, each in enumerate(elements) if each.name == path.element)


def is_interactive(play: Play, path: ElementPath) -> bool:
    """Whether the element of a path opens work items. Raises ScenarioFailed where its run is not there."""
    return isinstance(play.program_of(run_of(play, path)).elements[index_of(play, path)], Interactive)


def described(play: Play, path: ElementPath) -> str:
    """Where a stage or a step stands, in words: `is active`, `is in error: Nobody: …`."""
    status = status_of(play, path)
    if status != Status.ERROR:
        return f"is {status.words}"
    open_ = play.engine.runs.get(run_of(play, path)).open
    return f"is in error: {next(each.error for each in open_ if each.element == path.element)}"


def _last(lines: Iterator[Line], element: str, stage: str | None) -> Status:
    """What an element that is not open came to in the last visit of its stage."""
    status = Status.NOT_STARTED
    for line in lines:
        if line.what == "entered" and line.element == stage:
            status = Status.NOT_STARTED
        elif line.element == element:
            status = _FINISHED.get(line.what, status)
    return status
