"""The sources of this folder: one for each construct of the language, its happy and its unhappy paths as scenarios."""

from functools import cache
from pathlib import Path

import attrs

from orchestra_dsl.compile.pipeline import CompileResult, compile_source
from orchestra_dsl.graph.codec import decode_package, encode_package
from orchestra_dsl.graph.model import Package
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.nodes import Scenario
from orchestra_dsl.syntax.parser import parse

FOLDER = Path(__file__).parent
CONSTRUCTS = sorted(path.stem for path in FOLDER.glob("*.orch"))
"""The names of the constructs: those of their files."""


@attrs.frozen
class Construct:
    """A source, what compiling it has led to, and the package as a store would give it back."""

    source: SourceFile
    result: CompileResult
    package: Package


@cache
def construct(name: str) -> Construct:
    """Compile the source of a construct."""
    result = compile_source(f"{name}.orch", source_of)
    assert result.package is not None, findings(result)
    return Construct(source_of(f"{name}.orch"), result, decode_package(encode_package(result.package)))


def findings(result: CompileResult) -> str:
    """What is found in a source, a line each."""
    places = ((each, result.sources[each.span.file].position(each.span.start)) for each in result.diagnostics)
    return "\n".join(f"{place.line}:{place.column}: {each.code} {each.message}" for each, place in places)


def source_of(path: str) -> SourceFile:
    """Read a source of this folder."""
    return SourceFile(path, (FOLDER / path).read_text(encoding="utf-8"))


def titles(name: str) -> list[str]:
    """The titles of the scenarios of a construct, in their order; without compiling it."""
    tree = parse(source_of(f"{name}.orch")).tree
    return [each.title.value for each in tree.declarations if isinstance(each, Scenario)]
