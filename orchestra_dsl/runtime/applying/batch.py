"""A batch: events stepped in memory within one transaction, and what they change, written at its end."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from attrs import frozen

from orchestra_dsl.graph.statuses import NOT_STARTED
from orchestra_dsl.interpreter.commit import Commit, FactKey, Need, Post, PutOff, Refused
from orchestra_dsl.interpreter.events import Event, Started
from orchestra_dsl.interpreter.state import decode_state, encode_state, new_state
from orchestra_dsl.interpreter.step import step
from orchestra_dsl.runtime.applying.allocating import NONE, Allocation
from orchestra_dsl.runtime.applying.facts import AtOnce, Facts, NeedsOutside, look_up
from orchestra_dsl.runtime.applying.programs import Orchestration, Programs
from orchestra_dsl.runtime.applying.states import Loaded, States
from orchestra_dsl.runtime.applying.viewers import UNTOLD, viewers_of
from orchestra_dsl.runtime.clock import Clock
from orchestra_dsl.runtime.errors import FactsUnavailable, Refusal, StoreError, ValueDamaged
from orchestra_dsl.runtime.store.port import Transaction
from orchestra_dsl.runtime.store.rows import Applied, NewRun, ViewChange, Writes

READ_AGAIN = 64
"""For how many runs it is read at once who may look, where a record was written that says so; else by NoteViewers."""


@frozen
class World:
    """What a batch may not make up by itself: the time, ids for new runs, and whom work is allocated to.

    `at_once` answers questions to the world outside for which nobody has to wait; of the others it raises LookupError.
    """

    clock: Clock
    new_id: Callable[[], str]
    at_once: Callable[[FactKey], Any]
    allocation: Allocation = NONE


class UnwritableError(Exception):
    """What events have led to cannot be written: no concern of the event at which that is noticed."""

    def __init__(self, fault: Exception) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Batch:
    """One transaction's events. `touched` are the runs that have changed.

    `posts` are what runs have asked of each other and of records, each with its run and instant (posts.py). While
    `postponing` is set, events that follow are left to later transactions.
    """

    def __init__(self, transaction: Transaction, programs: Programs, states: States, world: World) -> None:
        self.transaction = transaction
        self.programs = programs
        self.writes = Writes()
        self.touched: dict[int, Loaded] = {}
        self.posts: deque[tuple[int, int, Post]] = deque()
        self.postponing = False
        self._states = states
        self._world = world
        self._named: dict[tuple[int, str], str | None] = {}
        self._written: dict[tuple[str, str], None] = {}
        self._viewers_of: dict[int, None] = {}
        self._last_run: int | None = None
        if transaction.foreign:
            states.clear()

    # --- what there is ------------------------------------------------------------------------------------------

    def now(self, loaded: Loaded | None = None) -> int:
        """The instant to give to an event; never before the run's last one."""
        now = self._world.clock.now()
        return now if loaded is None else max(now, loaded.at)

    def load(self, run: int) -> Loaded:
        """A run as its next event finds it. Raises Refusal when there is none."""
        found = self.touched.get(run) or self._states.get(run)
        if found is not None:
            return found
        stored = self.transaction.run(run)
        if stored is None:
            raise Refusal("not found", "this run is not there any more")
        program = self.programs.by_key(stored.graph, self.transaction)
        return Loaded(stored.key, stored.id, program, stored.updated_at, stored.status, stored.state)

    def made_by(self, run: int, event_id: str | None) -> tuple[str | None] | None:
        """What an event that was applied before has made; None for one that was not, or that has no name."""
        if event_id is None:
            return None
        if (run, event_id) in self._named:
            return (self._named[run, event_id],)
        return self.transaction.was_applied(run, event_id)

    def new_id(self) -> str:
        """An id that nothing else has."""
        return self._world.new_id()

    # --- stepping -----------------------------------------------------------------------------------------------

    def attempt(self, loaded: Loaded, event: Event, facts: Mapping[FactKey, Any]) -> Commit | PutOff | None:
        """What the event does to the run; None when it comes too late. Raises Refusal and NeedsOutside."""
        known: Facts = AtOnce(loaded.program.graph, self.transaction, self._world.at_once)
        known |= {("policies",): dict(self._world.allocation.policies), **facts}
        while True:
            answer = step(loaded.program, decode_state(loaded.state), event, known)
            if isinstance(answer, Refused):
                raise Refusal(answer.code, answer.message)
            if isinstance(answer, PutOff):
                return answer
            if not isinstance(answer, Need):
                return answer.commit
            self._allocate(answer.keys, known)
            look_up([key for key in answer.keys if key not in known], loaded.program.graph, self.transaction, known)

    def _allocate(self, keys: Iterable[FactKey], known: Facts) -> None:
        """Choose whom work is allocated to, on counts that hold what this transaction has done so far."""
        for key in keys:
            if key[0] == "allocation":
                self.flush()
                known[key] = self._world.allocation.answer(key, known, self.transaction)

    # --- what is to be written ----------------------------------------------------------------------------------

    def apply(self, loaded: Loaded, event: Event, commit: Commit | PutOff | None) -> None:
        """Take in what an event does. What is put off is kept, and what would bring it again goes."""
        if isinstance(commit, PutOff):
            self.writes.put_off.append((loaded.key, event))
            commit = None
        if commit is None:
            self.writes.too_late.append((loaded.key, event.act))
            return
        state, status = encode_state(commit.state), commit.summary.status
        self.writes.applied.append(Applied(loaded.key, event, commit, state, status != loaded.status))
        self.touched[loaded.key] = Loaded(loaded.key, loaded.id, loaded.program, commit.at, status, state)
        self.posts.extend((loaded.key, commit.at, post) for post in commit.posts)
        sight = loaded.program.sight
        if not sight.open:
            self.writes.moved.append((loaded.key, status))
            if sight.moves or isinstance(event.act, Started):
                self.note_viewers(loaded.key)

    def name(self, run: int, event_id: str | None, made: str | None = None) -> None:
        """Remember that the event which its sender named so has been applied."""
        if event_id is not None:
            self._named[run, event_id] = made
            self.writes.event_ids.append((run, event_id, made))

    def newest_run(self) -> int:
        """The greatest key of a run, those that are still to be written included."""
        if self._last_run is None:
            self._last_run = self.transaction.last_run()
        return self._last_run

    def new_run(self, orchestration: Orchestration, at: int, run_id: str | None = None) -> Loaded:
        """A run to which nothing has happened yet; `add_run` writes it. Without that the next one has its number."""
        run_id = run_id or self._world.new_id()
        key = self.newest_run() + 1
        return Loaded(key, run_id, orchestration.program, at, NOT_STARTED, encode_state(new_state(run_id)))

    def add_run(self, orchestration: Orchestration, run: Loaded, parent: int | None = None) -> None:
        """Write a new run; `parent` is the one of which it is a step."""
        everybody = run.program.sight.open
        row = NewRun(run.key, run.id, orchestration.graph_key, orchestration.key, run.at, run.state, parent, everybody)
        self.writes.runs.append(row)
        self._last_run = run.key
        self.touched.setdefault(run.key, run)
        if not everybody:
            self.note_viewers(run.key)

    def flush(self) -> None:
        """Write what there is, so that the transaction's own reads see it. Raises UnwritableError."""
        writes, self.writes = self.writes, Writes()
        for each in writes.records:
            self._written[each.type, each.id] = None
        for record in writes.deleted:
            self._written[record] = None
        try:
            self.transaction.apply(writes)
        except StoreError:
            raise
        except Exception as fault:
            raise UnwritableError(fault) from fault

    def finish(self) -> None:
        """Write what there is, for the last time, and who may look at the runs for which that has changed."""
        self.flush()
        for type_, id_ in self._written:
            runs = self.transaction.told_by_record(type_, id_, 0, READ_AGAIN + 1)
            if len(runs) > READ_AGAIN:
                self.writes.view_changes.append(ViewChange(type_, id_))
            else:
                self._viewers_of.update(dict.fromkeys(runs))
        for run in self._viewers_of:
            self._write_viewers(run)
        if self.writes.viewers or self.writes.view_changes:
            self.flush()

    def note_viewers(self, run: int) -> None:
        """Have it read, at the end, who may look at a run."""
        self._viewers_of[run] = None

    def _write_viewers(self, run: int) -> None:
        """Write who may look, if it has changed."""
        try:
            found = viewers_of(self.load(run), self.transaction)
        except ValueDamaged:
            found = UNTOLD
        if found != self.transaction.viewers(run):
            self.writes.viewers.append((run, found))

    def committed(self) -> None:
        """Everything is on the disk: what was changed may be kept for the next batch."""
        for loaded in self.touched.values():
            self._states.keep(loaded)

    # --- what follows -------------------------------------------------------------------------------------------

    def follow(self, run: int, event: Event) -> None:
        """Apply an event that this batch itself has caused, at once if it can be.

        One that must ask outside, or cannot know now what it must, is left in the inbox, one that breaks down is put
        aside: in no case is it lost, and in none does it hold up what has caused it.
        """
        if self.postponing:
            self.writes.inbox.append((run, event))
            return
        try:
            loaded = self.load(run)
            event = msgspec.structs.replace(event, at=max(event.at, loaded.at))
            commit = self.attempt(loaded, event, {})
        except (NeedsOutside, FactsUnavailable):
            self.writes.inbox.append((run, event))
        except ValueDamaged as damaged:
            self.put_aside(run, event, damaged)
        except (StoreError, UnwritableError):
            raise
        except Exception as fault:  # noqa: BLE001 - a fault of the program, kept with the event
            self.put_aside(run, event, fault)
        else:
            self.apply(loaded, event, commit)

    def put_aside(self, run: int, event: Event, fault: Exception) -> None:
        """Keep an event that broke down, with the reason; what would bring it again goes."""
        self.writes.aside.append((run, event.at, _reason(fault), event))
        self.writes.too_late.append((run, event.act))


def _reason(fault: Exception) -> str:
    """Why an event is put aside: what of the store is damaged, or the fault of the program."""
    return str(fault) if isinstance(fault, StoreError) else f"{type(fault).__name__}: {fault}"
