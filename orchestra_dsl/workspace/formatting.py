"""The use case of `orchestra fmt`: sources in their canonical form, on disk or as a text."""

import contextlib
import difflib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import mkstemp

import attrs

from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.source import SourceFile
from orchestra_dsl.workspace.discovery import existing, sources_below
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.settings import FILE_NAME
from orchestra_dsl.workspace.texts import LARGEST

_ENCODING = ("utf-8", "surrogateescape")


@attrs.frozen
class Formatting:
    """One source, and what it is in its canonical form; the same, with findings, where it cannot be read."""

    name: str
    before: bytes = attrs.field(repr=False)
    after: bytes = attrs.field(repr=False)
    findings: Findings

    @property
    def changed(self) -> bool:
        """Whether the source is not in its canonical form."""
        return self.before != self.after

    def diff(self) -> Iterator[str]:
        """What changes, as the lines of a unified diff."""
        before, after = (data.decode(*_ENCODING).split("\n") for data in (self.before, self.after))
        for line in difflib.unified_diff(_ended(before), _ended(after), self.name, f"{self.name} (formatted)"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _ended(lines: list[str]) -> list[str]:
    return [f"{line}\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]


def format_data(name: str, data: bytes) -> Formatting:
    """Format the bytes of a source. Raises Unfaithful."""
    file = SourceFile(name, data.decode(*_ENCODING))
    result = formatted(file)
    after = data if result.findings else result.text.encode(*_ENCODING)
    return Formatting(name, data, after, Findings(result.findings, {name: file}))


def format_paths(paths: Sequence[Path], *, write: bool) -> Iterator[Formatting]:
    """Format the sources at these paths one after the other, and `write` those that change. Raises UsageError.

    A path is a source, or a folder, which stands for all sources below it.
    """
    sources = {source.resolve(): source for path in paths for source in _sources(path)}
    for target, source in sources.items():
        formatting = format_data(shown(source), _read(source))
        if write and formatting.changed:
            _replace(target, formatting)
        yield formatting


def _sources(path: Path) -> list[Path]:
    there = existing(path)
    if there.is_file() and there.name != FILE_NAME:
        return [Path.cwd() / path]
    return sources_below(there if there.is_dir() else there.parent)


def _read(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=shown(source)) from error
    if len(data) > LARGEST:
        raise UsageError(f"this is larger than {LARGEST // 2**20} MiB: too large for a source", where=shown(source))
    return data


def _give_same_rights(temporary: str, target: Path) -> None:
    about = target.stat()
    with contextlib.suppress(PermissionError):  # only an administrator may give a file to somebody else
        os.chown(temporary, about.st_uid, about.st_gid)
    shutil.copymode(target, temporary)


def _replace(target: Path, formatting: Formatting) -> None:
    """Put the new text in the place of the old one, whole or not at all. Who may do what with the file stays."""
    temporary = None
    try:
        handle, temporary = mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with open(handle, "wb") as file:  # noqa: PTH123 - the file is open already
            file.write(formatting.after)
            file.flush()
            os.fsync(file.fileno())
        _give_same_rights(temporary, target)
        os.replace(temporary, target)  # noqa: PTH105 - the temporary file is a text
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise UsageError(f"cannot be written: {error.strerror}", where=formatting.name) from error
