"""Watching who comes and goes: open work is counted again where the directory of people is another than before.

A directory can tell that by its fingerprint, and what ails it. It is asked on a thread of its own, so that one that
hangs holds up nothing but the news of it.
"""

import logging
import threading
import time
from concurrent.futures import Future, wait

from orchestra_dsl.plugin.problems import message_of
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import EventFailed, FactsUnavailable, StoreError
from orchestra_dsl.runtime.outside import Fetching
from orchestra_dsl.runtime.ports import Fingerprinted, Troubled
from orchestra_dsl.runtime.requests.note_people import NotePeople
from orchestra_dsl.runtime.threads.pool import Pool

EVERY = 5.0
"""Seconds between two looks."""
LONG = 5.0
"""Seconds after which a look is not waited for, and said to take long."""
_STEP = 0.05
"""Seconds between two looks at whether the worker is told to stop."""

_log = logging.getLogger("orchestra.runtime")


class PeopleWatch:
    """The watch of one worker. `trouble` is what keeps the directory from answering, or from knowing better."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._pool = Pool("orchestra-people", 1)
        self._next = 0.0
        self._looking: Future[None] | None = None
        self._asked: Fetching | None = None
        self.trouble: str | None = None

    def begin(self, stopping: threading.Event) -> None:
        """Look at once, and wait a while for what comes of it: the worker begins with work that is counted."""
        looking, until = self._begin_to_look(), time.monotonic() + LONG
        while not looking.done() and not stopping.is_set() and time.monotonic() < until:
            wait([looking], _STEP)

    def look_now_and_then(self) -> None:
        """Begin to look, where it is time and the last look has come to its end."""
        if time.monotonic() < self._next:
            return
        if self._looking is None or self._looking.done():
            self._begin_to_look()
        elif self._asked is not None and time.monotonic() - self._asked.job.since > LONG:
            self.trouble = self._asked.unanswered(LONG)
            self._asked = None

    def _begin_to_look(self) -> Future[None]:
        self._next = time.monotonic() + EVERY
        self._looking = looking = Future[None]()
        self._asked = Fetching(self._pool, self._pool.submit(lambda: self._look_and_say(looking)))
        return looking

    def close(self) -> None:
        """Look no more."""
        self._next = float("inf")
        self._pool.close()

    def _look_and_say(self, looking: Future[None]) -> None:
        try:
            self._look()
        except (StoreError, FactsUnavailable) as error:  # the worker, or who asks for people, is told; it looks again
            _log.debug("whether people have come or gone could not be noted: %s", error)
        except Exception:  # noqa: BLE001 - a fault; it looks again
            _log.exception("whether people have come or gone could not be noted")
        finally:
            looking.set_result(None)

    def _look(self) -> None:
        """Note the fingerprint, which has open work counted again if it is another (rule 16)."""
        directory = self._core.directory
        try:
            fingerprint = directory.fingerprint() if isinstance(directory, Fingerprinted) else None
            trouble = directory.trouble() if isinstance(directory, Troubled) else None
        except Exception as error:  # noqa: BLE001 - a directory that fails is asked again
            if self.trouble != (failed := message_of(error)):
                _log.warning("it cannot be told whether people have come or gone: %s", failed)
            self.trouble = failed
            return
        with self._core.store.reading() as reads:
            known = reads.fingerprint()
        if fingerprint is not None and fingerprint != known:
            try:
                self._core.submit(NotePeople(fingerprint)).result()
            except EventFailed as fault:  # it looks again, and all else goes on
                trouble = str(fault)
        self.trouble = trouble
