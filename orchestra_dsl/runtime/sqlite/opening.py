"""Opening a connection, and bringing a file to the schema that this version works with.

The file says what it is: SQLite's application id tells a store from any other database, its user version is the
number of the schema. An older schema is brought up step by step, a newer one is refused.
"""

import os
import secrets
import sqlite3
import time
from pathlib import Path

from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.codec import seal
from orchestra_dsl.runtime.sqlite.errors import Translated, is_locked, trouble
from orchestra_dsl.runtime.sqlite.named import migrations, queries
from orchestra_dsl.runtime.store.lock import LOCK

APPLICATION = 0x4F726368
"""What marks a file as a store: the letters Orch."""

PATIENCE = 10.0
"""How many seconds to wait for another process that writes."""

_MAKING = 1.0
"""Seconds within which another process has made a store that it has begun to make."""

_SECRET = 32
"""Bytes of the secret that a new store gets."""

_BESIDE = ("-wal", "-shm", LOCK)
"""How the names of the files end that lie beside a store in use."""

OLDEST = (3, 32)
"""The oldest SQLite that knows all forms that are used here."""

_ALL = "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA busy_timeout = 5000"
_WRITES = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA journal_size_limit = 67108864"

_PAGES = "PRAGMA page_size = 2048; PRAGMA wal_autocheckpoint = 2000"
"""An event changes a little in each of a dozen pages, which are written whole: half as large, they cost a fifth less.

The size holds for a file that is made now; in one that is there it changes nothing. The log is copied back at 4 MiB.
"""


def connect(path: str, *, cache_kib: int) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time; transactions are begun and ended by hand."""
    _check_sqlite(path)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=200)
    try:
        run_all(connection, f"{_ALL}; PRAGMA cache_size = -{cache_kib}")
    except BaseException:
        connection.close()
        raise
    return connection


def _check_sqlite(where: str) -> None:
    """Refuse a library that does not know all that is asked of it. Raises StoreError."""
    if sqlite3.sqlite_version_info < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        what = f"the SQLite of this Python is {sqlite3.sqlite_version}, and stores need {oldest} or newer"
        raise StoreError("outdated", where, what, "Use a Python with a newer one.")


def connect_to_write(path: str, *, cache_kib: int) -> sqlite3.Connection:
    """A connection whose commits are on the disk when they return."""
    connection = connect(path, cache_kib=cache_kib)
    run_all(connection, f"{_PAGES}; {_WRITES}")
    return connection


def run_all(connection: sqlite3.Connection, statements: str) -> None:
    """Execute statements that are separated by semicolons, within whatever transaction there is."""
    rest = ""
    for part in statements.split(";"):
        rest += part + ";"
        if part.strip() and sqlite3.complete_statement(rest):
            connection.execute(rest)
            rest = ""


def check_place(path: Path, *, create: bool) -> None:
    """Refuse a path where no store can be. Raises StoreError."""
    if path.is_dir():
        raise trouble("missing", str(path), "this is a folder, not a store")
    if not path.parent.is_dir():
        raise trouble("missing", str(path), f"there is no folder {path.parent}")
    if not create and not path.exists():
        raise StoreError("missing", str(path), "there is no store here", "Start a run first, or check the path.")
    if not os.access(path.parent, os.W_OK):
        raise trouble("read-only", str(path), f"the folder {path.parent} cannot be written, and a store needs to")
    if path.exists() and not os.access(path, os.W_OK | os.R_OK):
        raise trouble("read-only", str(path), "the store cannot be written")
    _check_not_emptied(path)


def _check_not_emptied(path: Path) -> None:
    """Refuse an empty file that was a store once.

    An empty file alone is a new store: SQLite leaves one when a process ends before its first commit. What lies beside
    a store is made later than that, and shows that this one had content. SQLite would delete the log, and with it what
    can perhaps be saved: so this is looked at before it opens the file. A process may be making a store just now where
    another one was removed; that takes it a moment.
    """
    deadline = time.monotonic() + _MAKING
    while beside := _left_beside_nothing(path):
        if time.monotonic() > deadline:
            what = f"the file is empty, but it was in use: {beside.name} lies beside it"
            hint = f"Put a copy from before in its place; or, to begin with a new store, remove {beside.name} as well."
            raise StoreError("damaged", str(path), what, hint)
        time.sleep(0.02)


def _left_beside_nothing(path: Path) -> Path | None:
    """What a worker or a writer has left beside an empty file; None for a file with content."""
    if not path.exists() or path.stat().st_size:
        return None
    beside = (path.with_name(path.name + end) for end in _BESIDE)
    return next((each for each in beside if each.exists()), None)


def begin(connection: sqlite3.Connection, patience: float = PATIENCE) -> None:
    """Begin to write; wait for others, looking again soon so that a busy one cannot starve this one."""
    _insist(connection, "BEGIN IMMEDIATE", patience)


def use_wal(connection: sqlite3.Connection) -> None:
    """Let those who read go on while somebody writes; the file remembers it."""
    _insist(connection, "PRAGMA journal_mode = WAL", PATIENCE)


def _insist(connection: sqlite3.Connection, statement: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    pause = 0.0002
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if not is_locked(error) or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(pause)
        pause = min(pause * 2, 0.002)


def prepare(connection: sqlite3.Connection, where: str) -> None:
    """Make sure that the database is a store of this version's schema. Raises StoreError."""
    with Translated(where):
        if _version_at_one_instant(connection, where) == migrations()[-1][0]:
            return
        begin(connection)
        try:
            version = _version(connection, where)
            for number, statements in migrations():
                if number > version:
                    run_all(connection, statements)
            connection.execute(queries()["put_secret"], (seal(secrets.token_bytes(_SECRET)),))
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {migrations()[-1][0]}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _version_at_one_instant(connection: sqlite3.Connection, where: str) -> int:
    """The schema as it is between two writes: another process may be making the store at this moment."""
    connection.execute("BEGIN")
    try:
        return _version(connection, where)
    finally:
        connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection, where: str) -> int:
    """The number of the schema; 0 for an empty database. Raises StoreError for a foreign or a newer one."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and tables:
        raise StoreError("foreign", where, "this is a database of another program", "Choose another path.")
    newest = migrations()[-1][0]
    if tables and version < 1:
        raise trouble("damaged", where, "the store does not say by which version it was written")
    if version > newest:
        hint = "Install the newer version to use it; this one has changed nothing."
        what = f"the store was written by a newer version of Orchestra (schema {version}, this one knows {newest})"
        raise StoreError("newer", where, what, hint)
    return int(version)
