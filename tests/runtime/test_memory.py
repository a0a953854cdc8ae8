"""A waiting run is rows on the disk: few bytes there, none in memory."""

import gc
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest

from orchestra_dsl.plugin import Context
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import flow, graph, interactive, limited, person, ready, stage
from tests.runtime.world import ANN, Case, World

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc, which only Linux has")
def test_ten_thousand_waiting_runs_cost_no_memory(tmp_path: Path) -> None:
    few = _remember(tmp_path / "few.db", 10)
    many = _remember(tmp_path / "many.db", 10_000)
    assert many[0] - few[0] < 5 * 1024
    assert many[2] - few[2] < 5 * 1024


def _remember(store: Path, runs: int) -> list[float]:
    command = [sys.executable, "-m", "tests.runtime.programs.remember", str(store), str(runs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return [float(line) for line in done.stdout.split()]


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_what_was_handled_is_given_back_without_waiting_for_the_garbage_collector(world: MakeWorld, kind: str) -> None:
    async def awaited(_case: Case, _context: Context) -> dict[str, str]:
        return {"severity": "S1"}

    here = world(flow(), person())
    here.case()
    here.work(awaited=awaited if kind == "async" else None)
    _handle(here, 5)
    gc.collect()
    gc.disable()
    try:
        _handle(here, 20)
        assert gc.collect() < 200
    finally:
        gc.enable()


def _handle(here: World, times: int) -> None:
    """Calls, completions and refusals."""
    for _ in range(times):
        here.start("flow")
        (item,) = here.engine.work.of_run(here.start("person"))
        here.engine.work.complete(item.key, {"ok": True}, ANN)
        with suppress(Refusal):
            here.engine.work.complete(item.key, {"ok": True}, ANN)
    here.settle()


def test_the_rows_of_a_waiting_run_are_small(tmp_path: Path) -> None:
    waits = ready().elements[0].start_when  # type: ignore[union-attr]  # it is a stage
    late = limited(3600)
    steps = (
        stage("s", (1, 4), 2, timeout=late.elements[0].timeout),  # type: ignore[union-attr]  # it is a stage
        interactive("s.fix", 0),
        *late.elements[2:],
        interactive("s.later", 0, start_when=waits),
    )
    here = World(graph("waiting", steps), store=SqliteStore.open(tmp_path / "store.db"))
    here.case()
    for _ in range(500):
        here.start("waiting")
    view = here.engine.runs.get(here.engine.runs.newest(limit=1)[0].id)
    assert [(each.element, len(each.reads), len(each.due)) for each in view.open] == [
        ("s", 0, 1), ("s.fix", 0, 0), ("s.later", 1, 0),
    ]  # fmt: skip
    here.close()
    assert _bytes_per_run(tmp_path / "store.db", ("item", "further_candidate", "timer", "watch")) < 600


def _bytes_per_run(path: Path, tables: tuple[str, ...]) -> float:
    """How much the file shrinks without these tables, for each run."""
    with closing(sqlite3.connect(path)) as store:
        (runs,) = store.execute("SELECT count(*) FROM run").fetchone()
        store.execute("VACUUM")
        (size,) = store.execute("PRAGMA page_size").fetchone()
        (before,) = store.execute("PRAGMA page_count").fetchone()
        for table in tables:
            store.execute(f"DELETE FROM {table}")  # noqa: S608 - names of this file
        store.commit()
        store.execute("VACUUM")
        (after,) = store.execute("PRAGMA page_count").fetchone()
    return float((before - after) * size / runs)
