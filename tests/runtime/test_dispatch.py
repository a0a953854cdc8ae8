"""Flows and predicates are called with what they need, and what they answer or raise is that of their step."""

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.plugin import Answer, Context, FlowError
from orchestra_dsl.runtime.clock import POLL, SystemClock, VirtualClock
from orchestra_dsl.runtime.store.port import Store
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
