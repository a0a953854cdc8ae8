"""What happens in a scenario: records are written, events sent, people act, time passes."""

from typing import assert_never

from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.scenarios.stored import record_fields, written_fields
from orchestra_dsl.analysis.scenarios.world import World
from orchestra_dsl.analysis.types.expectation import expect, expect_fields
from orchestra_dsl.analysis.types.places.durations import working_time
from orchestra_dsl.analysis.types.subject import record_owner
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

_CAN_FAIL = (n.Stage, n.Decision, n.Parallel, n.Await)
"""What else may be in error, of all that has a name."""


def check_act(world: World, line: n.Action) -> None:
    """Check one act."""
    match line:
        case n.CreateRecord() | n.UpdateRecord() | n.DeleteRecord():
            _write(world, line)
        case n.Send(event=event, values=values):
            _send(world, event, values)
        case n.Advance(duration=amount):
            working_time(world.t, amount, world.place, "`advance`")
        case n.Complete(step=step, values=values):
            _complete(world, step, values)
        case n.Skip(step=step, values=values):
            _complete(world, step, values, may_be_without=True)
        case n.Claim(step=step) | n.Release(step=step) | n.Delegate(step=step):
            world.step(step)
        case n.Reassign(step=step, people=people):
            world.step(step)
            expect(world.t, people, g.PEOPLE, world.place, "`reassign`")
        case n.AddItem(item=item, step=step):
            expect(world.t, item, world.items(step), world.place, f"What is added to `{step.text}`")
        case n.EndAdding(step=step):
            world.items(step)
        case n.RetryStep(step=step):
            world.element(step, n.BackgroundStep, n.InteractiveStep, *_CAN_FAIL)
        case n.Start() | n.CancelRun():
            return
        case _:
            assert_never(line)


def _write(world: World, line: n.CreateRecord | n.UpdateRecord | n.DeleteRecord) -> None:
    t = world.t
    record = _record(world, line.record, by_type=isinstance(line, n.CreateRecord))
    if isinstance(line, n.DeleteRecord):
        return
    if record is None:
        t.infer(line.values, world.place)
        return
    fields = record_fields(t.declarations.records[record].fields)
    partly = isinstance(line, n.UpdateRecord)
    expect_fields(
        t, line.values, fields, world.place, f"The record `{record}`", partly=partly, owner=record_owner(record)
    )


def _record(world: World, name: n.Name, *, by_type: bool) -> str | None:
    """Return the record type that a line names: `create Case`, but `update case`."""
    t = world.t
    if by_type:
        if t.names.find("record", name.text, t.file) is not None:
            return name.text
        t.findings.append(t.names.unknown("O204", n.Record, name.text, name.span, t.file))
        return None
    records = {
        field.name: record.name
        for field in world.parameters
        if isinstance(record := g.required(field.type), g.RecordOf)
    }
    if name.text in records:
        return records[name.text]
    message = f"`{world.outline.name}` has no record `{name.text}`."
    t.findings.append(misspelt("O201", message, name.span, name.text, records))
    return None


def _send(world: World, event: n.Name, values: n.ObjectLiteral) -> None:
    t = world.t
    if t.names.find("event", event.text, t.file) is None:
        t.findings.append(t.names.unknown("O206", n.Event, event.text, event.span, t.file))
        t.infer(values, world.place)
        return
    fields = written_fields(t.declarations.events[event.text])
    expect_fields(t, values, fields, world.place, f"The event `{event.text}`")


def _complete(world: World, path: n.Path, values: n.ObjectLiteral | None, *, may_be_without: bool = False) -> None:
    """Check what somebody fills in; who skips a step gives all of it, or nothing."""
    t = world.t
    fields = world.step(path)
    if fields is None:
        if values is not None:
            t.infer(values, world.place)
        return
    if values is not None:
        what, owner = f"The step `{path.text}`", world.owner(path)
        expect_fields(t, values, written_fields(fields), world.place, what, owner=owner)
        return
    needed = [field.name for field in fields if not isinstance(field.type, g.Optional)]
    if needed and not may_be_without:
        message = f"Who completes `{path.text}` has to fill in `{needed[0]}`."
        t.report("O302", message, path.span, f"Add it: `with {{ {needed[0]}: … }}`.")
