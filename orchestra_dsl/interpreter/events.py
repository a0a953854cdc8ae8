"""What can happen to a run: events, as plain data that crosses process borders.

An `Event` says when, who and through which door; its `act` says what. A `Ref` names one attempt of one instance of
one step (or the place where a thread of control stands) in one visit, so that an answer that comes late, after the
visit has ended or another attempt has begun, is recognised and ignored.
"""

from typing import Any

from msgspec import Struct

from orchestra_dsl.graph.elements import ROOT

Stored = Any
"""A value in its stored form: what JSON can say, checked against a type at the door (graph/values.py)."""


WHOLE = -1
"""In the place of an instance's number: the step as a whole, its conditions before there is any instance."""


class Ref(Struct, frozen=True, array_like=True, gc=False):
    """Element index, visit number, instance number (0 unless `for each`, or WHOLE), attempt (from 1)."""

    element: int
    visit: int
    instance: int = 0
    attempt: int = 1

    @property
    def about(self) -> int:
        """The element that a call is of: of one that nobody waits for it stands in the place of the instance."""
        return self.instance if self.element == ROOT else self.element


class Parent(Struct, frozen=True, array_like=True, gc=False):
    """The run that a run is a step of, the place of that step in it, and how deep the run lies below the first one.

    `waits`: the step waits for the end of this run, and is told of it.
    """

    run: str
    ref: Ref
    depth: int
    waits: bool = True


class Started(Struct, frozen=True, tag="started", gc=False):
    """The run begins, with a stored value for every parameter.

    `by_hand`: somebody starts it, whom `allow start` may refuse; a trigger is nobody's act. `stood_in` is what the run
    of which it is a step knows of substitutes. `cause` says what has started it by itself: `on the event paid`.
    """

    arguments: tuple[Stored, ...]
    by_hand: bool = False
    parent: Parent | None = None
    stood_in: dict[str, tuple[str, ...]] = {}
    cause: str | None = None


class FlowReturned(Struct, frozen=True, tag="flow returned", gc=False):
    """A flow answered. `outputs` were checked against those of the step at the door (graph/accept.py)."""

    ref: Ref
    outputs: dict[str, Stored]


class FlowFailed(Struct, frozen=True, tag="flow failed", gc=False):
    """A flow raised an error. `code` is its name for `on error "…"`."""

    ref: Ref
    code: str
    message: str


class PredicateAnswered(Struct, frozen=True, tag="predicate answered", gc=False):
    """A plugin's predicate answered; `again_in` microseconds later it wants to be asked again."""

    ref: Ref
    predicate: str
    arguments: tuple[Stored, ...]
    answer: bool
    again_in: int | None = None


class PredicateFailed(Struct, frozen=True, tag="predicate failed", gc=False):
    """A plugin's predicate raised an error: the element that asked is in error."""

    ref: Ref
    predicate: str
    code: str
    message: str


class Told(Struct, frozen=True, tag="told", gc=False):
    """A notification has been sent through its channel: these users (`user:ann`) have been told.

    `element` is the index of what it was about. `places` has, of those who were told as substitutes, of whom.
    """

    ref: Ref
    element: int
    channel: str
    to: tuple[str, ...]
    places: dict[str, tuple[str, ...]] = {}


class TellFailed(Struct, frozen=True, tag="not told", gc=False):
    """A notification was given up, and why; `told` are the users who got it before."""

    ref: Ref
    element: int
    channel: str
    told: tuple[str, ...]
    message: str


class ItemClaimed(Struct, frozen=True, tag="item claimed", gc=False):
    """The acting user takes the work item, if it is still at `version` (None: whatever its version is)."""

    ref: Ref
    version: int | None = None


class ItemReleased(Struct, frozen=True, tag="item released", gc=False):
    """The acting user gives the claimed work item back."""

    ref: Ref
    version: int | None = None


class ItemReassigned(Struct, frozen=True, tag="item reassigned", gc=False):
    """The candidates are replaced by `to` (principals), a claim is released."""

    ref: Ref
    to: tuple[str, ...]
    version: int | None = None


class ItemDelegated(Struct, frozen=True, tag="item delegated", gc=False):
    """The acting user gives the work item to the one user `to`, and stays on record."""

    ref: Ref
    to: str
    version: int | None = None


class ItemCompleted(Struct, frozen=True, tag="item completed", gc=False):
    """The acting user completes the work item, with a stored value for each output that the screen asks for."""

    ref: Ref
    outputs: dict[str, Stored]
    version: int | None = None


class ItemSuspended(Struct, frozen=True, tag="item suspended", gc=False):
    """The work item rests until the instant `until`, or until somebody resumes it."""

    ref: Ref
    until: int | None = None
    version: int | None = None


class ItemResumed(Struct, frozen=True, tag="item resumed", gc=False):
    """Somebody has the suspended work item go on."""

    ref: Ref
    version: int | None = None


class ItemSkipped(Struct, frozen=True, tag="item skipped", gc=False):
    """The acting user passes over the work item; with `outputs` its step is skipped and has these all the same."""

    ref: Ref
    outputs: dict[str, Stored] | None = None
    version: int | None = None


class ItemSaved(Struct, frozen=True, tag="item saved", gc=False):
    """Who has claimed the work item saves some of its outputs, each checked against its type; None takes one back."""

    ref: Ref
    outputs: dict[str, Stored]
    version: int | None = None


class ItemPrioritized(Struct, frozen=True, tag="item prioritized", gc=False):
    """The work item gets another priority: of two the greater comes first."""

    ref: Ref
    priority: int
    version: int | None = None


class PeopleChanged(Struct, frozen=True, tag="people changed", gc=False):
    """The directory of people is another one: whom open work is for is counted again."""


class RecordChanged(Struct, frozen=True, tag="record changed", gc=False):
    """Fields of a record were written; None stands for all of them (a new or a deleted record).

    Who waits for a record to be there, or to go, watches its `id`.
    """

    record: str
    id: str
    fields: tuple[str, ...] | None


class MessageArrived(Struct, frozen=True, tag="message arrived", gc=False):
    """A message from outside, sent as `event`. `message` is its sender's name for it, the same in all runs.

    `fields` were checked against the declaration at the door, those of the version that was installed there.
    """

    event: str
    message: str
    fields: dict[str, Stored]


class RecordUpdateWanted(Struct, frozen=True, tag="record update wanted", gc=False):
    """What an `update` asks for, kept until the runtime knows what the record's triggers want to know of the world."""

    ref: Ref
    record: str
    id: str
    fields: dict[str, Stored]
    passed: int


class RecordUpdated(Struct, frozen=True, tag="record updated", gc=False):
    """What an `update` asked for is written. `passed` is what its event had passed: a loop of updates ends.

    `problems` are triggers whose conditions met an error.
    """

    ref: Ref
    passed: int = 0
    problems: tuple[str, ...] = ()


class RecordUpdateFailed(Struct, frozen=True, tag="record update failed", gc=False):
    """What an `update` asked for could not be written."""

    ref: Ref
    code: str
    message: str


class ChildEnded(Struct, frozen=True, tag="child ended", gc=False):
    """The run that a step has started has ended; `code` and `message` say so of one that did not complete.

    `outputs` were checked against those of the step (graph/accept.py). `stood_in` has, of substitutes who have done
    steps there, in whose place.
    """

    ref: Ref
    outputs: dict[str, Stored] | None = None
    code: str | None = None
    message: str = ""
    stood_in: dict[str, tuple[str, ...]] = {}


class LockTaken(Struct, frozen=True, tag="lock taken", gc=False):
    """The stage at `ref` has the lock that it stood in line for.

    `passed` is what the event that asked had passed, where nobody else had it: a loop of locks ends.
    """

    ref: Ref
    passed: int = 0


class TimerDue(Struct, frozen=True, tag="timer due", gc=False):
    """A timer that the run has set is due. `kind` is one of `commit.TIMERS`."""

    kind: str
    ref: Ref


class RunCanceled(Struct, frozen=True, tag="canceled", gc=False):
    """Somebody ends the run. `at_once`: without what its orchestration does `on cancel`, or the rest of it."""

    reason: str | None = None
    at_once: bool = False


class RunSuspended(Struct, frozen=True, tag="suspended", gc=False):
    """The run stands still until it is resumed. `with_parent`: the run of which it is a step is suspended."""

    reason: str | None = None
    with_parent: bool = False


class RunResumed(Struct, frozen=True, tag="resumed", gc=False):
    """The suspended run goes on. `with_parent`: the run of which it is a step is resumed."""

    with_parent: bool = False


class ElementRetried(Struct, frozen=True, tag="retried", gc=False):
    """An administrator tries again what is in error: the element `element` (an index)."""

    element: int


class ElementSkipped(Struct, frozen=True, tag="skipped", gc=False):
    """An administrator goes on without what is in error: `element` (an index); with `outputs` a step is completed."""

    element: int
    outputs: dict[str, Stored] | None = None


class InstanceAdded(Struct, frozen=True, tag="added", gc=False):
    """Somebody gives a `for each` that says `may add` one item more; `element` is the step's index."""

    element: int
    item: Stored


class AddingEnded(Struct, frozen=True, tag="no more", gc=False):
    """Somebody says that nothing more will be added to a `for each` that says `may add`."""

    element: int


Act = (
    Started
    | FlowReturned
    | FlowFailed
    | PredicateAnswered
    | PredicateFailed
    | Told
    | TellFailed
    | ItemClaimed
    | ItemReleased
    | ItemReassigned
    | ItemDelegated
    | ItemCompleted
    | RecordChanged
    | MessageArrived
    | RecordUpdateWanted
    | RecordUpdated
    | RecordUpdateFailed
    | ChildEnded
    | LockTaken
    | TimerDue
    | RunCanceled
    | ElementRetried
    | ElementSkipped
    | InstanceAdded
    | AddingEnded
    | ItemSuspended
    | ItemResumed
    | ItemSaved
    | ItemPrioritized
    | RunSuspended
    | RunResumed
    | ItemSkipped
    | PeopleChanged
)


class Event(Struct, frozen=True, gc=False):
    """Something that happened to one run.

    `id` is the sender's own name for it: an event is applied once, however often it is delivered. `at` is in
    microseconds since 1970 (UTC). `actor` is who acts (`user:ann`), None for the engine itself; `door` is the way in
    (`cli, OS user X`). `administrator` is set by the door's engine when the actor may act for others.
    """

    id: str
    at: int
    act: Act
    actor: str | None = None
    door: str | None = None
    administrator: bool = False
