"""The port of the store. SQLite implements it (sqlite/), in a file and in memory; the engine knows this page alone.

Everything is written in transactions that only one process at a time can be in; whoever reads sees a state between
two of them. Every method raises StoreError, and nothing else, for what the store's medium does.
"""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter.events import Event, Ref
from orchestra_dsl.runtime.store.inspected import Found, InspectedRun
from orchestra_dsl.runtime.store.rows import (
    AsideRow,
    Change,
    HappenedRow,
    HistoryRow,
    InboxRow,
    ItemPlace,
    ItemRow,
    LockRow,
    Narrow,
    ObserverRow,
    OutboxRow,
    RecordRow,
    RejectedRow,
    RunRow,
    ScheduleRow,
    SourceRow,
    StoredRun,
    TimerRow,
    UnstartedRow,
    ViewChange,
    Viewers,
    Writes,
)


class Reads(Protocol):
    """What can be read at one instant."""

    def graph(self, key: int) -> bytes:
        """A graph in its stored form."""

    def origins(self, key: int) -> bytes | None:
        """Where the elements of a graph stand in its source, in stored form; None where nobody has said so."""

    def graph_key(self, hash_: str) -> int | None:
        """The key of a graph by its content hash."""

    def newest_graph(self, orchestration: int) -> int | None:
        """The key of the graph of an orchestration that was kept last."""

    def orchestration_key(self, name: str) -> int | None:
        """The key of an orchestration's name."""

    def run(self, key: int) -> StoredRun | None:
        """What a step needs of a run."""

    def run_key(self, run_id: str) -> int | None:
        """The key of a run."""

    def run_ids(self, prefix: str, limit: int) -> list[str]:
        """The ids that begin like this; those of runs that are steps of others only where the prefix has a dash."""

    def run_row(self, key: int) -> RunRow | None:
        """A run as lists show it."""

    def runs(self, narrow: Narrow, before: int | None, limit: int, *, open: bool) -> list[int]:  # noqa: A002 - the column
        """The next runs, newest first, of those that are open to everybody or of the others.

        `before` is the last key of the page before.
        """

    def viewed(self, principal: str, narrow: Narrow, before: int | None, limit: int) -> list[int]:
        """The next runs, newest first, for which this principal is named to look at them."""

    def viewing(self) -> list[str]:
        """All who are named to look at runs, but for users."""

    def view_changes(self, limit: int) -> list[ViewChange]:
        """The records of whose writes not all runs have taken note for which they say who may look.

        All of them where the limit is negative.
        """

    def told_by(self, change: ViewChange, narrow: Narrow, before: int | None, limit: int) -> list[int]:
        """The next runs, newest first, for which this record says who may look."""

    def count_runs(self, status: Status | None, cap: int) -> int:
        """How many runs there are; `cap` + 1 stands for more than `cap`."""

    def history(self, run: int, after: int, limit: int) -> list[HistoryRow]:
        """A page of what happened to a run, in order."""

    def observers(self) -> list[ObserverRow]:
        """How far each observer has been told, by name."""

    def last_happened(self) -> int:
        """The place of the newest event that observers are told of."""

    def happened(self, after: int, limit: int) -> list[HappenedRow]:
        """The next events of which an observer is told, in order; of a damaged one the place alone."""

    def sources(self) -> list[SourceRow]:
        """How far each record source has come, by name."""

    def source(self, name: str) -> SourceRow | None:
        """How far a record source has come; None for one that nobody has asked yet."""

    def rejected(self, source: str | None, after: int, limit: int, *, soon: bool = False) -> list[RejectedRow]:
        """The next changes of a record source (None: of all) that could not be applied, or those to try again soon.

        One that is damaged, which is told of, has no fields.
        """

    def rejected_change(self, key: int) -> RejectedRow | None:
        """One of them."""

    def rejected_of(self, source: str, type_: str, id_: str) -> RejectedRow | None:
        """The one of a record."""

    def count_rejected(self, source: str, cap: int) -> int:
        """How many changes of a record source could not be applied; `cap` stands for that many or more."""

    def item(self, key: int) -> ItemRow | None:
        """A work item."""

    def items(self, keys: Collection[int]) -> list[ItemRow]:
        """Work items by their keys, oldest first; those that do not exist are left out."""

    def items_of_run(self, run: int) -> list[ItemRow]:
        """All work items of a run, oldest first."""

    def open_items(self, after: int, limit: int) -> list[ItemRow]:
        """A page of all open work items, the most urgent first; `after` is the key of the last one before."""

    def items_about(self, record: str, after: int, limit: int) -> list[ItemRow]:
        """A page of the open work items about a record such as Case/5001, in the same order."""

    def items_locking(self, record: str) -> list[ItemRow]:
        """The open work items that lock a record, oldest first."""

    def items_for(self, principal: str, after: int, limit: int) -> list[ItemPlace]:
        """The places of the next open work items that this principal may claim."""

    def items_claimed_by(self, user: str, after: int, limit: int) -> list[ItemPlace]:
        """The places of the next open work items that the user has claimed."""

    def has_taken_another(self, user: str, item: ItemRow) -> bool:
        """Whether the user has claimed or completed another instance of the item's step, in the same visit."""

    def principals_with_work(self) -> list[str]:
        """The groups and queues that open work waits for."""

    def record(self, type_: str, id_: str) -> RecordRow | None:
        """A record."""

    def records(self, type_: str, after: str, limit: int) -> list[RecordRow]:
        """A page of the records of a type, in the order of their ids."""

    def timers_due(self, now: int, limit: int) -> list[TimerRow]:
        """The timers that are due, in the order of their instants, then of the source."""

    def next_due(self) -> int | None:
        """The instant of the next timer or of the next start by a schedule."""

    def fingerprint(self) -> str | None:
        """By which the directory of people was last known; None where it never was."""

    def schedules(self) -> list[ScheduleRow]:
        """All schedules, in the order in which they were made known."""

    def unstarted(self) -> list[UnstartedRow]:
        """What triggers on records and events have not started."""

    def schedules_due(self, now: int, limit: int) -> list[ScheduleRow]:
        """The schedules that are due, in the order of their instants."""

    def timers_of(self, run: int) -> list[TimerRow]:
        """The timers of a run."""

    def last_outbox(self) -> int:
        """The key of the newest effect."""

    def outbox(self, after: int, until: int, limit: int) -> list[OutboxRow]:
        """Effects to be carried out with a key over `after` and up to `until`, oldest first."""

    def was_applied(self, run: int, event_id: str) -> tuple[str | None] | None:
        """What an event that its sender named has made, in a tuple; None when it has not been applied."""

    def outbox_row(self, key: int) -> OutboxRow | None:
        """An effect that still wants an answer."""

    def outbox_keys(self, keys: Collection[int]) -> set[int]:
        """Those of these effects that still want an answer."""

    def outbox_has(self, key: int) -> bool:
        """Whether an effect still wants an answer."""

    def outbox_at_once(self) -> bool:
        """Whether there is an effect that nothing keeps from being carried out."""

    def outbox_of(self, run: int) -> list[OutboxRow]:
        """The effects of a run that want an answer."""

    def secret(self) -> bytes:
        """What the tokens of calls are made with: each store has its own."""

    def inbox(self, after: int, limit: int) -> list[InboxRow]:
        """Events that are certain to be applied, oldest first."""

    def oldest_change(self, after: int = 0) -> Change | None:
        """The oldest write of a record whose watchers are still to be woken, of those behind the key `after`."""

    def lock(self, name: str) -> LockRow | None:
        """Who has a lock; None where nobody has."""

    def locks(self, after: str, limit: int) -> list[LockRow]:
        """A page of the locks that somebody has, in the order of their names."""

    def line(self, name: str, cap: int) -> int:
        """How many stand in line for a lock, who has it included; `cap` + 1 stands for more than `cap`."""

    def place_in_line(self, name: str, run: int, ref: Ref, cap: int) -> int:
        """How many stand before a stage in the line for its lock; `cap` + 1 stands for more than `cap`."""

    def aside(self, key: int) -> AsideRow | None:
        """An event that was put aside."""

    def asides(self, after: int, limit: int) -> list[AsideRow]:
        """The events that were put aside, oldest first."""


class Transaction(Reads, Protocol):
    """A transaction that writes: nobody else writes meanwhile, and what it reads is the last there is."""

    @property
    def foreign(self) -> bool:
        """Whether another process has written since this store's last transaction."""

    def add_graph(self, hash_: str, orchestration: int, data: bytes) -> int:
        """Keep a graph; answers its key."""

    def put_origins(self, key: int, data: bytes) -> None:
        """Keep where the elements of a graph stand in its source."""

    def add_orchestration(self, name: str) -> int:
        """Give an orchestration's name a key."""

    def last_run(self) -> int:
        """The greatest key of a run."""

    def has_run_once(self, orchestration: int, type_: str, id_: str) -> bool:
        """Whether the record has had its run by a trigger `once per record`."""

    def watchers(self, change: Change, limit: int) -> list[int]:
        """The next runs that read what a write has changed, in the order of their keys, after `change.woken`."""

    def count_watchers(self, change: Change) -> int:
        """How many runs listen to an event."""

    def workloads(self, users: Collection[str]) -> dict[str, int]:
        """How many open work items each of the users has, claimed or for them alone; who has none may be left out."""

    def turns(self, pool: str) -> dict[str, tuple[int, int]]:
        """Whom policies have chosen among these people: the number of each user's last turn, and its instant."""

    def put_off(self, run: int) -> list[Event]:
        """The events that were kept for a run while it was suspended, oldest first; those that are damaged left out."""

    def schedule(self, key: int) -> ScheduleRow | None:
        """A schedule."""

    def in_inbox(self, key: int) -> bool:
        """Whether an event is still to be applied."""

    def has_timer(self, timer: TimerRow) -> bool:
        """Whether a timer is still set, for the same instant."""

    def viewers(self, run: int) -> Viewers:
        """Who is named to look at a run, and which records say so."""

    def told_by_record(self, type_: str, id_: str, after: int, limit: int) -> list[int]:
        """The next runs, oldest first, for which a record says who may look."""

    def join_line(self, name: str, run: int, ref: Ref, at: int) -> None:
        """Let a stage stand in line for a lock, as the last one."""

    def leave_line(self, run: int, ref: Ref) -> None:
        """Take a stage out of the line for its lock."""

    def hold_lock(self, run: int, ref: Ref, at: int) -> None:
        """Note since when a stage has its lock."""

    def watch_histories(self, *, watched: bool) -> None:
        """Keep for observers what is written to histories from now on, or keep nothing more."""

    def put_observer(self, row: ObserverRow) -> None:
        """Keep how far an observer has been told; what all have been told goes."""

    def delete_observer(self, name: str) -> None:
        """Forget an observer, and what was kept for it alone."""

    def put_source(self, row: SourceRow) -> None:
        """Keep how far a record source has come."""

    def put_rejected(self, row: RejectedRow) -> None:
        """Keep a change that cannot be applied, in the place of an older one of its record."""

    def delete_rejected(self, key: int) -> None:
        """Keep a change no longer: it has been applied, or nobody wants it."""

    def apply(self, writes: Writes) -> None:
        """Write all of this. It counts once the transaction is committed, with everything else in it."""


class Inspection(Reads, Protocol):
    """Reads of a whole store, at one instant."""

    def contradictions(self) -> Iterator[Found]:
        """Whatever is wrong with the medium, its values, and its rows beside each other."""

    def last_run_key(self) -> int:
        """Up to where runs are numbered."""

    def whole_runs(self, first: int, last: int) -> list[InspectedRun]:
        """The runs with keys from `first` to `last`."""


class Store(Protocol):
    """A store."""

    @property
    def where(self) -> str:
        """What messages call the store."""

    @property
    def lock_file(self) -> str | None:
        """The file whose lock the worker holds; None for a store that only this process can reach."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction that writes; committed at the end, undone when it is left by an error."""

    def reading(self, *, single: bool = False) -> AbstractContextManager[Reads]:
        """Reads of one instant; a `single` one is that by itself, and cheaper."""

    def inspecting(self) -> AbstractContextManager[Inspection]:
        """Reads of one instant of the whole store, for a check of it."""

    def version(self) -> int:
        """A number that is another one whenever somebody, in any process, has written since it was last asked."""

    def close(self) -> None:
        """Let the store go. What waits for it gets a StoreError."""
