"""The writes of records, played with the real engine over a store in memory: which of them start a run?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.counters.views import RunView
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.language.play import compiled

ANN = Acting("user:ann", "test")


class Writes:
    """Writes to the records that a text declares."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put(self, record: str, **fields: Any) -> list[RunView]:
        """Write a record as a whole; answers the runs that this starts."""
        written = self.engine.records.put(record, fields, ANN)
        assert not written.problems, written.problems
        return [self.engine.runs.get(run) for run in written.started]

    def delete(self, record: str, id_: str) -> None:
        """Delete a record."""
        assert self.engine.records.delete(record, id_, ANN)


@contextmanager
def writes(text: str) -> Iterator[Writes]:
    """An engine that has the text installed, as a place to write records to."""
    package, _ = compiled(text)
    engine = Engine(SqliteStore.in_memory(), directory=People({"users": {"ann": {}}}))
    try:
        engine.install(package)
        yield Writes(engine)
    finally:
        engine.close()
