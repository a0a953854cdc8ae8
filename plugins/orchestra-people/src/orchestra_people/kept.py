"""The people that were known last, kept in a file: a process that starts while their source fails begins with them."""

import logging
import os
import tempfile
import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from orchestra_dsl.plugin import People
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_people.moments import with_moments

_log = logging.getLogger("orchestra.people")


class _Copy(msgspec.Struct):
    """What the file holds: the people, where they come from, and a checksum of both."""

    source: str
    people: dict[str, Any]
    checksum: str


class Kept:
    """The file. It is written where its folder is there, which that of the store is, and only the owner may read it."""

    def __init__(self, file: Path, source: str) -> None:
        self._file = file
        self._source = source
        self._turn = threading.Lock()
        self._waiting: Mapping[str, Any] | None = None

    def keep(self, people: Mapping[str, Any]) -> None:
        """Put these in the place of those before, as soon as there is a folder for them."""
        self._waiting = people
        self.write()

    def write(self) -> None:
        """Write what waits to be kept, all at once. What hinders it is logged, and no more."""
        if self._waiting is None or not self._file.parent.is_dir():
            return
        with self._turn:
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._write(msgspec.to_builtins(waiting))

    def _write(self, plain: dict[str, Any]) -> None:
        try:
            _replace(self._file, msgspec.json.encode(_Copy(self._source, plain, _checksum(self._source, plain))))
        except OSError as error:
            _log.warning("%s: people that are known cannot be kept: %s", self._file, error.strerror or error)

    def people(self) -> People | None:
        """Those that were kept; None where there are none, they come from elsewhere, or the file is damaged."""
        try:
            copy = msgspec.json.decode(self._file.read_bytes(), type=_Copy)
            if copy.source != self._source or copy.checksum != _checksum(copy.source, copy.people):
                return None
            return People(with_moments(copy.people))
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, BadPlugin):
            return None


def _checksum(source: str, people: Mapping[str, Any]) -> str:
    return sha256(msgspec.json.encode([source, people], order="deterministic")).hexdigest()


def _replace(file: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
    try:
        with os.fdopen(number, "wb") as out:
            out.write(data)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
