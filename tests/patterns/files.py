"""The sources of the catalogue of workflow patterns, compiled and played."""

from collections.abc import Iterator
from functools import cache

import attrs

from orchestra_dsl.compile.pipeline import CompileResult, compile_source
from orchestra_dsl.graph.codec import decode_package, encode_package
from orchestra_dsl.graph.model import Package
from orchestra_dsl.scenario.player import play_scenario
from orchestra_dsl.source import SourceFile
from tests.house.checkout import ROOT
from tests.invariants.checked import checked

FOLDER = ROOT / "examples" / "patterns"
NAMES = sorted(path.stem for path in FOLDER.glob("*.orch"))
"""The patterns, by the names of their files."""


@attrs.frozen
class Failed:
    """A scenario that failed: at which line, and what was found there."""

    title: str
    line: str
    found: str


@cache
def text_of(name: str) -> str:
    """The source of a pattern."""
    return (FOLDER / f"{name}.orch").read_text(encoding="utf-8")


def compiled(text: str) -> CompileResult:
    """Compile a source."""
    return compile_source("pattern.orch", lambda path: SourceFile(path, text))


def stored(package: Package) -> Package:
    """The package as a store would give it back."""
    return decode_package(encode_package(package))


def failures(package: Package, text: str) -> Iterator[Failed]:
    """Play all scenarios; answers with those that fail."""
    for scenario in package.scenarios:
        with checked():
            failure = play_scenario(package, scenario).failure
        if failure is not None:
            line = text[failure.place.start : failure.place.end]
            yield Failed(scenario.name, line, failure.found)
