"""What starts an orchestration by itself: writes of records, events from outside, schedules."""

from typing import TypeAlias

from msgspec.structs import replace

from orchestra_dsl.analysis.checked import CheckedOrchestration
from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.graph.model import Bindings, EventTrigger, RecordTrigger, ScheduleTrigger, Trigger
from orchestra_dsl.graph.types import RecordOf, optional, required
from orchestra_dsl.syntax import nodes as n

_Start: TypeAlias = n.StartOnRecord | n.StartOnEvent | n.StartEvery

UTC = "UTC"
"""The zone of a schedule that names none, where no calendar is used."""


def triggers(orchestration: CheckedOrchestration, expressions: Expressions, zone: str) -> tuple[Trigger, ...]:
    """Lower `start on …` and `start every …`, in the order of the source; `zone` is that of the calendar.

    Which fields each reads is found out when the whole graph is there (finish/readers.py).
    """
    starts = (clause for clause in orchestration.node.clauses if isinstance(clause, _Start))
    return tuple(_trigger(start, orchestration, expressions, zone) for start in starts)


def _trigger(start: _Start, orchestration: CheckedOrchestration, expressions: Expressions, zone: str) -> Trigger:
    match start:
        case n.StartOnRecord():
            return _on_record(start, orchestration, expressions)
        case n.StartOnEvent(event=event, condition=condition, arguments=given):
            when = None if condition is None else expressions.lower(condition)
            return EventTrigger(event.text, _bindings(given, orchestration, expressions), when)
        case n.StartEvery(schedule=schedule, zone=own, arguments=given):
            bindings = _bindings(given, orchestration, expressions)
            return ScheduleTrigger(schedule.value, zone if own is None else own.value, bindings)


def _on_record(start: n.StartOnRecord, orchestration: CheckedOrchestration, expressions: Expressions) -> RecordTrigger:
    names = [field.name for field in orchestration.parameters]
    index = names.index(start.record.text)
    record = required(orchestration.parameters[index].type)
    assert isinstance(record, RecordOf)  # noqa: S101 - the checker reports any other type
    trigger = RecordTrigger(
        parameter=index,
        record=record.name,
        created="created" in start.changes,
        updated="updated" in start.changes,
        when=None if start.condition is None else expressions.lower(start.condition),
    )
    # The default is left out of the stored form only as the very object that it is: so it is never set.
    return trigger if start.repetition in (None, trigger.rerun) else replace(trigger, rerun=start.repetition)


def _bindings(given: n.ObjectLiteral | None, orchestration: CheckedOrchestration, expressions: Expressions) -> Bindings:
    """What `with` gives each parameter; a record may be one that is not found."""
    entries = {} if given is None else {each.name.text: each.value for each in given.entries}
    return tuple(
        expressions.lower(entries[each.name], optional(each.type) if isinstance(each.type, RecordOf) else each.type)
        if each.name in entries
        else None
        for each in orchestration.parameters
    )
