"""What `original(…)` reads of records: a run keeps it from its start, and nothing else of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.model import Graph, KeptRecord, Record
from orchestra_dsl.graph.types import RecordOf, required
from orchestra_dsl.graph.visit import nodes_in


def with_originals(graph: Graph, declared: Mapping[str, Record]) -> Graph:
    """Return the graph with what is kept of each parameter; these fields count as read."""
    kept = tuple(_kept(graph, declared))
    if not kept:
        return graph
    reads = {record: set(fields) for record, fields in graph.reads.items()}
    for each in kept:
        reads.setdefault(each.record, set()).update(name for name in each.fields if name != "id")
    return replace(graph, originals=kept, reads={name: tuple(sorted(reads[name])) for name in sorted(reads)})


def _kept(graph: Graph, declared: Mapping[str, Record]) -> Iterator[KeptRecord]:
    read: dict[int, set[str | None]] = defaultdict(set)
    for node in nodes_in(graph.elements, graph.lets, graph.inline, graph.grants):
        if isinstance(node, ex.Original):
            read[node.parameter].add(node.field)
    for parameter in sorted(read):
        type_ = required(graph.parameters[parameter].type)
        assert isinstance(type_, RecordOf)  # noqa: S101 - the checker reports any other parameter
        names = {each.name for each in declared[type_.name].fields} | {"id"}
        fields = names if None in read[parameter] else {each for each in read[parameter] if each is not None}
        yield KeptRecord(parameter, type_.name, tuple(sorted(fields)))
