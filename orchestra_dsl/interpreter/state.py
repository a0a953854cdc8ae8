"""The state of a run: what is open now and what can still be read, never its history.

It is decoded for an event, changed in place by the step, and encoded again. A step that raises leaves it unusable:
the stored bytes are the copy. All containers are sparse, keyed by element index, so that neither the size of the
definition nor the length of the history shows in it.
"""

from enum import IntEnum, IntFlag
from typing import Any

import msgspec
from msgspec import Struct

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.interpreter.events import Parent

Stored = Any


class Answer(Struct, array_like=True, gc=False):
    """A predicate's answer that a waiting element keeps; None while the question is under way.

    `number` tells the questions of one element apart: an answer to an older one is ignored. `expires` tells that a
    timer is set to ask again.
    """

    predicate: str
    arguments: tuple[Stored, ...]
    number: int
    value: bool | None = None
    expires: bool = False


class Waiting(Struct, array_like=True, gc=False):
    """What waits for a condition has asked: answers of predicates, watched reads, the instant of a set timer.

    `limit` is an await's own timer: the place of the `after` arm that is due first, and the instant.
    """

    answers: list[Answer] = []
    reads: tuple[tuple[str, str, str], ...] = ()
    wake: int | None = None
    asked: int = 0
    limit: tuple[int, int] | None = None


class Failure(Struct, array_like=True, gc=False):
    """An error that an element is in: its name and its message. `handled`: a handler's block takes it, or will."""

    code: str
    message: str
    handled: bool = False


class Instance(Struct, array_like=True, gc=False):
    """One instance of a step; a step without `for each` is its instance 0.

    `arguments` are evaluated once and reused by every retry; None until they are. `attempt` counts over the whole
    visit, `first` is the one with which the present row of attempts began (an administrator begins a new one);
    `pausing` is set until the timer of the next attempt is due. `item` is the status of the work item of an
    interactive step; `version`, `claimed_by`, `candidates` and `opened_at` are the item's. `outputs` are there once
    the work is done, while the instance waits in `finish when`: in `waiting`. `due_at` is when the item is due;
    `trouble` says why something that was to be done about it on time, a rung or a reminder, was not. `excluded` are
    the principals whom `exclude` named when somebody last acted, `delegated` the users who have delegated the item.
    `child` is the run that the instance waits for. `priority` is the item's, `until` when a suspended one goes on by
    itself, `draft` what has been entered so far. `disabled`: `enabled while` does not hold. `acting_for` is in whose
    place `claimed_by` acts, if they are a substitute. `behalf` is the user for whom the step acts, by its `as`. `pool`
    are those whom an item is for that is allocated to one of them, `excluding` what its exclusions read of records
    while it is open. `held`: its next attempt waits for what predicates say of its
    `withdraw when` and `enabled while`.
    """

    attempt: int = 1
    first: int = 1
    pausing: bool = False
    arguments: list[Stored] | None = None
    item: ItemStatus | None = None
    version: int = 0
    claimed_by: str | None = None
    candidates: tuple[str, ...] = ()
    opened_at: int = 0
    outputs: dict[str, Stored] | None = None
    waiting: Waiting | None = None
    failure: Failure | None = None
    due_at: int | None = None
    trouble: str | None = None
    excluded: tuple[str, ...] = ()
    delegated: tuple[str, ...] = ()
    child: str | None = None
    priority: int = 0
    until: int | None = None
    draft: dict[str, Stored] = {}
    disabled: bool = False
    acting_for: str | None = None
    about: str | None = None
    locks: str | None = None
    behalf: str | None = None
    pool: tuple[str, ...] = ()
    excluding: tuple[tuple[str, str, str], ...] = ()
    held: bool = False


class Phase(IntEnum):
    """How far an open step has come in the order of its clauses (language.md, rule 4)."""

    START_WHEN = 0
    TURN = 1
    ONLY_IF = 2
    FOR_EACH = 3
    RUNNING = 4


START_WHEN, TURN, ONLY_IF, FOR_EACH, RUNNING = Phase
"""The same by themselves (graph/statuses.py says why)."""


class StepState(Struct, array_like=True, gc=False):
    """An open step: waiting, active or in error. A finished one is no longer here.

    `instances` are the open ones. `waiting` and `failure` are those of the step as a whole: of its conditions
    before there is any instance, and of `enough when`. The status is error while the step or one of its instances
    is in error. Of a `for each` `items` is the captured list, `begun` and `completed` count its instances; with
    `different people` `done_by` are the users who have completed them. `queue` is a heap of the numbers of those whose
    error waits until the handler's block is free. `closed`: nothing more may be added, though the source has `may add`.
    """

    status: Status
    visit: int
    phase: Phase = Phase.START_WHEN
    instances: dict[int, Instance] = {}
    waiting: Waiting | None = None
    failure: Failure | None = None
    items: list[Stored] | None = None
    begun: int = 0
    completed: int = 0
    queue: list[int] = []
    closed: bool = False
    done_by: list[str] = []


class StageState(Struct, array_like=True, gc=False):
    """An open stage. `thread` is the thread that entered it; `left` counts its unfinished steps.

    `met` counts, for steps that are not yet started, the finished and the completed steps of their `start after`;
    `statuses` are those of finished steps that a join or a condition may still ask for. `begun` tells whether
    `start when` has held: a stage in error is mended from there. `lock` is the name of the lock that it has or, as long
    as it has not begun, stands in line for. With `one at a time` `turn` is the step that has its turn, `line` are those
    that are ready.
    """

    status: Status
    visit: int
    thread: int
    left: int
    met: dict[int, tuple[int, int]] = {}
    statuses: dict[int, Status] = {}
    waiting: Waiting | None = None
    failure: Failure | None = None
    begun: bool = False
    lock: str | None = None
    turn: int | None = None
    line: list[int] = []


class Message(Struct, array_like=True, gc=False):
    """A message from outside: the event and its fields in stored form."""

    event: str
    fields: dict[str, Stored]


class KeptMessage(Struct, array_like=True, gc=False):
    """A message that has been kept. `arms` are those that it is kept for: await, place, and until when."""

    message: Message
    arms: tuple[tuple[int, int, int], ...]


class ParallelState(Struct, array_like=True, gc=False):
    """An open parallel. `thread` is the thread that entered it, `left` counts its unfinished branches.

    `statuses` are those of finished branches. Once it is `completed`, `rest continue` has left the others open.
    """

    visit: int
    thread: int
    left: int
    statuses: dict[int, Status] = {}
    completed: bool = False


class Thread(Struct, array_like=True, gc=False):
    """A place where control stands: the element `at` that it waits in. `visit` numbers the arrival.

    A handler's thread runs `block`, carries the `error` that it handles, and has as `parent` the key of the thread
    in which the error happened; `instance` is the one that failed, where it was that of a step. A branch's thread runs
    the branch `block`; its `parent` has entered the parallel. `messages` are those that awaits have bound. At an
    `undo` the thread has undone so many entries, and `undoing` says of which one (step, visit, instance) the call is
    under way.
    """

    at: int
    visit: int
    parent: int | None = None
    waiting: Waiting | None = None
    failure: Failure | None = None
    error: dict[str, Stored] | None = None
    block: int | None = None
    instance: int | None = None
    messages: dict[int, Message] = {}
    undoing: tuple[int, int, int] | None = None
    undone: int = 0


class Suspension(IntFlag):
    """Why a run stands still: somebody has suspended it, or the run of which it is a step is suspended; or both."""

    BY_HAND = 1
    WITH_PARENT = 2


class Done(Struct, array_like=True, gc=False):
    """What an instance of a step has done and an `undo` can take back, with the arguments for that.

    `attempt` counts the calls that have been made to take it back. `at` is the number of the last entry of any kind
    when the instance completed: where it is below that of a stage's entry, this was done before. `acting_for` is the
    user for whom it was done, and is undone.
    """

    step: int
    visit: int
    instance: int
    arguments: list[Stored]
    attempt: int = 0
    at: int = 0
    acting_for: str | None = None


class State(Struct, array_like=True, gc=False):
    """A run between two events.

    `visit` counts entries of any kind, so that a number is never used twice. `threads` are keyed by what they belong
    to: ROOT, a branch, or the element whose error they handle. `failing` are the elements in error, `visited` holds
    the outcomes that `visited(…)` asks for, `error` the last error that a handler took, `messages` those that have been
    kept, oldest first. `outputs` are those of steps; of a `for each` those of its completed instances, by their
    numbers. `done` is what can be undone, oldest first. `parent` is set in a run that is a step of another; `children`
    counts the runs that were started as steps of this one. `entered` has, of stages that an `undo back to` names, the
    number of their last entry.
    `suspended` holds the reasons (Suspension) why the run stands still, if it does. `statuses` are those of stages and
    steps that are over, where `state(…)` asks for them, `originals` what `original(…)` reads, by parameter. `stood_in`
    has, of substitutes who have done steps, in whose place; `swept` is how many messages were kept when those that had
    expired were last let go. `canceling` is set, to the reason or an empty text, while
    the run does what it has to `on cancel`.
    """

    run: str
    status: Status
    sequence: int
    visit: int
    started_at: int
    started_by: str | None
    parameters: tuple[Stored, ...]
    threads: dict[int, Thread] = {}
    stages: dict[int, StageState] = {}
    steps: dict[int, StepState] = {}
    outputs: dict[int, dict[str, Stored]] = {}
    variables: dict[int, Stored] = {}
    failing: list[int] = []
    visited: list[tuple[int, str]] = []
    error: dict[str, Stored] | None = None
    outcome: str | None = None
    parallels: dict[int, ParallelState] = {}
    messages: list[KeptMessage] = []
    done: list[Done] = []
    parent: Parent | None = None
    children: int = 0
    entered: dict[int, int] = {}
    suspended: int = 0
    statuses: dict[int, Status] = {}
    originals: dict[int, dict[str, Stored]] = {}
    stood_in: dict[str, tuple[str, ...]] = {}
    canceling: str | None = None
    swept: int = 0


def new_state(run: str) -> State:
    """The state of a run to which nothing has happened yet: what the event Started is applied to."""
    return State(run, Status.NOT_STARTED, 0, 0, 0, None, ())


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(State)


def encode_state(state: State) -> bytes:
    """The state as stored. Dicts keep their order through it, so the same events give the same bytes."""
    return _encoder.encode(state)


def decode_state(data: bytes) -> State:
    """The state that `encode_state` wrote, fresh and unshared. Raises msgspec.DecodeError for anything else."""
    return _decoder.decode(data)
