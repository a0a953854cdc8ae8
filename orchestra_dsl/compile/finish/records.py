"""The records that a graph mentions, by whatever way, and those that their fields mention in turn."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import Interactive, Update
from orchestra_dsl.graph.model import Graph, Record, RecordTrigger
from orchestra_dsl.graph.types import RecordOf
from orchestra_dsl.graph.visit import inner, nodes_in


def records_of(graph: Graph, declared: Mapping[str, Record]) -> tuple[Record, ...]:
    """Return them in the order of their names."""
    found: set[str] = set()
    rest = list(_names(graph))
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            rest.extend(_types_in(declared[name].fields))
    return tuple(declared[name] for name in sorted(found))


def _names(graph: Graph) -> Iterator[str]:
    """Every record that the graph's types and expressions name."""
    yield from _types_in(graph)
    yield from (trigger.record for trigger in graph.triggers if isinstance(trigger, RecordTrigger))
    yield from (element.type for element in graph.elements if isinstance(element, Update))
    for step in graph.elements:
        if isinstance(step, Interactive):
            yield from (each.type for each in (step.about, step.locks) if each is not None)
    for node in nodes_in(graph.elements, graph.lets, graph.inline, graph.triggers, graph.grants):
        match node:
            case ex.Get(record=str() as record):
                yield record
            case ex.Call(function="find", arguments=(ex.Literal(value=str() as record), *_)):
                yield record
            case _:
                pass


def _types_in(root: object) -> Iterator[str]:
    rest: list[object] = [root]
    while rest:
        part = rest.pop()
        if isinstance(part, RecordOf):
            yield part.name
        elif isinstance(part, Struct | tuple):
            rest.extend(inner(part))
