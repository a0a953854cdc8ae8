"""Events that the tables of a store hold for runs: kept messages, changes of records, schedules and timers."""

import threading
import time

from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import EventFailed
from orchestra_dsl.runtime.requests.note_viewers import NoteViewers
from orchestra_dsl.runtime.requests.of_rows import fired, from_inbox
from orchestra_dsl.runtime.requests.set_schedules import SetSchedules
from orchestra_dsl.runtime.requests.start_scheduled import StartScheduled
from orchestra_dsl.runtime.requests.wake_more import WakeMore
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.store.rows import Change
from orchestra_dsl.runtime.worker.again import Again
from orchestra_dsl.runtime.worker.underway import AT_ONCE, Underway


class Due:
    """What is due is given to the engine, each event once until it is applied."""

    def __init__(self, core: Core, wake: threading.Event) -> None:
        self._core = core
        self._store = core.store
        self._timers = Underway(core, wake)
        self._inbox = Underway(core, wake)
        self._changes = Underway(core, wake)
        self._schedules = Underway(core, wake)
        self._all = (self._timers, self._inbox, self._changes, self._schedules)
        self._seen_inbox = 0
        self._installed = 0
        self._latest = 0
        self._set_from = 0.0
        self._set_again = Again()
        self.next: int | None = None
        """The instant at which something will be due, as far as that is known."""

    def take_over(self) -> None:
        """This process has the lock now: it begins anew, and with schedules of its own."""
        self._seen_inbox = self._installed = 0

    @property
    def has_postponed(self) -> bool:
        """Whether events wait to be tried again."""
        return any(each.has_postponed for each in self._all)

    @property
    def trouble(self) -> str | None:
        """Why an event cannot be applied, nor put aside, if there is such a one."""
        return next((each.trouble for each in self._all if each.trouble is not None), self._set_again.trouble)

    def has_settled(self, reads: Reads) -> bool:
        """Whether none is left, here or in the store."""
        if any(len(each) for each in (self._timers, self._inbox, self._schedules)):
            return False
        if self._installed != self._core.programs.installed:
            return False
        due = reads.next_due()
        is_late = due is not None and due <= self._core.clock.now()
        return not (is_late or reads.inbox(0, 1) or reads.oldest_change() or reads.view_changes(1))

    def set_schedules(self) -> None:
        """See to it that the schedules of what is installed here, and no others, are in force while this works.

        That is looked at again when the clock is set back: what is due next may be due sooner by then.
        """
        installed = self._core.programs.installed
        if time.monotonic() < self._set_from or (installed == self._installed and not self._was_set_back()):
            return
        with self._store.reading() as reads:
            there = bool(reads.schedules())
        try:
            if there or self._core.programs.schedules():
                self._core.submit(SetSchedules()).result()
        except EventFailed as fault:  # all else goes on, and the schedules that there are, too
            self._installed, self._set_from = 0, time.monotonic() + self._set_again.pause(fault)
            return
        self._installed, self._set_again = installed, Again()

    def _was_set_back(self) -> bool:
        """Whether the clock shows less than when it was last asked this."""
        before, self._latest = self._latest, self._core.clock.now()
        return self._latest < before

    def submit(self) -> None:
        """Give everything that is due to the engine.

        For schedules and timers it is one and the same instant: what came due between the two looks would be taken for
        something that is on its way already, and nobody would look again.
        """
        self._apply_inbox()
        self._wake_watchers()
        now = self._core.clock.now()
        self._start_scheduled(now)
        self._fire_timers(now)

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
            change, unread = self._next_change(reads), reads.view_changes(1)
        if change is not None and len(self._inbox) < AT_ONCE:
            self._changes.submit(change.key, WakeMore(change.key))
        if unread:
            self._changes.submit("viewers", NoteViewers())

    def _next_change(self, reads: Reads) -> Change | None:
        """The oldest change that is not to wait: those behind one that breaks down go on."""
        change = reads.oldest_change()
        while change is not None and self._changes.waits(change.key):
            change = reads.oldest_change(change.key)
        return change

    def _start_scheduled(self, now: int) -> None:
        """Start the runs for which it is time."""
        with self._store.reading() as reads:
            rows = reads.schedules_due(now, AT_ONCE + self._schedules.postponed)
        for row in rows:
            self._schedules.submit((row.key, row.next), StartScheduled(row, self._core.missed_starts))

    def _fire_timers(self, now: int) -> None:
        """Tell runs whose timers are due; those that are told already keep their timer until that is committed."""
        with self._store.reading() as reads:
            rows = reads.timers_due(now, AT_ONCE + self._timers.postponed)
            due = reads.next_due()
        for row in rows:
            self._timers.submit((row.run, row.kind, row.ref), fired(row))
        # A timer that is due is on its way: its commit wakes this thread.
        self.next = due if due is not None and due > now else None
