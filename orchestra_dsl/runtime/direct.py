"""An engine without threads: each request is carried out where it is asked for, in a transaction of its own.

Scenarios are played on it: everything happens in the order in which it is said, and nothing by itself.
"""

from concurrent.futures import Future
from typing import TypeVar

from orchestra_dsl.runtime.applying.batch import Batch, World
from orchestra_dsl.runtime.applying.facts import NeedsOutside
from orchestra_dsl.runtime.applying.posts import carry_out
from orchestra_dsl.runtime.applying.programs import Programs
from orchestra_dsl.runtime.applying.states import States
from orchestra_dsl.runtime.core import AnyWriter
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.errors import FactsUnavailable, Refusal
from orchestra_dsl.runtime.outside import Outside
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.port import Store

T = TypeVar("T")


class _NotKeptError(Exception):
    """Ends a transaction of which nothing is to be kept."""


class DirectWriter:
    """Carries out requests on the thread that asks."""

    waiting = 0

    def __init__(self, store: Store, programs: Programs, world: World, outside: Outside) -> None:
        self._store = store
        self._programs = programs
        self._world = world
        self._outside = outside
        self._states = States()

    def submit(self, request: Request[T]) -> Future[T]:
        """Carry out the request; its future is answered already."""
        try:
            with self._store.writing() as transaction:
                batch = Batch(transaction, self._programs, self._states, self._world)
                answer = self._perform(request, batch)
                batch.finish()
            batch.committed()
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            self._states.clear()
            request.answer.set_exception(error)
        else:
            request.answer.set_result(answer)
        return request.answer

    def carry_out(self, request: Request[T]) -> Future[T]:
        """The same: there is no other thread."""
        return self.submit(request)

    def would(self, request: Request[T]) -> Refusal | None:
        """Why the request would be refused; None if it would not be. Nothing of it is kept."""
        try:
            with self._store.writing() as transaction:
                self._attempt(request, Batch(transaction, self._programs, self._states, self._world))
        except _NotKeptError:
            return None
        except Refusal as refusal:
            return refusal
        return None

    def close(self) -> None:
        """Nothing is under way."""

    def _attempt(self, request: Request[T], batch: Batch) -> None:
        """Carry the request out, and end its transaction."""
        self._perform(request, batch)
        raise _NotKeptError

    def _perform(self, request: Request[T], batch: Batch) -> T:
        while True:
            try:
                answer = request.perform(batch)
            except NeedsOutside as needed:
                answers = self._outside.ask(needed.keys)
                if isinstance(answers, FactsUnavailable):
                    raise answers from needed
                request.facts |= answers
            else:
                carry_out(batch)
                return answer


class DirectEngine(Engine):
    """The engine of one store, for one thread."""

    def _make_writer(self, world: World) -> AnyWriter:
        self._direct = DirectWriter(self.store, self.programs, world, self._outside)
        return self._direct

    def would(self, request: Request[T]) -> Refusal | None:
        """Why the request would be refused; None if it would not be. Nothing of it is kept."""
        return self._direct.would(request)
