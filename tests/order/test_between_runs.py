"""Rule 21 between runs: the order in which events are committed, records are written, and runs are woken."""

import threading
from collections.abc import Iterator
from concurrent.futures import wait
from typing import Any

import pytest

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import step as step_module
from orchestra_dsl.interpreter.acts import KINDS
from orchestra_dsl.interpreter.commit import Done
from orchestra_dsl.interpreter.events import Act, ItemClaimed, ItemReleased, MessageArrived, Ref
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.applying import batch, writing
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.lanes import Lanes
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.start import Start
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from tests.language.play import START
from tests.order.says import says
from tests.patience import PATIENCE
from tests.runtime.texts import compiled
from tests.runtime.world import ANN, PEOPLE, calls

TEXT = """
event paid { order: text }

orchestration b_new(case: Case) {
  start on case created when case.status == "New"
  wait until case.status == "Closed"
}
orchestration a_new(case: Case) {
  start on case created when case.status == "New"
  wait until case.status == "Closed"
}
orchestration b_closed(case: Case) { start on case updated when case.status == "Closed" }
orchestration a_closed(case: Case) { start on case updated when case.status == "Closed" }
orchestration b_paid(case: Case) { start on paid as p with { case: find(Case, p.order) } wait 1d }
orchestration a_paid(case: Case) { start on paid as p with { case: find(Case, p.order) } wait 1d }
orchestration b_timely(first: boolean) {
  start every "0 12 * * *" with { first: true }
  start every "0 12 * * *" with { first: false }
}
orchestration a_timely() { start every "0 12 * * *" }
orchestration until_noon(case: Case) { wait 3h }
orchestration waits(case: Case) {
  await first { on paid as p where p.order == case.id { end "Paid" } }
}
orchestration asks(case: Case) {
  update case { note: "seen" }
  update case { note: null }
  stage t { background child = run waits(case) }
}
orchestration ends(case: Case) {
  stage s { interactive look = fix_case(case) { assign to group("Agents") } }
  decide d { outcome taken when case.amount > 0 { end "Done" } otherwise { } }
}
orchestration on_time(case: Case) {
  stage s {
    interactive it = fix_case(case) {
      assign to group("Agents")
      due in 2m { at 50% remind   at 100% remind }
      remind every 2m
      timeout 2m
    }
  }
}
orchestration punctual(case: Case) {
  stage s {
    start when now >= run.started_at + 2m up to 2m -> late
    finish when now >= run.started_at + 4m
    timeout 2m -> late
    interactive it = fix_case(case) { assign to group("Agents") }
  }
  end "In time"
  stage late { interactive other = fix_case(case) { assign to group("Agents") } }
}
orchestration times(case: Case, minutes: integer) {
  var who: text = ""
  parallel p {
    branch one { wait 1m * minutes }
    branch two { wait 1m * minutes }
    branch sooner { wait 1s * minutes }
    branch list {
      stage s {
        interactive each = fix_case(case) {
          for each name in ["a", "b"]
          assign to group("Agents")
          timeout 1m * minutes
          on error { set who = "{who}{name}" }
        }
      }
    }
  }
}
"""


class Here:
    """An engine of a store in memory, on a clock that a test moves."""

    def __init__(self, applied: list[str]) -> None:
        self.applied = applied
        self.clock = VirtualClock(START)
        self.engine = Engine(SqliteStore.in_memory(), directory=People(PEOPLE), clock=self.clock)
        self.engine.install(compiled(TEXT))

    def case(self, status: str, id_: str = "1") -> None:
        """Write a case."""
        self.applied.clear()
        self.engine.records.put("Case", {"id": id_, "status": status, "amount": 1}, ANN)

    def start(self, name: str, **arguments: object) -> str:
        """Start a run."""
        return self.engine.start(name, {"case": "1", **arguments}, ANN)

    def work_off(self) -> None:
        """Have a worker do what there is to do."""
        worker = Worker(self.engine, calls())
        worker.start()
        assert worker.settle(PATIENCE), worker.status
        worker.stop(grace=0.2)

    def elapsed(self, run: str) -> list[str]:
        """The elements of a run whose time has passed, in that order."""
        lines = [line for line in self.engine.runs.timeline(run) if line.what in ("elapsed", "failed")]
        return [" ".join(map(str, [line.element, *filter(None, [line.detail.get("instance")])])) for line in lines]

    def newest(self, number: int) -> list[str]:
        """The runs that were begun last."""
        return [run.id for run in self.engine.runs.newest(limit=number)]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:
    """An engine that notes in `applied` the events that have changed a run, in their order."""
    applied: list[str] = []

    def noted(program, state, event, facts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as `step`
        run, answer = state.run, step_module.step(program, state, event, facts)
        if isinstance(answer, Done) and answer.commit is not None:
            applied.append(f"{run} {KINDS[type(event.act)]}")
        return answer

    monkeypatch.setattr(batch, "step", noted)
    made = Here(applied)
    yield made
    made.engine.close()


@says("Events are applied in the order in which they are committed")
def test_what_an_event_leads_to_is_done_before_the_next(here: Here) -> None:
    here.case("Working")
    runs = [here.start("waits") for _ in range(3)]
    here.applied.clear()
    paid = MessageArrived("paid", "once", {"order": "1"})
    wait([here.engine.submit(Deliver(here.engine.run_key(run), paid, ANN)) for run in reversed(runs)])
    assert here.applied == [f"{run} message arrived" for run in reversed(runs)]
    assert [here.engine.runs.get(run).outcome for run in runs] == ["Paid", "Paid", "Paid"]


@says("The events of one run")
def test_the_events_of_a_run_are_applied_as_they_arrive(here: Here) -> None:
    here.case("Working")
    run = here.start("ends")
    here.applied.clear()
    acts: list[Act] = [ItemClaimed(Ref(1, 1)), ItemReleased(Ref(1, 1))] * 3
    wait([here.engine.submit(Deliver(here.engine.run_key(run), act, ANN)) for act in acts])
    assert here.applied == [f"{run} item claimed", f"{run} item released"] * 3


@says("Of what has arrived")
def test_acts_go_ahead_of_what_the_engine_has_to_do(here: Here) -> None:
    """tests/runtime/test_lanes.py looks at it more closely."""
    here.case("Working")
    runs = [here.start("waits") for _ in range(3)]
    lanes, paid = Lanes(), MessageArrived("paid", "once", {"order": "1"})
    for run, internal in ((runs[0], True), (runs[1], True), (runs[2], False), (runs[1], False)):
        lanes.add(Deliver(here.engine.run_key(run), paid, ANN, internal=internal))
    taken: Any = lanes.take(10, 0)
    assert [(each.run, each.internal) for each in taken] == [
        (here.engine.run_key(run), internal)
        for run, internal in ((runs[2], False), (runs[1], True), (runs[1], False), (runs[0], True))
    ]


@says("An event that has to ask outside")
def test_who_asks_outside_lets_others_go_ahead(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here.case("Working")
    asking, other = here.start("ends"), here.start("waits")
    key, answered = here.engine.run_key(asking), threading.Event()
    monkeypatch.setattr(People, "at_hand", False)  # it answers when it is let: nobody may wait for it in a transaction
    member = here.engine.directory.member
    monkeypatch.setattr(here.engine.directory, "member", lambda *of: answered.wait(PATIENCE) and member(*of))
    here.applied.clear()
    acts = [here.engine.submit(Deliver(key, act, ANN)) for act in (ItemClaimed(Ref(1, 1)), ItemReleased(Ref(1, 1)))]
    paid = Deliver(here.engine.run_key(other), MessageArrived("paid", "once", {"order": "1"}), ANN)
    here.engine.submit(paid).result()
    answered.set()
    wait(acts)
    assert here.applied == [f"{other} message arrived", f"{asking} item claimed", f"{asking} item released"]


@says("What a run asks of records and of other runs")
def test_what_a_run_asks_for_is_done_before_the_next_request(here: Here) -> None:
    here.case("Working")
    asks = here.engine.programs.orchestration("asks")
    first, second = (each.result() for each in [here.engine.submit(Start(asks, ("1",), ANN)) for _ in range(2)])
    events = ["started", "record updated", "record updated", "started"]
    assert [each.partition(" ")[2] for each in here.applied] == events * 2
    runs = [each.partition(" ")[0] for each in here.applied]
    assert [runs[:3], runs[4:7]] == [[first] * 3, [second] * 3]
    assert [each.startswith(run) for each, run in ((runs[3], first), (runs[7], second))] == [True, True]


@says("The write of a record starts runs first")
def test_a_write_starts_runs_by_name_and_then_wakes(here: Here) -> None:
    here.case("New")
    b_new, a_new = here.newest(2)
    assert [here.engine.runs.get(run).orchestration for run in (a_new, b_new)] == ["a_new", "b_new"]
    here.case("Closed")
    b_closed, a_closed = here.newest(2)
    assert [here.engine.runs.get(run).orchestration for run in (a_closed, b_closed)] == ["a_closed", "b_closed"]
    here.work_off()
    changed = [f"{run} record changed" for run in (a_new, b_new)]
    assert here.applied == [f"{a_closed} started", f"{b_closed} started", *changed]


@says("Of the runs that a write wakes")
@pytest.mark.parametrize("at_once", [64, 2])
def test_the_run_that_was_begun_first_is_woken_first(here: Here, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Whether they are few or are woken in batches."""
    monkeypatch.setattr(writing, "AT_ONCE", at_once)
    here.case("Working")
    runs = [here.start(name) for name in ("b_new", "a_new", "a_new", "b_new", "a_new")]
    here.case("Closed")
    here.work_off()
    assert [each for each in here.applied if "changed" in each] == [f"{run} record changed" for run in runs]


@says("An event from outside")
@pytest.mark.parametrize("at_once", [64, 2])
def test_an_event_goes_to_the_run_that_was_begun_first(
    here: Here, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", at_once)
    here.case("Working")
    runs = [here.start("waits") for _ in range(5)]
    here.applied.clear()
    sent = here.engine.send("paid", {"order": "1"}, ANN)
    assert (sent.given, len(sent.started)) == (5, 2)
    assert [here.engine.runs.get(run).orchestration for run in sent.started] == ["a_paid", "b_paid"]
    here.work_off()
    assert here.applied == [
        *(f"{run} started" for run in sent.started),
        *(f"{run} message arrived" for run in runs),
    ]


@says("Schedules that are due at one instant")
def test_schedules_of_one_instant_start_as_they_were_made_known_and_before_timers(here: Here) -> None:
    here.case("Working")
    waiting = here.start("until_noon")
    here.work_off()
    here.applied.clear()
    here.clock.advance(3 * 3_600_000_000)
    here.work_off()
    views = [here.engine.runs.get(run) for run in reversed(here.newest(3))]
    assert [view.orchestration for view in views] == ["a_timely", "b_timely", "b_timely"]
    assert [view.arguments.get("first") for view in views] == [None, True, False]
    assert here.applied == [*(f"{view.id} started" for view in views), f"{waiting} timer due"]


@says("Timers come by the instants")
def test_timers_come_by_instant_then_source_then_list(here: Here) -> None:
    """Rules 14 and 21."""
    here.case("Working")
    late, soon = here.start("times", minutes=2), here.start("times", minutes=1)
    here.clock.advance(3_600_000_000)
    here.work_off()
    in_order = ["sooner.wait.1", "one.wait.1", "two.wait.1", "s.each 1", "s.each 2"]
    assert here.elapsed(soon) == here.elapsed(late) == in_order
    assert [each for each in here.applied if each.endswith("timer due")] == [
        f"{run} timer due" for run in [soon, late, *[soon] * 4, *[late] * 4]
    ], "what was due first of the one run came before the rest of the other"


@says("A condition that holds from an instant on")
def test_what_holds_at_the_last_instant_of_a_limit_holds_in_time(here: Here) -> None:
    """Rules 9 and 14: a limit is inclusive, so who waits up to it is asked once more."""
    here.case("Working")
    run = here.start("punctual")
    for _ in range(2):
        here.clock.advance(120_000_000)
        here.work_off()
    assert here.engine.runs.get(run).outcome == "In time"


@says("What is to be done about a work item on time")
def test_a_work_item_is_told_of_before_it_expires(here: Here) -> None:
    """Rules 14 and 21: as in the canonical order of the clauses."""
    here.case("Working")
    run = here.start("on_time")
    here.clock.advance(120_000_000)
    here.work_off()
    assert here.engine.runs.get(run).status == Status.ERROR
    lines = [line.what for line in here.engine.runs.timeline(run) if line.element == "s.it"]
    assert lines[-4:] == ["reminded", "reminded", "failed", "error"]
