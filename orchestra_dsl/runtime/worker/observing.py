"""Observers of runs: each is told of what has happened, in order, on a thread of its own.

What is to be told is kept in the store, written with what has happened itself, and how far each observer has come. So
nothing is lost by a crash, and what was told just before one is told again. An observer that fails is told again after
growing pauses, for as long as it takes; one that is slow or hangs holds up nothing but itself.
"""

import logging
import threading
import time

from orchestra_dsl.plugin.problems import message_of
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.requests.observers import NoteTold, SetObservers
from orchestra_dsl.runtime.store.damage import intact
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.store.rows import HappenedRow, ObserverRow
from orchestra_dsl.runtime.worker.calling import Observers, PluginView
from orchestra_dsl.runtime.worker.observations import observations

PAGE = 100
"""How many events are read at once."""
NOTED_AFTER = 1.0
"""Seconds of telling after which it is noted how far that has come."""
SLOW = 5.0
"""Seconds after which a call that has not come back is told of."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 600.0
"""Seconds until an observer that has failed is told again: doubled with each failure, up to the longest."""

_log = logging.getLogger("orchestra.runtime")


class Observing:
    """The observers of one worker."""

    def __init__(self, core: Core, observers: Observers | None) -> None:
        self._core = core
        self._observers = observers
        self._feeds: list[Feed] = []

    def take_over(self) -> None:
        """This process has the lock now: who is told from now on, and by whom."""
        self.rest()
        if self._observers is None:
            return
        names = self._observers.names
        with self._core.store.reading() as reads:
            there = [row.name for row in reads.observers()]
        if names or there:
            self._core.submit(SetObservers(names, complete=self._observers.complete)).result()
        with self._core.store.reading() as reads:
            rows = [row for row in reads.observers() if row.name in names]
        self._feeds = [Feed(self._core, self._observers, row) for row in rows]

    def look(self) -> None:
        """Something may have happened."""
        for feed in self._feeds:
            feed.wake.set()

    def has_more(self, reads: Reads) -> bool:
        """Whether somebody is still to be told who has no trouble."""
        if not self._feeds:
            return False
        last = reads.last_happened()
        return any(feed.noted.told < last and feed.trouble is None for feed in self._feeds)

    def views(self) -> tuple[PluginView, ...]:
        """What there is to say of each."""
        return tuple(PluginView(feed.name, feed.trouble) for feed in self._feeds)

    def rest(self) -> None:
        """Tell nobody more."""
        for feed in self._feeds:
            feed.stop()

    def close(self, grace: float) -> None:
        """Tell nobody more; who is being told gets `grace` seconds for it, all together."""
        self.rest()
        deadline = time.monotonic() + grace
        for feed in self._feeds:
            feed.join(max(0.0, deadline - time.monotonic()))


class Feed:
    """One observer, and the thread that tells it. `noted` is how far the store knows that it has been told."""

    def __init__(self, core: Core, observers: Observers, row: ObserverRow) -> None:
        self.name = row.name
        self.wake = threading.Event()
        self.noted = row
        self._core = core
        self._observers = observers
        self._told = row.told
        self._failed: str | None = None
        self._since: float | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=f"orchestra-observer-{row.name}", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str | None:
        """What keeps the observer from being told, if anything does."""
        since = self._since
        if since is not None and (seconds := time.monotonic() - since) > SLOW:
            return f"it has not come back for {seconds:.0f} seconds"
        return self._failed

    def stop(self) -> None:
        """Tell it nothing more."""
        self._stopping.set()
        self.wake.set()

    def join(self, seconds: float) -> None:
        """Wait until what it is being told is told."""
        self._thread.join(seconds)

    # --- the thread ---------------------------------------------------------------------------------------------

    def _serve(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            self.wake.clear()
            try:
                more, trouble = self._turn()
            except Exception as error:  # noqa: BLE001 - the store is out of order: later, then
                more, trouble = False, message_of(error)
            if trouble is not None:
                self._complain(trouble, pause)
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            self._failed, pause = None, FIRST_PAUSE
            if not more:
                self.wake.wait()

    def _turn(self) -> tuple[bool, str | None]:
        """Tell what is next; answers whether there may be more, and what went wrong."""
        with self._core.store.reading() as reads:
            rows = reads.happened(self._told, PAGE)
        until = time.monotonic() + NOTED_AFTER
        trouble = None
        for row in rows:
            trouble = self._tell(row)
            if trouble is not None:
                break
            self._told = row.place
            if self._stopping.is_set() or time.monotonic() > until:
                break
        self._note(trouble)
        return bool(rows), trouble

    def _tell(self, row: HappenedRow) -> str | None:
        """Tell all that one event has led to; answers what went wrong. What is damaged is told of elsewhere."""
        for seen in intact(lambda: observations(row, self._core)) or ():
            self._since = time.monotonic()
            failed = self._observers.tell(self.name, seen)
            self._since = None
            if failed is not None:
                return f"{failed.code}: {failed.message}"
        return None

    def _note(self, trouble: str | None) -> None:
        """Have the store know how far it has come, where that is news to it."""
        row = ObserverRow(self.name, self._told, trouble)
        if row != self.noted:
            self._core.submit(NoteTold(row)).result()
            self.noted = row

    def _complain(self, trouble: str, pause: float) -> None:
        if trouble != self._failed:
            _log.warning("the observer %s will be told again in %.0f s: %s", self.name, pause, trouble)
        self._failed = trouble
