"""What a step answers: done, with everything to be written in one transaction; or what it needs to know first.

Everything in a `Commit` is written together or not at all; the effects are carried out afterwards, at least once.
"""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.interpreter.events import Parent, Ref, Stored
from orchestra_dsl.interpreter.state import State

FactKey = tuple[Any, ...]
"""A question about the world outside, asked by key (facts.py lists the forms)."""

TIMERS = ("after", "again", "condition", "limit", "remind", "resume", "retry", "rung", "timeout")
"""after: the first `after` of an await; again: a predicate wants to be asked again; condition: one that compares `now`
with this instant; limit: `up to` of a waiting element; remind: the next reminder of a work item; resume: of a suspended
one; retry: the next attempt; rung: what the due time of a work item asks for; timeout: of an attempt, a work item or a
stage. What is due at one instant at one place comes in the order of these words, by which stores sort.
"""


class CallFlow(Struct, frozen=True, tag="flow", gc=False):
    """Call the flow named `flow`. `key` is the idempotency key: the same for every attempt and delivery.

    `timeout` is the limit of this attempt in microseconds; the interpreter has set a timer for it, and the caller
    uses it to stop the work itself. `acting_for` is the user whom `as` names.
    """

    ref: Ref
    flow: str
    arguments: dict[str, Stored]
    key: str
    timeout: int | None = None
    acting_for: str | None = None


class AskPredicate(Struct, frozen=True, tag="predicate", gc=False):
    """Ask the plugin's predicate; its answer comes back as PredicateAnswered with the same ref and arguments."""

    ref: Ref
    predicate: str
    arguments: tuple[Stored, ...]


class Tell(Struct, frozen=True, tag="tell", gc=False):
    """Tell people something through a channel. `to` are principals; groups and queues are resolved when it is sent.

    `but` are those who are told nothing, whichever group they belong to: who may not do the work hears nothing of it.

    It belongs to the run itself (its ref is of ROOT), so it is sent whatever becomes of `element`, which it is about.
    With `work` it says that they have something to do: who stands in for one of them is told so, too.

    To each user it goes once, under `key` and the user's name, however often it is sent.
    """

    ref: Ref
    element: int
    channel: str
    to: tuple[str, ...]
    subject: str
    body: str
    key: str
    but: tuple[str, ...] = ()
    work: bool = False

    def users(self, members: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
        """The users meant, each once; `members` answers who a user, group or queue is."""
        barred = {user for each in self.but for user in members(each)}
        return tuple(dict.fromkeys(user for each in self.to for user in members(each) if user not in barred))


Effect = CallFlow | AskPredicate | Tell


class StartRun(Struct, frozen=True, gc=False):
    """Start a run of the newest orchestration of this name, as a step of this run; its id is `run`.

    `by` is for whom it runs; where the step is `acting` for them, they have to be allowed to start it. `waits` is as
    that of Parent.
    """

    ref: Ref
    orchestration: str
    run: str
    arguments: dict[str, Stored]
    depth: int
    by: str | None
    stood_in: dict[str, tuple[str, ...]] = {}
    acting: bool = False
    waits: bool = True


class CancelRun(Struct, frozen=True, gc=False):
    """Cancel a run that this one has started."""

    run: str
    reason: str


class SuspendRun(Struct, frozen=True, gc=False):
    """Suspend a run that this one has started, or resume it."""

    run: str
    resume: bool


class GoOn(Struct, frozen=True, gc=False):
    """This run is suspended no longer: apply to it what was put off meanwhile, in order."""


class TellParent(Struct, frozen=True, gc=False):
    """This run has ended: tell the run of which it is a step."""

    parent: Parent
    status: Status
    outcome: str | None
    outputs: Stored
    stood_in: dict[str, tuple[str, ...]] = {}


class UpdateRecord(Struct, frozen=True, gc=False):
    """Write some fields of a record, in their stored form. `passed` is how many elements the event has passed."""

    ref: Ref
    type: str
    id: str
    fields: dict[str, Stored]
    passed: int


class TakeLock(Struct, frozen=True, gc=False):
    """Stand in line for the lock `name`; LockTaken tells the stage at `ref` when it has it.

    `passed` is how many elements the event has passed: a loop of stages that never have to wait ends.
    """

    ref: Ref
    name: str
    passed: int


class LeaveLock(Struct, frozen=True, gc=False):
    """The stage at `ref` gives the lock `name` back, or leaves the line: whoever is next has it."""

    ref: Ref
    name: str


Post = StartRun | CancelRun | TellParent | UpdateRecord | SuspendRun | GoOn | TakeLock | LeaveLock
"""What a run asks of other runs, of records and of locks: done in the same transaction, right after the commit."""


class Outgoing(Struct, frozen=True, gc=False):
    """An effect under its name: the outbox row's key within the run, and what `Commit.settled` names."""

    name: str
    effect: Effect


class Timer(Struct, frozen=True, gc=False):
    """Wake the run at `due` (microseconds since 1970) with TimerDue(kind, ref)."""

    due: int
    kind: str
    ref: Ref


class Item(Struct, frozen=True, kw_only=True, gc=False):
    """A work item as it now is: the row that lists of open work are made from.

    `name` is its key within the run, `version` what a compare-and-set compares, `candidates` the principals who may
    claim it, `claimed_by` who has. `arguments` are the screen's, by name. `opened_at` and `due_at` are in microseconds.
    `excluded` are principals who may not when somebody last acted, `delegated` the users who have delegated it.
    Of `priority` the greater number comes first; 0 where the step says nothing.
    `until` is when a suspended one goes on by itself, `draft` what has been entered so far.
    `acting_for` is in whose place the one acts who has claimed or completed it, if that is a substitute,
    `pool` whom an item is for that is allocated to one of them.
    """

    name: str
    ref: Ref
    element: str
    label: str | None
    screen: str
    status: ItemStatus
    version: int
    candidates: tuple[str, ...]
    claimed_by: str | None
    arguments: dict[str, Stored]
    opened_at: int
    due_at: int | None = None
    completed_by: str | None = None
    excluded: tuple[str, ...] = ()
    delegated: tuple[str, ...] = ()
    priority: int = 0
    until: int | None = None
    draft: dict[str, Stored] = {}
    acting_for: str | None = None
    about: str | None = None
    locks: str | None = None
    pool: tuple[str, ...] = ()


class Allocated(Struct, frozen=True, gc=False):
    """A policy has chosen `user` among `people`, which counts for its next choices."""

    people: tuple[str, ...]
    user: str


_EVENT = "event:"


def listening(event: str) -> tuple[str, str, str]:
    """The read of whoever listens to an event: no record type has such a name."""
    return (f"{_EVENT}{event}", "", "*")


def heard_in(read: tuple[str, str, str]) -> str | None:
    """The event that a read listens to; None for a read of a record."""
    return read[0].removeprefix(_EVENT) if read[0].startswith(_EVENT) else None


class Watch(Struct, frozen=True, gc=False):
    """What a waiting element now reads: it replaces the earlier watches; empty removes them.

    Of a step each of its instances has its own, and WHOLE those of the step itself: what one reads costs the others
    nothing.

    Each of `reads` is (record type, id, field), the field `*` for any; of who listens to an event `listening(event)`.
    """

    element: int
    reads: tuple[tuple[str, str, str], ...]
    instance: int = 0


class Note(Struct, frozen=True, array_like=True, gc=False):
    """One line of a run's timeline: what happened to which element, with what (all plain data).

    `what` is a status in words or what happened (`entered`, `retrying`); `detail` holds its particulars.
    """

    element: int
    what: str
    detail: dict[str, Stored] = {}


class Summary(Struct, frozen=True, gc=False):
    """Where the run stands after the event: what lists of runs show."""

    status: Status
    outcome: str | None = None
    outputs: Stored = None
    error: str | None = None


class Commit(Struct, kw_only=True, gc=False):
    """Everything that one event changes, written in one transaction.

    `sequence` counts the run's events from 1. `kind` and `element` (an index, None for the run itself) describe the
    event for lists of history; `notes` is its timeline; `facts` are those that were used, for replay. `settled` are
    names of effects that need not be sent again. `cleared` are elements of which all timers, watches and outgoing
    effects go (their visit has ended), before the new ones are written; `timers_cleared` are single timers.
    """

    sequence: int
    event: str
    at: int
    state: State
    kind: str
    element: int | None
    notes: tuple[Note, ...]
    facts: dict[FactKey, Stored]
    summary: Summary
    effects: tuple[Outgoing, ...] = ()
    settled: tuple[str, ...] = ()
    cleared: tuple[int, ...] = ()
    timers: tuple[Timer, ...] = ()
    timers_cleared: tuple[tuple[str, Ref], ...] = ()
    items: tuple[Item, ...] = ()
    watches: tuple[Watch, ...] = ()
    posts: tuple[Post, ...] = ()
    allocated: tuple[Allocated, ...] = ()


class Done(Struct, frozen=True, gc=False):
    """The event has been handled. A commit of None: it came too late and changes nothing in the run.

    The timer or the outgoing effect that such an event answers is then removed all the same.
    """

    commit: Commit | None


class Need(Struct, frozen=True, gc=False):
    """The event cannot be handled before these facts are known. The state that was given is used up."""

    keys: tuple[FactKey, ...]


class PutOff(Struct, frozen=True, gc=False):
    """The run is suspended: the event is kept, and applied once the run goes on."""


class Refused(Struct, frozen=True, gc=False):
    """The event may not happen, and why: a sentence for the person who acts. Nothing changes.

    `code`: "not open" (too late, already done), "not allowed", "claimed" (by somebody else), "changed" (another
    version), "suspended", "not found", "bad value".
    """

    code: str
    message: str
