"""Who may use which connection when: one that writes, and as many that read as there are readers.

A file has a connection for each; a database in memory has but one, which all take turns with.
"""

import os
import sqlite3
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.errors import Translated, trouble
from orchestra_dsl.runtime.sqlite.opening import check_place, connect, connect_to_write, prepare, run_all, use_wal

WRITER_CACHE = 1024
READER_CACHE = 256
"""How many KiB of pages a connection keeps in memory."""

IDLE_READERS = 3
LOOKED_AT = 0.1
"""Seconds for which who reads takes it that the file is still the one that was opened. Who writes looks each time."""


class Connections(Protocol):
    """The connections of one store."""

    where: str

    @property
    def turn(self) -> AbstractContextManager[bool, None]:
        """The lock of who writes. It is Python's own: no Ctrl-C comes between having it and letting it go."""

    def to_write(self) -> sqlite3.Connection:
        """The connection that writes: for whoever has the turn."""

    def take_reader(self) -> sqlite3.Connection:
        """A connection that reads, for nobody else until it is given back."""

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Take back a connection that reads."""

    def drop_writer(self) -> None:
        """Forget the connection that writes: its last commit failed. Called by whoever has it."""

    def version(self) -> int:
        """Another number whenever somebody has written since it was last asked."""

    def close(self) -> None:
        """Close them all."""


class FileConnections:
    """The connections to a file."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self.where = str(path)
        self.turn = threading.Lock()
        self._guard = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._polled: sqlite3.Connection | None = None
        self._closed = False
        check_place(path, create=create)
        with Translated(self.where):
            self._writer: sqlite3.Connection | None = self._open_writer()
        self._file = path.stat()
        self._seen_at = time.monotonic()

    def _open_writer(self) -> sqlite3.Connection:
        connection = connect_to_write(self.where, cache_kib=WRITER_CACHE)
        try:
            prepare(connection, self.where)
            use_wal(connection)
            # Others are waited for by `begin`, which looks again sooner than SQLite itself does.
            run_all(connection, "PRAGMA busy_timeout = 0")
        except BaseException:
            connection.close()
            raise
        return connection

    def to_write(self) -> sqlite3.Connection:
        """The connection that writes: for whoever has the turn."""
        self._check_open()
        if self._writer is None:
            self._writer = self._open_writer()
        return self._writer

    def take_reader(self) -> sqlite3.Connection:
        """A connection that reads, for nobody else until it is given back."""
        if self._closed or time.monotonic() - self._seen_at > LOOKED_AT:
            self._check_open()
        with self._guard:
            connection = self._idle.pop() if self._idle else None
        return connection or self._open_reader()

    def _open_reader(self) -> sqlite3.Connection:
        connection = connect(self.where, cache_kib=READER_CACHE)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def drop_writer(self) -> None:
        """Forget the connection that writes: its last commit failed. Called by whoever has it."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    def version(self) -> int:
        """Another number whenever somebody has written since it was last asked."""
        with self._guard:
            self._check_open()
            if self._polled is None:
                self._polled = self._open_reader()
            (number,) = self._polled.execute("PRAGMA data_version").fetchone()
            return int(number)

    def close(self) -> None:
        """Close them all."""
        with self._guard:
            self._closed = True
            for connection in self._idle + ([self._polled] if self._polled else []):
                connection.close()
            self._idle.clear()
            self._polled = None
        with self.turn:
            self.drop_writer()

    def give_back(self, connection: sqlite3.Connection) -> None:
        """Take back a connection that reads."""
        with self._guard:
            if not self._closed and len(self._idle) < IDLE_READERS and not connection.in_transaction:
                self._idle.append(connection)
                return
        connection.close()

    def _check_open(self) -> None:
        if self._closed:
            raise trouble("closed", self.where, "the store is closed")
        if not self._is_there():
            what = "the store's file was removed or replaced while it was open, and nothing more is written to it"
            raise StoreError(
                "missing", self.where, what, "End this program, and start it anew with the store that counts."
            )

    def _is_there(self) -> bool:
        """Whether the file is the one that was opened: what is written to a removed one is lost."""
        try:
            there = os.path.samestat(self._file, os.stat(self.where))  # noqa: PTH116 - a Path costs more, at each use
        except FileNotFoundError:
            return False
        self._seen_at = time.monotonic()
        return there


class MemoryConnections:
    """The one connection to a database in memory."""

    def __init__(self) -> None:
        self.where = "the store in memory"
        self.turn = threading.RLock()
        self._connection: sqlite3.Connection | None = connect(":memory:", cache_kib=WRITER_CACHE)
        prepare(self._connection, self.where)

    def to_write(self) -> sqlite3.Connection:
        """The connection: for whoever has the turn."""
        if self._connection is None:
            raise trouble("closed", self.where, "the store is closed")
        return self._connection

    def take_reader(self) -> sqlite3.Connection:
        """The connection, for no other thread until it is given back."""
        self.turn.acquire()
        try:
            return self.to_write()
        except StoreError:
            self.turn.release()
            raise

    def give_back(self, connection: sqlite3.Connection) -> None:  # noqa: ARG002 - there is but one
        """Let others have their turn."""
        self.turn.release()

    def drop_writer(self) -> None:
        """Keep the connection: there is no other, and memory has no failing disk."""

    def version(self) -> int:
        """Another number whenever somebody has written since it was last asked."""
        with self.turn:
            return self.to_write().total_changes

    def close(self) -> None:
        """Close the connection, and with it everything that was stored."""
        with self.turn:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
