"""Schedules, record sources and people: what breaks down there, and cannot be put aside, holds up nothing else."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestra_dsl.graph.outside import OutsideChange
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.bringing import Bringing
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.requests.note_people import NotePeople
from orchestra_dsl.runtime.requests.set_schedules import SetSchedules
from orchestra_dsl.runtime.worker import people_watch
from tests.patience import wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, flow
from tests.runtime.outside import Outside, case, once
from tests.runtime.texts import MakePlace, compiled
from tests.runtime.unkept import PAUSE, Fault

START = 1_767_603_600 * SECOND


def test_a_schedule_stays_due_and_others_start(place: MakePlace, fault: Fault) -> None:
    daily = 'orchestration {0}() {{ start every "0 8 * * *" in "Europe/Berlin" end }}'
    clock = VirtualClock(START)
    here = place("\n".join(daily.format(name) for name in ("first", "second", "third")), clock=clock, numbered=False)
    key = next(each.key for each in here.engine.schedules.all() if each.name == "second")
    fault.hit(ev.Started)
    fault.write_none("put_schedule", of=f"[({key}, ")
    clock.advance(24 * 3600 * SECOND)
    wait_for(lambda: {each.name for each in here.engine.schedules.all() if each.trouble} == {"first", "third"})
    wait_for(lambda: len(fault.tries) >= 4)
    assert fault.lasted >= (1 + 2 + 4) * PAUSE
    assert 'the schedule "0 8 * * *" of second broke down' in str(here.worker.status.trouble)
    fault.mend()
    here.settle()
    assert [each.orchestration for each in here.engine.runs.newest()] == ["second"]
    assert here.worker.status.trouble is None


def test_schedules_that_cannot_be_taken_hold_up_nothing_else(
    place: MakePlace, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = 'orchestration waits(case: Case) { await a first { after 1m { end "Over" } } }'
    here = place(waits, clock=(clock := VirtualClock(START)))
    run = here.start("waits")
    monkeypatch.setattr(SetSchedules, "perform", striking(SetSchedules.perform, fault))
    fault.hit(ev.Started)
    here.engine.install(compiled(waits + 'orchestration daily() { start every "0 8 * * *" in "Europe/Berlin" end }'))
    wait_for(lambda: len(fault.tries) >= 4)
    assert fault.lasted >= (1 + 2 + 4) * PAUSE
    assert "taking the schedules of what is installed broke down" in str(here.worker.status.trouble)
    clock.advance(60 * SECOND)
    wait_for(lambda: here.ended(run) == "Over")
    fault.mend()
    here.settle()
    assert [each.name for each in here.engine.schedules.all()] == ["daily"]
    assert here.worker.status.trouble is None


def test_people_that_cannot_be_counted_keep_no_worker_from_working(
    world: MakeWorld, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_watch, "EVERY", PAUSE)
    monkeypatch.setattr(NotePeople, "perform", striking(NotePeople.perform, fault))
    here = world(flow())
    here.case()
    run = here.start("flow")
    fault.hit(ev.Started)
    worker = here.work()
    wait_for(lambda: here.ended(run) == "Done" and len(fault.tries) >= 2)
    assert "noting that people have come or gone broke down" in str(worker.status.trouble)
    fault.mend()
    wait_for(lambda: worker.status.trouble is None)
    with here.engine.store.reading() as reads:
        assert reads.fingerprint()


def striking(perform: Callable[[Any, Batch], Any], fault: Fault) -> Any:
    """What breaks down as long as the fault is not mended."""

    def stand_in(request: Any, batch: Batch) -> Any:
        if fault.act is not None:
            raise ZeroDivisionError("a fault")
        return perform(request, batch)

    return stand_in


@pytest.mark.usefixtures("ask_soon")
def test_a_change_that_a_source_has_brought_keeps_its_cursor(
    place: MakePlace, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bringing, "apply", broken_for("b", Bringing.apply, fault))
    here = place("orchestration nothing(case: Case) { end }")
    fault.write_none("put_rejected")
    fault.hit(ev.Started)
    here.bring(Outside(once(case("a"), case("b"), case("c"))).plugin)
    wait_for(lambda: len(fault.tries) >= 2)
    wait_for(lambda: here.worker.status.sources[0].trouble)
    assert "what the record source crm has brought broke down" in str(here.worker.status.sources[0].trouble)
    assert [here.field("status", each) for each in "abc"] == ["New", None, "New"]
    assert [each.cursor for each in here.engine.sources.all()] == [None]
    fault.mend()
    wait_for(lambda: [each.cursor for each in here.engine.sources.all()] == ["1"])
    assert here.field("status", "b") == "New"


def broken_for(id_: str, apply: Callable[[Bringing, OutsideChange], None], fault: Fault) -> Any:
    """What breaks down with the change of one record, as long as the fault is not mended."""

    def stand_in(bringing: Bringing, change: OutsideChange) -> None:
        if fault.act is not None and change.id == id_:
            raise ZeroDivisionError("a fault")
        apply(bringing, change)

    return stand_in
