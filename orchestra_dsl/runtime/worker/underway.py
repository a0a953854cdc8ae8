"""Events that were read from a table and are on their way to be applied.

The table keeps them until their commit, so an event is never lost here; this remembers which ones are not to be read
again meanwhile, and lets those wait a while before the next try that failed for want of something outside, or that
broke down and could not even be put aside.
"""

import logging
import threading
import time
from collections.abc import Hashable
from concurrent.futures import Future
from functools import partial

from attrs import frozen

from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import NotPutAside
from orchestra_dsl.runtime.requests.request import AnyRequest
from orchestra_dsl.runtime.worker.again import is_settled

AT_ONCE = 512
"""How many events of a table are on their way at once, and how many effects are carried out."""
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
"""Seconds before an event that failed is tried again: doubled with each failure, up to the longest."""

_log = logging.getLogger("orchestra.runtime")


@frozen
class Delay:
    """Until when an event is to wait, for how many seconds in all, and why it cannot be applied, nor put aside."""

    until: float
    seconds: float
    trouble: str | None


class Underway:
    """Events of one table. `wake` is set whenever one is done."""

    def __init__(self, core: Core, wake: threading.Event) -> None:
        self._core = core
        self._wake = wake
        self._guard = threading.Lock()
        self._open: set[Hashable] = set()
        self._delays: dict[Hashable, Delay] = {}

    def __len__(self) -> int:
        return len(self._open)

    @property
    def trouble(self) -> str | None:
        """Why an event cannot be applied, nor put aside, if there is such a one."""
        with self._guard:
            return next((each.trouble for each in self._delays.values() if each.trouble is not None), None)

    @property
    def postponed(self) -> int:
        """How many wait to be tried again: so many more are to be read for all others to have their turn."""
        return len(self._delays)

    def waits(self, key: Hashable) -> bool:
        """Whether an event is not to be tried before some time has passed."""
        with self._guard:
            return self._waits(key)

    def _waits(self, key: Hashable) -> bool:
        return key in self._delays and time.monotonic() < self._delays[key].until

    def submit(self, key: Hashable, request: AnyRequest) -> bool:
        """Have the event applied, unless it is on its way already or has to wait; answers whether it is sent now."""
        with self._guard:
            if key in self._open or self._waits(key):
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
            delays = self._delays.items()
            self._delays = {key: each for key, each in delays if each.until > long_ago or key in self._open}
            return bool(self._delays)

    def _done(self, key: Hashable, answer: Future[object]) -> None:
        error = answer.exception()
        with self._guard:
            self._open.discard(key)
            last = self._delays.pop(key, None)
            if error is not None and not is_settled(error):
                seconds = FIRST_DELAY if last is None else min(last.seconds * 2, LONGEST_DELAY)
                trouble = str(error) if isinstance(error, NotPutAside) else None
                self._delays[key] = Delay(time.monotonic() + seconds, seconds, trouble)
                _log.warning("an event will be tried again in %.1f s: %s", seconds, error)
        self._wake.set()
