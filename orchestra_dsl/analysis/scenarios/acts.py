"""What happens in a scenario: records are written, events sent, people act, time passes."""

from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.scenarios.stored import record_fields, written_fields
from orchestra_dsl.analysis.scenarios.work import check_work
from orchestra_dsl.analysis.scenarios.world import CAN_FAIL, World
from orchestra_dsl.analysis.types.expectation import expect, expect_fields
from orchestra_dsl.analysis.types.places.durations import working_time
from orchestra_dsl.analysis.types.subject import record_owner
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def check_act(world: World, line: n.Action) -> None:
    """Check one act."""
    match line:
        case n.CreateRecord() | n.UpdateRecord() | n.DeleteRecord():
            _write(world, line)
        case n.Send(event=event, values=values):
            _send(world, event, values)
        case n.Advance(duration=amount):
            working_time(world.t, amount, world.place, "`advance`")
        case n.AddItem(item=item, step=step):
            expect(world.t, item, world.items(step), world.place, f"What is added to `{step.text}`")
        case n.EndAdding(step=step):
            world.items(step)
        case n.RetryStep(step=step):
            world.element(step, *CAN_FAIL)
        case n.SuspendRun(step=step) | n.ResumeRun(step=step) | n.CancelRun(step=step):
            world.run_of(step)
        case n.Start():
            return
        case _:
            check_work(world, line)


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
