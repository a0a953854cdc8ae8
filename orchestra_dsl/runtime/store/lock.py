"""The lock that makes one process at a time the worker of a store. It goes with the process that holds it.

The lock is on a file beside the store, which stays there; it says which process holds it, for messages. (On Linux
and macOS the operating system lets go of the lock when the process ends, however it ends.)
"""

import fcntl
import os
import weakref
from pathlib import Path

from orchestra_dsl.runtime.errors import StoreError

LOCK = ".worker"
"""What the name of the lock's file adds to that of its store."""


class WorkerLock:
    """The lock of one store. `path` None stands for a store that only this process can reach: it is always held."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._file: int | None = None
        let_go = weakref.WeakMethod(self.release)
        # A process that is forked off while the lock is held would hold it too, even after the death of this one.
        os.register_at_fork(after_in_child=lambda: release() if (release := let_go()) else None)

    def acquire(self) -> bool:
        """Take the lock if nobody has it; answers whether it is held. Raises StoreError."""
        if self._path is None or self._holds(self._path):
            return True
        self.release()
        try:
            self._file = _try(self._path)
        except OSError as error:
            what = f"the worker's lock cannot be taken: {error.strerror or error}"
            raise StoreError("read-only", self._path, what, "Make the file writable for this user.") from error
        return self._file is not None

    def release(self) -> None:
        """Let go of the lock."""
        if self._file is not None:
            os.close(self._file)
        self._file = None

    def _holds(self, path: str) -> bool:
        """Whether the lock is held, and on the file that others would lock: somebody may have removed it."""
        return self._file is not None and _is_at(self._file, path)


def _try(path: str) -> int | None:
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(file, path):
            os.ftruncate(file, 0)
            os.pwrite(file, f"process {os.getpid()}\n".encode(), 0)
            return file
    except BlockingIOError:
        pass  # another process has it: no reason to complain
    except BaseException:
        os.close(file)
        raise
    os.close(file)
    return None


def _is_at(file: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))  # noqa: PTH116 - compared with a file descriptor's
    except FileNotFoundError:
        return False


def holder(path: str) -> str | None:
    """Which process works for the store (`process 4711`); None when none does."""
    try:
        with Path(path).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read().strip() or "another process"
    except FileNotFoundError:
        return None
    return None
