"""The state of a run: what is open now and what can still be read, never its history.

It is decoded for an event, changed in place by the step, and encoded again. A step that raises leaves it unusable:
the stored bytes are the copy. All containers are sparse, keyed by element index, so that neither the size of the
definition nor the length of the history shows in it.
"""

from typing import Any

import msgspec
from msgspec import Struct

from orchestra_dsl.graph.statuses import ItemStatus, Status

Stored = Any


class Answer(Struct, array_like=True):
    """A predicate's answer that a waiting element keeps; None while the question is under way."""

    predicate: str
    arguments: tuple[Stored, ...]
    value: bool | None


class Waiting(Struct, array_like=True):
    """What somebody who waits for a condition has asked: answers of predicates, watched reads, a timer set."""

    answers: list[Answer] = []
    reads: tuple[tuple[str, str, str], ...] = ()
    wake: int | None = None


class Failure(Struct, array_like=True):
    """An error that an element is in: its name and its message."""

    code: str
    message: str


class Instance(Struct, array_like=True):
    """One instance of a step: the step itself, unless it has `for each`.

    `arguments` are evaluated once and reused by every retry. `item` is the status of the work item of an
    interactive step, `version` and `claimed_by` its own, `delegated` who has passed it on.
    """

    status: Status
    attempt: int = 1
    arguments: list[Stored] = []
    item: ItemStatus | None = None
    version: int = 0
    claimed_by: str | None = None
    candidates: tuple[str, ...] = ()
    opened_at: int = 0
    outputs: dict[str, Stored] | None = None


class StepState(Struct, array_like=True):
    """An open step: waiting, active or in error. A finished one is no longer here."""

    status: Status
    visit: int
    instances: dict[int, Instance] = {}
    waiting: Waiting | None = None
    failure: Failure | None = None


class StageState(Struct, array_like=True):
    """An open stage. `thread` is the thread that entered it; `left` counts its unfinished steps.

    `met` counts, for steps that are not yet started, the finished steps of their `start after`; `statuses` are those
    of finished steps that a join or a condition may still ask for.
    """

    status: Status
    visit: int
    thread: int
    left: int
    met: dict[int, int] = {}
    statuses: dict[int, Status] = {}
    waiting: Waiting | None = None
    failure: Failure | None = None


class Thread(Struct, array_like=True):
    """A place where control stands: the element `at` that it waits in. `visit` numbers the arrival.

    A handler's thread carries the error that it handles, bound to the name after `as`.
    """

    at: int
    visit: int
    waiting: Waiting | None = None
    failure: Failure | None = None
    error: dict[str, Stored] | None = None
    block: int | None = None


class State(Struct, array_like=True):
    """A run between two events.

    `visit` counts entries of any kind, so that a number is never used twice. `threads` are keyed by what they belong
    to: ROOT, a branch, or the element whose error they handle. `visited` holds the outcomes that `visited(…)` asks
    for, `error` the last error that a handler took.
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
    visited: list[tuple[int, str]] = []
    error: dict[str, Stored] | None = None
    outcome: str | None = None


def new_state(run: str) -> State:
    """The state of a run to which nothing has happened yet: what the event Started is applied to."""
    return State(run, Status.NOT_STARTED, 0, 0, 0, None, ())


_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decoder = msgspec.msgpack.Decoder(State)


def encode_state(state: State) -> bytes:
    """The state as stored: the same bytes for the same state."""
    return _encoder.encode(state)


def decode_state(data: bytes) -> State:
    """The state that `encode_state` wrote, fresh and unshared. Raises msgspec.DecodeError for anything else."""
    return _decoder.decode(data)
