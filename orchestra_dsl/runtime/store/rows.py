"""The values that cross the store's port: rows that are read, and everything that one transaction writes.

`run` is always the store's own small number of a run; `run_id` is the id by which the world outside knows it.
"""

from typing import Any, NamedTuple

from msgspec import Struct

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.interpreter.commit import Commit, Effect, FactKey, Note
from orchestra_dsl.interpreter.events import Act, Event, Ref

Fields = dict[str, Any]


class StoredRun(Struct, frozen=True):
    """What a step needs of a run."""

    key: int
    id: str
    graph: int
    updated_at: int
    status: int
    """That under which lists have it."""
    state: bytes


class RunRow(Struct, frozen=True):
    """A run as lists show it."""

    key: int
    id: str
    orchestration: str
    graph: int
    status: Status
    outcome: str | None
    error: str | None
    outputs: Any
    sequence: int
    started_at: int
    updated_at: int
    parent: str | None = None
    """The id of the run of which this one is a step."""


class Narrow(NamedTuple):
    """What a list of runs is narrowed to: one orchestration, one status, both, or the steps of the run `parent`."""

    orchestration: str | None = None
    status: Status | None = None
    parent: int | None = None


class Past(Struct, frozen=True, array_like=True):
    """The part of a history row that only a replay and an explanation read."""

    event: str
    administrator: bool
    act: Act
    facts: tuple[tuple[FactKey, Any], ...]
    notes: tuple[Note, ...]


class HistoryRow(Struct, frozen=True):
    """What one event did to a run."""

    sequence: int
    at: int
    kind: str
    element: int | None
    actor: str | None
    door: str | None
    past: Past

    @property
    def event(self) -> Event:
        """The event itself, as it was applied."""
        past = self.past
        return Event(past.event, self.at, past.act, self.actor, self.door, past.administrator)


class HappenedRow(NamedTuple):
    """An event that observers are told of, and its place among all of them; `row` is None where it is damaged."""

    place: int
    run_id: str
    graph: int
    row: HistoryRow | None


class ObserverRow(NamedTuple):
    """How far an observer has been told: to which place, and what keeps it from being told further."""

    name: str
    told: int
    trouble: str | None = None


class SourceRow(NamedTuple):
    """How far a record source has come: up to which cursor, when it last changed anything, and what keeps it back."""

    name: str
    cursor: str | None = None
    at: int | None = None
    trouble: str | None = None


class RejectedRow(NamedTuple):
    """A change that a record source has brought and that could not be applied: the newest of its record.

    It is tried again `soon` where that may help by itself. `fields` are None where it is `deleted`, and where they
    could not be kept.
    """

    key: int | None
    source: str
    type: str
    id: str
    at: int
    reason: str
    soon: bool
    deleted: bool
    fields: Fields | None


class ItemPlace(NamedTuple):
    """Where a work item stands in lists: the more urgent first (of the lesser rank), of those the older."""

    rank: int
    key: int


class ItemRow(Struct, frozen=True):
    """A work item."""

    key: int
    run: int
    run_id: str
    graph: int
    ref: Ref
    status: ItemStatus
    version: int
    claimed_by: str | None
    opened_at: int
    due_at: int | None
    completed_by: str | None
    priority: int
    about: str | None
    locks: str | None
    arguments: Fields
    candidates: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    delegated: tuple[str, ...] = ()
    until: int | None = None
    draft: Fields = {}
    acting_for: str | None = None
    pool: tuple[str, ...] = ()


PUT_OFF = "put off until "
"""How the trouble of a notification begins that is none: its channel wants to be given it later."""


class OutboxRow(Struct, frozen=True):
    """An effect whose answer has not been committed. `at` is the instant of the event that caused it.

    `trouble` says why a notification could not be sent yet, or the answer of a call not be stored; it is tried again.
    Where its channel wants a notification later, it begins with PUT_OFF. `later` is since when a call whose flow has
    returned waits for somebody outside to answer it. `fraction` and `doing` are how far it has come.
    """

    key: int
    run: int
    run_id: str
    graph: int
    name: str
    at: int
    effect: Effect
    trouble: str | None = None
    later: int | None = None
    fraction: float | None = None
    doing: str | None = None

    @property
    def at_once(self) -> bool:
        """Whether nothing keeps it from being carried out."""
        return self.trouble is None and self.later is None


class TimerRow(Struct, frozen=True):
    """A timer."""

    run: int
    kind: str
    ref: Ref
    due: int


class InboxRow(Struct, frozen=True):
    """An event that is certain to be applied."""

    key: int
    run: int
    event: Event


class AsideRow(Struct, frozen=True):
    """An event that was put aside, and why."""

    key: int
    run: int
    run_id: str
    at: int
    error: str
    event: Event


class LockRow(Struct, frozen=True):
    """Who has a lock: the stage `ref` of a run, which asked for it, and has had it since, at these instants."""

    name: str
    run: int
    run_id: str
    ref: Ref
    asked_at: int
    held_at: int | None
    graph: int
    status: Status


class RecordRow(Struct, frozen=True):
    """An embedded record. `version` counts its writes."""

    type: str
    id: str
    version: int
    changed_at: int
    fields: Fields


PEOPLE = "people:"
"""In the place of a record's type: the directory of people is another one. No record type has such a name."""


class Change(Struct, frozen=True):
    """A write of a record, for those who watch it. `fields` None: the record is new or gone, whatever they read.

    `event` is what every woken run gets, without an id of its own; `woken` is the last run that has been woken,
    `until` the last one that is to be.
    """

    key: int
    type: str
    id: str
    fields: tuple[str, ...] | None
    event: Event
    woken: int = 0
    until: int = 2**63 - 1


class ScheduleRow(Struct, frozen=True):
    """A schedule that starts runs: trigger number `trigger` of a graph.

    `next` is the instant at which it is due, None where there is none. `started_at` tells when it has last started a
    run, and `run` which one; `missed` how many instants it has passed over together, when it last passed over any, from
    `missed_since` on; `trouble` why it could not start a run, or cannot come. `key` is None for one that is new.
    `since` is the instant at which it last had something to start (the first where several were missed), or at which it
    began: what was due up to then is over, whatever the clock shows later.
    """

    key: int | None
    orchestration: int
    name: str
    graph: int
    trigger: int
    cron: str
    zone: str
    next: int | None
    started_at: int | None = None
    run: str | None = None
    missed: int = 0
    missed_since: int | None = None
    trouble: str | None = None
    since: int = 0


class UnstartedRow(Struct, frozen=True):
    """What a trigger that was met has not started: how often so far, when and why the last time.

    `source` is `event NAME` or `record TYPE`.
    """

    orchestration: str
    source: str
    times: int
    at: int
    problem: str


class NewRun(Struct, frozen=True):
    """A run to which nothing has happened yet."""

    key: int
    id: str
    graph: int
    orchestration: int
    at: int
    state: bytes
    parent: int | None = None
    open: bool = True
    """Whether everybody may look at it."""


class Viewers(Struct, frozen=True):
    """Who is named to look at a run, and which records say so: type and id of each."""

    principals: frozenset[str]
    records: frozenset[tuple[str, str]] = frozenset()


class ViewChange(NamedTuple):
    """A record that was written, and the last run that has taken note for whom it is named; None when all have."""

    type: str
    id: str
    done: int | None = 0


class Applied(Struct, frozen=True):
    """What one event did to a run; `state` is the commit's, encoded. `moved`: it is listed under another status now."""

    run: int
    event: Event
    commit: Commit
    state: bytes
    moved: bool


class Writes(Struct):
    """Everything that is written together."""

    runs: list[NewRun] = []
    applied: list[Applied] = []
    too_late: list[tuple[int, Act]] = []
    """Answers that nobody waits for any more: their timer or their effect goes."""
    event_ids: list[tuple[int, str, str | None]] = []
    """Run, id, and what was made."""
    records: list[RecordRow] = []
    deleted: list[tuple[str, str]] = []
    once: list[tuple[int, str, str]] = []
    changes: list[Change] = []
    woken: list[tuple[int, int | None]] = []
    """A change and the last run that it has woken; None when all have been."""
    inbox: list[tuple[int, Event]] = []
    put_off: list[tuple[int, Event]] = []
    """Events for runs that are suspended."""
    gone_on: list[int] = []
    """Runs that are suspended no longer, and whose events have been taken up."""
    troubled: list[tuple[str | None, int]] = []
    """Why an effect could not be carried out yet, and its key in the outbox."""
    postponed: list[tuple[int, int]] = []
    """Instants from which calls wait for somebody outside to answer them, and their keys in the outbox."""
    progress: list[tuple[float | None, str, int]] = []
    """How far calls have come: the part that is done, what is being done, and their keys in the outbox."""
    taken: list[int] = []
    """Events of the inbox that have been applied."""
    aside: list[tuple[int, int, str, Event]] = []
    """Run, instant, error, event."""
    resumed: list[int] = []
    """Events put aside that have been applied."""
    fingerprint: str | None = None
    """By which the directory of people is known from now on."""
    schedules: list[ScheduleRow] = []
    unstarted: list[tuple[int, str, int, str]] = []
    """Orchestration, source, instant, problem."""
    unscheduled: list[int] = []
    """Schedules that are there no more."""
    viewers: list[tuple[int, Viewers]] = []
    moved: list[tuple[int, Status]] = []
    """Runs that are not open to everybody, and their status now."""
    view_changes: list[ViewChange] = []
