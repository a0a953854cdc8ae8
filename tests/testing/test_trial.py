"""A project on trial: real flows, a clock that the test moves, and what people would be told."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import TypedDict

import pytest

from orchestra_dsl import Project, Refusal
from orchestra_dsl.plugin import Answer, Context, FlowError, Later, Progress, Record, User, flow, predicate
from orchestra_dsl.scenario import pump
from orchestra_dsl.testing import Answered, Called, Failed, MakeTrial, Returned, Trial, TrialFailed

SOURCE = """
record Order {
  id: text
  total: decimal
  status: "Open" | "Packed"
}

flow stock.reserve(order: Order) -> { shelf: text }
flow stock.packed(order: Order) writes Order.status
predicate stock.open(shelf: text)
screen pack(order: Order) -> { parcels: integer }
event recount { shelf: text }

orchestration shipping(order: Order) {
  start on order created when order.status == "Open" once per record
  notify via email

  stage packing {
    background reserve = stock.reserve(order) { retry 3 times every 10s }

    interactive pack = pack(order) {
      start after reserve
      start when stock.open(reserve.shelf)
      assign to group("Packers")
    }

    background done = stock.packed(order) { start after pack }
  }
  end "Shipped"
}

orchestration counting(shelf: text = "A") {
  allow start by group("Packers")
  start on recount as event with { shelf: event.shelf }
  start every "0 8 * * *" in "UTC" with { shelf: "B" }
  end "Counted"
}

flow stock.spin() -> { more: boolean }

orchestration endless() {
  stage turning {
    background spin = stock.spin()
  }
  decide again {
    outcome more when turning.spin.more -> turning
    otherwise { end "Stopped" }
  }
}
"""


class Order(Record):
    id: str
    total: Decimal


class Reserved(TypedDict):
    shelf: str


@flow("stock.reserve")
async def reserve(order: Order, context: Context) -> Reserved:
    if context.attempt <= order.total:
        raise FlowError("Busy", "come again")
    return {"shelf": context.settings.get("shelf", "A")}


@flow("stock.packed", writes=["Order.status"])
def packed(order: Order, context: Context) -> None:
    context.update(order, status="Packed")
    context.notify(User("bob"), f"{order.id} is packed", via="pager")


class Spun(TypedDict):
    more: bool


@flow("stock.spin")
def spin() -> Spun:
    return {"more": True}


OPEN: set[str] = set()


@predicate("stock.open")
def is_open(shelf: str) -> Answer:
    return Answer(shelf in OPEN, ask_again_in=timedelta(minutes=5))


PEOPLE = {"users": {"ann": {}, "bob": {}}, "groups": {"Packers": ["ann"]}}


@pytest.fixture
def trial(orchestra_trial: MakeTrial) -> Iterator[Trial]:
    """The shop."""
    OPEN.clear()
    plugins = {"stock": sys.modules[__name__]}
    yield orchestra_trial(
        SOURCE, plugins=plugins, people=PEOPLE, settings={"stock": {"shelf": "C"}}, channels=["email", "pager"]
    )
    OPEN.clear()


def test_a_run_goes_from_its_start_to_its_end(trial: Trial) -> None:
    written = trial.put("Order", {"id": "1", "total": 0, "status": "Open"})
    assert trial.work("ann") == []
    OPEN.add("C")
    trial.advance(timedelta(minutes=5))
    (item,) = trial.work("ann")
    assert item.element == "packing.pack"
    trial.complete("packing.pack", {"parcels": 2}, by="ann")
    assert trial.run(*written.started).outcome == "Shipped"
    assert trial.record("Order", "1")["status"] == "Packed"
    assert [(each.via, each.to) for each in trial.notified] == [("email", "ann"), ("pager", "bob")]
    assert trial.calls == [
        Called("stock.reserve", {"order": "1"}, Returned({"shelf": "C"})),
        Called("stock.open", {"shelf": "C"}, Answered(answer=False, again_in=300_000_000)),
        Called("stock.open", {"shelf": "C"}, Answered(answer=True, again_in=300_000_000)),
        Called("stock.packed", {"order": "1"}, Returned({})),
    ]
    assert trial.told()[-1] == "shipping: ended: Shipped"


def test_time_passes_only_when_the_test_lets_it(trial: Trial) -> None:
    assert trial.now == datetime(2026, 1, 5, 9, tzinfo=UTC)
    trial.put("Order", {"id": "1", "total": 2, "status": "Open"})
    assert [each.answer for each in trial.calls] == [Failed("Busy", "come again")]
    trial.advance(timedelta(seconds=19))
    assert len(trial.calls) == 2
    trial.advance(timedelta(seconds=1))
    assert [each.name for each in trial.calls] == ["stock.reserve"] * 3 + ["stock.open"]
    assert trial.now == datetime(2026, 1, 5, 9, 0, 20, tzinfo=UTC)


def test_a_call_takes_as_long_as_the_test_says(trial: Trial) -> None:
    trial.takes("stock.reserve", timedelta(hours=1))
    trial.put("Order", {"id": "1", "total": 0, "status": "Open"})
    trial.advance(timedelta(minutes=59))
    assert trial.run().open[-1].calls == ("stock.reserve",)
    trial.advance(timedelta(minutes=1))
    assert [each.name for each in trial.calls] == ["stock.reserve", "stock.open"]


def test_events_and_schedules_start_runs(trial: Trial) -> None:
    assert len(trial.send("recount", {"shelf": "A"}).started) == 1
    trial.advance(timedelta(days=2))
    assert [each.started_at for each in trial.engine.runs.newest(orchestration="counting")] == [
        int(datetime(2026, 1, day, hour, tzinfo=UTC).timestamp() * 1_000_000) for day, hour in ((7, 8), (6, 8), (5, 9))
    ]


def test_who_acts_is_who_the_test_names(trial: Trial) -> None:
    with pytest.raises(Refusal):
        trial.start("counting", by="bob")
    assert trial.run(trial.start("counting", {"shelf": "A"}, by="ann")).started_by == "user:ann"


def test_what_there_is_not_to_do_cannot_be_completed(trial: Trial) -> None:
    OPEN.add("C")
    for number in ("1", "2"):
        trial.put("Order", {"id": number, "total": 0, "status": "Open"})
    for who, step, said in (
        ("bob", "packing.pack", "bob has no work item of packing.pack to do; what there is to do: nothing"),
        (
            "ann",
            "packing.pakc",
            "ann has no work item of packing.pakc to do; what there is to do: packing.pack, packing",
        ),
        ("ann", "packing.pack", "ann has 2 work items of packing.pack to do"),
    ):
        with pytest.raises(TrialFailed, match=said):
            trial.complete(step, {"parcels": 2}, by=who)


def test_what_does_not_come_to_rest_is_stopped(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pump, "MOST", 50)
    with pytest.raises(TrialFailed, match="this line leads to more than 50 events"):
        trial.start("endless")


def test_what_is_not_there_is_said(trial: Trial) -> None:
    with pytest.raises(TrialFailed, match="no run has been started"):
        trial.run()
    with pytest.raises(TrialFailed, match="there is no Order with the id 1"):
        trial.record("Order", "1")


def test_the_newest_run_is_no_step_of_another(orchestra_trial: MakeTrial) -> None:
    trial = orchestra_trial(
        "orchestration inner() { stage s {} end } orchestration outer() { stage s { background a = run inner() } end }"
    )
    run = trial.start("outer")
    assert len(trial.engine.runs.newest()) == 2
    assert trial.run().id == run
    assert trial.told()[-1] == "outer: ended"


def test_sources_with_errors_are_told_as_lint_does(orchestra_trial: MakeTrial) -> None:
    with pytest.raises(TrialFailed) as failed:
        orchestra_trial("orchestration o() { stage s { background a = nothing() } }")
    assert "error O203: " in str(failed.value)
    assert "\n1 | orchestration o() {" in str(failed.value)


def test_a_project_is_tried_with_its_own_plugins_and_people(tmp_path: Path) -> None:
    (tmp_path / "flows.py").write_text(
        "from orchestra_dsl.plugin import Context, User, flow\n\n\n"
        "@flow('greet')\ndef greet(context: Context) -> None:\n"
        "    context.notify(User('zoe'), context.settings['word'], via='console')\n"
    )
    (tmp_path / "orchestra.toml").write_text('plugins = ["flows.py"]\n[settings.flows]\nword = "Hello"\n')
    (tmp_path / "o.orch").write_text("flow greet()\norchestration o() { stage s { background a = greet() } end }\n")
    with Trial(Project.load(tmp_path)) as trial:
        trial.start("o")
        assert [each.text for each in trial.notified] == ["Hello"]
    assert not (tmp_path / ".orchestra").exists(), "a trial keeps nothing"


ASKING = """
flow portal.ask(order: text) -> { approved: boolean }

orchestration approval(order: text) {
  stage asking {
    background ask = portal.ask(order) { timeout 2d   on error "Timeout" { end "Nobody answered" } }
  }
  decide how {
    outcome yes when asking.ask.approved { end "Approved" }
    otherwise { end "Refused" }
  }
}
"""


class Approval(TypedDict):
    approved: bool


@flow("portal.ask")
def ask(order: str, context: Context) -> Approval | Later:
    context.progress(None, f"asking about {order}")
    return Later()


def test_a_call_that_is_answered_later_waits_for_its_token_or_its_time(orchestra_trial: MakeTrial) -> None:
    trial = orchestra_trial(ASKING, plugins={"portal": SimpleNamespace(ask=ask)})
    first, second = (trial.start("approval", {"order": order}) for order in ("A7", "B8"))
    assert [each.answer for each in trial.calls] == [Later(), Later()]
    assert trial.calls[0].progress == (Progress(None, "asking about A7"),)
    with pytest.raises(TrialFailed, match="no call of portal"):
        trial.answer("portal.tell", run=first)
    with pytest.raises(Refusal):
        trial.answer("portal.ask", {"approved": "perhaps"}, run=first)
    trial.answer("portal.ask", {"approved": True}, run=first)
    assert trial.run(first).outcome == "Approved"
    trial.advance(timedelta(days=3))
    assert trial.run(second).outcome == "Nobody answered"
