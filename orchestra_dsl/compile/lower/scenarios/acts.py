"""What happens in a scenario."""

from orchestra_dsl.analysis.scenarios.stored import record_fields, written_fields
from orchestra_dsl.compile.lower.scenarios.line import Lines, said
from orchestra_dsl.compile.lower.scenarios.work import on_item
from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.types import ObjectOf, RecordOf, required
from orchestra_dsl.syntax import nodes as n


def act(lines: Lines, line: n.Action) -> s.Act:
    """Lower one act."""
    place, value = lines.place(line), lines.values.value
    match line:
        case n.Start(person=person):
            return s.Start(place=place, person=said(person))
        case n.CreateRecord() | n.UpdateRecord() | n.DeleteRecord():
            return _write(lines, line)
        case n.Send(event=event, values=values):
            fields = ObjectOf(written_fields(lines.checked.declarations.events[event.text]))
            return s.Send(place=place, event=event.text, value=value(values, fields))
        case n.Advance(duration=duration):
            return s.Advance(place=place, duration=value(duration))
        case n.AddItem(person=person, item=item, step=step):
            added = value(item, lines.added_to(step))
            return s.AddItem(place=place, person=person.value, item=added, step=lines.path(step))
        case n.EndAdding(person=person, step=step):
            return s.EndAdding(place=place, person=person.value, step=lines.path(step))
        case _:
            return _on_run(lines, line) if isinstance(line, n.OnRun) else on_item(lines, line)


def _on_run(lines: Lines, line: n.OnRun) -> s.Act:
    """What is done with a run, or with what is in error in it."""
    place, person = lines.place(line), said(line.person)
    if isinstance(line, n.RetryStep):
        return s.RetryStep(place=place, person=person, step=lines.path(line.step))
    step = None if line.step is None else lines.path(line.step)
    match line:
        case n.SuspendRun():
            return s.SuspendRun(place=place, person=person, step=step)
        case n.ResumeRun():
            return s.ResumeRun(place=place, person=person, step=step)
        case n.CancelRun(at_once=at_once):
            return s.CancelRun(place=place, person=person, step=step, at_once=at_once)


def _write(lines: Lines, line: n.CreateRecord | n.UpdateRecord | n.DeleteRecord) -> s.Act:
    place, declared = lines.place(line), lines.checked.declarations.records
    if isinstance(line, n.CreateRecord):
        record = line.record.text
        value = lines.values.value(line.values, ObjectOf(record_fields(declared[record].fields)))
        parameters = (index for index, each in enumerate(lines.orchestration.parameters) if _is(each.type, record))
        return s.CreateRecord(place=place, record=record, value=value, parameters=tuple(parameters))
    index, field = lines.parameter(line.record.text)
    type_ = required(field.type)
    assert isinstance(type_, RecordOf)  # noqa: S101 - the checker reports any other
    if isinstance(line, n.DeleteRecord):
        return s.DeleteRecord(place=place, parameter=index, record=type_.name)
    fields = ObjectOf(record_fields(declared[type_.name].fields))
    value = lines.values.value(line.values, fields)
    return s.UpdateRecord(place=place, parameter=index, record=type_.name, value=value)


def _is(type_: object, record: str) -> bool:
    return isinstance(type_, RecordOf) and type_.name == record
