"""Flows and predicates: called with what they need, on threads or in the loop, and given up when nobody waits."""

import asyncio
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.plugin import Answer, Context, FlowError
from orchestra_dsl.runtime.clock import POLL, SystemClock, VirtualClock
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from tests.patience import PATIENCE, wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, duration, flow, quiet
from tests.runtime.world import ADMIN, Case

START = int(datetime(2026, 1, 5, 9, tzinfo=UTC).timestamp()) * SECOND


def test_a_flow_gets_its_record_and_its_context(world: MakeWorld, store: Store) -> None:
    seen: list[Any] = []

    def classify(case: Case, context: Context) -> dict[str, str]:
        seen.append((case, context))
        return {"severity": "S1"}

    here = world(flow(timeout=duration(60)), store=store, clock=VirtualClock(START))
    here.case(amount=17)
    here.work(classify)
    run = here.start("flow")
    here.settle()
    assert here.ended(run) == "Done"
    ((case, context),) = seen
    assert (case.id, case.amount) == ("1", 17)
    assert (context.run, context.step, context.attempt) == (run, "s.classify", 1)
    assert context.idempotency_key == f"{run}/s.classify/1/0"
    assert context.deadline == datetime(2026, 1, 5, 9, 1, tzinfo=UTC)
    assert not context.cancelled.is_set()


def test_every_attempt_has_the_same_key_and_its_own_number(world: MakeWorld) -> None:
    seen: list[tuple[str, int]] = []

    def classify(_case: Case, context: Context) -> dict[str, str]:
        seen.append((context.idempotency_key, context.attempt))
        if context.attempt < 3:
            raise FlowError("Busy", "try again")
        return {"severity": "S1"}

    here = world(flow(retry=Retry(5)))
    here.case()
    here.work(classify)
    run = here.start("flow")
    here.settle()
    assert here.ended(run) == "Done"
    assert [attempt for _, attempt in seen] == [1, 2, 3]
    assert len({key for key, _ in seen}) == 1


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (FlowError("NoFunds", "the account is empty"), "NoFunds: the account is empty"),
        (ValueError("seven"), "ValueError: seven"),
        (SystemExit(3), "SystemExit: 3"),
        (KeyboardInterrupt(), "KeyboardInterrupt: "),
        (asyncio.CancelledError(), "CancelledError: "),
    ],
)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_whatever_a_flow_raises_is_the_error_of_its_step(
    world: MakeWorld, kind: str, raised: BaseException, code: str
) -> None:
    def classify(_case: Case, _context: Context) -> dict[str, str]:
        raise raised

    async def awaited(_case: Case, _context: Context) -> dict[str, str]:
        raise raised

    here = world(flow())
    here.case()
    here.work(**({"classify": classify} if kind == "sync" else {"awaited": awaited}))
    run = here.start("flow")
    here.settle()
    assert here.engine.runs.get(run).status == Status.ERROR
    assert (here.ended(run) or "").startswith(f"s.classify: {code}")


def test_an_answer_that_does_not_fit_is_an_error_of_the_step(world: MakeWorld) -> None:
    here = world(flow())
    here.case()
    here.work(lambda _case, _context: {"severity": 1})
    run = here.start("flow")
    here.settle()
    assert "the flow crm.classify returned what it should not" in (here.ended(run) or "")


def test_an_administrator_retries_a_failed_step(world: MakeWorld, store: Store) -> None:
    fails = [True]

    def classify(_case: Case, _context: Context) -> dict[str, str]:
        if fails:
            raise FlowError("Away")
        return {"severity": "S1"}

    here = world(flow(), store=store)
    here.case()
    here.work(classify)
    run = here.start("flow")
    here.settle()
    fails.clear()
    assert here.engine.runs.retry(run, ADMIN) == "s.classify"
    here.settle()
    assert here.ended(run) == "Done"


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


def test_a_flow_past_its_limit_is_abandoned_and_its_late_answer_ignored(world: MakeWorld) -> None:
    inside, let = threading.Event(), threading.Event()
    cancelled: list[bool] = []

    def classify(_case: Case, context: Context) -> dict[str, str]:
        if context.attempt == 1:
            inside.set()
            let.wait(PATIENCE)
            cancelled.append(context.cancelled.is_set())
        return {"severity": f"S{context.attempt}"}

    clock = VirtualClock(START)
    here = world(flow(timeout=duration(60), retry=Retry(1)), clock=clock)
    here.case()
    worker = here.work(classify)
    run = here.start("flow")
    assert inside.wait(PATIENCE)
    clock.advance(60 * SECOND)
    here.settle()
    assert here.ended(run) == "Done"
    assert worker.status.abandoned == 1
    let.set()
    while worker.status.abandoned:
        time.sleep(0.01)
    assert cancelled == [True]
    assert worker.status.late == 1
    assert here.events(run) == ["started", "timer due", "flow returned"]
    (_, _, last) = here.engine.runs.events(run)
    assert last.past.act.outputs == {"severity": "S2"}  # type: ignore[union-attr]  # a flow's answer


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


def test_an_async_flow_is_cancelled_when_its_run_is(world: MakeWorld) -> None:
    started, ended = threading.Event(), threading.Event()

    async def awaited(_case: Case, _context: Context) -> dict[str, str]:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()
        return {"severity": "S1"}

    here = world(flow())
    here.case()
    worker = here.work(awaited=awaited)
    run = here.start("flow")
    assert started.wait(PATIENCE)
    here.engine.runs.cancel(run, ADMIN)
    assert ended.wait(PATIENCE)
    here.settle()
    assert worker.status.calls == ()
    assert here.ended(run) == "canceled"


def test_hung_flows_do_not_keep_others_from_running(world: MakeWorld) -> None:
    let = threading.Event()

    def classify(case: Case, _context: Context) -> dict[str, str]:
        if case.status == "Hangs":
            let.wait(PATIENCE)
        return {"severity": "S1"}

    clock = VirtualClock(START)
    here = world(flow(timeout=duration(60)), clock=clock)
    here.case("h", status="Hangs")
    here.case("1")
    worker = here.work(classify)
    hung = [here.start("flow", "h") for _ in range(40)]
    wait_for(lambda: len(worker.status.calls) == 40)
    clock.advance(60 * SECOND)
    run = here.start("flow", "1")
    here.settle()
    assert here.ended(run) == "Done"
    assert {here.engine.runs.get(each).status for each in hung} == {Status.ERROR}
    let.set()


def test_a_predicate_decides_and_asks_to_be_asked_again(world: MakeWorld, store: Store) -> None:
    here = world(quiet(), store=store, clock=VirtualClock(START))
    here.case()
    asked: list[str] = []

    def answer(case: Case) -> Answer:
        asked.append(case.status)
        return Answer(case.status != "New", ask_again_in=timedelta(hours=1))

    here.work(quiet=answer)
    loud, calm = here.start("quiet"), None
    here.settle()
    here.case("2", status="Calm")
    calm = here.start("quiet", "2")
    here.settle()
    assert (here.ended(loud), here.ended(calm)) == ("Loud", "Quiet")
    assert asked == ["New", "Calm"]


def test_a_failing_predicate_is_the_error_of_who_asked(world: MakeWorld) -> None:
    def answer(_case: Case) -> bool:
        raise FlowError("Away", "the CRM is away")

    here = world(quiet())
    here.case()
    here.work(quiet=answer)
    run = here.start("quiet")
    here.settle()
    assert (here.ended(run) or "").startswith("d: Away: quiet: the CRM is away")


def test_a_flow_about_a_record_that_is_gone_fails_by_that_name(world: MakeWorld) -> None:
    here = world(flow())
    here.case()
    run = here.start("flow")
    here.engine.records.delete("Case", "1", ADMIN)
    here.work()
    here.settle()
    assert (here.ended(run) or "").startswith("s.classify: RecordGone")


def test_flows_may_use_the_engine_themselves(world: MakeWorld, store: Store) -> None:
    def classify(case: Case, _context: Context) -> dict[str, str]:
        here.engine.records.update("Case", case.id, {"status": "Classified"}, ADMIN)
        return {"severity": "S1"}

    here = world(flow(), store=store)
    here.case()
    here.work(classify)
    run = here.start("flow")
    here.settle()
    assert here.ended(run) == "Done"
    found = here.engine.records.get("Case", "1")
    assert found is not None
    assert found.fields["status"] == "Classified"


def test_a_hung_flow_does_not_keep_the_process_from_ending(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import sys, threading, time
        from tests.runtime.graphs import flow
        from tests.runtime.world import World
        here = World(flow())
        here.case()
        inside = threading.Event()
        here.work(lambda case, context: (inside.set(), time.sleep(60)))
        here.start("flow")
        assert inside.wait(60)
        if sys.argv[1] == "closing":
            here.close(grace=0.1)
        print("done")
        """
    )
    for how in ("closing", "without closing"):
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", program, how], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert (done.returncode, done.stdout.strip()) == (0, "done"), done.stderr
        assert time.monotonic() - begun < PATIENCE / 2
    assert tmp_path.exists()


def test_the_system_clock_waits_no_longer_than_it_should() -> None:
    clock, wake = SystemClock(), threading.Event()

    def waited(due: int | None) -> float:
        begun = time.monotonic()
        clock.wait(wake, due)
        return time.monotonic() - begun

    assert 0.004 < min(waited(clock.now() + 5000) for _ in range(5)) < POLL
    assert waited(None) >= POLL * 0.9
    assert min(waited(clock.now() - 1) for _ in range(5)) < POLL / 5
    wake.set()
    assert min(waited(None) for _ in range(5)) < POLL / 5


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
