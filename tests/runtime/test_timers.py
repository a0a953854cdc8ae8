"""Timers: durable, due by the engine's clock, fired in the order of their instants."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.interpreter.events import TimerDue
from orchestra_dsl.plugin import Answer, Context, FlowError
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.counters.views import Timer
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.store.rows import Writes
from orchestra_dsl.runtime.worker import underway
from tests.patience import PATIENCE
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, duration, end, flow, graph, limited, quiet, stage
from tests.runtime.world import ANN, Case, World

START = int(datetime(2026, 1, 5, 9, tzinfo=UTC).timestamp()) * SECOND
HOUR = 3600 * SECOND


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that stands still until a test moves it."""
    return VirtualClock(START)


def test_a_stage_ends_at_the_instant_of_its_timeout_and_not_before(
    world: MakeWorld, store: Store, clock: VirtualClock
) -> None:
    here = world(limited(3600), store=store, clock=clock)
    here.case()
    here.work()
    run = here.start("limited")
    assert here.engine.runs.get(run).open[0].due == (Timer(START + HOUR, "timeout"),)
    clock.advance(HOUR - 1)
    here.settle()
    assert here.ended(run) == "active"
    clock.advance(1)
    here.settle()
    assert here.ended(run) == "Too late"
    assert here.engine.runs.get(run).updated_at == START + HOUR


def test_a_timer_of_an_item_that_was_completed_never_fires(world: MakeWorld, clock: VirtualClock) -> None:
    here = world(limited(3600), clock=clock)
    here.case()
    here.work()
    run = here.start("limited")
    (item,) = here.engine.work.for_user("user:ann")
    here.engine.work.complete(item.key, {"ok": True}, ANN)
    clock.advance(2 * HOUR)
    here.settle()
    assert here.ended(run) == "Done"
    assert here.events(run) == ["started", "item completed"]


def test_a_timer_survives_the_process_and_fires_late_rather_than_never(tmp_path: Path, clock: VirtualClock) -> None:
    first = World(limited(3600), store=SqliteStore.open(tmp_path / "store.db"), clock=clock)
    first.case()
    run = first.start("limited")
    first.close()
    clock.advance(5 * HOUR)
    second = World(limited(3600), store=SqliteStore.open(tmp_path / "store.db"), clock=clock)
    second.work()
    second.settle()
    assert second.ended(run) == "Too late"
    second.close()


def test_a_retry_waits_and_doubles(world: MakeWorld, clock: VirtualClock) -> None:
    called: list[int] = []

    def classify(_case: Case, context: Context) -> dict[str, str]:
        called.append((clock.now() - START) // SECOND)
        if context.attempt < 4:
            raise FlowError("Busy")
        return {"severity": "S1"}

    here = world(flow(retry=Retry(5, duration(30), doubling=True, up_to=duration(100))), clock=clock)
    here.case()
    here.work(classify)
    run = here.start("flow")
    for _ in range(30):
        here.settle()
        clock.advance(10 * SECOND)
    assert called == [0, 30, 90, 190]
    assert here.ended(run) == "Done"


def test_a_predicate_is_asked_again_when_it_wanted(world: MakeWorld, clock: VirtualClock) -> None:
    waits = stage("s", (), 1, start_when=quiet().elements[0].outcomes[0].when)  # type: ignore[union-attr]  # it is a decision
    asked: list[int] = []

    def answer(_case: Case) -> Answer:
        asked.append((clock.now() - START) // SECOND)
        return Answer(len(asked) == 3, ask_again_in=timedelta(minutes=1))

    here = world(graph("waits", (waits, end())), clock=clock)
    here.case()
    here.work(quiet=answer)
    run = here.start("waits")
    for _ in range(20):
        here.settle()
        clock.advance(10 * SECOND)
    assert asked == [0, 60, 120]
    assert here.ended(run) == "Done"


def test_timers_of_many_runs_fire_in_the_order_of_their_instants(
    world: MakeWorld, store: Store, clock: VirtualClock
) -> None:
    here = world(limited(30, "a"), limited(20, "b"), limited(10, "c"), store=store, clock=clock)
    here.case()
    runs = [here.start(name) for name in "abc" for _ in range(3)]
    order: list[int] = []
    here.engine.listen(order.extend)
    clock.advance(HOUR)
    here.work()
    here.settle()
    assert {here.ended(run) for run in runs} == {"Too late"}
    assert order == [7, 8, 9, 4, 5, 6, 1, 2, 3]


def test_time_never_goes_back_within_a_run(world: MakeWorld, clock: VirtualClock) -> None:
    here = world(limited(3600), clock=clock)
    here.case()
    run = here.start("limited")
    clock.advance(-HOUR)
    (item,) = here.engine.work.for_user("user:ann")
    here.engine.work.complete(item.key, {"ok": True}, ANN)
    instants = [entry.at for entry in here.engine.runs.history(run)]
    assert instants == [START, START]


def test_thousands_of_timers_at_one_instant_all_fire(world: MakeWorld, clock: VirtualClock) -> None:
    here = world(limited(10), clock=clock)
    here.case()
    runs = [here.start("limited") for _ in range(1500)]
    clock.advance(HOUR)
    here.work()
    here.settle()
    assert {here.ended(run) for run in runs} == {"Too late"}


def test_a_timer_that_could_not_be_stored_fires_again(
    world: MakeWorld, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(underway, "FIRST_DELAY", 0.02)
    failed = threading.Event()
    here = world(limited(10), clock=clock)
    here.case()
    run = here.start("limited")
    apply = SqliteTransaction.apply

    def failing(self: SqliteTransaction, writes: Writes) -> None:
        if not failed.is_set() and any(isinstance(each.event.act, TimerDue) for each in writes.applied):
            failed.set()
            raise StoreError("full", "here", "there is no room", "make some")
        apply(self, writes)

    monkeypatch.setattr(SqliteTransaction, "apply", failing)
    clock.advance(HOUR)
    here.work()
    assert failed.wait(PATIENCE)
    here.settle()
    assert here.ended(run) == "Too late"


def test_a_worker_with_nothing_to_do_is_almost_asleep(world: MakeWorld) -> None:
    here = world(limited(3600))
    here.case()
    here.work()
    here.start("limited")
    here.settle()
    begun = time.process_time()
    time.sleep(1)
    assert time.process_time() - begun < 0.2
