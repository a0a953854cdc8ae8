"""A transaction that writes: further reads, and `apply`, which writes everything that a batch of events changes."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping

import msgspec
from msgspec.structs import astuple

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter.events import Event, Ref
from orchestra_dsl.runtime.sqlite.codec import pack, seal, unpack_event
from orchestra_dsl.runtime.sqlite.compressed import seal_state
from orchestra_dsl.runtime.sqlite.errors import from_sqlite
from orchestra_dsl.runtime.sqlite.folding import Folded, Row, fold
from orchestra_dsl.runtime.sqlite.lists import SqliteReads
from orchestra_dsl.runtime.store.rows import (
    PEOPLE,
    Change,
    NewRun,
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
        folded = fold(writes.applied, writes.too_late) if writes.applied or writes.too_late else None
        if writes.runs:
            moved = {} if folded is None else folded.runs
            # A row is written once: one that were begun and then changed would grow, and leave pages half empty.
            self._many("insert_run", [(*_new_run(each), *_standing(each, moved)) for each in writes.runs])
        if folded is not None:
            self._apply_folded(folded)
        self._many("insert_applied", writes.event_ids)
        self._apply_records(writes)
        self._many("insert_inbox", ((run, pack(event)) for run, event in writes.inbox))
        self._many("clear_put_off", ((run,) for run in writes.gone_on))
        self._many("insert_put_off", ((run, pack(event)) for run, event in writes.put_off))
        self._many("set_trouble", writes.troubled)
        self._many("set_later", writes.postponed)
        self._many("set_progress", writes.progress)
        self._many("delete_inbox", ((key,) for key in writes.taken))
        self._many("insert_aside", ((run, at, error, pack(event)) for run, at, error, event in writes.aside))
        self._many("delete_aside", ((key,) for key in writes.resumed))
        self._many("put_fingerprint", [] if writes.fingerprint is None else [(writes.fingerprint,)])
        self._many("note_unstarted", writes.unstarted)
        self._many("put_schedule", map(_schedule, writes.schedules))
        self._many("delete_schedule", ((key,) for key in writes.unscheduled))
        if writes.moved or writes.viewers or writes.view_changes:
            self._apply_viewers(writes)

    def _apply_folded(self, folded: Folded) -> None:
        """Rows that go before rows that come: what is cleared is what was there before."""
        self._many("move_run", ((status, run, status) for status, *_, run in folded.runs.values()))
        self._many("update_run", (row[1:] for row in folded.runs.values()))
        self._many("insert_history", folded.history)
        for query in ("clear_timers", "clear_watches", "clear_outbox"):
            self._many(query, folded.cleared)
        self._many("delete_timer", folded.timers_gone)
        self._many("delete_outbox", folded.effects_gone)
        self._many("delete_watches", folded.watches_gone)
        self._many("insert_timer", ((*key, due) for of_run in folded.timers.values() for key, due in of_run.items()))
        self._many("insert_outbox", (row for of_run in folded.effects.values() for row in of_run.values()))
        self._many("insert_watch", folded.watched())
        self._many("put_item", folded.items.values())
        self._many("put_turn", folded.turns)
        self._many("clear_candidates", folded.candidates)
        self._many("insert_candidate", ((each, *key) for key, names in folded.candidates.items() for each in names))

    def _apply_records(self, writes: Writes) -> None:
        rows = ((each.type, each.id, each.version, each.changed_at, pack(each.fields)) for each in writes.records)
        self._many("put_record", rows)
        self._many("delete_record", writes.deleted)
        self._many("insert_once", writes.once)
        changes = ((each.type, each.id, pack((each.fields, each.event, each.until))) for each in writes.changes)
        self._many("insert_change", changes)
        self._many("advance_change", ((run, key) for key, run in writes.woken if run is not None))
        self._many("delete_change", ((key,) for key, run in writes.woken if run is None))

    def _apply_viewers(self, writes: Writes) -> None:
        moved = dict(writes.moved)
        self._many("move_viewers", ({"run": run, "status": int(status)} for run, status in moved.items()))
        viewers, changes = dict(writes.viewers), writes.view_changes
        for query in ("clear_viewers", "clear_view_reads"):
            self._many(query, ((run,) for run in viewers))
        self._many("insert_viewer", ((each, run) for run, of in viewers.items() for each in sorted(of.principals)))
        self._many("insert_view_read", ((*each, run) for run, of in viewers.items() for each in sorted(of.records)))
        self._many("put_view_change", (each for each in changes if each.done is not None))
        self._many("delete_view_change", (each[:2] for each in changes if each.done is None))

    def _many(self, query: str, rows: Iterable[Iterable[object] | Mapping[str, object]]) -> None:
        if not (many := list(rows)):
            return  # SQLite is asked nothing: of all these statements most events need few
        try:
            self._connection.executemany(self._sql[query], many)  # type: ignore[arg-type]  # any iterable of values will do
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


def _new_run(run: NewRun) -> Row:
    """What of the row of a run never changes."""
    return (run.key, run.id, run.graph, run.orchestration, run.at, run.parent, run.open)


def _standing(run: NewRun, moved: dict[int, Row]) -> Row:
    """Where a new run stands: after what has moved it already, which is thereby written, or before its first event."""
    found = moved.pop(run.key, None)
    return (
        found[:-1]
        if found is not None
        else (int(Status.NOT_STARTED), None, None, None, 0, run.at, seal_state(run.state))
    )


def _schedule(schedule: ScheduleRow) -> Row:
    """The row, without the name of the orchestration, which has a table of its own."""
    key, orchestration, _, *rest = astuple(schedule)
    return (key, orchestration, *rest)
