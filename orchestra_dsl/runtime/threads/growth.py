"""More threads for flows that wait, and few for flows that compute.

Threads that wait for a network or a disk cost next to nothing, and hundreds may. Threads that compute take turns: more
of them make nothing faster, and each makes the engine wait longer for its own turn. So there are few threads to begin
with, which is best for flows that are short. Where some have to queue for long, there are to be as many as are wanted
while the process hardly computes, else one more now and then.
"""

import threading
import time
from collections.abc import Callable

LOOK = 0.05
"""Seconds between two looks."""
CALM = 0.5
"""The part of one processor up to which the process hardly computes."""

Seconds = Callable[[], float]


class Growth:
    """Looks as long as jobs queue; `grow` is told whether the process is calm.

    `computed` and `passed` are the seconds that this process has computed, and that have passed.
    """

    def __init__(self, name: str, queues: Callable[[], bool], grow: Callable[[bool], None]) -> None:
        self._name = name
        self._queues = queues
        self._grow = grow
        self._guard = threading.Lock()
        self._looking = False
        self.computed: Seconds = time.process_time
        self.passed: Seconds = time.monotonic

    def look(self) -> None:
        """Something has to queue: begin to look, unless that has begun."""
        with self._guard:
            if self._looking:
                return
            self._looking = True
        threading.Thread(target=self._serve, name=self._name, daemon=True).start()

    def _serve(self) -> None:
        while True:
            computed, passed = self.computed(), self.passed()
            time.sleep(LOOK)
            with self._guard:
                if not self._queues():
                    self._looking = False
                    return
            self._grow(self.computed() - computed <= CALM * (self.passed() - passed))
