"""A circuit breaker: a server that is down is left alone for a while, and asked by one message at a time.

    closed ──failures in a row──> open ──pause over──> half-open ──it works──> closed
                                   ^                       │
                                   └──────it fails: the pause doubles

The breakers that exist as libraries either let one call through at a time (pybreaker) or all of them while half-open
(circuitbreaker), and both read the machine's clock; this one is told the time.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from orchestra_dsl.plugin.problems import BadPlugin

T = TypeVar("T")
FAILURES = 3
"""How many failures in a row open it."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
"""How long it stays open: doubled with each probe that fails, up to the longest."""

_log = logging.getLogger("orchestra.notify")


class ServerDown(Exception):
    """The server is left alone for now; the message says since when it fails, and when it is asked again."""


class Breaker:
    """That of one server, by whatever name messages have for it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._turn = threading.Lock()
        self._failures = 0
        self._why = ""
        self._pause = FIRST_PAUSE
        self._open_until: datetime | None = None
        self._probing = False

    def state(self, now: datetime) -> Literal["closed", "open", "half-open"]:
        """What it is at this instant."""
        if self._open_until is None:
            return "closed"
        return "open" if now < self._open_until else "half-open"

    def call(self, now: datetime, work: Callable[[], T], tells: Callable[[Exception], bool]) -> T:
        """Do what asks the server. Raises ServerDown where it is left alone, and what the work raises.

        `tells` answers whether an error tells that the server is down, and not of one message.
        """
        self._enter(now)
        try:
            result = work()
        except BadPlugin:  # the server was not asked
            self._leave()
            raise
        except Exception as error:
            if tells(error):
                self._failed(now, error)
            else:
                self._worked()
            raise
        self._worked()
        return result

    def _enter(self, now: datetime) -> None:
        with self._turn:
            state = self.state(now)
            if state == "closed":
                return
            if state == "open":
                again = f"{self._open_until:%Y-%m-%d %H:%M:%S} UTC"
                raise ServerDown(f"{self._name} is down ({self._why}); it is asked again at {again}")
            if self._probing:
                raise ServerDown(f"{self._name} was down ({self._why}); another message tries whether it still is")
            self._probing = True

    def _leave(self) -> None:
        with self._turn:
            self._probing = False

    def _worked(self) -> None:
        with self._turn:
            if self._open_until is not None:
                _log.info("%s works again", self._name)
            self._failures, self._pause, self._open_until, self._probing = 0, FIRST_PAUSE, None, False

    def _failed(self, now: datetime, error: Exception) -> None:
        with self._turn:
            self._failures += 1
            self._why = f"{error}" or type(error).__name__
            probed, self._probing = self._probing, False
            if probed:
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
            if probed or (self._open_until is None and self._failures >= FAILURES):
                self._open_until = now + self._pause
                _log.warning("%s is down, and is asked again in %s: %s", self._name, self._pause, self._why)
