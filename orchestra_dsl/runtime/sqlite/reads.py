"""What can be read from a store, without its lists (lists.py): single runs, records, and what a worker works off."""

import json
from collections.abc import Collection
from hashlib import sha256

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.runtime.errors import ValueDamaged
from orchestra_dsl.runtime.sqlite.codec import unpack_change, unpack_effect, unpack_event, unpack_fields, unseal
from orchestra_dsl.runtime.sqlite.compressed import unseal_state
from orchestra_dsl.runtime.sqlite.querying import Querying, Row
from orchestra_dsl.runtime.store.rows import (
    AsideRow,
    Change,
    InboxRow,
    LockRow,
    OutboxRow,
    RecordRow,
    ScheduleRow,
    StoredRun,
    TimerRow,
    UnstartedRow,
)

_RECORD = "the record {1} {0}"
_EFFECT = "the call {4} of run {2}"
_ASIDE = "event {0} of run {2}, which was put aside,"


class SingleReads(Querying):
    """Reads over one connection, within its transaction."""

    # --- runs ---------------------------------------------------------------------------------------------------

    def graph(self, key: int) -> bytes:
        """A graph in its stored form: what its hash was made from."""
        row = self.one("graph_data", key=key)
        if row is None:
            raise ValueDamaged(self._where, f"the stored orchestration number {key} is missing")
        return self.read(_graph, row, "the stored orchestration {2} ({1:.12})")

    def origins(self, key: int) -> bytes | None:
        """Where the elements of a graph stand in its source, in stored form; None where nobody has said so."""
        row = self.one("graph_origins", key=key)
        return None if row is None or row[0] is None else self.read(_origins, row, "the origins of an orchestration")

    def graph_key(self, hash_: str) -> int | None:
        """The key of a graph by its content hash."""
        return self.number("graph_by_hash", hash=hash_)

    def newest_graph(self, orchestration: int) -> int | None:
        """The key of the graph of an orchestration that was kept last."""
        return self.number("newest_graph", orchestration=orchestration)

    def orchestration_key(self, name: str) -> int | None:
        """The key of an orchestration's name."""
        return self.number("orchestration_by_name", name=name)

    def run(self, key: int) -> StoredRun | None:
        """What a step needs of a run."""
        row = self.one("run_by_key", key=key)
        return None if row is None else self.read(_stored_run, row, "the state of run {1}")

    def run_key(self, run_id: str) -> int | None:
        """The key of a run."""
        return self.number("key_of_run", id=run_id)

    def run_ids(self, prefix: str, limit: int) -> list[str]:
        """The ids that begin like this; those of runs that are steps of others only where the prefix has a dash."""
        page = {"prefix": prefix, "end": f"{prefix}\U0010ffff", "steps": "-" in prefix, "limit": limit}
        return [id_ for (id_,) in self.all("runs_by_prefix", **page)]

    # --- records ------------------------------------------------------------------------------------------------

    def record(self, type_: str, id_: str) -> RecordRow | None:
        """A record."""
        row = self.one("record", type=type_, id=id_)
        return None if row is None else self.read(_record, row, _RECORD)

    def records(self, type_: str, after: str, limit: int) -> list[RecordRow]:
        """A page of the records of a type, in the order of their ids."""
        return self.page("records_of_type", _record, _RECORD, limit, type=type_, after=after)

    # --- what a worker works off --------------------------------------------------------------------------------

    def timers_due(self, now: int, limit: int) -> list[TimerRow]:
        """The timers that are due, in the order of their instants, then of the source."""
        return [_timer(row) for row in self.all("timers_due", now=now, limit=limit)]

    def next_due(self) -> int | None:
        """The instant of the next timer or of the next start by a schedule."""
        return self.number("next_due")

    def fingerprint(self) -> str | None:
        """By which the directory of people was last known; None where it never was."""
        row = self.one("fingerprint")
        return None if row is None else str(row[0])

    def schedules(self) -> list[ScheduleRow]:
        """All schedules, in the order in which they were made known."""
        return [ScheduleRow(*row) for row in self.all("schedules")]

    def unstarted(self) -> list[UnstartedRow]:
        """What triggers on records and events have not started."""
        return [UnstartedRow(*row) for row in self.all("unstarted")]

    def schedules_due(self, now: int, limit: int) -> list[ScheduleRow]:
        """The schedules that are due, in the order of their instants."""
        return [ScheduleRow(*row) for row in self.all("schedules_due", now=now, limit=limit)]

    def timers_of(self, run: int) -> list[TimerRow]:
        """The timers of a run."""
        return [_timer(row) for row in self.all("timers_of_run", run=run)]

    def last_outbox(self) -> int:
        """The key of the newest effect."""
        return self.number("last_outbox") or 0

    def outbox(self, after: int, until: int, limit: int) -> list[OutboxRow]:
        """Effects to be carried out with a key over `after` and up to `until`, oldest first."""
        return self.page("outbox_between", _effect, _EFFECT, limit, until=until, after=after)

    def was_applied(self, run: int, event_id: str) -> tuple[str | None] | None:
        """What an event that its sender named has made, in a tuple; None when it has not been applied."""
        row = self.one("applied", run=run, id=event_id)
        return None if row is None else (row[0],)

    def outbox_row(self, key: int) -> OutboxRow | None:
        """An effect that still wants an answer."""
        row = self.one("outbox_row", key=key)
        return None if row is None else self.read(_effect, row, _EFFECT)

    def outbox_keys(self, keys: Collection[int]) -> set[int]:
        """Those of these effects that still want an answer."""
        return {key for (key,) in self.all("outbox_keys", keys=json.dumps(list(keys)))}

    def outbox_has(self, key: int) -> bool:
        """Whether an effect still wants an answer."""
        return self.one("outbox_has", key=key) is not None

    def outbox_at_once(self) -> bool:
        """Whether there is an effect that nothing keeps from being carried out."""
        return bool(self.page("outbox_at_once", _effect, _EFFECT, 1, after=0))

    def outbox_of(self, run: int) -> list[OutboxRow]:
        """The effects of a run that want an answer."""
        return [self.read(_effect, row, _EFFECT) for row in self.all("outbox_of_run", run=run)]

    def secret(self) -> bytes:
        """What the tokens of calls are made with: each store has its own."""
        row = self.one("secret")
        if row is None:
            raise ValueDamaged(self._where, "what the tokens of calls are made with is missing")
        return self.read(_secret, row, "what the tokens of calls are made with")

    def inbox(self, after: int, limit: int) -> list[InboxRow]:
        """Events that are certain to be applied, oldest first."""
        return self.page("inbox_after", _inbox, "event {0} for run {3}", limit, after=after)

    def oldest_change(self, after: int = 0) -> Change | None:
        """The oldest write of a record whose watchers are still to be woken, of those behind the key `after`."""
        changes = self.page("changes", _change, "a change of {1} {2}", 1, after=after)
        return changes[0] if changes else None

    # --- locks --------------------------------------------------------------------------------------------------

    def lock(self, name: str) -> LockRow | None:
        """Who has a lock; None where nobody has."""
        row = self.one("first_in_line", name=name)
        return None if row is None else _lock(row)

    def locks(self, after: str, limit: int) -> list[LockRow]:
        """A page of the locks that somebody has, in the order of their names."""
        found: list[LockRow] = []
        while len(found) < limit and (row := self.one("next_lock", after=after)) is not None and row[0] is not None:
            after = row[0]
            first = self.lock(after)
            if first is not None:
                found.append(first)
        return found

    def line(self, name: str, cap: int) -> int:
        """How many stand in line for a lock, who has it included; `cap` + 1 stands for more than `cap`."""
        return self.number("length_of_line", name=name, limit=cap + 1) or 0

    def place_in_line(self, name: str, run: int, ref: Ref, cap: int) -> int:
        """How many stand before a stage in the line for its lock; `cap` + 1 stands for more than `cap`."""
        at = {"run": run, "element": ref.element, "visit": ref.visit}
        return self.number("place_in_line", name=name, **at, limit=cap + 1) or 0

    # --- what was put aside ---------------------------------------------------------------------------------------

    def aside(self, key: int) -> AsideRow | None:
        """An event that was put aside."""
        row = self.one("aside", key=key)
        return None if row is None else self.read(_aside, row, _ASIDE)

    def asides(self, after: int, limit: int) -> list[AsideRow]:
        """The events that were put aside, oldest first."""
        return self.page("asides", _aside, _ASIDE, limit, after=after)


def _graph(row: Row) -> bytes:
    data, hash_, _ = row
    if not isinstance(data, bytes) or sha256(data).hexdigest() != hash_:
        raise ValueError("it does not match its hash")
    return data


def _origins(row: Row) -> bytes:
    return unseal(row[0])


def _stored_run(row: Row) -> StoredRun:
    key, id_, graph, updated_at, status, state = row
    return StoredRun(key, id_, graph, updated_at, status, unseal_state(state))


def _record(row: Row) -> RecordRow:
    id_, type_, version, at, data = row
    return RecordRow(type_, id_, version, at, unpack_fields(data))


def _inbox(row: Row) -> InboxRow:
    key, run, data, _ = row
    return InboxRow(key, run, unpack_event(data))


def _change(row: Row) -> Change:
    key, type_, id_, woken, data = row
    fields, event, until = unpack_change(data)
    return Change(key, type_, id_, fields, event, woken, until)


def _lock(row: Row) -> LockRow:
    name, run, run_id, element, visit, asked_at, held_at, graph, status = row
    return LockRow(name, run, run_id, Ref(element, visit), asked_at, held_at, graph, Status(status))


def _timer(row: Row) -> TimerRow:
    run, element, visit, instance, attempt, kind, due = row
    return TimerRow(run, kind, Ref(element, visit, instance, attempt), due)


def _effect(row: Row) -> OutboxRow:
    key, run, run_id, graph, name, at, data, *rest = row
    return OutboxRow(key, run, run_id, graph, name, at, unpack_effect(data), *rest)


def _secret(row: Row) -> bytes:
    return unseal(row[0])


def _aside(row: Row) -> AsideRow:
    key, run, run_id, at, error, data = row
    return AsideRow(key, run, run_id, at, error, unpack_event(data))
