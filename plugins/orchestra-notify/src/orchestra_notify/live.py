"""Preferences that count as soon as they are changed. Where there is a mistake in them, those before stay in force."""

import logging
import threading
from collections.abc import Collection
from pathlib import Path

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.watched_file import WatchedFile
from orchestra_notify.preferences import Person, Preferences, read_preferences

_log = logging.getLogger("orchestra.notify")


class LivePreferences:
    """The preferences in a file; without one nobody prefers anything."""

    def __init__(self, file: Path | None, ways: Collection[str]) -> None:
        self._file = None if file is None else WatchedFile(file)
        self._ways = ways
        self._turn = threading.Lock()
        self._known = Preferences({}, ways) if file is None else None
        self._trouble: BadPlugin | None = None

    def of(self, user: str) -> Person:
        """What the user prefers. Raises BadPlugin where there is a mistake in the file, and has been from the start."""
        with self._turn:
            if self._file is not None and self._file.due():
                self._read(self._file)
            if self._known is None:
                assert self._trouble is not None  # noqa: S101 - whoever reads leaves one of them
                raise BadPlugin(f"{self._trouble.where}: {self._trouble.what}", self._trouble.hint)
            return self._known.of(user)

    def _read(self, file: WatchedFile) -> None:
        file.begin()
        try:
            self._known = read_preferences(file.path, self._ways)
        except BadPlugin as error:
            self._trouble = error
            kept = "" if self._known is None else "; what was preferred before stays in force"
            _log.warning("%s: %s%s", error.where, error.what, kept)
