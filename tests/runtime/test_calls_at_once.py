"""Calls are carried out side by side; a worker that stops begins none of those that wait for their turn."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.plugin import Context
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from tests.patience import PATIENCE, wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import flow
from tests.runtime.world import Case


def test_async_flows_run_side_by_side(world: MakeWorld, store: Store) -> None:
    inside = 0
    everybody = asyncio.Event()

    async def awaited(_case: Case, _context: Context) -> dict[str, str]:
        nonlocal inside
        inside += 1
        if inside == 200:
            everybody.set()
        await everybody.wait()
        return {"severity": "S1"}

    here = world(flow(), store=store)
    here.case()
    here.work(awaited=awaited)
    runs = [here.start("flow") for _ in range(200)]
    here.settle()
    assert {here.ended(run) for run in runs} == {"Done"}


@pytest.mark.parametrize("where", ["thread", "loop"])
def test_a_call_is_made_ready_where_it_is_carried_out(
    world: MakeWorld, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    read_by: list[str] = []
    called_by: list[str] = []
    reading = SqliteStore.reading

    def noted(store: SqliteStore, *, single: bool = False) -> Any:
        if single:
            read_by.append(threading.current_thread().name)
        return reading(store, single=single)

    def classify(_case: Case, _context: Context) -> dict[str, str]:
        called_by.append(threading.current_thread().name)
        return {"severity": "S1"}

    async def awaited(case: Case, context: Context) -> dict[str, str]:
        return classify(case, context)

    monkeypatch.setattr(SqliteStore, "reading", noted)
    here = world(flow())
    here.case()
    here.work(classify, awaited=awaited if where == "loop" else None)
    run = here.start("flow")
    here.settle()
    assert here.ended(run) == "Done"
    assert read_by == called_by == ["orchestra-flow" if where == "thread" else "orchestra-loop"]


def test_two_hundred_sync_flows_that_wait_run_at_once(world: MakeWorld) -> None:
    inside, guard, everybody = [0], threading.Lock(), threading.Event()

    def classify(_case: Case, _context: Context) -> dict[str, str]:
        with guard:
            inside[0] += 1
            if inside[0] == 200:
                everybody.set()
        assert everybody.wait(PATIENCE), f"{inside[0]} run at once"
        return {"severity": "S1"}

    here = world(flow())
    here.case()
    here.work(classify)
    runs = [here.start("flow") for _ in range(200)]
    here.settle()
    assert {here.ended(run) for run in runs} == {"Done"}


def test_a_worker_that_stops_begins_no_call_that_waits_for_its_turn(
    world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is under way comes to its end; the rest is for the next worker, at once and not after the grace."""
    inside, let, called = threading.Event(), threading.Event(), list[str]()

    def classify(case: Case, _context: Context) -> dict[str, str]:
        called.append(case.id)
        inside.set()
        assert let.wait(PATIENCE)
        return {"severity": "S1"}

    monkeypatch.setattr("orchestra_dsl.runtime.worker.executors.FEW_THREADS", 1)
    monkeypatch.setattr("orchestra_dsl.runtime.threads.pool.Pool._wants_more", lambda _: False)
    here = world(flow(), store=SqliteStore.open(tmp_path / "store.db"))
    for id_ in ("1", "2", "3"):
        here.case(id_)
    worker = here.work(classify)
    runs = [here.start("flow", id_) for id_ in ("1", "2", "3")]
    assert inside.wait(PATIENCE)
    wait_for(lambda: len(worker.status.calls) == 3)
    stopping = threading.Thread(target=worker.stop, kwargs={"grace": 2 * PATIENCE})
    stopping.start()
    wait_for(lambda: not worker.status.works)
    let.set()
    stopping.join(PATIENCE)
    assert not stopping.is_alive()
    assert called == ["1"]
    here.work(classify)
    here.settle()
    assert sorted(called) == ["1", "2", "3"]
    assert {here.ended(run) for run in runs} == {"Done"}


def test_an_async_flow_that_blocks_its_loop_holds_up_no_flow_that_comes_later(
    world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestra_dsl.runtime.threads.loops.BLOCKED", 0.2)
    inside, let = threading.Event(), threading.Event()

    async def awaited(case: Case, _context: Context) -> dict[str, str]:
        if case.status == "Blocks":
            inside.set()
            let.wait(PATIENCE)  # without `await`: that is the mistake
        return {"severity": "S1"}

    here = world(flow())
    here.case("b", status="Blocks")
    here.case("1")
    here.work(awaited=awaited)
    blocking = here.start("flow", "b")
    assert inside.wait(PATIENCE)
    ended: list[str] = []

    def another_ends() -> bool:
        ended[:] = [each.id for each in here.engine.runs.newest(status=Status.COMPLETED)]
        if not ended:
            here.start("flow", "1")
        return bool(ended)

    wait_for(another_ends)
    assert here.ended(blocking) == "active"
    let.set()
    here.settle()
    assert here.ended(blocking) == "Done"


def test_calls_that_another_flow_cancels_before_they_begin_are_answered(world: MakeWorld) -> None:
    """Flows share a loop; what one does to all that is in it leaves no run waiting for ever."""
    held, let = threading.Event(), threading.Event()

    async def classify(case: Case, _context: Context) -> dict[str, str]:
        if case.id == "1":
            held.set()
            assert let.wait(PATIENCE)
            await asyncio.sleep(0)  # the others have tasks now, and have not begun
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
        return {"severity": "S1"}

    here = world(flow())
    for id_ in map(str, range(1, 31)):
        here.case(id_)
    worker = here.work(awaited=classify)
    runs = [here.start("flow", "1")]
    assert held.wait(PATIENCE)
    runs += [here.start("flow", id_) for id_ in map(str, range(2, 31))]
    wait_for(lambda: len(worker.status.calls) == 30)
    let.set()
    here.settle()
    assert len(worker.status.calls) == 0
    assert {here.engine.runs.get(run).status for run in runs[1:]} == {Status.ERROR}
