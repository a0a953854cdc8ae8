"""What breaks down and cannot even be put aside stays where it is, is told, and is tried again after growing pauses."""

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.plugin import Context, Later
from orchestra_dsl.runtime.applying import writing
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.store.rows import Writes
from tests.patience import wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, flow, limited, quiet, ready
from tests.runtime.test_telling import Post, notifying
from tests.runtime.unkept import PAUSE, Fault
from tests.runtime.world import ADMIN, ANN, Case, World

START = 1_767_603_600 * SECOND


Classified = dict[str, str]


def begun(here: World, orchestration: str) -> tuple[str, list[str]]:
    """A run that the fault is to hit, and others before and behind it."""
    here.case()
    runs = [here.start(orchestration) for _ in range(3)]
    return runs.pop(1), runs


def tell_and_mend(here: World, fault: Fault, hit: str, others: list[str], ended: str) -> None:
    """Others go on; it is tried again with pauses; the worker tells of it; it is applied once that is mended."""
    wait_for(lambda: {here.ended(each) for each in others} == {ended})
    wait_for(lambda: len(fault.tries) >= 4)
    assert fault.lasted >= (1 + 2 + 4) * PAUSE
    trouble = here.worker.status.trouble if here.worker else None
    assert trouble is not None
    assert hit in trouble
    assert "broke down inside Orchestra (ZeroDivisionError: a fault), and could not be put aside" in trouble
    assert here.ended(hit) != ended
    fault.mend()
    here.settle()
    assert here.ended(hit) == ended
    assert here.worker is not None
    assert here.worker.status.trouble is None
    assert here.engine.troubles.oldest() == []


def test_a_timer_stays(world: MakeWorld, store: Store, fault: Fault) -> None:
    clock = VirtualClock(START)
    here = world(limited(60), store=store, clock=clock)
    hit, others = begun(here, "limited")
    fault.hit(ev.TimerDue, hit)
    here.work()
    clock.advance(60 * SECOND)
    tell_and_mend(here, fault, hit, others, "Too late")


def test_the_answer_of_a_flow_is_kept_and_the_flow_not_called_again(
    world: MakeWorld, store: Store, fault: Fault
) -> None:
    here = world(flow(), store=store)
    hit, others = begun(here, "flow")
    called: list[str] = []

    def classify(_case: Case, context: Context) -> Classified:
        called.append(context.run)
        return {"severity": "S1"}

    fault.hit(ev.FlowReturned, hit)
    here.work(classify)
    tell_and_mend(here, fault, hit, others, "Done")
    assert sorted(called) == sorted([hit, *others])


def test_the_answer_of_a_predicate_is_kept(world: MakeWorld, fault: Fault) -> None:
    here = world(quiet())
    hit, others = begun(here, "quiet")
    fault.hit(ev.PredicateAnswered, hit)
    here.work()
    tell_and_mend(here, fault, hit, others, "Quiet")


def test_an_event_of_the_inbox_stays(
    world: MakeWorld, store: Store, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 1)
    here = world(ready(), store=store)
    hit, others = begun(here, "ready")
    fault.hit(ev.RecordChanged, hit)
    here.engine.records.update("Case", "1", {"status": "Ready"}, ANN)
    here.work()
    tell_and_mend(here, fault, hit, others, "Done")


def test_that_somebody_was_told_is_kept_and_nobody_told_again(world: MakeWorld, store: Store, fault: Fault) -> None:
    here = world(notifying("post", to=("user:ann",)), store=store)
    post = Post()
    fault.hit(ev.Told)
    here.case()
    run = here.start("notifying")
    here.work(channels={"post": post.tell})
    wait_for(lambda: len(fault.tries) >= 4)
    assert fault.lasted >= (1 + 2 + 4) * PAUSE
    assert here.worker is not None
    assert f'the event "told" of run {run} broke down' in str(here.worker.status.trouble)
    fault.mend()
    here.settle()
    assert here.worker.status.trouble is None
    assert len(post.got) == 1
    assert here.events(run)[-1] == "told"


def test_that_a_flow_answers_later_is_noted_again(world: MakeWorld, fault: Fault) -> None:
    here = world(flow())
    here.case()
    run = here.start("flow")
    tokens: list[str] = []

    def ask(_case: Case, context: Context) -> Later:
        tokens.append(context.token)
        return Later()

    fault.write_none("set_later")
    here.work(ask)
    wait_for(lambda: len(fault.tries) >= 2)
    fault.mend()
    here.settle()
    assert [each.token for each in here.engine.calls.waiting(run, ADMIN)] == tokens


def test_a_change_that_wakes_nobody_now_holds_up_no_other(
    world: MakeWorld, store: Store, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 1)
    here = world(ready(), store=store)
    runs: dict[str, list[str]] = {}
    for id_ in ("first", "second"):
        here.case(id_)
        runs[id_] = [here.start("ready", id_) for _ in range(3)]
    fault.write_none("insert_inbox", of="record/Case/first")
    for id_ in runs:
        here.engine.records.update("Case", id_, {"status": "Ready"}, ANN)
    here.work()
    wait_for(lambda: {here.ended(run) for run in runs["second"]} == {"Done"})
    wait_for(lambda: len(fault.tries) >= 4)
    assert here.worker is not None
    assert "could not be put aside" in str(here.worker.status.trouble)
    assert {here.ended(run) for run in runs["first"]} == {"active"}
    fault.mend()
    here.settle()
    assert {here.ended(run) for run in runs["first"]} == {"Done"}
    assert here.worker.status.trouble is None


def test_an_event_of_the_inbox_that_is_refused_by_now_has_come_too_late(world: MakeWorld, store: Store) -> None:
    """A parent that is canceled reaches its many children through the inbox, and some have ended meanwhile."""
    here = world(flow(), store=store)
    here.case()
    run = here.start("flow")
    here.engine.runs.cancel(run, ADMIN)
    canceled = ev.Event(
        "run r1", here.engine.clock.now(), ev.RunCanceled("it is over"), None, "run r1", administrator=True
    )
    with store.writing() as transaction:
        transaction.apply(Writes(inbox=[(here.engine.run_key(run), canceled)]))
    here.work()
    here.settle()
    assert here.events(run) == ["started", "canceled"]
    assert here.engine.troubles.oldest() == []
