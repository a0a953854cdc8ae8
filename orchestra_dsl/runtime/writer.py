"""What writes: a thread that takes what has arrived, steps it in memory, and commits it as one batch.

Whoever waits for a request has it carried out on their own thread, where nothing else is to be written: the way to
another thread and back takes a tenth of the whole.

Nobody is answered before the commit is on the disk; a commit that fails, fails for all of its batch, and nothing that
was stepped for it is kept. Where a request meets a fault of the program, all of its batch are carried out once more,
each alone, and that one fails: what it has done until then, or another before it, is not in their transactions.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from attrs import define, field

from orchestra_dsl.interpreter.commit import FactKey
from orchestra_dsl.runtime.applying.batch import Batch, UnwritableError, World
from orchestra_dsl.runtime.applying.facts import Facts, NeedsOutside
from orchestra_dsl.runtime.applying.posts import carry_out
from orchestra_dsl.runtime.applying.programs import Programs
from orchestra_dsl.runtime.applying.states import States
from orchestra_dsl.runtime.errors import (
    EventFailed,
    FactsUnavailable,
    NotPutAside,
    Refusal,
    StoreError,
    ValueDamaged,
)
from orchestra_dsl.runtime.lanes import Lanes
from orchestra_dsl.runtime.outside import Outside
from orchestra_dsl.runtime.requests.request import AnyRequest, Request
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.threads.interrupting import Uninterrupted

BATCH = 128
"""The most requests of one batch."""

PAUSE = 0.0005
"""Seconds between two batches of a busy writer: without them another process hardly gets in."""

SLICE = 0.01
"""Seconds that a batch has for patient requests, one of which is carried out in any case: somebody may come."""

LONG = 5.0
"""After how many seconds it is said that a request waits for facts from outside."""

PATIENCE = 30.0
"""How many seconds a request waits for facts from outside before it is given up."""

T = TypeVar("T")
_log = logging.getLogger("orchestra.runtime")


@define
class Outcomes:
    """What came of a batch's requests, to be told once it is committed."""

    answered: list[tuple[AnyRequest, Any]] = field(factory=list)
    failed: list[tuple[AnyRequest, Exception]] = field(factory=list)
    parked: dict[AnyRequest, tuple[tuple[FactKey, ...], list[AnyRequest]]] = field(factory=dict)
    left: list[AnyRequest] = field(factory=list)
    touched: Collection[int] = ()


class Writer:
    """The one place in a process where its store is written."""

    def __init__(
        self,
        store: Store,
        programs: Programs,
        world: World,
        outside: Outside,
        on_commit: Callable[[Collection[int]], None],
    ) -> None:
        self._store = store
        self._programs = programs
        self._world = world
        self._outside = outside
        self._on_commit = on_commit
        self._states = States()
        self._lanes = Lanes()
        self._thread = threading.Thread(target=self._serve, name="orchestra-writer", daemon=True)
        self._thread.start()

    def submit(self, request: Request[T]) -> Future[T]:
        """Have the request carried out. Its future is answered once everything is on the disk."""
        if not self._lanes.add(request):
            request.answer.set_exception(_closed(self._store.where))
        return request.answer

    def carry_out(self, request: Request[T]) -> Future[T]:
        """The same, for who waits for it: on this thread, where nothing else is to be written."""
        with Uninterrupted():  # a turn that nobody ends would be the last one
            if self._lanes.take_turn():
                self._carry_out([request])
                return request.answer
        return self.submit(request)

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return self._lanes.waiting

    def close(self) -> None:
        """Finish the batch that is under way and take nothing more; whoever still waits is told so."""
        for request in self._lanes.close():
            request.answer.set_exception(_closed(self._store.where))
        self._thread.join()

    # --- the thread ---------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while True:
            timeout = 1.0 if self._lanes.parked else None
            requests = self._lanes.take(BATCH, timeout)
            if requests is None:
                return
            if requests:
                self._carry_out(requests)
            try:
                if self._lanes.ready:
                    time.sleep(PAUSE)
                self._look_at_parked()
            except Exception:  # noqa: BLE001 - without this thread nothing would ever be written again
                _log.exception("the writer met a fault, and goes on")

    # --- a batch ------------------------------------------------------------------------------------------------

    def _carry_out(self, requests: list[AnyRequest]) -> None:
        """Carry out what was taken, and let the next one."""
        try:
            self._work_off(requests)
        except Exception:  # noqa: BLE001 - who waits is answered by now, and others must go on
            _log.exception("the writer met a fault, and goes on")
        except BaseException:
            self._states.clear()  # it may have come after the commit
            raise
        finally:
            self._lanes.end_turn()

    def _work_off(self, requests: list[AnyRequest]) -> None:
        """Carry out the requests as one batch; if the batch breaks down, each alone, so that only the culprit fails."""
        try:
            outcomes = self._commit(requests)
        except Exception as fault:  # noqa: BLE001 - the culprit is told, the others go on
            self._states.clear()
            if isinstance(fault, StoreError) and not isinstance(fault, ValueDamaged):
                for request in requests:
                    request.answer.set_exception(fault)
            elif len(requests) == 1:
                self._break_down(requests[0], fault.fault if isinstance(fault, UnwritableError) else fault)
            else:
                for request in requests:
                    self._work_off([request])
        else:
            self._tell(outcomes)

    def _commit(self, requests: list[AnyRequest]) -> Outcomes:
        outcomes = Outcomes()
        with self._store.writing() as transaction:
            batch = Batch(transaction, self._programs, self._states, self._world)
            until: float | None = None
            for request in requests:
                if request.patient and until is not None and time.monotonic() > until:
                    outcomes.left.append(request)
                    continue
                if request.patient and until is None:
                    until = time.monotonic() + SLICE
                self._perform(request, batch, outcomes)
                carry_out(batch)
            batch.finish()
        batch.committed()
        outcomes.touched = batch.touched.keys()
        return outcomes

    def _perform(self, request: AnyRequest, batch: Batch, outcomes: Outcomes) -> None:
        ahead = next((each for each in outcomes.parked if request.lane is not None and each.lane == request.lane), None)
        if ahead is not None:
            outcomes.parked[ahead][1].append(request)
            return
        try:
            outcomes.answered.append((request, request.perform(batch)))
        except NeedsOutside as needed:
            outcomes.parked[request] = (needed.keys, [])
        except (Refusal, FactsUnavailable) as error:
            # Its traceback would hold the whole batch in memory for as long as somebody holds the error.
            outcomes.failed.append((request, error.with_traceback(None)))
        except ValueDamaged as damaged:
            request.break_down(batch, damaged)
            outcomes.failed.append((request, damaged.with_traceback(None)))

    def _break_down(self, request: AnyRequest, fault: Exception) -> None:
        """A request whose writing broke down is answered; what must not be lost of it is kept, or stays where it is."""
        _log.error("an event broke down", exc_info=fault)
        error: Exception = fault if isinstance(fault, ValueDamaged) else _event_failed(fault)
        try:
            with self._store.writing() as transaction:
                batch = Batch(transaction, self._programs, self._states, self._world)
                request.break_down(batch, fault)
                batch.flush()
        except Exception as another:  # noqa: BLE001 - whoever waits is answered in any case
            error = another if isinstance(another, StoreError) else self._not_put_aside(request, fault)
            _log.exception("an event that broke down could not be put aside")
        request.answer.set_exception(error)

    def _not_put_aside(self, request: AnyRequest, fault: Exception) -> NotPutAside:
        title = request.title
        with suppress(Exception), self._store.reading() as reads:
            title = request.entitled(reads)
        error = NotPutAside(
            f"{title} broke down inside Orchestra ({type(fault).__name__}: {fault}), and could not be put aside. "
            "Please report it"
        )
        error.__cause__ = fault
        return error

    # --- afterwards ---------------------------------------------------------------------------------------------

    def _tell(self, outcomes: Outcomes) -> None:
        """Everything is on the disk: answer, park what has to wait, and let others know what has changed."""
        if outcomes.left:
            self._lanes.put_back(outcomes.left)
        for request, (keys, behind) in outcomes.parked.items():
            self._lanes.park(request, behind)
            request.fetching = self._outside.fetch(keys, partial(self._fetched, request))
        for request, answer in outcomes.answered:
            request.answer.set_result(answer)
        for request, error in outcomes.failed:
            request.answer.set_exception(error)
        self._on_commit(outcomes.touched)

    def _fetched(self, request: AnyRequest, answer: Facts | FactsUnavailable) -> None:
        """Facts from outside are here: the request goes on where it was in line; without them it fails."""
        if isinstance(answer, FactsUnavailable):
            if self._lanes.unpark(request, again=False):
                request.answer.set_exception(answer)
            return
        request.facts |= answer
        self._lanes.unpark(request, again=True)

    def _look_at_parked(self) -> None:
        """Say of those that wait for long that they do, and give up those that wait for too long."""
        for request in self._lanes.parked:
            fetching, on_wait = request.fetching, request.on_wait
            if fetching is None:
                continue
            if request.waits_longer_than(PATIENCE):
                unanswered = fetching.unanswered(PATIENCE)
                fetching.give_up()
                self._fetched(request, FactsUnavailable(unanswered))
            elif on_wait is not None and request.waits_longer_than(LONG):
                request.on_wait = None
                on_wait(fetching.unanswered(LONG))


def _event_failed(fault: Exception) -> EventFailed:
    error = EventFailed(
        f"this broke down inside Orchestra ({type(fault).__name__}: {fault}); the run is as it was before. "
        "Please report it with the run's history."
    )
    error.__cause__ = fault
    return error


def _closed(where: str) -> StoreError:
    return StoreError("closed", where, "the engine is closed", "Open it again.")
