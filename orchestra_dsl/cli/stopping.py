"""Being stopped: Ctrl-C and the signal of service managers are heard, and obeyed where everything can be left well."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from orchestra_dsl.cli import exit_codes


class Stopped(Exception):
    """The command was asked to stop; `exit_code` is what it answers then."""

    def __init__(self, exit_code: int) -> None:
        super().__init__()
        self.exit_code = exit_code


class Stop:
    """Whether somebody has asked. Python would raise KeyboardInterrupt anywhere, also half-way into starting a thread.

    Whoever asks a second time with Ctrl-C does not want to wait.
    """

    def __init__(self) -> None:
        self._asked: int | None = None

    def ask(self, number: int, _frame: FrameType | None) -> None:
        """Take the signal."""
        if self._asked is not None and number == signal.SIGINT:
            raise KeyboardInterrupt
        self._asked = number

    def check(self) -> None:
        """Raise Stopped if somebody has asked."""
        if self._asked is not None:
            raise Stopped(exit_codes.INTERRUPTED if self._asked == signal.SIGINT else exit_codes.FINE)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Hear the signals as long as the block lasts."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
