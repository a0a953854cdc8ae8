"""Calls that nobody waits for are abandoned; those that hang hold up nobody, and not the end of the process."""

import asyncio
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.plugin import Context
from orchestra_dsl.runtime.clock import VirtualClock
from tests.patience import PATIENCE, wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, duration, flow
from tests.runtime.world import ADMIN, Case

START = int(datetime(2026, 1, 5, 9, tzinfo=UTC).timestamp()) * SECOND


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
