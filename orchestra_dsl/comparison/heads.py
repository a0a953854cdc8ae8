"""What an orchestration says of itself and uses, as texts by what they are texts of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from orchestra_dsl.comparison.clauses import handler_clauses
from orchestra_dsl.comparison.working_time import calendar_text
from orchestra_dsl.graph.model import (
    Bindings,
    EventTrigger,
    EventType,
    Graph,
    Parameter,
    Record,
    RecordTrigger,
    ScheduleTrigger,
    Signature,
    Trigger,
)
from orchestra_dsl.graph.spelling import spell, spell_predicate, spell_value
from orchestra_dsl.graph.types import Field, show

Thing = tuple[str, str]
"""The word for something, and its name."""

ORDER = "order of"
"""The word for the order of names, where that means something: of arguments without names, of fields that are shown."""


def head_of(graph: Graph) -> Iterator[tuple[Thing, str]]:
    """Everything but the elements."""
    if graph.label is not None:
        yield ("label", ""), f'"{graph.label}"'
    yield from ((("parameter", each.name), _parameter(each)) for each in graph.parameters)
    yield from _order("parameters", graph.parameters)
    yield from ((("output", each.name), field_text(each)) for each in graph.outputs)
    yield from _order("outputs", graph.outputs)
    yield from _numbered(_start(graph, each) for each in graph.triggers)
    yield from _numbered((("allow", each.act), f"by {spell(graph, each.people)}") for each in graph.grants)
    if graph.calendar is not None:
        yield ("calendar", graph.calendar.name), calendar_text(graph.calendar)
    yield from ((("let", each.name), spell(graph, each.formula)) for each in graph.lets)
    yield from ((("variable", each.name), show(each.type)) for each in graph.variables)
    yield from ((("handler", clause), text) for clause, text in handler_clauses(graph))
    yield from ((("predicate", each.name), spell_predicate(graph, each)) for each in graph.inline)
    for signature in (*graph.flows, *graph.screens, *graph.predicates):
        yield (signature.kind, signature.name), signature_text(signature)


def shared(records: Iterable[Record], events: Iterable[EventType]) -> Iterator[tuple[Thing, str]]:
    """The fields of records and events: what all orchestrations of a package have in common."""
    for record in records:
        yield from ((("record", f"{record.name}.{each.name}"), field_text(each)) for each in record.fields)
        yield from _order(f"fields of {record.name}", record.fields)
    for event in events:
        yield from ((("event", f"{event.name}.{each.name}"), field_text(each)) for each in event.fields)
        yield from _order(f"fields of {event.name}", event.fields)


def _order(what: str, fields: Sequence[Field]) -> Iterator[tuple[Thing, str]]:
    if fields:
        yield (ORDER, what), ", ".join(each.name for each in fields)


def field_text(field: Field) -> str:
    """The type of a field, with its label."""
    return show(field.type) if field.label is None else f'{show(field.type)} "{field.label}"'


def signature_text(signature: Signature) -> str:
    """What is taken and given, as a source declares it."""
    outputs = ", ".join(f"{each.name}: {field_text(each)}" for each in signature.outputs)
    takes = ", ".join(f"{each.name}: {show(each.type)}" for each in signature.parameters)
    gives = f" -> {{ {outputs} }}" if outputs else ""
    writes = f" writes {', '.join(signature.writes)}" if signature.writes else ""
    return f"({takes}){gives}{writes}"


def _parameter(parameter: Parameter) -> str:
    default = "" if parameter.default is None else f" = {spell_value(parameter.type, parameter.default)}"
    return f"{field_text(parameter)}{default}"


def _start(graph: Graph, trigger: Trigger) -> tuple[Thing, str]:
    match trigger:
        case RecordTrigger(parameter=parameter):
            return ("start on", graph.parameters[parameter].name), _on_record(graph, trigger)
        case EventTrigger(event=event, when=when):
            condition = "always" if when is None else f"when {spell(graph, when)}"
            return ("start on", event), f"{condition}{_with(graph, trigger.arguments)}"
        case ScheduleTrigger(cron=cron, zone=zone):
            return ("start every", cron), f"in {zone}{_with(graph, trigger.arguments)}"


def _with(graph: Graph, bindings: Bindings) -> str:
    """What a trigger gives the parameters."""
    pairs = zip(graph.parameters, bindings, strict=True)
    given = [f"{each.name}: {spell(graph, binding)}" for each, binding in pairs if binding is not None]
    return f" with {{ {', '.join(given)} }}" if given else ""


def _on_record(graph: Graph, trigger: RecordTrigger) -> str:
    what = " or ".join(word for word, on in (("created", trigger.created), ("updated", trigger.updated)) if on)
    when = "" if trigger.when is None else f" when {spell(graph, trigger.when)}"
    return f"{what}{when} {trigger.rerun}"


def _numbered(things: Iterable[tuple[Thing, str]]) -> Iterator[tuple[Thing, str]]:
    """Things that may have one name, each with its number from the second on."""
    seen: Counter[Thing] = Counter()
    for (word, name), text in things:
        seen[word, name] += 1
        number = seen[word, name]
        yield (word, name if number == 1 else f"{name} ({number})"), text
