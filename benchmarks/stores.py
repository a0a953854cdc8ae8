"""Engines on stores in files, with runs that wait for work."""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import wait
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from benchmarks import case
from benchmarks.people import ANN
from orchestra_dsl.interpreter.events import ItemCompleted
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime import Engine, SqliteStore
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.request import AnyRequest
from orchestra_dsl.runtime.requests.start import Start
from orchestra_dsl.runtime.requests.write import Write
from orchestra_dsl.runtime.sqlite.connections import Connections
from orchestra_dsl.runtime.store.port import Store

AT_ONCE = 1_000
"""How many requests are made before their answers are waited for."""


@contextmanager
def opened(body: str, make: type[Engine] = Engine, **options: Any) -> Iterator[Engine]:
    """An engine on a new store in a file, which does not wait for the disk."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore.open(Path(folder) / "store.db")
        set_synchronous(store, "NORMAL")
        engine = make(store, directory=People(case.PEOPLE), **options)
        engine.install(case.package(body))
        yield engine
        engine.close()


def set_synchronous(store: Store, how: Literal["NORMAL", "FULL"]) -> None:
    """Have commits wait for the disk, as they do in use, or not: then what is measured is the processor's work."""
    connections = connections_of(store)
    with connections.turn:
        connections.to_write().execute(f"PRAGMA synchronous = {how}")


def connections_of(store: Store) -> Connections:
    """The connections of a store that is known to be SQLite."""
    if not isinstance(store, SqliteStore):
        raise TypeError(store)
    return store._connections  # noqa: SLF001 - what the product offers here would lose data


def done(engine: Engine, requests: Sequence[AnyRequest]) -> None:
    """Have all of these carried out, many at a time."""
    answers = [engine.submit(request) for request in requests]
    wait(answers)
    for answer in answers:
        answer.result()


def put_records(engine: Engine, count: int) -> None:
    """So many cases, each with an id of its own."""
    declared = engine.programs.record("Case")
    for ids in batched(map(str, range(1, count + 1))):
        done(engine, [Write(declared, each, {**case.RECORD, "id": each}, ANN) for each in ids])


def start(engine: Engine, count: int) -> None:
    """Start so many runs, each about the case of its number."""
    orchestration = engine.programs.orchestration("process")
    for ids in batched(map(str, range(1, count + 1))):
        done(engine, [Start(orchestration, (each,), ANN) for each in ids])


def waiting_runs(engine: Engine, count: int) -> None:
    """So many runs, each with a record of its own."""
    put_records(engine, count)
    start(engine, count)


def completions(engine: Engine) -> list[AnyRequest]:
    """For each open work item that it is done, by ann."""
    return [Deliver(item.run, ItemCompleted(item.ref, case.NOTES), ANN) for item in _open_items(engine)]


def _open_items(engine: Engine) -> list[Any]:
    found: list[Any] = []
    with engine.store.reading() as reads:
        while rows := reads.open_items(found[-1].key if found else 0, AT_ONCE):
            found += rows
    return found


def batched(ids: Iterator[str]) -> Iterator[list[str]]:
    """As many as are asked for at once."""
    while batch := list(islice(ids, AT_ONCE)):
        yield batch
