"""Record sources on trial: they are asked when the test says so, and what they bring has its consequences at once."""

import sys
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from orchestra_dsl.plugin import Changes, Context, source
from orchestra_dsl.testing import MakeTrial, Trial, TrialFailed

SOURCE = """
record Order { id: text  status: "Open" | "Packed" }

orchestration shipping(order: Order) {
  start on order created
  stage packing {
    start when order.status == "Packed"
    interactive send = send(order) { assign to group("Packers") }
  }
  end "Shipped"
}

screen send(order: Order) -> { parcels: integer }
"""
PEOPLE = {"users": {"ann": {}}, "groups": {"Packers": ["ann"]}}
OUTSIDE: list[tuple[str, dict[str, str]]] = []


@source("shop", every=timedelta(seconds=30))
def shop(cursor: str | None, context: Context) -> Changes:
    if not OUTSIDE:
        raise OSError(f"the shop is closed at {context.now:%H:%M}")
    place = int(cursor or 0)
    return Changes(records=OUTSIDE[place : place + 1], cursor=str(place + 1), more=place + 1 < len(OUTSIDE))


@source("async_shop", every=timedelta(seconds=30))
async def async_shop() -> AsyncIterator[Changes]:
    yield Changes(records=OUTSIDE)


@pytest.fixture
def trial(orchestra_trial: MakeTrial) -> Trial:
    """The shop, with nothing in it."""
    OUTSIDE.clear()
    return orchestra_trial(SOURCE, plugins={"shop": sys.modules[__name__]}, people=PEOPLE)


def test_what_is_brought_starts_runs_and_wakes_them(trial: Trial) -> None:
    OUTSIDE[:] = [("Order", {"id": "1", "status": "Open"}), ("Order", {"id": "2", "status": "Open"})]
    trial.poll("shop")
    assert len(trial.engine.runs.newest()) == 2
    OUTSIDE.append(("Order", {"id": "1", "status": "Packed"}))
    trial.advance(timedelta(hours=1))  # no source is asked by itself
    assert trial.work("ann") == []
    trial.poll("shop")
    assert [each.element for each in trial.work("ann")] == ["packing.send"]
    assert trial.record("Order", "2") == OUTSIDE[1][1]


async def test_an_async_source_is_asked_where_a_loop_runs_already(trial: Trial) -> None:
    OUTSIDE[:] = [("Order", {"id": "1", "status": "Open"})]
    trial.poll("async_shop")
    assert trial.record("Order", "1")["status"] == "Open"


def test_one_that_fails_fails_the_test_and_what_does_not_fit_can_be_seen(trial: Trial) -> None:
    with pytest.raises(TrialFailed, match="record source shop cannot be asked: OSError: the shop is closed at 09:00"):
        trial.poll("shop")
    OUTSIDE[:] = [("Order", {"id": "1", "status": "Lost"})]
    trial.poll("shop")
    (rejected,) = trial.engine.sources.rejected("shop")
    assert rejected.reason == 'Order.status: "Open" | "Packed" is expected, not "Lost"'
