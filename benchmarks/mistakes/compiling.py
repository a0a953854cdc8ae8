"""Compiling a text as if it were one of the right sources: what it imports is read from their folder."""

from collections.abc import Collection, Iterable
from pathlib import Path

import attrs
import msgspec

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph.model import Package, Signature
from orchestra_dsl.source import SourceFile, Span

SOURCES = Path(__file__).parent / "sources"

# A form that is not run yet is no mistake: a finding of it says nothing of what is wrong.
_NOT_RUN_YET = "O009"


@attrs.frozen
class Compiled:
    """What is reported, and what it means: `content` is None where errors keep it from being compiled."""

    source: SourceFile
    diagnostics: tuple[Diagnostic, ...]
    package: Package | None

    @property
    def content(self) -> object:
        """All that counts of the package: not where things stand in the text."""
        if self.package is None:
            return None
        hashes = [each.hash for each in self.package.orchestrations]
        return (
            hashes,
            self.package.records,
            self.package.events,
            _placeless(msgspec.to_builtins(self.package.scenarios)),
        )

    def line_of(self, span: Span) -> int | None:
        """The line on which a span begins; None where it lies in an imported file."""
        return self.source.position(span.start).line if span.file == self.source.name else None


def compiled(
    name: str, text: str, signatures: Iterable[Signature] | None = None, channels: Collection[str] | None = None
) -> Compiled:
    """Compile `text` under the name of a right source."""
    entry = SourceFile(name, text)

    def load(path: str) -> SourceFile:
        return entry if path == name else SourceFile(path, (SOURCES / path).read_text(encoding="utf-8"))

    result = compile_source(name, load, signatures, channels=channels)
    found = tuple(each for each in result.diagnostics if each.code != _NOT_RUN_YET)
    return Compiled(entry, found, result.package)


def _placeless(value: object) -> object:
    """Plain data of scenarios without the places of their lines."""
    if isinstance(value, dict):
        return {key: _placeless(each) for key, each in value.items() if key != "place"}
    return [_placeless(each) for each in value] if isinstance(value, list | tuple) else value


def signatures_of(package: Package) -> tuple[Signature, ...]:
    """What plugins would have to supply for the orchestrations of a package."""
    graphs = [each.graph for each in package.orchestrations]
    found = [each for graph in graphs for each in (*graph.flows, *graph.screens, *graph.predicates)]
    return tuple(dict.fromkeys(found))
