"""The worker: the one process that calls flows, keeps time and wakes runs for a store.

Any number of processes may have a worker on one store; the one that holds the lock works, the others stand by and
take over when it ends. It learns of what other processes commit within POLL seconds, of its own process at once.
"""

import logging
import threading
import time
from collections.abc import Collection

from attrs import frozen

from orchestra_dsl.runtime.calling import Calls
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.dispatch import THREADS, CallView, Dispatch
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.lock import WorkerLock
from orchestra_dsl.runtime.ports import Fingerprinted
from orchestra_dsl.runtime.requests.note_people import NotePeople
from orchestra_dsl.runtime.requests.of_rows import fired, from_inbox
from orchestra_dsl.runtime.requests.set_schedules import SetSchedules
from orchestra_dsl.runtime.requests.start_scheduled import StartScheduled
from orchestra_dsl.runtime.requests.wake_more import WakeMore
from orchestra_dsl.runtime.underway import Underway

STAND_BY = 0.2
"""Seconds between two looks at whether the lock is free."""
AT_ONCE = 512
"""How many events of a table are on their way at once, and how many effects are carried out."""
REVIEW = 0.25
"""Seconds between two looks at whether other processes have ended what is being carried out."""
_FOR_EVER = 2**63 - 1

_log = logging.getLogger("orchestra.runtime")


@frozen
class WorkerStatus:
    """What a worker does. `abandoned` calls still hold a thread, `late` answers were ignored; `trouble` is the last."""

    works: bool
    calls: tuple[CallView, ...] = ()
    abandoned: int = 0
    late: int = 0
    trouble: str | None = None


class Worker:
    """The worker of one engine. It works between `start` and `stop`, whenever it holds the lock."""

    def __init__(self, core: Core, calls: Calls, *, threads: int = THREADS) -> None:
        self._core = core
        self._store = core.store
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._lock = WorkerLock(core.store.lock_file)
        self._dispatch = Dispatch(core, calls, self._wake.set, threads=threads)
        self._timers = Underway(core, self._wake)
        self._inbox = Underway(core, self._wake)
        self._changes = Underway(core, self._wake)
        self._schedules = Underway(core, self._wake)
        self._thread = threading.Thread(target=self._serve, name="orchestra-worker", daemon=True)
        self._works = False
        self._trouble: str | None = None
        self._to_review: set[int] = set()
        self._reviewed_at = 0.0
        self._version: int | None = None
        self._next_due: int | None = None
        self._installed = 0
        self._seen_inbox = 0
        self._sent = 0
        self._sent_again = 0
        self._left_over = 0
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
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._unlisten()
        self._dispatch.close(grace)
        self._lock.release()

    @property
    def status(self) -> WorkerStatus:
        """What it does now."""
        dispatch = self._dispatch
        return WorkerStatus(self._works, dispatch.calls(), dispatch.abandoned, dispatch.late, self._trouble)

    def settle(self, timeout: float) -> bool:
        """Wait until nothing is left to do before somebody acts or time passes; False when that takes too long."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self._has_settled():
                return True
            time.sleep(0.002)
        return False

    def _has_settled(self) -> bool:
        if not self._works or self._dispatch.is_busy() or self._core.waiting or self._has_events:
            return False
        if self._sent_again < self._left_over or self._installed != self._core.programs.installed:
            return False
        with self._store.reading() as reads:
            due = reads.next_due()
            return not (
                reads.outbox_at_once()
                or reads.inbox(0, 1)
                or reads.oldest_change()
                or (due is not None and due <= self._core.clock.now())
                or self._dispatch.is_busy()
                or self._core.waiting
            )

    def _committed(self, runs: Collection[int]) -> None:
        if self._works:
            self._to_review.update(runs)
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
            self._note_people()
        self._set_schedules()
        woken = self._wake.is_set()
        self._wake.clear()
        if woken or version != self._version or self._has_postponed:
            self._look()
            self._version = version
        elif self._next_due is not None and self._next_due <= self._core.clock.now():
            self._look()
        self._review()
        self._core.clock.wait(self._wake, self._next_due)

    def _take_over(self) -> None:
        """This process has the lock now: what another one has left undone is its concern."""
        with self._store.reading() as reads:
            self._left_over = self._sent = reads.last_outbox()
        self._sent_again = self._seen_inbox = self._installed = 0
        self._version = None
        self._works = True

    def _note_people(self) -> None:
        """Have open work counted again if people have come or gone since a worker last began (rule 16)."""
        directory = self._core.directory
        try:
            fingerprint = directory.fingerprint() if isinstance(directory, Fingerprinted) else None
        except Exception as error:  # noqa: BLE001 - a directory that fails is asked by the next worker
            _log.warning("it cannot be told whether people have come or gone: %s", error)
            return
        with self._store.reading() as reads:
            known = reads.fingerprint()
        if fingerprint is not None and fingerprint != known:
            self._core.submit(NotePeople(fingerprint)).result()

    @property
    def _has_postponed(self) -> bool:
        return any(each.has_postponed for each in (self._timers, self._inbox, self._changes, self._schedules))

    @property
    def _has_events(self) -> bool:
        return any(len(each) for each in (self._timers, self._inbox, self._schedules))

    def _look(self) -> None:
        """Look at everything that there may be to do.

        For schedules and timers it is one and the same instant: what came due between the two looks would be taken for
        something that is on its way already, and nobody would look again.
        """
        self._send_again()
        self._send()
        self._apply_inbox()
        self._wake_watchers()
        now = self._core.clock.now()
        self._start_scheduled(now)
        self._fire_timers(now)

    # --- effects ------------------------------------------------------------------------------------------------

    def _send_again(self) -> None:
        """Send what was in the outbox when this process took over.

        It may have been carried out or not: the process that sent it ended before the answer was on the disk. The
        idempotency key tells whoever is called.
        """
        if self._sent_again < self._left_over:
            self._sent_again = self._send_between(self._sent_again, self._left_over)

    def _send(self) -> None:
        """Send what has been committed since."""
        self._sent = self._send_between(self._sent, _FOR_EVER)

    def _send_between(self, after: int, until: int) -> int:
        """Send as many as there is room for; answers the key of the last one, `until` when there are no more."""
        room = AT_ONCE - len(self._dispatch)
        if room <= 0:
            return after
        with self._store.reading() as reads:
            rows = reads.outbox(after, until, room)
        for row in rows:
            self._dispatch.send(row)
        if len(rows) == room:
            self._wake.set()  # there may be more, and notifications take no room
        if not rows:
            return after if until == _FOR_EVER else until
        return rows[-1].key

    def _review(self) -> None:
        """Abandon calls that nobody waits for any more, as this process or another has decided."""
        touched, self._to_review = self._to_review, set()
        if time.monotonic() - self._reviewed_at > REVIEW:
            self._reviewed_at = time.monotonic()
            self._dispatch.review(None)
        elif touched:
            self._dispatch.review(touched)

    # --- events -------------------------------------------------------------------------------------------------

    def _apply_inbox(self) -> None:
        if self._inbox.has_postponed:
            self._seen_inbox = 0
        while len(self._inbox) < AT_ONCE:
            with self._store.reading() as reads:
                rows = reads.inbox(self._seen_inbox, AT_ONCE)
            for row in rows:
                self._inbox.submit(row.key, from_inbox(row))
                self._seen_inbox = row.key
            if not rows:
                return

    def _wake_watchers(self) -> None:
        with self._store.reading() as reads:
            more = reads.oldest_change() is not None
        if more and len(self._inbox) < AT_ONCE:
            self._changes.submit("wake", WakeMore())

    def _set_schedules(self) -> None:
        """See to it that the schedules of what is installed here, and no others, are in force while this works."""
        installed = self._core.programs.installed
        if installed == self._installed:
            return
        with self._store.reading() as reads:
            there = bool(reads.schedules())
        if there or self._core.programs.schedules():
            self._core.submit(SetSchedules()).result()
        self._installed = installed

    def _start_scheduled(self, now: int) -> None:
        """Start the runs for which it is time."""
        with self._store.reading() as reads:
            rows = reads.schedules_due(now, AT_ONCE)
        for row in rows:
            self._schedules.submit((row.key, row.next), StartScheduled(row, self._core.missed_starts))

    def _fire_timers(self, now: int) -> None:
        """Tell runs whose timers are due; those that are told already keep their timer until that is committed."""
        with self._store.reading() as reads:
            rows = reads.timers_due(now, AT_ONCE)
            due = reads.next_due()
        for row in rows:
            self._timers.submit((row.run, row.kind, row.ref), fired(row))
        # A timer that is due is on its way: its commit wakes this thread.
        self._next_due = due if due is not None and due > now else None
