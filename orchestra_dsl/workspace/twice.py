"""O207 between sources of a project that do not import each other: one name, and two declarations not alike.

What a source imports is compared with it by the compiler; sources beside each other meet in the project's package.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs
import msgspec

from orchestra_dsl.diagnostics.diagnostic import Diagnostic, Label
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.workspace.compiling import Compilation
from orchestra_dsl.workspace.findings import Findings

_KINDS = ("orchestration", "record", "event")


class _Named(msgspec.Struct):
    name: str


class _Orchestration(msgspec.Struct):
    graph: _Named
    hash: str


class _Package(msgspec.Struct):
    """What is looked at of a package: decoding it whole for every source would take far longer."""

    orchestrations: list[_Orchestration] = []
    records: list[msgspec.Raw] = []
    events: list[msgspec.Raw] = []


_package = msgspec.json.Decoder(_Package)
_named = msgspec.json.Decoder(_Named)


def declared_twice(compilations: Sequence[Compilation]) -> Findings:
    """Report orchestrations, records and events of which two sources make different things."""
    first: dict[tuple[str, str], tuple[bytes, _Places]] = {}
    found: list[Diagnostic] = []
    sources: dict[str, SourceFile] = {}
    for each in compilations:
        places = _Places(each.findings.sources)
        for key, content in _declared(each.package):
            earlier, elsewhere = first.setdefault(key, (content, places))
            if earlier != content and (finding := _finding(key, elsewhere, places)) is not None:
                found.append(finding)
                sources |= {**elsewhere.sources, **places.sources}
    return Findings(tuple(found), sources)


def _declared(package: bytes | None) -> Iterator[tuple[tuple[str, str], bytes]]:
    """The declarations of a package, by kind and name, with what they come to."""
    if package is None:
        return
    read = _package.decode(package)
    for each in read.orchestrations:
        yield ("orchestration", each.graph.name), each.hash.encode()
    for kind, declared in (("record", read.records), ("event", read.events)):
        for one in declared:
            yield (kind, _named.decode(one).name), bytes(one)


@attrs.frozen(slots=False)
class _Places:
    """Where the sources of one compilation declare what."""

    sources: Mapping[str, SourceFile]

    @cached_property
    def found(self) -> Mapping[tuple[str, str], Span]:
        """The names in declarations, by kind and name; read again, as it is not asked often."""
        from orchestra_dsl.syntax import nodes as n
        from orchestra_dsl.syntax.parser import parse

        kinds = dict(zip((n.Orchestration, n.Record, n.Event), _KINDS, strict=True))
        return {
            (kinds[type(node)], node.name.text): node.name.span
            for file in self.sources.values()
            for node in parse(file).tree.declarations
            if isinstance(node, n.Orchestration | n.Record | n.Event)
        }


def _finding(key: tuple[str, str], one: _Places, other: _Places) -> Diagnostic | None:
    """The finding at the later of the two places; none where one file is read in two ways."""
    kind, name = key
    spans = [each.found[key] for each in (one, other) if key in each.found]
    if len({each.file for each in spans}) < len((one, other)):
        return None
    earlier, later = sorted(spans, key=lambda span: span.file)
    message = f"The {kind} `{name}` is declared in {earlier.file} too, and not alike."
    label = Label(earlier, f"The {kind} `{name}` is declared here.")
    hint = "Rename one of them, or declare it in one source and import that."
    return Diagnostic("O207", message, later, [label], hint)
