"""What SQLite reports, as the one kind of error that users of a store see."""

import sqlite3
from types import TracebackType

import msgspec

from orchestra_dsl.runtime.errors import StoreError, StoreTrouble

_HINTS: dict[StoreTrouble, str] = {
    "locked": "Another program holds it; wait until it is done or stop it, then try again.",
    "read-only": "Make the file and its folder writable for this user, then try again.",
    "damaged": "Put a copy from before in its place; keep the damaged file and its -wal file for an inspection.",
    "full": "Make room on the disk, then try again; nothing that was acknowledged is lost.",
    "missing": "Check the path.",
    "disk": "Look at the disk and the system's log, then try again; nothing that was acknowledged is lost.",
    "closed": "Open it again.",
}
_PRIMARY: dict[int, tuple[StoreTrouble, str]] = {
    sqlite3.SQLITE_BUSY: ("locked", "the store is locked"),
    sqlite3.SQLITE_LOCKED: ("locked", "the store is locked"),
    sqlite3.SQLITE_READONLY: ("read-only", "the store cannot be written"),
    sqlite3.SQLITE_PERM: ("read-only", "the store may not be opened"),
    sqlite3.SQLITE_AUTH: ("read-only", "the store may not be opened"),
    sqlite3.SQLITE_CORRUPT: ("damaged", "the store is damaged"),
    sqlite3.SQLITE_NOTADB: ("damaged", "this file is not a store, or it is damaged"),
    sqlite3.SQLITE_FULL: ("full", "there is no room left to write to"),
    sqlite3.SQLITE_CANTOPEN: ("missing", "the store cannot be opened"),
    sqlite3.SQLITE_IOERR: ("disk", "the disk reports an error"),
}


def trouble(kind: StoreTrouble, where: str, what: str) -> StoreError:
    """The error of this kind, with what to do about it."""
    return StoreError(kind, where, what, _HINTS[kind])


class Translated:
    """Raises what the store's medium does in a block as StoreError. A fault in the program's own SQL passes as it is.

    A stored value that cannot be decoded is the medium's doing too, wherever in the block that is found out. It is no
    generator, as it is done for every event and for every call of a flow.
    """

    __slots__ = ("_where",)

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, sqlite3.Error | msgspec.DecodeError | UnicodeDecodeError):
            raised = _translation(error, self._where)
            if raised is not error:
                raise raised from error


def _translation(error: sqlite3.Error | msgspec.DecodeError | UnicodeDecodeError, where: str) -> Exception:
    if isinstance(error, sqlite3.Error):
        return from_sqlite(error, where)
    # SQLite has no checksums: a damaged value is first noticed by who decodes it.
    return trouble("damaged", where, f"a part of the store cannot be read ({error})")


def from_sqlite(error: sqlite3.Error, where: str) -> StoreError | sqlite3.Error:
    """What to raise instead of this error; a fault in the program's own SQL stays as it is."""
    return _store_error(error, where) or error


def _store_error(error: sqlite3.Error, where: str) -> StoreError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        if "decode to UTF-8" in str(error):
            return trouble("damaged", where, f"a part of the store cannot be read ({error})")
        return trouble("closed", where, "the store is closed") if "closed" in str(error) else None
    if code & 0xFF in _PRIMARY:
        kind, what = _PRIMARY[code & 0xFF]
        return trouble(kind, where, f"{what} ({error})")
    if code == sqlite3.SQLITE_ERROR and ("no such" in str(error) or "no column" in str(error)):
        return trouble("damaged", where, f"a part of the store is missing ({error})")
    return None


def is_locked(error: sqlite3.Error) -> bool:
    """Whether somebody else is writing: the one trouble that waiting helps against."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
