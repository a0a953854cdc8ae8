"""Faults of the program itself: one event suffers, nobody else does, and nothing is lost."""

import threading
from concurrent.futures import wait
from typing import Any

import pytest

from orchestra_dsl.interpreter import step as step_module
from orchestra_dsl.interpreter.events import FlowReturned, Ref, Started
from orchestra_dsl.runtime.applying import batch
from orchestra_dsl.runtime.errors import EventFailed, Refusal
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.requests.write import Write
from orchestra_dsl.runtime.sqlite import folding
from orchestra_dsl.runtime.store.port import Store
from tests.patience import PATIENCE
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import flow, on_case, person, ready
from tests.runtime.world import ADMIN, ANN, World

RETURNED = FlowReturned(Ref(1, 1), {"severity": "S1"})


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[type]:
    """The kinds of acts at which the step function breaks down."""
    acts: set[type] = set()

    def stand_in(program: Any, state: Any, event: Any, facts: Any) -> Any:
        if type(event.act) in acts:
            raise ZeroDivisionError("a fault")
        return step_module.step(program, state, event, facts)

    monkeypatch.setattr(batch, "step", stand_in)
    return acts


def test_who_acts_is_told_and_the_run_is_as_it_was(world: MakeWorld, broken: set[type]) -> None:
    here = world(flow())
    here.case()
    run = here.start("flow")
    broken.add(FlowReturned)
    with pytest.raises(EventFailed, match="ZeroDivisionError: a fault"):
        here.engine.deliver(run, RETURNED, ANN)
    assert here.events(run) == ["started"]
    broken.clear()
    assert here.engine.deliver(run, RETURNED, ANN)


def test_an_event_of_the_engine_is_put_aside_and_others_go_on(
    world: MakeWorld, store: Store, broken: set[type]
) -> None:
    here = world(flow(), person(), store=store)
    here.case()
    broken.add(FlowReturned)
    here.work()
    run = here.start("flow")
    here.settle()
    (aside,) = here.engine.troubles.oldest()
    assert (aside.run_id, aside.error) == (run, "ZeroDivisionError: a fault")
    assert here.engine.runs.get(run).open[1].calls == ()  # it is not called again and again
    assert here.start("person")
    with pytest.raises(EventFailed):
        here.engine.troubles.resume(aside.key)
    assert len(here.engine.troubles.oldest()) == 1
    broken.clear()
    assert here.engine.troubles.resume(aside.key)
    assert here.ended(run) == "Done"
    assert here.engine.troubles.oldest() == []
    with pytest.raises(Refusal, match="there is no event"):
        here.engine.troubles.resume(aside.key)


def test_a_record_is_written_though_what_it_starts_breaks_down(world: MakeWorld, broken: set[type]) -> None:
    here = world(flow("f", on_case()))
    broken.add(Started)
    (run,) = here.case()
    assert here.engine.records.get("Case", "1") is not None
    assert here.engine.runs.get(run).status.words == "not started"
    (aside,) = here.engine.troubles.oldest()
    broken.clear()
    here.engine.troubles.resume(aside.key)
    assert here.engine.runs.get(run).status.words == "active"


def test_a_woken_run_that_breaks_down_does_not_keep_others_asleep(
    world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(ready())
    here.case()
    runs = [here.start("ready") for _ in range(3)]
    _break_for(monkeypatch, runs[1])
    here.engine.records.update("Case", "1", {"status": "Ready"}, ANN)
    assert [len(here.events(run)) for run in runs] == [2, 1, 2]
    assert [aside.run_id for aside in here.engine.troubles.oldest()] == [runs[1]]


def _break_for(monkeypatch: pytest.MonkeyPatch, run: str) -> None:
    def stand_in(program: Any, state: Any, event: Any, facts: Any) -> Any:
        if state.run == run:
            raise RecursionError("a fault")
        return step_module.step(program, state, event, facts)

    monkeypatch.setattr(batch, "step", stand_in)


def test_a_commit_that_cannot_be_written_fails_alone(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    here = world(flow())
    here.case()
    runs = [here.start("flow") for _ in range(20)]
    keys = [here.engine.run_key(run) for run in runs]
    write = folding._history

    def failing(applied: Any) -> Any:
        if applied.run == keys[7]:
            raise OverflowError("it cannot be stored")
        return write(applied)

    monkeypatch.setattr(folding, "_history", failing)
    answers = [here.engine.submit(Deliver(key, RETURNED, ADMIN, internal=True)) for key in keys]
    wait(answers)
    assert [number for number, answer in enumerate(answers) if answer.exception()] == [7]
    assert {here.ended(run) for run in runs[:7] + runs[8:]} == {"Done"}
    assert here.ended(runs[7]) == "active"
    assert [aside.error for aside in here.engine.troubles.oldest()] == ["OverflowError: it cannot be stored"]
    _still_works(here)


class Holding(Request[None]):
    """Holds the writer up, so that what comes meanwhile is one batch."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.let_go = threading.Event(), threading.Event()

    def perform(self, batch: batch.Batch) -> None:  # noqa: ARG002 - it does nothing with it
        """Wait."""
        self.begun.set()
        assert self.let_go.wait(PATIENCE)


def test_what_cannot_be_written_is_not_laid_to_the_next_of_its_batch(
    world: MakeWorld, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who writes a record has written first what came before in the transaction, to see it."""
    here = world(flow(), store=store)
    here.case()
    run = here.start("flow")
    monkeypatch.setattr(folding, "_history", lambda _applied: 1 // 0)
    deliver = Deliver(here.engine.run_key(run), RETURNED, ANN)
    declared = here.engine.programs.record("Case")
    write = Write(declared, "2", {"id": "2", "status": "New", "amount": 1, "note": None}, ANN)
    holding = Holding()
    held = here.engine.submit(holding)
    assert holding.begun.wait(PATIENCE)
    returned, written = here.engine.submit(deliver), here.engine.submit(write)
    holding.let_go.set()
    assert held.exception(PATIENCE) is None
    assert isinstance(returned.exception(PATIENCE), EventFailed)
    assert written.exception(PATIENCE) is None
    assert here.events(run) == ["started"]
    assert here.engine.records.get("Case", "2") is not None


def _still_works(here: World) -> None:
    run = here.start("flow")
    assert here.engine.deliver(run, RETURNED, ANN)
    assert here.ended(run) == "Done"
