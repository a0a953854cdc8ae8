"""Runs that stand still: what comes meanwhile is kept, and counts in its order once they go on (rule 19, section 6)."""

from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter.events import Act, ItemResumed, ItemSuspended
from orchestra_dsl.runtime.applying.batch import Batch, World
from orchestra_dsl.runtime.applying.states import States
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.counters.replay import replay
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.of_rows import fired
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import flow, limited, person
from tests.runtime.texts import MakePlace, Place
from tests.runtime.world import ADMIN, ANN

INNER = """
orchestration inner(case: Case) -> { ok: boolean } {
  stage s { interactive fix = fix_case(case) { assign to group("Agents") } }
  end "Good" with { ok: s.fix.ok }
}
"""
OUTER = """
orchestration outer(case: Case) {
  stage t { background it = run inner(case) }
  end "Fine"
}
"""
WAITS = """
event paid { amount: integer }
orchestration waits(case: Case) {
  await first { on paid as p -> took   on case.status == "Closed" -> closed   after 1s -> late }
  stage took { interactive fix = fix_case(case) { assign to group("Agents") } }
  end "Paid"
  stage closed { interactive see = fix_case(case) { assign to group("Agents") } }
  end "Closed"
  stage late { interactive ask = fix_case(case) { assign to group("Agents") } }
  end "Late"
}
"""


def suspend(here: Place, run: str) -> None:
    """An administrator suspends a run."""
    here.engine.runs.suspend(run, ADMIN)
    here.settle()


def resume(here: Place, run: str) -> None:
    """An administrator resumes a run."""
    here.engine.runs.resume(run, ADMIN)
    here.settle()


def put_off(store: Store) -> int:
    """How many events are kept for suspended runs."""
    with store.writing() as transaction:
        return sum(len(transaction.put_off(run)) for run in range(1, 10))


def asked(here: Place, run: str) -> list[str]:
    """The steps of a run that have an open item."""
    return [each.element for each in here.engine.work.of_run(run) if each.status == ItemStatus.OPEN]


def test_an_event_from_outside_is_kept_and_comes_before_the_timer(place: MakePlace) -> None:
    """Rule 21: in the order of arrival; the time that is up later is too late."""
    here = place(WAITS)
    run = here.start("waits")
    suspend(here, run)
    assert here.engine.send("paid", {"amount": 7}, ANN).given == 1
    here.settle()
    assert asked(here, run) == []
    assert put_off(here.engine.store) == 1
    resume(here, run)
    assert asked(here, run) == ["took.fix"]
    assert put_off(here.engine.store) == 0


def test_a_condition_is_asked_again_when_the_run_goes_on(place: MakePlace) -> None:
    """Rule 9: a record that has changed meanwhile is read then; nothing is kept of the change."""
    here = place(WAITS)
    run = here.start("waits")
    suspend(here, run)
    for status in ("Working", "Closed"):
        here.engine.records.update("Case", "1", {"status": status}, ANN)
    here.settle()
    assert put_off(here.engine.store) == 0
    resume(here, run)
    assert asked(here, run) == ["closed.see"]


def test_a_timer_that_is_due_meanwhile_counts_when_the_run_goes_on(world: MakeWorld, store: Store) -> None:
    """Rule 14: nothing is lost by standing still, nor does the worker stumble over what is due."""
    here = world(limited(0), store=store)
    here.case()
    run = here.start("limited")
    here.engine.runs.suspend(run, ADMIN)
    here.work()
    here.settle()
    assert here.ended(run) == "suspended"
    with store.reading() as reads:
        assert reads.next_due() is None
    here.engine.runs.resume(run, ADMIN)
    here.settle()
    assert here.ended(run) == "Too late"


def test_what_is_kept_survives_the_end_of_the_process(world: MakeWorld, tmp_path: Path) -> None:
    """Section 6: nothing that was acknowledged is lost."""
    here = world(limited(0), store=SqliteStore.open(tmp_path / "store.db"))
    here.case()
    run = here.start("limited")
    here.engine.runs.suspend(run, ADMIN)
    here.work()
    here.settle()
    here.close()
    again = world(limited(0), store=SqliteStore.open(tmp_path / "store.db"))
    assert put_off(again.engine.store) == 1
    again.engine.runs.resume(run, ADMIN)
    assert again.ended(run) == "Too late"
    assert put_off(again.engine.store) == 0


def test_a_flow_that_answers_meanwhile_is_heard_later(world: MakeWorld) -> None:
    """Section 6: a call that is under way goes on; no further step starts."""
    here = world(flow())
    here.case()
    run = here.start("flow")
    here.engine.runs.suspend(run, ADMIN)
    here.work()
    here.settle()
    assert (here.ended(run), put_off(here.engine.store)) == ("suspended", 1)
    here.engine.runs.resume(run, ADMIN)
    here.settle()
    assert here.engine.runs.get(run).status.words == "completed"
    assert here.events(run) == ["started", "suspended", "resumed", "flow returned"]


def test_suspending_goes_down_and_so_does_resuming(place: MakePlace) -> None:
    """Rule 19: cancel, discontinue and suspend go down."""
    here = place(INNER + OUTER)
    run = here.start("outer")
    (child,) = here.children(run)
    suspend(here, run)
    assert (here.status(run), here.status(child)) == ("suspended", "suspended")
    with pytest.raises(Refusal, match=f"{child} is suspended with run {run}, of which it is a step; resume that one"):
        here.engine.runs.resume(child, ADMIN)
    resume(here, run)
    assert (here.status(run), here.status(child)) == ("active", "active")
    here.complete(child)
    assert here.ended(run) == "Fine"


def test_a_child_that_was_suspended_by_itself_rests_on(place: MakePlace) -> None:
    """Rule 19: each reason has to go by itself."""
    here = place(INNER + OUTER)
    run = here.start("outer")
    (child,) = here.children(run)
    suspend(here, child)
    suspend(here, run)
    resume(here, run)
    assert (here.status(run), here.status(child)) == ("active", "suspended")
    suspend(here, run)
    resume(here, child)
    assert here.status(child) == "suspended"
    resume(here, run)
    assert here.status(child) == "active"


def test_a_child_that_ends_while_its_parent_stands_still_is_heard_later(place: MakePlace) -> None:
    """Rule 19: the child's end is kept for the step."""
    here = place(INNER + OUTER)
    run = here.start("outer")
    (child,) = here.children(run)
    here.engine.runs.suspend(run, ADMIN)
    here.engine.runs.cancel(child, ADMIN)
    here.settle()
    assert here.status(run) == "suspended"
    resume(here, run)
    assert "Canceled" in here.ended(run)


def test_a_suspended_run_can_be_canceled_and_keeps_nothing(place: MakePlace) -> None:
    """Section 6: `end`, `fail` and cancel discontinue everything; what was kept goes."""
    here = place(WAITS)
    run = here.start("waits")
    suspend(here, run)
    here.engine.send("paid", {"amount": 7}, ANN)
    here.settle()
    here.cancel(run)
    assert (here.status(run), put_off(here.engine.store)) == ("canceled", 0)


def test_more_than_a_transaction_takes_is_taken_up_in_order(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Section 6: the rest goes through the inbox, behind what came first."""
    monkeypatch.setattr("orchestra_dsl.runtime.applying.posts.AT_ONCE", 2)
    here = place("""
event paid { amount: integer }
orchestration counts(case: Case) -> { all: text } {
  var found: text = ""
  await a first { on paid as p keep 7d { set found = "{found}{p.amount}" } }
  await b first { on paid as p keep 7d { set found = "{found}{p.amount}" } }
  await c first { on paid as p keep 7d { set found = "{found}{p.amount}" } }
  await d first { on paid as p keep 7d { set found = "{found}{p.amount}" } }
  end "Four" with { all: found }
}
""")
    run = here.start("counts")
    suspend(here, run)
    for amount in (1, 2, 3, 4):
        here.engine.send("paid", {"amount": amount}, ANN)
    resume(here, run)
    assert here.engine.runs.get(run).outputs == {"all": "1234"}


def test_a_replay_leads_to_the_same(place: MakePlace) -> None:
    """Invariant 1: what was put off is in the history where it was applied."""
    here = place(WAITS)
    run = here.start("waits")
    suspend(here, run)
    here.engine.send("paid", {"amount": 7}, ANN)
    resume(here, run)
    key = here.engine.run_key(run)
    with here.engine.store.reading() as reads:
        row = reads.run_row(key)
        assert row is not None
        program = here.engine.programs.by_key(row.graph, reads)
    kinds = [each.row.kind for each in replay(run, program, here.engine.runs.events(run))]
    assert kinds == ["started", "suspended", "resumed", "message arrived"]


def test_an_item_rests_until_its_instant(world: MakeWorld, store: Store) -> None:
    """Section 6: the worker's timer has it go on."""
    here = world(person(), store=store)
    here.case()
    run = here.start("person")
    (item,) = here.engine.work.for_user("user:ann")
    until = here.engine.clock.now() + 150_000
    rests = here.engine.work.suspend(item.key, ANN, until=until, version=item.version)
    assert (rests.status, rests.until) == (ItemStatus.SUSPENDED, until)
    assert [each.status for each in here.engine.work.for_user("user:ann")] == [ItemStatus.SUSPENDED]
    with pytest.raises(Refusal, match="this work item is suspended until"):
        here.engine.work.claim(item.key, ANN)
    here.work()
    here.engine.work.get(item.key)
    deadline = here.engine.clock.now() + 5_000_000
    while here.engine.work.get(item.key).status != ItemStatus.OPEN:
        assert here.engine.clock.now() < deadline
        here.settle()
    here.engine.work.suspend(item.key, ANN)
    here.engine.work.resume(item.key, ANN)
    (rested, woken, again, resumed) = here.engine.runs.timeline(run)[-4:]
    assert [each.what for each in (rested, woken, again, resumed)] == ["suspended", "resumed"] * 2
    assert [each.detail.get("by") for each in (rested, woken, resumed)] == ["user:ann", None, "user:ann"]
    here.engine.work.claim(item.key, ANN)


def test_a_time_that_has_been_moved_in_the_same_transaction_does_not_come(world: MakeWorld) -> None:
    """Rule 14: the timer was read when it was due; by then the item has been resumed, and rests until later."""
    clock = VirtualClock(0)
    here = world(person(), clock=clock)
    here.case()
    run = here.start("person")
    (item,) = here.engine.work.of_run(run)
    here.engine.work.suspend(item.key, ANN, until=1_000)
    key = here.engine.run_key(run)
    clock.advance(2_000)
    with here.engine.store.reading() as reads:
        (due,) = reads.timers_due(clock.now(), 10)
    acts: list[Act] = [ItemResumed(due.ref), ItemSuspended(due.ref, 5_000)]
    with here.engine.store.writing() as transaction:
        batch = Batch(transaction, here.engine.programs, States(), World(clock, str, dict[Any, Any]().__getitem__))
        moved = [Deliver(key, act, ADMIN).perform(batch) for act in acts]
        came = fired(due).perform(batch)
        batch.finish()
    assert (moved, came) == ([True, True], False)
    (item,) = here.engine.work.of_run(run)
    assert (item.status, item.until) == (ItemStatus.SUSPENDED, 5_000)
