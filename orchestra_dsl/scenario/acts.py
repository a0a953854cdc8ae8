"""What happens in a scenario: each act, and then everything that follows from it at the same instant."""

from collections.abc import Sequence
from typing import Any, assert_never

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.types import Optional
from orchestra_dsl.interpreter.events import (
    ItemClaimed,
    ItemCompleted,
    ItemDelegated,
    ItemReassigned,
    ItemReleased,
    ItemSkipped,
)
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.scenario.children import run_of
from orchestra_dsl.scenario.items import the_item
from orchestra_dsl.scenario.people import user
from orchestra_dsl.scenario.play import ADMINISTRATOR, OUTSIDE, Play, refused
from orchestra_dsl.scenario.result import ScenarioFailed


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
            by = ADMINISTRATOR if person is None else play.by(person)
            play.engine.start(play.scenario.orchestration, arguments(play), by)
        case s.CreateRecord() | s.UpdateRecord() | s.DeleteRecord():
            _write(play, line)
        case s.Advance(duration=duration):
            play.pump.advance(play.evaluation.after(duration))
        case s.RetryStep(step=step):
            play.engine.runs.retry(run_of(play, step), ADMINISTRATOR, element=step.element)
        case s.CancelRun():
            play.engine.runs.cancel(play.run().id, ADMINISTRATOR)
        case s.AddItem(person=person, item=item, step=step):
            play.engine.runs.add(run_of(play, step), step.element, play.value(item), play.by(person))
        case s.EndAdding(person=person, step=step):
            play.engine.runs.end_adding(run_of(play, step), step.element, play.by(person))
        case s.Claim() | s.Release() | s.Complete() | s.Skip() | s.Delegate() | s.Reassign():
            _on_item(play, line)
        case s.Send(event=event, value=value):
            _without_problems(play.engine.send(event, play.value(value), OUTSIDE).problems)
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


# --- work items -------------------------------------------------------------------------------------------------


def _on_item(play: Play, line: s.Claim | s.Release | s.Complete | s.Skip | s.Delegate | s.Reassign) -> None:
    work = play.engine.work
    match line:
        case s.Claim(person=person, step=step):
            by = play.by(person)
            work.claim(the_item(play, step, "claimed", lambda item: ItemClaimed(item.ref), by).key, by)
        case s.Release(person=person, step=step):
            by = play.by(person)
            work.release(the_item(play, step, "released", lambda item: ItemReleased(item.ref), by).key, by)
        case s.Complete(person=person, step=step, value=value):
            by = play.by(person)
            item = the_item(play, step, "completed", lambda item: ItemCompleted(item.ref, {}), by)
            work.complete(item.key, {} if value is None else play.value(value), by)
        case s.Skip(person=person, step=step, value=value):
            by = play.by(person)
            item = the_item(play, step, "skipped", lambda item: ItemSkipped(item.ref), by)
            work.skip(item.key, by, outputs=None if value is None else play.value(value))
        case s.Delegate(person=person, step=step, to=to):
            by, other = play.by(person), user(to)
            item = the_item(play, step, "delegated", lambda item: ItemDelegated(item.ref, other), by)
            work.delegate(item.key, other, by)
        case s.Reassign(step=step, people=people):
            others = tuple(people_of(play, people))
            item = the_item(play, step, "reassigned", lambda item: ItemReassigned(item.ref, others), ADMINISTRATOR)
            work.reassign(item.key, others, ADMINISTRATOR)


def people_of(play: Play, people: s.Valued) -> list[str]:
    """Users, groups and queues of a value; a missing one is nobody."""
    found = play.value(people)
    return [] if found is None else [found] if isinstance(found, str) else list(_flat(found))


def _flat(people: list[Any]) -> list[str]:
    return [name for each in people if each is not None for name in ([each] if isinstance(each, str) else _flat(each))]
