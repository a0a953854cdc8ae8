"""`SqliteStore`: the store's port on SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection
from sqlite3 import Error as SqliteError

from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.connections import Connections, FileConnections, MemoryConnections
from orchestra_dsl.runtime.sqlite.errors import Translated
from orchestra_dsl.runtime.sqlite.lists import SqliteReads
from orchestra_dsl.runtime.sqlite.opening import begin
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.sqlite.whole_runs import WholeRuns
from orchestra_dsl.runtime.store.lock import LOCK


class SqliteStore:
    """A store in a file or in memory. Any thread may use it."""

    def __init__(self, connections: Connections, lock_file: str | None) -> None:
        self._connections = connections
        self.lock_file = lock_file
        self._seen: int | None = None

    @classmethod
    def open(cls, path: Path | str, *, create: bool = True) -> "SqliteStore":
        """The store in a file; a new one where there is none. Raises StoreError for whatever is no store."""
        path = Path(path).absolute()
        return cls(FileConnections(path, create=create), f"{path}{LOCK}")

    @classmethod
    def in_memory(cls) -> "SqliteStore":
        """A store that is gone when it is closed."""
        return cls(MemoryConnections(), None)

    @property
    def where(self) -> str:
        """What messages call the store."""
        return self._connections.where

    @contextmanager
    def writing(self) -> Iterator[SqliteTransaction]:
        """A transaction that writes; committed at the end, undone when it is left by an error."""
        with Translated(self.where), self._connections.turn:
            connection = self._connections.to_write()
            begin(connection)
            try:
                foreign = self._has_foreign_writes(connection)
                yield SqliteTransaction(connection, self.where, foreign=foreign)
                connection.execute("COMMIT")
            except BaseException as error:
                self._undo(connection, error)
                raise

    @contextmanager
    def reading(self, *, single: bool = False) -> Iterator[SqliteReads]:
        """Reads of one instant; a `single` one is that by itself, and cheaper."""
        with Translated(self.where):
            connection = self._connections.take_reader()
            within = connection.in_transaction  # reads within reads, on the one connection to a memory
            try:
                if not (within or single):
                    connection.execute("BEGIN")
                yield SqliteReads(connection, self.where)
            finally:
                self._end_reading(connection, within=within)

    @contextmanager
    def inspecting(self) -> Iterator[WholeRuns]:
        """Reads of one instant of the whole store, for a check of it."""
        with Translated(self.where):
            connection = self._connections.take_reader()
            within = connection.in_transaction
            try:
                if not within:
                    connection.execute("BEGIN")
                yield WholeRuns(connection, self.where)
            finally:
                self._end_reading(connection, within=within)

    def _end_reading(self, connection: Connection, *, within: bool) -> None:
        try:
            if connection.in_transaction and not within:
                connection.execute("ROLLBACK")
        finally:
            self._connections.give_back(connection)

    def version(self) -> int:
        """A number that is another one whenever somebody, in any process, has written since it was last asked."""
        with Translated(self.where):
            return self._connections.version()

    def close(self) -> None:
        """Let the store go. What waits for it gets a StoreError."""
        self._connections.close()

    def _has_foreign_writes(self, connection: Connection) -> bool:
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        seen, self._seen = self._seen, int(version)
        return seen != self._seen

    def _undo(self, connection: Connection, error: BaseException) -> None:
        """Roll back. After trouble with the medium the connection goes too: it may hold pages that are not stored."""
        with suppress(SqliteError):  # the error that led here is the one to report; SQLite may have rolled back itself
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if isinstance(error, SqliteError | StoreError):
            self._seen = None
            self._connections.drop_writer()
