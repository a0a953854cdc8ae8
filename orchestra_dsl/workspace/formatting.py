"""The use case of `orchestra fmt`: sources in their canonical form, on disk or as a text."""

import os
from collections.abc import Iterator, Sequence
from errno import EINVAL
from pathlib import Path
from typing import BinaryIO

import attrs

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.workspace.discovery import SUFFIX, existing, folder_of, sources_below
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.rewriting import ENCODING, Rewritten, diff, rewrite, target_of
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


@attrs.frozen
class Formattings:
    """All sources that were formatted, and the names of links that were left, as they lead to none of the project."""

    sources: tuple[Formatting, ...]
    left: tuple[str, ...] = ()


def format_stream(name: str, stream: BinaryIO) -> Formatting:
    """Format a source that is read from a stream to its end; one that is too long has a finding."""
    return format_data(name, stream.read(LARGEST))


def format_data(name: str, data: bytes) -> Formatting:
    """Format the bytes of a source. Raises Unfaithful."""
    file = SourceFile(name, data.decode(*ENCODING))
    result = formatted(file)
    after = data if result.findings else result.text.encode(*ENCODING)
    return Formatting(name, data, after, Findings(result.findings, {name: file}))


def format_paths(paths: Sequence[Path], *, write: bool) -> Formattings:
    """Format the sources at these paths, and then `write` those that change. Raises UsageError, and Unfaithful.

    A path is a source, or a folder, which stands for all sources below it. What cannot be read has a finding.
    """
    folders = [folder_of(path) for path in paths]
    sources = {Path(os.path.realpath(source)): source for path in paths for source in _sources(path)}
    left = [each for each in sources if os.path.lexists(each) and not target_of(each, folders)]
    done = {target: _format_file(source) for target, source in sources.items() if target not in left}
    if write:
        rewrite([Rewritten(target, each.before, each.after) for target, each in done.items() if each.changed])
    return Formattings(tuple(done.values()), tuple(shown(sources[target]) for target in left))


def _sources(path: Path) -> list[Path]:
    there = existing(path)
    if there.is_dir() or there.name == FILE_NAME:
        return sources_below(there if there.is_dir() else there.parent)
    if path.suffix != SUFFIX:
        hint = f"A source ends in {SUFFIX}; `orchestra fmt -` reads one from standard input."
        raise UsageError("this is not named like a source; nothing was formatted", where=str(path), hint=hint)
    return [Path.cwd() / path]


def _format_file(source: Path) -> Formatting:
    name = shown(source)
    try:
        data = _read(source)
    except OSError as error:
        reason = f"The file `{name}` cannot be read: {error.strerror}."
        finding = Diagnostic("O001", reason, Span(0, 0, name), hint="Check the path and its permissions.")
        return Formatting(name, b"", b"", Findings((finding,), {name: SourceFile(name, "")}))
    return format_data(name, data)


def _read(source: Path) -> bytes:
    if source.exists() and not source.is_file():
        raise OSError(EINVAL, "it is not a file")  # a pipe would be waited for
    with source.open("rb") as file:
        return file.read(LARGEST)
