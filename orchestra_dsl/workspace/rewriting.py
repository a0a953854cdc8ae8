"""Writing files: whole or not at all, with the mode and the owner that they had; and what has changed, as a diff."""

import contextlib
import difflib
import errno
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from orchestra_dsl.workspace.discovery import SUFFIX
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown

ENCODING = ("utf-8", "surrogateescape")
"""How sources become texts and texts sources: what is no UTF-8 stays as it is."""


_NOTHING = "Nothing was written."


@attrs.frozen
class Rewritten:
    """A source, before and after: `path` is the file itself, not a link to it."""

    path: Path
    before: bytes = attrs.field(repr=False)
    after: bytes = attrs.field(repr=False)


def diff(name: str, before: bytes, after: bytes, how: str) -> Iterator[str]:
    """What changes, as the lines of a unified diff; `how` says what the second text is."""
    old, new = (_ended(data.decode(*ENCODING).split("\n")) for data in (before, after))
    for line in difflib.unified_diff(old, new, name, f"{name} ({how})"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _ended(lines: list[str]) -> list[str]:
    return [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]


def target_of(source: Path, folders: Iterable[Path]) -> Path | None:
    """The file that is written when a source is changed: where its links lead.

    None where that is no source, or lies in none of these folders: nobody expects such a file to be changed.
    """
    target = Path(os.path.realpath(source))  # unlike `resolve` it raises nothing where links lead in a circle
    inside = target.suffix == SUFFIX and any(map(target.is_relative_to, folders))
    return target if inside else None


def rewrite(files: Sequence[Rewritten]) -> None:
    """Write all of these sources, or none where one of them has changed meanwhile. Raises UsageError."""
    for file in files:
        _check_same(file)
    for number, file in enumerate(files):
        try:
            replace(file.path, file.after)
        except UsageError as error:
            done = ", ".join(shown(each.path) for each in files[:number])
            hint = f"These were written before: {done}." if done else error.hint
            raise UsageError(error.what, where=error.where, hint=hint) from error


def _check_same(file: Rewritten) -> None:
    try:
        now = file.path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=shown(file.path), hint=_NOTHING) from error
    if now != file.before:
        raise UsageError("this has changed meanwhile", where=shown(file.path), hint=f"{_NOTHING} Try again.")


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
