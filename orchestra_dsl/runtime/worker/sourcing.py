"""Record sources: each is asked for what has changed, at its own interval, on a thread of its own.

A source that fails is asked again after growing pauses, for as long as it takes. One that does not come back is given
up, and whatever it answers later is not written; so no source holds up another one, or anything else. When it is asked
is a matter of the engine's clock.
"""

import logging
import threading
import time
from contextlib import suppress

from orchestra_dsl.plugin.problems import Unavailable
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.requests.of_sources import NoteSource
from orchestra_dsl.runtime.worker.calling import PluginView, Sources
from orchestra_dsl.runtime.worker.polling import Poll

SLOW = 30.0
"""Seconds after which a source that has not come back is told of."""
GIVEN_UP_AFTER = 600.0
"""Seconds after which it is given up, and asked again later."""
MOST_GIVEN_UP = 3
"""How many calls of a source may be given up that have not come back: there is a thread to each."""
FIRST_PAUSE, LONGEST_PAUSE = 1_000_000, 600_000_000
"""Microseconds until a source that has failed is asked again: doubled with each failure, up to the longest."""

_log = logging.getLogger("orchestra.runtime")


class Sourcing:
    """The record sources of one worker."""

    def __init__(self, core: Core, sources: Sources | None) -> None:
        self._core = core
        self._sources = sources
        self._feeds: list[Feed] = []

    def take_over(self) -> None:
        """This process has the lock now: it asks, from where the store has come to."""
        self.rest()
        if self._sources is not None:
            self._feeds = [Feed(self._core, self._sources, name) for name in self._sources.names]

    def look(self) -> None:
        """Ask those for which it is time. Where nothing is installed nobody knows a record."""
        if self._feeds and self._core.programs.installed:
            for feed in self._feeds:
                feed.look()

    @property
    def is_busy(self) -> bool:
        """Whether one is being asked, or to be asked now, that is not in trouble."""
        return any(feed.is_busy for feed in self._feeds) and bool(self._core.programs.installed)

    def views(self) -> tuple[PluginView, ...]:
        """What there is to say of each."""
        return tuple(PluginView(feed.name, feed.trouble) for feed in self._feeds)

    def rest(self) -> None:
        """Ask nobody more, and write nothing more of what is answered."""
        for feed in self._feeds:
            feed.stop()

    def close(self, grace: float) -> None:
        """Ask nobody more; who is being asked gets `grace` seconds to notice, all together."""
        self.rest()
        deadline = time.monotonic() + grace
        for feed in self._feeds:
            feed.join(max(0.0, deadline - time.monotonic()))


class Feed:
    """One source: when to ask it next, and the time at hand that it is asked."""

    def __init__(self, core: Core, sources: Sources, name: str) -> None:
        self.name = name
        self._core = core
        self._sources = sources
        self._guard = threading.Lock()
        self._poll: Poll | None = None
        self._thread: threading.Thread | None = None
        self._set_at = self._due = core.clock.now()
        self._pause = FIRST_PAUSE
        self._failed: str | None = None
        self._given_up = 0
        self._tried_again = 0
        self._stopped = False

    @property
    def trouble(self) -> str | None:
        """What keeps the source from being asked, if anything does."""
        poll = self._poll
        if poll is not None and poll.waits > SLOW:
            return f"it has not come back for {poll.waits:.0f} seconds"
        return self._failed

    @property
    def is_busy(self) -> bool:
        """Whether it is being asked, or to be asked now, and not in trouble."""
        with self._guard:
            busy = self._poll is not None or self._is_time()
        return busy and self.trouble is None

    def look(self) -> None:
        """Ask it where it is time; give up a call that does not come back."""
        with self._guard:
            poll = self._poll
            if poll is not None and poll.waits > GIVEN_UP_AFTER:
                self._give_up(poll)
            elif poll is None and self._is_time() and self._given_up < MOST_GIVEN_UP:
                self._begin()

    def stop(self) -> None:
        """Ask it no more, and write nothing more of what it answers."""
        with self._guard:
            self._stopped = True
            if self._poll is not None:
                self._poll.cancelled.set()

    def join(self, seconds: float) -> None:
        """Wait until it is not asked any more."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _begin(self) -> None:
        if self._stopped:
            return
        installed = self._core.programs.installed
        self._poll = poll = Poll(self._core, self._sources, self.name, all_again=installed != self._tried_again)
        name = f"orchestra-source-{self.name}"
        self._thread = threading.Thread(target=self._carry_out, args=(poll, installed), name=name, daemon=True)
        self._thread.start()

    def _ask_in(self, microseconds: int) -> None:
        self._set_at = self._core.clock.now()
        self._due = self._set_at + microseconds

    def _is_time(self) -> bool:
        """Whether it is to be asked now: also on a clock that was set back, which would let it wait for that long."""
        now = self._core.clock.now()
        return now >= self._due or now < self._set_at

    def _give_up(self, poll: Poll) -> None:
        """Let a call go that has not come back, and count it until it does."""
        poll.cancelled.set()
        self._poll = None
        self._given_up += 1
        trouble = f"it has not come back for {poll.waits:.0f} seconds and was given up"
        self._put_off(trouble)
        self._core.submit(NoteSource(self.name, trouble))  # nobody waits for it here

    def _put_off(self, trouble: str) -> None:
        """It is asked again after a pause."""
        if trouble != self._failed:
            _log.warning(
                "the record source %s will be asked again in %.0f s: %s", self.name, self._pause / 1e6, trouble
            )
        self._failed = trouble
        self._ask_in(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    # --- the thread of one call ---------------------------------------------------------------------------------

    def _carry_out(self, poll: Poll, installed: int) -> None:
        try:
            trouble = poll.run()
        except BaseException as error:  # noqa: BLE001 - the store or the directory is out of order: later, then
            trouble = str(error) or type(error).__name__
        with self._guard:
            if self._poll is not poll:
                self._given_up -= 1
                return
            self._poll = None
            if poll.cancelled.is_set():
                return
            if trouble is not None:
                self._put_off(trouble)
                return
            self._failed, self._pause, self._tried_again = None, FIRST_PAUSE, installed
            with suppress(Unavailable):  # it has just been asked
                self._ask_in(self._sources.every(self.name))
