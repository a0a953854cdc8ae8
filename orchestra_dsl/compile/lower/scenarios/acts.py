"""What happens in a scenario."""

from orchestra_dsl.analysis.scenarios.stored import record_fields, written_fields
from orchestra_dsl.compile.lower.scenarios.line import Lines
from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.types import PEOPLE, ObjectOf, RecordOf, required
from orchestra_dsl.syntax import nodes as n


def act(lines: Lines, line: n.Action) -> s.Act:
    """Lower one act."""
    place, value = lines.place(line), lines.values.value
    match line:
        case n.Start(person=person):
            return s.Start(place=place, person=None if person is None else person.value)
        case n.CreateRecord() | n.UpdateRecord() | n.DeleteRecord():
            return _write(lines, line)
        case n.Send(event=event, values=values):
            fields = ObjectOf(written_fields(lines.checked.declarations.events[event.text]))
            return s.Send(place=place, event=event.text, value=value(values, fields))
        case n.Advance(duration=duration):
            return s.Advance(place=place, duration=value(duration))
        case n.Reassign(step=step, people=people):
            return s.Reassign(place=place, step=lines.path(step), people=value(people, PEOPLE))
        case n.AddItem(person=person, item=item, step=step):
            added = value(item, lines.added_to(step))
            return s.AddItem(place=place, person=person.value, item=added, step=lines.path(step))
        case n.EndAdding(person=person, step=step):
            return s.EndAdding(place=place, person=person.value, step=lines.path(step))
        case n.RetryStep(step=step):
            return s.RetryStep(place=place, step=lines.path(step))
        case n.CancelRun():
            return s.CancelRun(place=place)
        case _:
            return _of_person(lines, line)


def _of_person(lines: Lines, line: n.Claim | n.Release | n.Complete | n.Skip | n.Delegate) -> s.Act:
    """What a person does with a work item."""
    place, person, step = lines.place(line), line.person.value, lines.path(line.step)
    match line:
        case n.Claim():
            return s.Claim(place=place, person=person, step=step)
        case n.Release():
            return s.Release(place=place, person=person, step=step)
        case n.Complete(values=values) | n.Skip(values=values):
            given = None if values is None else lines.values.value(values, lines.filled_in(line.step))
            done = s.Complete if isinstance(line, n.Complete) else s.Skip
            return done(place=place, person=person, step=step, value=given)
        case n.Delegate(to=to):
            return s.Delegate(place=place, person=person, step=step, to=to.value)


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
