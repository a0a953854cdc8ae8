"""Events that were read from a table and are on their way to be applied.

The table keeps them until their commit, so an event is never lost here; this remembers which ones are not to be read
again meanwhile, and lets those that failed for want of something outside wait a while before the next try.
"""

import logging
import threading
import time
from collections.abc import Hashable
from concurrent.futures import Future
from functools import partial

from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import EventFailed, Refusal, ValueDamaged
from orchestra_dsl.runtime.requests.request import AnyRequest

AT_ONCE = 512
"""How many events of a table are on their way at once, and how many effects are carried out."""
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
"""Seconds before an event that failed is tried again: doubled with each failure, up to the longest."""

_log = logging.getLogger("orchestra.runtime")


class Underway:
    """Events of one table. `wake` is set whenever one is done."""

    def __init__(self, core: Core, wake: threading.Event) -> None:
        self._core = core
        self._wake = wake
        self._guard = threading.Lock()
        self._open: set[Hashable] = set()
        self._delays: dict[Hashable, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def submit(self, key: Hashable, request: AnyRequest) -> bool:
        """Have the event applied, unless it is on its way already or has to wait; answers whether it is sent now."""
        with self._guard:
            until, _ = self._delays.get(key, (0.0, 0.0))
            if key in self._open or time.monotonic() < until:
                return False
            self._open.add(key)
        self._core.submit(request).add_done_callback(partial(self._done, key))
        return True

    @property
    def has_postponed(self) -> bool:
        """Whether some wait to be tried again. Those that nobody has tried for long are there no more."""
        if not self._delays:
            return False
        with self._guard:
            long_ago = time.monotonic() - LONGEST_DELAY
            self._delays = {key: each for key, each in self._delays.items() if each[0] > long_ago or key in self._open}
            return bool(self._delays)

    def _done(self, key: Hashable, answer: Future[object]) -> None:
        error = answer.exception()
        with self._guard:
            self._open.discard(key)
            if error is None or isinstance(error, EventFailed | Refusal | ValueDamaged):
                self._delays.pop(key, None)
            else:
                _, last = self._delays.get(key, (0.0, 0.0))
                delay = min(max(FIRST_DELAY, last * 2), LONGEST_DELAY)
                self._delays[key] = (time.monotonic() + delay, delay)
                _log.warning("an event will be tried again in %.1f s: %s", delay, error)
        self._wake.set()
