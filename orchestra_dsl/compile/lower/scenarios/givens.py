"""`given …`."""

from orchestra_dsl.analysis.scenarios.stored import record_fields, written, written_fields
from orchestra_dsl.compile.lower.scenarios.line import Lines, said
from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.types import BOOLEAN, DATETIME, ObjectOf, RecordOf, Type, required
from orchestra_dsl.syntax import nodes as n


def given(lines: Lines, line: n.Given) -> s.Given:
    """Lower one line of what is given."""
    place, value = lines.place(line), lines.values.value
    match line:
        case n.GivenValue():
            return _value(lines, line)
        case n.GivenReturns(callee=callee):
            return s.GivenReturns(
                place=place, callee=lines.callee(callee), value=value(line.value, _answer(lines, callee))
            )
        case n.GivenFails(callee=callee, then=then):
            return s.GivenFails(
                place=place,
                callee=lines.callee(callee),
                error=said(line.error),
                times=line.times,
                then=None if then is None else value(then, _answer(lines, callee)),
            )
        case n.GivenTakes():
            return s.GivenTakes(place=place, callee=lines.callee(line.callee), duration=value(line.duration))
        case n.GivenMembers(group=group, members=members):
            return s.GivenMembers(place=place, group=group.value, members=tuple(each.value for each in members))
        case n.GivenManager(person=person, manager=manager):
            return s.GivenManager(place=place, person=person.value, manager=manager.value)
        case n.GivenAbsence():
            return _absence(lines, line)
        case n.GivenAllocation(group=group, policy=policy):
            return s.GivenAllocation(place=place, policy=policy.text, group=said(group))


def _value(lines: Lines, line: n.GivenValue) -> s.Given:
    place, value = lines.place(line), lines.values.value
    if line.name.text == "now":
        return s.GivenNow(place=place, value=value(line.value, DATETIME))
    index, field = lines.parameter(line.name.text)
    record = required(field.type)
    if isinstance(record, RecordOf) and isinstance(line.value, n.ObjectLiteral):
        fields = ObjectOf(record_fields(lines.checked.declarations.records[record.name].fields))
        return s.GivenRecord(place=place, parameter=index, record=record.name, value=value(line.value, fields))
    return s.GivenArgument(place=place, parameter=index, value=value(line.value, written(field.type)))


def _answer(lines: Lines, path: n.Path) -> Type:
    """The type of what a flow or a predicate answers."""
    flow = lines.checked.declarations.flows.get(path.text)
    return BOOLEAN if flow is None else ObjectOf(written_fields(flow.outputs))


def _absence(lines: Lines, line: n.GivenAbsence) -> s.GivenAbsence:
    value = lines.values.value
    return s.GivenAbsence(
        place=lines.place(line),
        person=line.person.value,
        since=None if line.since is None else value(line.since),
        until=None if line.until is None else value(line.until),
        substitute=said(line.substitute),
    )
