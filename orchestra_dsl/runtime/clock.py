"""The clock: what time it is, and waiting for it. Whatever in the runtime asks for the time asks one of these."""

import threading
import time
from typing import Protocol

POLL = 0.05
"""The longest wait in seconds before a worker looks again for what other processes have stored."""


class Clock(Protocol):
    """A source of time."""

    def now(self) -> int:
        """The instant in microseconds since 1970 (UTC)."""

    def wait(self, wake: threading.Event, due: int | None) -> None:
        """Wait until `wake` is set or the instant `due` has come, in no case longer than POLL."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """The instant in microseconds since 1970 (UTC)."""
        return time.time_ns() // 1_000

    def wait(self, wake: threading.Event, due: int | None) -> None:
        """Wait until `wake` is set or the instant `due` has come, in no case longer than POLL."""
        left = POLL if due is None else min(POLL, (due - self.now()) / 1_000_000)
        if left > 0:
            wake.wait(left)


class FastForwardClock(SystemClock):
    """The machine's own clock, but time that nobody needs can be skipped, `budget` microseconds in all."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._skipped = 0

    def now(self) -> int:
        """The instant in microseconds since 1970 (UTC), ahead of the machine's by what has been skipped."""
        return super().now() + self._skipped

    def skip_to(self, instant: int) -> int:
        """Move on to an instant that is to come, as far as the budget goes; answers how much time was skipped."""
        amount = max(0, min(instant - self.now(), self._budget - self._skipped))
        self._skipped += amount
        return amount


class VirtualClock:
    """A clock that stands still until it is moved: for tests and scenarios."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._wakes: set[threading.Event] = set()
        self._lock = threading.Lock()

    def now(self) -> int:
        """The instant in microseconds since 1970 (UTC)."""
        with self._lock:
            return self._now

    def advance(self, microseconds: int) -> None:
        """Let time pass, and wake whoever waits for it."""
        with self._lock:
            self._now += microseconds
            for wake in self._wakes:
                wake.set()

    def wait(self, wake: threading.Event, due: int | None) -> None:
        """Wait until `wake` is set or the instant `due` has come, in no case longer than POLL."""
        with self._lock:
            if due is not None and due <= self._now:
                return
            self._wakes.add(wake)
        wake.wait(POLL)
