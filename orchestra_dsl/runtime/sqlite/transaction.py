"""A transaction that writes: further reads, and `apply`, which writes everything that a batch of events changes."""

import json
import sqlite3
from collections.abc import Collection

import msgspec

from orchestra_dsl.interpreter.events import Event, Ref
from orchestra_dsl.runtime.sqlite.codec import pack, seal, unpack_event
from orchestra_dsl.runtime.sqlite.errors import from_sqlite
from orchestra_dsl.runtime.sqlite.folding import Row
from orchestra_dsl.runtime.sqlite.lists import SqliteReads
from orchestra_dsl.runtime.sqlite.writing import Rows, statements
from orchestra_dsl.runtime.store.rows import (
    PEOPLE,
    Change,
    ObserverRow,
    RejectedRow,
    ScheduleRow,
    SourceRow,
    TimerRow,
    Viewers,
    Writes,
)


class SqliteTransaction(SqliteReads):
    """A transaction. `foreign` tells whether another process has written since the last one."""

    def __init__(self, connection: sqlite3.Connection, where: str, *, foreign: bool) -> None:
        super().__init__(connection, where)
        self.foreign = foreign

    # --- reads that only a writer wants -------------------------------------------------------------------------

    def add_graph(self, hash_: str, orchestration: int, data: bytes) -> int:
        """Keep a graph; answers its key."""
        return self._insert("insert_graph", (hash_, orchestration, data))

    def put_origins(self, key: int, data: bytes) -> None:
        """Keep where the elements of a graph stand in its source."""
        self._many("update_origins", [(seal(data), key)])

    def add_orchestration(self, name: str) -> int:
        """Give an orchestration's name a key."""
        return self._insert("insert_orchestration", (name,))

    def last_run(self) -> int:
        """The greatest key of a run."""
        return self.number("last_run") or 0

    def has_run_once(self, orchestration: int, type_: str, id_: str) -> bool:
        """Whether the record has had its run by a trigger `once per record`."""
        return self.one("once", orchestration=orchestration, type=type_, id=id_) is not None

    def watchers(self, change: Change, limit: int) -> list[int]:
        """The next runs that read what a write has changed, in the order of their keys, after `change.woken`.

        The directory of people is read by whoever has open work.
        """
        if change.type == PEOPLE:
            rows = self.all("runs_with_work", after=change.woken, until=change.until, limit=limit)
            return [run for (run,) in rows]
        at = {"type": change.type, "id": change.id, "after": change.woken, "until": change.until, "limit": limit}
        fields = self._fields_watched(change) if change.fields is None else (*change.fields, "*")
        found = {run for field in fields for (run,) in self.all("watchers_of_field", **at, field=field)}
        return sorted(found)[:limit]

    def _fields_watched(self, change: Change) -> list[str]:
        """The fields of a record that somebody reads: each is searched for, so that many readers cost no more."""
        found, last = list[str](), ""
        while (row := self.one("next_field_watched", type=change.type, id=change.id, after=last)) is not None:
            last = row[0]
            found.append(last)
        return found

    def count_watchers(self, change: Change) -> int:
        """How many runs listen to an event."""
        found = self.one("count_watchers", type=change.type, id=change.id)
        return 0 if found is None else int(found[0])

    def workloads(self, users: Collection[str]) -> dict[str, int]:
        """How many open work items each of the users has, claimed or for them alone; who has none may be left out."""
        return dict(self.all("workloads", users=json.dumps(list(users))))

    def turns(self, pool: str) -> dict[str, tuple[int, int]]:
        """Whom policies have chosen among these people: the number of each user's last turn, and its instant."""
        return {user: (turn, at) for user, turn, at in self.all("turns", pool=pool)}

    def put_off(self, run: int) -> list[Event]:
        """The events that were kept for a run while it was suspended, oldest first; those that are damaged left out."""
        rows = self.all("put_off", run=run)
        found = (self.intact(_event, row, "event {0} that was put off") for row in rows)
        return [event for event in found if event is not None]

    def in_inbox(self, key: int) -> bool:
        """Whether an event is still to be applied."""
        return self.one("inbox_event", key=key) is not None

    def has_timer(self, timer: TimerRow) -> bool:
        """Whether a timer is still set, for the same instant."""
        place = msgspec.structs.asdict(timer.ref)
        return self.one("timer", run=timer.run, kind=timer.kind, due=timer.due, **place) is not None

    def schedule(self, key: int) -> ScheduleRow | None:
        """A schedule."""
        row = self.one("schedule", key=key)
        return None if row is None else ScheduleRow(*row)

    # --- who may look -------------------------------------------------------------------------------------------

    def viewers(self, run: int) -> Viewers:
        """Who is named to look at a run, and which records say so."""
        principals = (principal for (principal,) in self.all("viewers", run=run))
        return Viewers(frozenset(principals), frozenset(self.all("view_reads", run=run)))

    def told_by_record(self, type_: str, id_: str, after: int, limit: int) -> list[int]:
        """The next runs, oldest first, for which a record says who is named."""
        return [run for (run,) in self.all("told_by_record", type=type_, id=id_, after=after, limit=limit)]

    # --- locks --------------------------------------------------------------------------------------------------

    def join_line(self, name: str, run: int, ref: Ref, at: int) -> None:
        """Let a stage stand in line for a lock, as the last one."""
        self._insert("join_line", (name, run, ref.element, ref.visit, at))

    def leave_line(self, run: int, ref: Ref) -> None:
        """Take a stage out of the line for its lock."""
        self._many("leave_line", [(run, ref.element, ref.visit)])

    def hold_lock(self, run: int, ref: Ref, at: int) -> None:
        """Note since when a stage has its lock."""
        self._many("hold_lock", [(at, run, ref.element, ref.visit)])

    # --- observers ----------------------------------------------------------------------------------------------

    def watch_histories(self, *, watched: bool) -> None:
        """Keep for observers what is written to histories from now on, or keep nothing more."""
        self._insert("watch_histories" if watched else "leave_histories", ())

    def put_observer(self, row: ObserverRow) -> None:
        """Keep how far an observer has been told; what all have been told goes."""
        self._many("put_observer", [row])
        self._many("forget_happened", [()])

    def delete_observer(self, name: str) -> None:
        """Forget an observer, and what was kept for it alone."""
        self._many("delete_observer", [(name,)])
        self._many("forget_happened", [()])

    # --- record sources -----------------------------------------------------------------------------------------

    def put_source(self, row: SourceRow) -> None:
        """Keep how far a record source has come."""
        self._many("put_source", [row])

    def put_rejected(self, row: RejectedRow) -> None:
        """Keep a change that cannot be applied, in the place of an older one of its record."""
        *place, fields = row[1:]
        self._many("put_rejected", [(*place, None if fields is None else pack(fields))])

    def delete_rejected(self, key: int) -> None:
        """Keep a change no longer: it has been applied, or nobody wants it."""
        self._many("delete_rejected", [(key,)])

    # --- writing ------------------------------------------------------------------------------------------------

    def apply(self, writes: Writes) -> None:
        """Write all of this. It counts once the transaction is committed, with everything else in it."""
        sql, many = self._sql, self._connection.cursor().executemany
        try:
            for query, rows in statements(writes):
                many(sql[query], rows)
        except sqlite3.Error as error:
            raise from_sqlite(error, self._where) from error

    def _many(self, query: str, rows: Rows) -> None:
        try:
            self._connection.executemany(self._sql[query], rows)
        except sqlite3.Error as error:
            raise from_sqlite(error, self._where) from error

    def _insert(self, query: str, row: Row) -> int:
        try:
            key = self._connection.execute(self._sql[query], row).lastrowid
        except sqlite3.Error as error:
            raise from_sqlite(error, self._where) from error
        assert key is not None
        return key


def _event(row: Row) -> Event:
    return unpack_event(row[2])
