"""What every counter of the engine stands on: the store, the programs, the writer, the clock, the directory."""

from collections.abc import Callable, Collection
from concurrent.futures import Future
from functools import cached_property
from typing import Protocol, TypeVar

from orchestra_dsl.interpreter.commit import FactKey
from orchestra_dsl.interpreter.events import Act
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.allocating import NONE, Allocation
from orchestra_dsl.runtime.applying.batch import World
from orchestra_dsl.runtime.applying.facts import Facts
from orchestra_dsl.runtime.applying.programs import Programs
from orchestra_dsl.runtime.applying.scheduling import Policy
from orchestra_dsl.runtime.clock import Clock, SystemClock
from orchestra_dsl.runtime.errors import FactsUnavailable, Refusal
from orchestra_dsl.runtime.identity import new_run_id
from orchestra_dsl.runtime.outside import Outside
from orchestra_dsl.runtime.ports import Directory
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.threads.answer import answer_of
from orchestra_dsl.runtime.writer import Writer

T = TypeVar("T")
Listener = Callable[[Collection[int]], None]
"""Told after every commit of this process which runs it has changed; called on the thread that has written."""


class AnyWriter(Protocol):
    """What carries out requests."""

    def submit(self, request: Request[T]) -> Future[T]:
        """Have the request carried out. Its future is answered once everything is on the disk."""

    def carry_out(self, request: Request[T]) -> Future[T]:
        """The same, for who waits for it: then it may be done on their own thread."""

    @property
    def waiting(self) -> int:
        """How many requests wait."""

    def close(self) -> None:
        """Finish what is under way and take nothing more."""


class Core:
    """One store in one process: requests go in, and are answered once they are on the disk."""

    def __init__(
        self,
        store: Store,
        *,
        directory: Directory,
        administrators: Collection[str] = (),
        allocation: Allocation = NONE,
        clock: Clock | None = None,
        new_id: Callable[[], str] = new_run_id,
        missed_starts: Policy = "once",
    ) -> None:
        self.store = store
        self.missed_starts: Policy = missed_starts
        self.clock: Clock = clock or SystemClock()
        self.programs = Programs(store)
        self.directory = directory
        self._listeners: list[Listener] = []
        self._outside = Outside(directory, administrators)
        self._writer = self._make_writer(World(self.clock, new_id, self._outside.at_once, allocation))

    def _make_writer(self, world: World) -> AnyWriter:
        """What carries out requests; another kind of engine has another one."""
        return Writer(self.store, self.programs, world, self._outside, self._committed)

    def submit(self, request: Request[T]) -> Future[T]:
        """Have a request carried out; its future is answered once everything is on the disk."""
        return self._writer.submit(request)

    def carry_out(self, request: Request[T]) -> T:
        """The same, waiting for the answer. Raises Interrupted for Ctrl-C where a directory keeps it from coming."""
        try:
            return answer_of(self._writer.carry_out(request))
        finally:
            del request  # it keeps the error that it is answered with, and that one what stood here

    @cached_property
    def secret(self) -> bytes:
        """What the tokens of the store's calls are made with. It stays the same as long as the store is open."""
        with self.store.reading() as reads:
            return reads.secret()

    def run_key(self, run_id: str) -> int:
        """The store's number of a run. Raises Refusal when there is none."""
        with self.store.reading() as reads:
            key = reads.run_key(run_id)
        if key is None:
            raise Refusal("not found", f"there is no run {run_id}")
        return key

    def ask_outside(self, keys: tuple[FactKey, ...]) -> Facts:
        """What only the directory of people knows, asked on this thread. Raises FactsUnavailable."""
        answers = self._outside.ask(keys)
        if isinstance(answers, FactsUnavailable):
            raise answers
        return answers

    def deliver(self, run_id: str, act: Act, by: Acting, *, event_id: str | None = None) -> bool:
        """Apply an act to a run; answers whether it changed anything. Raises Refusal where it may not be.

        `event_id` is the sender's own name for the event: it is applied once, however often it is delivered.
        """
        return self.carry_out(Deliver(self.run_key(run_id), act, by, event_id=event_id))

    @property
    def waiting(self) -> int:
        """How many requests wait to be carried out."""
        return self._writer.waiting

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Be told after every commit of this process; answers what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Finish what is being written and let the store go. Stop the worker first."""
        self._writer.close()
        self._outside.close()
        self.store.close()

    def _committed(self, runs: Collection[int]) -> None:
        for listener in list(self._listeners):
            listener(runs)
