"""The loop in which async flows run, and another one once a flow blocks it.

An async flow that computes or waits without `await` holds up all that run in its loop. It cannot be ended; but flows
that are called from then on run in a new loop, and what the worker itself has to do later has a loop of its own.
"""

import logging
import threading
from collections.abc import Callable
from functools import partial

from orchestra_dsl.runtime.threads.loop import LoopThread, Work

BLOCKED = 5.0
"""Seconds without a sign of life after which a loop counts as blocked."""
MOST = 8
"""How many loops there may be: who blocks them all has to wait."""

_log = logging.getLogger("orchestra.runtime")


class Loops:
    """The loops of one worker."""

    def __init__(self) -> None:
        self._timers = LoopThread("orchestra-timers")
        self._loops = [LoopThread("orchestra-loop")]
        self._closed = False
        self._watch()

    def run(self, work: Work, cancelled: Callable[[], object]) -> Callable[[], None]:
        """Run a coroutine; answers what cancels it. `cancelled` is called where it ends by that."""
        return self._loops[-1].run(work, cancelled)

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Call something after a while, whatever flows do; it must not block."""
        self._timers.later(seconds, work)

    def close(self) -> None:
        """Cancel what runs, and end the threads if the flows let them."""
        self._closed = True
        self._timers.close()
        *blocked, current = self._loops
        for loop in blocked:
            loop.close(patience=0)
        current.close()

    def _watch(self) -> None:
        """Ask the loop for a sign of life."""
        alive = threading.Event()
        self._loops[-1].later(0, alive.set)
        self._timers.later(BLOCKED, partial(self._look, alive))

    def _look(self, alive: threading.Event) -> None:
        if self._closed:
            return
        if not alive.is_set() and len(self._loops) < MOST:
            _log.warning("an async flow blocks its loop for %.0f s: others are called in a new one", BLOCKED)
            self._loops.append(LoopThread("orchestra-loop"))
        self._watch()
