"""What can be read from a store, without its lists (lists.py): single runs, records, and what a worker works off."""

import sqlite3
from typing import Any

from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.runtime.rows import (
    AsideRow,
    Change,
    InboxRow,
    OutboxRow,
    RecordRow,
    StoredRun,
    TimerRow,
)
from orchestra_dsl.runtime.sqlite.codec import decode_change, decode_effect, decode_event, decode_fields
from orchestra_dsl.runtime.sqlite.errors import from_sqlite
from orchestra_dsl.runtime.sqlite.named import queries

Row = tuple[Any, ...]


class SingleReads:
    """Reads over one connection, within its transaction."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection = connection
        self._where = where
        self._sql = queries()

    def all(self, query: str, **values: Any) -> list[Row]:
        """All rows of a query by its name."""
        try:
            return self._connection.execute(self._sql[query], values).fetchall()
        except sqlite3.Error as error:
            raise from_sqlite(error, self._where) from error

    def one(self, query: str, **values: Any) -> Row | None:
        """The first row of a query by its name."""
        rows = self.all(query, **values)
        return rows[0] if rows else None

    def number(self, query: str, **values: Any) -> int | None:
        """The first column of the first row."""
        row = self.one(query, **values)
        return None if row is None else row[0]

    # --- runs ---------------------------------------------------------------------------------------------------

    def graph(self, key: int) -> bytes:
        """A graph in its stored form."""
        row = self.one("graph_data", key=key)
        if row is None:
            raise KeyError(f"there is no graph {key}")
        return bytes(row[0])

    def graph_key(self, hash_: str) -> int | None:
        """The key of a graph by its content hash."""
        return self.number("graph_by_hash", hash=hash_)

    def orchestration_key(self, name: str) -> int | None:
        """The key of an orchestration's name."""
        return self.number("orchestration_by_name", name=name)

    def run(self, key: int) -> StoredRun | None:
        """What a step needs of a run."""
        row = self.one("run_by_key", key=key)
        return None if row is None else StoredRun(*row)

    def run_key(self, run_id: str) -> int | None:
        """The key of a run."""
        return self.number("key_of_run", id=run_id)

    def run_ids(self, prefix: str, limit: int) -> list[str]:
        """The ids that begin like this."""
        return [id_ for (id_,) in self.all("runs_by_prefix", prefix=prefix, end=f"{prefix}\U0010ffff", limit=limit)]

    # --- records ------------------------------------------------------------------------------------------------

    def record(self, type_: str, id_: str) -> RecordRow | None:
        """A record."""
        row = self.one("record", type=type_, id=id_)
        return None if row is None else RecordRow(type_, id_, row[0], row[1], decode_fields(row[2]))

    def records(self, type_: str, after: str, limit: int) -> list[RecordRow]:
        """A page of the records of a type, in the order of their ids."""
        rows = self.all("records_of_type", type=type_, after=after, limit=limit)
        return [RecordRow(type_, id_, version, at, decode_fields(data)) for id_, version, at, data in rows]

    # --- what a worker works off --------------------------------------------------------------------------------

    def timers_due(self, now: int, limit: int) -> list[TimerRow]:
        """The timers that are due, in the order of their instants, then of the source."""
        return [_timer(row) for row in self.all("timers_due", now=now, limit=limit)]

    def next_timer(self) -> int | None:
        """The instant of the next timer."""
        return self.number("next_timer")

    def timers_of(self, run: int) -> list[TimerRow]:
        """The timers of a run."""
        return [_timer(row) for row in self.all("timers_of_run", run=run)]

    def last_outbox(self) -> int:
        """The key of the newest effect."""
        return self.number("last_outbox") or 0

    def outbox(self, after: int, until: int, limit: int) -> list[OutboxRow]:
        """Effects with a key over `after` and up to `until`, oldest first."""
        return [_effect(row) for row in self.all("outbox_between", after=after, until=until, limit=limit)]

    def outbox_has(self, key: int) -> bool:
        """Whether an effect still wants an answer."""
        return self.one("outbox_has", key=key) is not None

    def outbox_of(self, run: int) -> list[OutboxRow]:
        """The effects of a run that want an answer."""
        return [_effect(row) for row in self.all("outbox_of_run", run=run)]

    def inbox(self, after: int, limit: int) -> list[InboxRow]:
        """Events that are certain to be applied, oldest first."""
        rows = self.all("inbox_after", after=after, limit=limit)
        return [InboxRow(key, run, decode_event(data)) for key, run, data in rows]

    def oldest_change(self) -> Change | None:
        """The oldest write of a record whose watchers are still to be woken."""
        row = self.one("changes")
        if row is None:
            return None
        key, type_, id_, woken, data = row
        fields, event = decode_change(data)
        return Change(key, type_, id_, fields, event, woken)

    def aside(self, key: int) -> AsideRow | None:
        """An event that was put aside."""
        row = self.one("aside", key=key)
        return None if row is None else _aside(row)

    def asides(self, after: int, limit: int) -> list[AsideRow]:
        """The events that were put aside, oldest first."""
        return [_aside(row) for row in self.all("asides", after=after, limit=limit)]


def _timer(row: Row) -> TimerRow:
    run, element, visit, instance, attempt, kind, due = row
    return TimerRow(run, kind, Ref(element, visit, instance, attempt), due)


def _effect(row: Row) -> OutboxRow:
    key, run, run_id, graph, name, at, data = row
    return OutboxRow(key, run, run_id, graph, name, at, decode_effect(data))


def _aside(row: Row) -> AsideRow:
    key, run, run_id, at, error, data = row
    return AsideRow(key, run, run_id, at, error, decode_event(data))
