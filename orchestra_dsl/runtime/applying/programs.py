"""Graphs made ready to run: those that may be started, by name, and those that runs are pinned to, by their keys."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from attrs import frozen

from orchestra_dsl.graph.codec import decode_graph, decode_origins, encode_graph, encode_origins
from orchestra_dsl.graph.model import (
    Compiled,
    EventTrigger,
    EventType,
    Graph,
    Origins,
    Package,
    Record,
    RecordTrigger,
    ScheduleTrigger,
)
from orchestra_dsl.interpreter.program import Program, load
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.store.port import Reads, Store, Transaction


@frozen
class Orchestration:
    """An orchestration that may be started: its newest graph, and the store's keys of it and of its name."""

    program: Program
    graph_key: int
    key: int

    @property
    def graph(self) -> Graph:
        """What it does."""
        return self.program.graph


Source = tuple[str, str]
"""What may start runs by itself: a `record` type or an `event`, and its name."""
Start = tuple[Orchestration, int]
"""An orchestration, and the number of one of its triggers."""


class Schedule(NamedTuple):
    """A schedule that is installed: trigger number `number` of an orchestration."""

    orchestration: Orchestration
    number: int
    trigger: ScheduleTrigger


class Programs:
    """The programs of one store. They are shared: a program holds nothing of any run.

    `installed` counts how often orchestrations have been installed.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_key: dict[int, Program] = {}
        self._started_by_name: dict[str, Orchestration] = {}
        self._records: dict[str, Record] = {}
        self._events: dict[str, EventType] = {}
        self._starts: dict[Source, tuple[Start, ...]] = {}
        self.installed = 0

    def install(self, package: Package) -> None:
        """Take these orchestrations, record types and events as those that there are; the store keeps new graphs."""
        with self._store.reading() as reads:
            known = all(_is_kept(each, reads) for each in package.orchestrations)
        if not known:
            with self._store.writing() as transaction:
                for each in package.orchestrations:
                    _keep(each, transaction)
        with self._store.reading() as reads:
            found = [_ready(each, reads) for each in package.orchestrations]
        self._started_by_name = {each.graph.name: each for each in found}
        self._by_key |= {each.graph_key: each.program for each in found}
        self._records = {record.name: record for record in package.records}
        self._events = {event.name: event for event in package.events}
        self._starts = _starts(found)
        self.installed += 1

    def by_key(self, key: int, reads: Reads) -> Program:
        """The program that runs with this graph are pinned to. Raises StoreError for one that is damaged."""
        found = self._by_key.get(key)
        if found is None:
            found = self._by_key[key] = load(decode_graph(reads.graph(key)))
        return found

    def of_run(self, key: int) -> Program:
        """The same for who has no reads at hand: the store is read only where the program is not ready yet."""
        found = self._by_key.get(key)
        if found is None:
            with self._store.reading() as reads:
                found = self.by_key(key, reads)
        return found

    def origins(self, key: int, reads: Reads) -> Origins:
        """Where the elements of a graph stand in its source, as far as somebody has said so."""
        data = reads.origins(key)
        return Origins() if data is None else decode_origins(data)

    def orchestrations(self) -> tuple[Orchestration, ...]:
        """All that may be started."""
        return tuple(self._started_by_name.values())

    def starts(self, kind: str, name: str) -> tuple[Start, ...]:
        """The triggers that a write of this record type, or this event, may meet."""
        return self._starts.get((kind, name), ())

    def schedules(self) -> list[Schedule]:
        """The schedules of all that may be started, in the order of the orchestrations, then of their sources."""
        return [
            Schedule(each, number, trigger)
            for each in self._started_by_name.values()
            for number, trigger in enumerate(each.graph.triggers)
            if isinstance(trigger, ScheduleTrigger)
        ]

    def orchestration(self, name: str) -> Orchestration:
        """The one of this name. Raises Refusal."""
        if name not in self._started_by_name:
            raise Refusal("not found", f"there is no orchestration {name}; {_known(self._started_by_name)}")
        return self._started_by_name[name]

    def newest(self, name: str, reads: Reads) -> Orchestration:
        """The one of this name that may be started, else the newest that the store has kept. Raises Refusal."""
        if name in self._started_by_name:
            return self._started_by_name[name]
        orchestration = reads.orchestration_key(name)
        graph = None if orchestration is None else reads.newest_graph(orchestration)
        if orchestration is None or graph is None:
            return self.orchestration(name)
        return Orchestration(self.by_key(graph, reads), graph, orchestration)

    def declared(self, type_: str, graph: Graph) -> Record:
        """The declaration of a record type: the one that is installed, else the one that a graph was made with."""
        return self._records.get(type_) or next(each for each in graph.records if each.name == type_)

    def record(self, type_: str) -> Record:
        """The declaration of a record type. Raises Refusal."""
        if type_ not in self._records:
            raise Refusal("not found", f"there is no record type {type_}; {_known(self._records)}")
        return self._records[type_]

    def event(self, name: str) -> EventType:
        """The declaration of an event. Raises Refusal."""
        if name not in self._events:
            raise Refusal("not found", f"there is no event {name}; {_known(self._events)}")
        return self._events[name]


def _is_kept(compiled: Compiled, reads: Reads) -> bool:
    """Whether the store has this graph, and knows where its elements now stand in the source."""
    key = reads.graph_key(compiled.hash)
    return key is not None and reads.origins(key) == encode_origins(compiled.origins)


def _keep(compiled: Compiled, transaction: Transaction) -> None:
    """Keep a graph, or only where its elements now stand."""
    name = compiled.graph.name
    orchestration = transaction.orchestration_key(name) or transaction.add_orchestration(name)
    key = transaction.graph_key(compiled.hash)
    if key is None:
        key = transaction.add_graph(compiled.hash, orchestration, encode_graph(compiled.graph))
    transaction.put_origins(key, encode_origins(compiled.origins))


def _ready(compiled: Compiled, reads: Reads) -> Orchestration:
    graph, orchestration = reads.graph_key(compiled.hash), reads.orchestration_key(compiled.graph.name)
    assert graph is not None
    assert orchestration is not None
    return Orchestration(load(compiled.graph), graph, orchestration)


def _starts(installed: Iterable[Orchestration]) -> dict[Source, tuple[Start, ...]]:
    """What each source may start: orchestrations in the order of their package, triggers in that of the source."""
    found: dict[Source, list[Start]] = defaultdict(list)
    for each in installed:
        for index, trigger in enumerate(each.graph.triggers):
            match trigger:
                case RecordTrigger(record=record):
                    found["record", record].append((each, index))
                case EventTrigger(event=event):
                    found["event", event].append((each, index))
    return {source: tuple(starts) for source, starts in found.items()}


def _known(names: Mapping[str, object]) -> str:
    return f"there are: {', '.join(sorted(names))}" if names else "there are none"
