"""People in a TOML file. A look at its time and size says whether it has changed, so every question can afford it."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestra_dsl.plugin.people import people_data

AT_REST = 0.5
"""Seconds since its last change after which a file is read: whoever writes it may be at work until then."""

_MISSING = (0, 0, 0, 0)


class PeopleFile:
    """The file. A change counts from the first question that is asked once the file is at rest."""

    def __init__(self, path: Path, at_rest: float = AT_REST) -> None:
        self.name = str(path)
        self.file: Path | None = path
        self._path = path
        self._at_rest = at_rest
        self._read: tuple[int, ...] | None = None

    def due(self) -> bool:
        """Whether the file is another one than was read, and at rest."""
        stamp, rests = self._look()
        return stamp != self._read and (rests or self._read is None)

    def read(self) -> Mapping[str, Any]:
        """What the file holds. Raises BadPlugin."""
        stamp, rests = self._look()
        # What is read while somebody writes is read once more: a second change may leave the same stamp.
        self._read = stamp if rests else ()
        return people_data(self._path, "`file` in [settings.directory]")

    def _look(self) -> tuple[tuple[int, ...], bool]:
        """What tells one content from another, and whether the file is at rest."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 - asked with every question
        except OSError:
            return _MISSING, True
        stamp = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
        return stamp, abs(time.time() - found.st_mtime) >= self._at_rest
