"""Reading lines from a person while something else goes on."""

import io
import os
import select
import stat
import sys
from collections.abc import Callable

TICK = 0.1
"""Seconds between two looks at what else goes on."""


class Lines:
    """The lines of standard input. Between two of them, and while one is waited for, `tick` is called.

    Python's own `input` would hold everything up until somebody has typed.
    """

    def __init__(self) -> None:
        try:
            self._handle: int | None = sys.stdin.fileno()
        except (io.UnsupportedOperation, ValueError, AttributeError):  # in tests, or started without standard input
            self._handle = None
        self._buffer = b""
        self.ended = sys.stdin is None or _is_null(self._handle)

    @property
    def person(self) -> bool:
        """Whether a person sits there."""
        return sys.stdin is not None and sys.stdin.isatty()

    def read(self, tick: Callable[[], bool]) -> str | None:
        """The next line; None at the end of the input, or as soon as `tick` answers False."""
        while b"\n" not in self._buffer and not self.ended:
            if not tick():
                return None
            self._wait()
        if not self._buffer:
            return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode(errors="replace").rstrip("\r")

    def _wait(self) -> None:
        if self._handle is None:
            more = sys.stdin.readline().encode()
        elif select.select([self._handle], [], [], TICK)[0]:
            more = os.read(self._handle, 65536)
        else:
            return
        self._buffer += more
        self.ended = not more


def _is_null(handle: int | None) -> bool:
    """Whether standard input is /dev/null: nobody will ever say anything there, so nobody is asked."""
    if handle is None:
        return False
    return stat.S_ISCHR(os.fstat(handle).st_mode) and not os.isatty(handle)
