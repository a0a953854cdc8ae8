"""What guards a store, taken out of a process of these tests: each test of a fault has to notice that it is gone.

The environment variable says what is missing. It is read by the processes of the tests alone; the product knows none.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from orchestra_dsl.interpreter.events import Event
from orchestra_dsl.runtime import StoreError
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.worker.dispatch import Dispatch

WITHOUT = "ORCHESTRA_CRASH_WITHOUT"


def _failure_of_commits() -> None:
    """Whoever waits for a commit that fails is answered as if it had not."""
    inner: Callable[[SqliteStore], Any] = SqliteStore.writing

    @contextmanager
    def writing(self: SqliteStore) -> Iterator[SqliteTransaction]:
        with suppress(StoreError), inner(self) as transaction:
            yield transaction

    SqliteStore.writing = writing  # type: ignore[method-assign]  # the fault


def _names_of_acts() -> None:
    """An act that is sent again under its name is done again."""
    made_by, name = Batch.made_by, Batch.name

    def name_once(self: Batch, run: int, event_id: str | None, made: str | None = None) -> None:
        if made_by(self, run, event_id) is None:
            name(self, run, event_id, made)

    Batch.made_by = lambda *_: None  # type: ignore[method-assign]  # the fault
    Batch.name = name_once  # type: ignore[method-assign]  # the fault


def _keeping_of_answers() -> None:
    """A flow's answer that cannot be stored is thrown away, and the flow is called again."""
    inner = Dispatch._delivered

    def delivered(self: Dispatch, sending: Any, make: Any, result: Any) -> None:
        if isinstance(result.exception(), StoreError):
            with self._guard:
                self._open.pop(sending.row.key, None)
            self._loops.later(0.02, lambda: self.send(sending.row))
        else:
            inner(self, sending, make, result)

    Dispatch._delivered = delivered  # type: ignore[method-assign]  # the fault


def _order_of_time() -> None:
    """An event happens at the time that the clock shows, even before the event before it."""
    inner = Deliver.perform

    def perform(self: Deliver, batch: Batch) -> bool:
        event = self._event

        def now(at: int) -> Event:  # noqa: ARG001 - the time that it should have
            return event(batch.now())

        self._event = now  # type: ignore[method-assign]  # the fault
        return inner(self, batch)

    Deliver.perform = perform  # type: ignore[method-assign]  # the fault


GUARDS: dict[str, Callable[[], None]] = {
    "failure of commits": _failure_of_commits,
    "names of acts": _names_of_acts,
    "keeping of answers": _keeping_of_answers,
    "order of time": _order_of_time,
}


def take_out() -> None:
    """Take out what the environment says, if anything."""
    name = os.environ.get(WITHOUT)
    if name is not None:
        GUARDS[name]()
