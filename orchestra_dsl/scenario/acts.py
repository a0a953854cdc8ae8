"""What happens in a scenario: each act, and then everything that follows from it at the same instant."""

from collections.abc import Sequence
from typing import Any, assert_never

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.types import Optional
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.scenario.children import run_meant, run_of
from orchestra_dsl.scenario.play import OUTSIDE, Play, refused
from orchestra_dsl.scenario.result import ScenarioFailed
from orchestra_dsl.scenario.work import on_item


def act(play: Play, line: s.Act) -> None:
    """Carry out one act."""
    if not play.acted:
        play.pump.set_schedules()
    play.acted = True
    try:
        _act(play, line)
    except (Refusal, BadValue) as error:
        refused(error)
    play.pump.settle()


def _act(play: Play, line: s.Act) -> None:
    match line:
        case s.Start(person=person):
            play.engine.start(play.scenario.orchestration, arguments(play), play.by(person))
        case s.CreateRecord() | s.UpdateRecord() | s.DeleteRecord():
            _write(play, line)
        case s.Advance(duration=duration):
            play.pump.advance(play.evaluation.after(duration))
        case s.AddItem(person=person, item=item, step=step):
            play.engine.runs.add(run_of(play, step), step.element, play.value(item), play.by(person))
        case s.EndAdding(person=person, step=step):
            play.engine.runs.end_adding(run_of(play, step), step.element, play.by(person))
        case s.Send(event=event, value=value):
            _without_problems(play.engine.send(event, play.value(value), OUTSIDE).problems)
        case _:
            _on_run(play, line) if isinstance(line, s.OnRun) else on_item(play, line)


def _on_run(play: Play, line: s.OnRun) -> None:
    runs, by = play.engine.runs, play.by(line.person)
    match line:
        case s.RetryStep(step=step):
            runs.retry(run_of(play, step), by, element=step.element)
        case s.SuspendRun(step=step):
            runs.suspend(run_meant(play, step), by)
        case s.ResumeRun(step=step):
            runs.resume(run_meant(play, step), by)
        case s.CancelRun(step=step, at_once=at_once):
            runs.cancel(run_meant(play, step), by, at_once=at_once)
        case _:
            assert_never(line)


def arguments(play: Play) -> dict[str, Any]:
    """The arguments to start with. Raises ScenarioFailed where one is missing."""
    graph = play.engine.programs.orchestration(play.scenario.orchestration).graph
    given = {}
    for index, parameter in enumerate(graph.parameters):
        if play.arguments.get(index) is not None:
            given[parameter.name] = play.arguments[index]
        elif parameter.default is None and not isinstance(parameter.type, Optional):
            message = f"{graph.name} needs `{parameter.name}` to be started, and it is not given"
            raise ScenarioFailed(message, hint=f"Add `given {parameter.name} = …` above.")
    return given


# --- records ----------------------------------------------------------------------------------------------------


def _write(play: Play, line: s.CreateRecord | s.UpdateRecord | s.DeleteRecord) -> None:
    records = play.engine.records
    match line:
        case s.CreateRecord(record=record, value=value):
            fields = play.value(value)
            if records.get(record, fields["id"]) is not None:
                raise ScenarioFailed(f'there is a {record} with the id "{fields["id"]}" already')
            _without_problems(records.put(record, fields, OUTSIDE).problems)
            play.arguments |= dict.fromkeys(line.parameters, fields["id"])
        case s.UpdateRecord(record=record, value=value):
            _without_problems(records.update(record, _id(play, line), play.value(value), OUTSIDE).problems)
        case s.DeleteRecord(record=record):
            if not records.delete(record, _id(play, line), OUTSIDE):
                raise ScenarioFailed("this record has been deleted before")


def _id(play: Play, line: s.UpdateRecord | s.DeleteRecord) -> str:
    found = play.arguments.get(line.parameter)
    if found is None:
        raise ScenarioFailed(
            "this record is not there", hint=f"Add `given … = {{ … }}` or `create {line.record}` above."
        )
    return str(found)


def _without_problems(problems: Sequence[str]) -> None:
    """A trigger that met an error has started nothing, and nobody would see why."""
    if problems:
        raise ScenarioFailed(f"a start has met an error: {problems[0]}")
