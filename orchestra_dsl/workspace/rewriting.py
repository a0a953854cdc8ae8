"""Writing files: whole or not at all, with the mode and the owner that they had; and what has changed, as a diff."""

import contextlib
import difflib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown

ENCODING = ("utf-8", "surrogateescape")
"""How sources become texts and texts sources: what is no UTF-8 stays as it is."""


def diff(name: str, before: bytes, after: bytes, how: str) -> Iterator[str]:
    """What changes, as the lines of a unified diff; `how` says what the second text is."""
    old, new = (_ended(data.decode(*ENCODING).split("\n")) for data in (before, after))
    for line in difflib.unified_diff(old, new, name, f"{name} ({how})"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _ended(lines: list[str]) -> list[str]:
    return [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]


def replace(target: Path, data: bytes) -> None:
    """Put bytes into a file, new or in the place of what is there, whole or not at all. Its mode and owner stay.

    Raises UsageError.
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        there = target.exists()
        if there and not os.access(target, os.W_OK):  # what takes its place could be written all the same
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        # What is new gets the mode that every new file gets here; of what is there nobody else may read meanwhile.
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if there else 0o666)
        with open(handle, "wb") as file:  # noqa: PTH123 - the file is open already
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if there:
            _give_same_rights(temporary, target)
        os.replace(temporary, target)  # noqa: PTH105 - a test stands in its place
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=shown(target)) from error
    finally:  # after Ctrl-C, too, nothing is left lying about
        with contextlib.suppress(OSError):  # where no folder is, nothing is left either
            temporary.unlink(missing_ok=True)


def _give_same_rights(temporary: Path, target: Path) -> None:
    about = target.stat()
    with contextlib.suppress(PermissionError):  # only an administrator may give a file to somebody else
        os.chown(temporary, about.st_uid, about.st_gid)
    shutil.copymode(target, temporary)
