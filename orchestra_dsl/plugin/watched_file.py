"""A file that people change while a process reads it: whether it has changed, and whether they are done with it."""

import os
import time
from pathlib import Path

AT_REST = 0.5
"""Seconds since its last change after which a file is read: whoever writes it may be at work until then.

So long a file may be gone, too, before that counts: many programs put a new file in the place of the one before.
"""

_MISSING = (0, 0, 0, 0)


class WatchedFile:
    """The file. A look at its time and size is enough, so whoever is asked something can afford it each time."""

    def __init__(self, path: Path, at_rest: float = AT_REST) -> None:
        self.path = path
        self.at_rest = at_rest
        self._read: tuple[int, ...] | None = None
        self._gone_at: float | None = None

    def due(self) -> bool:
        """Whether it is another file than was read, and at rest; what nobody has read yet need not be at rest."""
        stamp, rests = self._look()
        return stamp != self._read and (rests or self._read is None)

    def begin(self) -> None:
        """It is being read now. What is read while somebody writes is due once more when it is at rest.

        Otherwise a second change within one tick of the file system's clock, and as long, would be overlooked.
        """
        stamp, rests = self._look()
        self._read = stamp if rests else ()

    def _look(self) -> tuple[tuple[int, ...], bool]:
        """What tells one content from another, and whether the file is at rest."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - asked with every question
        except OSError:
            now = time.monotonic()
            self._gone_at = now if self._gone_at is None else self._gone_at
            return _MISSING, now - self._gone_at >= self.at_rest
        self._gone_at = None
        stamp = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
        return stamp, abs(time.time() - found.st_mtime) >= self.at_rest
