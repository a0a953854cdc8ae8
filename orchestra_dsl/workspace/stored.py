"""Working for stored runs when the sources do not compile: the store has their graphs, with all that they read."""

from functools import partial

from orchestra_dsl.graph.model import FORMAT, EventType, Graph, Package, Record
from orchestra_dsl.graph.statuses import UNDER_WAY
from orchestra_dsl.runtime.store.damage import intact
from orchestra_dsl.workspace.engine import ProjectEngine

_PAGE = 200


def graphs_of_unfinished(engine: ProjectEngine) -> list[Graph]:
    """The graphs that unfinished runs are pinned to, those of the newest runs first."""
    found: dict[int, Graph | None] = {}
    for status in UNDER_WAY:
        before = None
        while rows := engine.runs.newest(status=status, before=before, limit=_PAGE):
            before = rows[-1].key
            for row in rows:
                if row.graph not in found:
                    found[row.graph] = intact(partial(engine.graph_of, row.id))
    return [graph for graph in found.values() if graph is not None]


def install_records(engine: ProjectEngine) -> None:
    """Let stored runs write the records and get the events that they know, although nothing new can be started."""
    records: dict[str, Record] = {}
    events: dict[str, EventType] = {}
    for graph in graphs_of_unfinished(engine):
        for record in graph.records:
            records.setdefault(record.name, record)
        for event in graph.events:
            events.setdefault(event.name, event)
    declared = tuple(records[name] for name in sorted(records))
    engine.install(Package(FORMAT, (), declared, events=tuple(events[name] for name in sorted(events))))
