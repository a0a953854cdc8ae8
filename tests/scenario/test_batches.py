"""The same events and facts lead to the same bytes (rule 21; architecture, "What must always hold").

They do on the direct engine and in batches of any size, with every state read from the store again or kept.
"""

from functools import cache
from pathlib import Path

import pytest

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.codec import decode_package, encode_package
from orchestra_dsl.graph.model import Package
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.source import SourceFile
from tests.constructs.files import FOLDER
from tests.house.checkout import ROOT
from tests.scenario.recorded import Recorded, carry_out, record

SOURCES = sorted(
    path
    for folder in (FOLDER, ROOT / "examples")
    for path in folder.rglob("*.orch")
    if 'scenario "' in path.read_text()
)


@cache
def package(path: Path) -> Package:
    """Compile a source."""
    result = compile_source(path.name, lambda name: SourceFile(name, (path.parent / name).read_text(encoding="utf-8")))
    assert result.package is not None, result.diagnostics
    return decode_package(encode_package(result.package))


def recorded(path: Path) -> list[Recorded]:
    """Its scenarios, played."""
    return [record(package(path), scenario) for scenario in package(path).scenarios]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_the_same_events_leave_the_same_bytes_in_batches_of_any_size(path: Path) -> None:
    for each in recorded(path):
        assert carry_out(each, SqliteStore.in_memory(), 1, keep=0) == each.left, "each state read from the store again"
        for size in (2, 7, 64, 1000):
            assert carry_out(each, SqliteStore.in_memory(), size) == each.left, f"{size} events to a transaction"
