"""Isolated flows within runs: they are given up with their process, end with their worker, and are called again."""

import subprocess
import sys
from pathlib import Path

from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.house.checkout import ROOT
from tests.patience import wait_for
from tests.plugin.test_isolation import gone
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, duration, flow
from tests.runtime.isolated import called, work
from tests.runtime.world import ADMIN, World


def test_an_isolated_flow_answers_its_run(world: MakeWorld, tmp_path: Path) -> None:
    here = world(flow())
    here.case(status="New")
    (tmp_path / "let").touch()
    work(here, tmp_path)
    run = here.start("flow")
    here.settle()
    assert here.ended(run) == "Done"
    (_, last) = here.engine.runs.events(run)
    assert last.past.act.outputs == {"severity": "New"}  # type: ignore[union-attr]  # a flow's answer


def test_the_process_ends_with_the_time_of_its_attempt_and_with_its_run(world: MakeWorld, tmp_path: Path) -> None:
    clock = VirtualClock(0)
    here = world(flow(timeout=duration(60), retry=Retry(1)), clock=clock)
    here.case()
    worker = work(here, tmp_path)
    run = here.start("flow")
    wait_for(lambda: len(called(tmp_path)) == 1)
    clock.advance(60 * SECOND)
    wait_for(lambda: len(called(tmp_path)) == 2)
    (first, process), (second, other) = called(tmp_path)
    assert first == second
    wait_for(lambda: gone(process))
    assert not gone(other)
    here.engine.runs.cancel(run, ADMIN)
    wait_for(lambda: gone(other) and not worker.status.abandoned)
    assert here.ended(run) == "canceled"


def test_the_process_ends_with_its_worker_and_the_next_one_calls_again(tmp_path: Path) -> None:
    first = World(flow(), store=SqliteStore.open(tmp_path / "store.db"))
    first.case()
    run = first.start("flow")
    first.close()
    command = [sys.executable, "-m", "tests.runtime.isolated", str(tmp_path / "store.db"), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        wait_for(lambda: len(called(tmp_path)) == 1)
        process.kill()
    wait_for(lambda: gone(called(tmp_path)[0][1]))
    (tmp_path / "let").touch()
    second = World(flow(), store=SqliteStore.open(tmp_path / "store.db"))
    work(second, tmp_path)
    second.settle()
    assert second.ended(run) == "Done"
    second.close()
    assert [key for key, _ in called(tmp_path)] == [f"{run}/s.classify/1/0"] * 2
