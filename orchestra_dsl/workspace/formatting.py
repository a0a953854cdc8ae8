"""The use case of `orchestra fmt`: sources in their canonical form, on disk or as a text."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import attrs

from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.source import SourceFile
from orchestra_dsl.workspace.discovery import existing, sources_below
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.rewriting import ENCODING, diff, replace
from orchestra_dsl.workspace.settings import FILE_NAME
from orchestra_dsl.workspace.texts import LARGEST


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
        return diff(self.name, self.before, self.after, "formatted")


def format_stream(name: str, stream: BinaryIO) -> Formatting:
    """Format a source that is read from a stream to its end; one that is too long has a finding."""
    return format_data(name, stream.read(LARGEST))


def format_data(name: str, data: bytes) -> Formatting:
    """Format the bytes of a source. Raises Unfaithful."""
    file = SourceFile(name, data.decode(*ENCODING))
    result = formatted(file)
    after = data if result.findings else result.text.encode(*ENCODING)
    return Formatting(name, data, after, Findings(result.findings, {name: file}))


def format_paths(paths: Sequence[Path], *, write: bool) -> Iterator[Formatting]:
    """Format the sources at these paths one after the other, and `write` those that change. Raises UsageError.

    A path is a source, or a folder, which stands for all sources below it.
    """
    sources = {source.resolve(): source for path in paths for source in _sources(path)}
    for target, source in sources.items():
        formatting = format_data(shown(source), _read(source))
        if write and formatting.changed:
            replace(target, formatting.after)
        yield formatting


def _sources(path: Path) -> list[Path]:
    there = existing(path)
    if there.is_file() and there.name != FILE_NAME:
        return [Path.cwd() / path]
    return sources_below(there if there.is_dir() else there.parent)


def _read(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=shown(source)) from error
