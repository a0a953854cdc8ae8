"""What a run is at one moment: plain values that are never changed, only replaced.

Elements are named by their index in the graph, as in the graph itself. Moments are microseconds since 1970. Values of
outputs, variables and arguments are kept in their stored form. Nothing is forgotten before a rule says so.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import field, frozen

from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.moments import DateTime
from tests.model.world import World

K = TypeVar("K")
V = TypeVar("V")
Stored = Any
OPEN = ("waiting", "active", "error")
OPEN_WORK = ("open", "claimed")
FINISHED = ("completed", "skipped", "discontinued", "canceled")
WHOLE = None
"""In the place of an instance's number: the step as a whole."""

Place = tuple[int, int | None]
"""An element; of a step the instance too, or WHOLE."""


@frozen
class Failure:
    """An error that something is in. `taken` by a handler's block, or left to an administrator (rule 15)."""

    code: str
    message: str = field(eq=False)
    taken: bool = False
    left: bool = False


@frozen
class Instance:
    """One doing of a step: the only one, or one for each item of a list (rules 4 and 5).

    `call` and `work` are the numbers of what it waits for among the run's calls and work items; `waits` tells that its
    `finish when` has been asked and did not hold. `disabled`: its `enabled while` does not hold. `acts_for` is the user
    for whom it acts. `held`: it has asked predicates whether it begins.
    """

    number: int
    item: Stored
    status: str = "active"
    arguments: Mapping[str, Stored] | None = None
    acts_for: str | None = None
    attempt: int = 0
    further: int = 0
    call: int | None = None
    retry_at: int | None = None
    timeout_at: int | None = None
    work: int | None = None
    outputs: Mapping[str, Stored] | None = None
    waits: bool = False
    disabled: bool = False
    held: bool = False
    failure: Failure | None = None


@frozen
class Step:
    """A step in the present visit of its stage. `phase` is the next of its clauses to be asked (rule 4).

    In the phase "answer" a predicate in its `only if` has been asked.

    `closed`: nothing more will be added to its items.
    """

    visit: int
    status: str = "not started"
    phase: str = "after"
    items: tuple[Stored, ...] | None = None
    instances: tuple[Instance, ...] = ()
    failure: Failure | None = None
    closed: bool = False


@frozen
class Stage:
    """The present or last visit of a stage (rules 1 and 3). Once it is `left`, nothing goes on in it.

    `line` are the steps that are ready and wait for their turn, where they go one at a time.
    `lock` is the number of the call by which it has its lock, or stands in line for it (rule 18).
    """

    visit: int
    status: str
    limit_at: int | None = None
    timeout_at: int | None = None
    began: bool = False
    left: bool = False
    failure: Failure | None = None
    line: tuple[int, ...] = ()
    lock: int | None = None


@frozen
class Parallel:
    """The present or last visit of a parallel, and how its branches stand."""

    visit: int
    status: str
    branches: Mapping[int, str]
    failure: Failure | None = None


@frozen
class Thread:
    """Control, in one scope: ROOT, a branch, or the block of a handler. It stands `at` an element, or is on its way.

    `error` and `of` are those of a handler's block: what it handles, and where that happened.
    """

    at: int
    visit: int
    on_the_way: bool = True
    arms_at: Mapping[int, int] = {}
    call: int | None = None
    undone: tuple[int, int, int] | None = None
    failure: Failure | None = None
    error: Mapping[str, Stored] | None = None
    of: tuple[Any, ...] | None = None


@frozen
class Call:
    """What has been asked of the world, to be answered once. `kind` is flow, child, undo, update, lock or unlock.

    `identity` is what the idempotency key stands for: the same for every attempt (section 6). Of `unlock` it is the
    number of the call that asked for the lock. `passed` is what control had passed in the event that asks (rule 22).
    `waits`: somebody waits for what comes of it. `acts_for` is the user for whom it is made.
    """

    kind: str
    element: int
    instance: int
    attempt: int
    name: str
    arguments: Mapping[str, Stored]
    identity: tuple[Any, ...] = ()
    timeout: int | None = None
    passed: int = 0
    waits: bool = True
    acts_for: str | None = None


@frozen
class WorkItem:
    """A work item, open or not. Candidates and the excluded are principals.

    `about` and `locks` are records. One that `rests` is suspended, `until` a moment or until somebody resumes it.
    """

    step: int
    visit: int
    instance: int
    opened_at: int
    candidates: tuple[str, ...]
    excluded: tuple[str, ...]
    status: str = "open"
    claimed_by: str | None = None
    completed_by: str | None = None
    delegated: tuple[str, ...] = ()
    due_at: int | None = None
    priority: int = 0
    rungs: tuple[tuple[int, int], ...] = ()
    remind_at: int | None = None
    remind_every: int | None = None
    about: str | None = None
    locks: str | None = None
    rests: bool = False
    until: int | None = None


@frozen
class Answer:
    """What a plugin's predicate has answered, None until it has, and when it wants to be asked again (rule 9).

    `about` are the records that it was asked about, by type and id.
    """

    about: frozenset[tuple[str, str]]
    value: bool | None = None
    again_at: int | None = None


@frozen
class Kept:
    """A message that has arrived, kept for some arms of awaits until a moment each (rule 20)."""

    event: str
    fields: Mapping[str, Stored]
    until: Mapping[tuple[int, int], int]


@frozen
class Done:
    """What an instance has done and `undo` can take back (rule 12); `after` is the last visit before."""

    step: int
    visit: int
    instance: int
    arguments: Mapping[str, Stored]
    after: int
    acts_for: str | None = None


@frozen
class Run:
    """A run of `graph` at the moment `now`, and what it asked of the world in the event that is being handled.

    `asleep` are the places of conditions that compare `now` with this moment, and of awaits of which an `after` is due,
    that have not had their turn yet.
    `suspended` are the reasons why it stands still, if it does, and `put_off` is what has come meanwhile. In `canceled`
    and `stilled` are the numbers of calls: the runs of steps that it has canceled, suspended or resumed.
    """

    graph: Graph
    name: str
    now: int
    status: str = "not started"
    outcome: str | None = None
    result: Stored = None
    arguments: tuple[Stored, ...] = ()
    started_at: int = 0
    started_by: str | None = None
    visits: int = 0
    threads: Mapping[int, Thread] = {}
    stages: Mapping[int, Stage] = {}
    steps: Mapping[int, Step] = {}
    parallels: Mapping[int, Parallel] = {}
    variables: Mapping[int, Stored] = {}
    visited: frozenset[tuple[int, str]] = frozenset()
    error: Mapping[str, Stored] | None = None
    messages: Mapping[int, tuple[str, Mapping[str, Stored]]] = {}
    kept: tuple[Kept, ...] = ()
    done: tuple[Done, ...] = ()
    answers: Mapping[Place, Mapping[tuple[Any, ...], Answer]] = {}
    calls: tuple[Call, ...] = ()
    asked: frozenset[int] = frozenset()
    work: tuple[WorkItem, ...] = ()
    told: tuple[tuple[Any, ...], ...] = ()
    canceled: tuple[int, ...] = ()
    suspended: frozenset[str] = frozenset()
    put_off: tuple[Callable[["Run", World], "Run"], ...] = ()
    stilled: tuple[tuple[int, bool], ...] = ()
    logged: tuple[str, ...] = ()
    asleep: frozenset[Place] = frozenset()
    originals: Mapping[int, Mapping[str, Stored]] = {}
    passed: int = 0

    @property
    def zone(self) -> str:
        """In which times are meant and shown: that of the calendar that is used."""
        return "UTC" if self.graph.calendar is None else self.graph.calendar.zone

    @property
    def now_text(self) -> Stored:
        """The present moment in its stored form."""
        return DateTime(self.now, self.zone).text()


def put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    """The mapping with one value replaced."""
    return {**mapping, key: value}


def without(mapping: Mapping[K, V], *keys: K) -> dict[K, V]:
    """The mapping without some keys."""
    return {key: value for key, value in mapping.items() if key not in keys}
