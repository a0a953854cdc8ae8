"""The worker: the one process that calls flows, keeps time and wakes runs for a store.

Any number of processes may have a worker on one store; the one that holds the lock works, the others stand by and
take over when it ends. It learns of what other processes commit within POLL seconds, of its own process at once.
"""

import logging
import threading
import time
from collections.abc import Collection

from attrs import frozen

from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.store.lock import WorkerLock
from orchestra_dsl.runtime.worker.calling import Calls, Observers, PluginView, Sources
from orchestra_dsl.runtime.worker.dispatch import CallView, Dispatch
from orchestra_dsl.runtime.worker.due import Due
from orchestra_dsl.runtime.worker.executors import THREADS
from orchestra_dsl.runtime.worker.observing import Observing
from orchestra_dsl.runtime.worker.outbox import Outbox
from orchestra_dsl.runtime.worker.people_watch import PeopleWatch
from orchestra_dsl.runtime.worker.sourcing import Sourcing

STAND_BY = 0.2
"""Seconds between two looks at whether the lock is free."""

_log = logging.getLogger("orchestra.runtime")


@frozen
class WorkerStatus:
    """What a worker does. `abandoned` calls still hold a thread, `late` answers were ignored; `trouble` is the last.

    `observers` says of each what keeps it from being told, if anything does, and `sources` the same of record sources.
    """

    works: bool
    calls: tuple[CallView, ...] = ()
    abandoned: int = 0
    late: int = 0
    trouble: str | None = None
    observers: tuple[PluginView, ...] = ()
    sources: tuple[PluginView, ...] = ()


class Worker:
    """The worker of one engine. It works between `start` and `stop`, whenever it holds the lock."""

    def __init__(
        self,
        core: Core,
        calls: Calls,
        *,
        observers: Observers | None = None,
        sources: Sources | None = None,
        threads: int = THREADS,
    ) -> None:
        self._core = core
        self._store = core.store
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._lock = WorkerLock(core.store.lock_file)
        self._dispatch = Dispatch(core, calls, self._wake.set, threads=threads)
        self._outbox = Outbox(core.store, self._dispatch, self._wake)
        self._due = Due(core, self._wake)
        self._people = PeopleWatch(core)
        self._observing = Observing(core, observers)
        self._sourcing = Sourcing(core, sources)
        self._thread = threading.Thread(target=self._serve, name="orchestra-worker", daemon=True)
        self._works = False
        self._trouble: str | None = None
        self._version: int | None = None
        self._stopped = False
        self._unlisten = core.listen(self._committed)

    # --- from outside -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to work, or to stand by."""
        self._thread.start()

    def stop(self, *, grace: float = 1.0) -> None:
        """Stop working, and let others take over. What is under way gets `grace` seconds to come to its end.

        A worker that has stopped already stays so.
        """
        if self._stopped:
            return
        self._stopped = True
        self._dispatch.rest()
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._unlisten()
        self._people.close()
        self._sourcing.close(grace)
        self._observing.close(grace)
        self._dispatch.close(grace)
        self._lock.release()

    @property
    def status(self) -> WorkerStatus:
        """What it does now."""
        dispatch = self._dispatch
        trouble = self._trouble or self._people.trouble or self._due.trouble or dispatch.trouble
        views = self._observing.views(), self._sourcing.views()
        return WorkerStatus(self._works, dispatch.calls(), dispatch.abandoned, dispatch.late, trouble, *views)

    def settle(self, timeout: float) -> bool:
        """Wait until nothing is left to do before somebody acts or time passes; False when that takes too long."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self._has_settled():
                return True
            time.sleep(0.002)
        return False

    def _has_settled(self) -> bool:
        if not self._works or self._is_busy or self._sourcing.is_busy or self._outbox.has_left_over:
            return False
        with self._store.reading() as reads:  # one look at all of it: what leaves one table may come to another
            if self._observing.has_more(reads):
                return False
            return self._due.has_settled(reads) and not (reads.outbox_at_once() or self._is_busy)

    @property
    def _is_busy(self) -> bool:
        return self._dispatch.is_busy() or bool(self._core.waiting)

    def _committed(self, runs: Collection[int]) -> None:
        if self._works:
            self._outbox.touched(runs)
        self._wake.set()

    # --- the thread ---------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
                self._trouble = None
            except Exception as error:  # noqa: BLE001 - the worker goes on as soon as it can
                level = logging.WARNING if isinstance(error, StoreError) else logging.ERROR
                if self._trouble != str(error):
                    _log.log(level, "the worker cannot go on: %s", error, exc_info=level == logging.ERROR)
                self._trouble = str(error)
                self._version = None
                if isinstance(error, StoreError) and error.kind == "missing":
                    self._works = False
                    self._observing.rest()
                    self._sourcing.rest()
                    self._lock.release()  # it may be beside another store by now
                self._stopping.wait(STAND_BY)
        self._works = False

    def _turn(self) -> None:
        version = self._store.version()  # before the lock is taken: that of a store that has gone would be another's
        if not self._lock.acquire():
            self._works = False
            self._stopping.wait(STAND_BY)
            return
        if not self._works:
            self._take_over()
            self._people.begin(self._stopping)
        self._people.look_now_and_then()
        self._sourcing.look()
        self._due.set_schedules()
        woken = self._wake.is_set()
        self._wake.clear()
        if woken or version != self._version or self._due.has_postponed:
            self._look()
            self._version = version
        elif self._due.next is not None and self._due.next <= self._core.clock.now():
            self._look()
        self._outbox.review()
        self._dispatch.resume()
        self._core.clock.wait(self._wake, self._due.next)

    def _take_over(self) -> None:
        """This process has the lock now: what another one has left undone is its concern."""
        self._outbox.take_over()
        self._due.take_over()
        self._observing.take_over()
        self._sourcing.take_over()
        self._version = None
        self._works = True

    def _look(self) -> None:
        """Look at everything that there may be to do."""
        self._outbox.send_again()
        self._outbox.send()
        self._due.submit()
        self._observing.look()
