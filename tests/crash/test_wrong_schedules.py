"""Schedules on a clock that is wrong or jumps: no instant starts twice, none is lost but what was missed.

What a clock that jumps forwards passes over was missed: one run makes up for all of it, as docs/starts.md says.
"""

import os
import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestra_dsl.graph.cron import next_after
from orchestra_dsl.runtime.requests import set_schedules
from orchestra_dsl.runtime.worker.due import Due
from tests.crash.scheduled import BERLIN, Process, instants
from tests.runtime.test_schedules import HOUR, at

DAY, YEAR = 24 * HOUR, 365 * 24 * HOUR
SEED = "ORCHESTRA_CRASH_SEED"

Make = Callable[..., Process]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Make]:
    """Begins with a schedule, at an instant in Berlin."""
    made: list[Process] = []

    def make(cron: str, when: str) -> Process:
        made.append(Process(tmp_path / "store.db", cron, at(when)))
        return made[-1]

    yield make
    for each in made:
        each.close()


JUMPS = pytest.mark.parametrize("jump", [HOUR, DAY, YEAR], ids=["an hour", "a day", "a year"])
RESTARTS = pytest.mark.parametrize("restarts", [False, True], ids=["in one process", "in another process"])


@JUMPS
@RESTARTS
def test_set_back_it_starts_nothing_twice_and_goes_on_where_it_was(begin: Make, jump: int, *, restarts: bool) -> None:
    """What has started before the clock was set back does not start again when the clock comes to it again."""
    cron, first = ("*/10 * * * *", at("2026-06-01T09:05")) if jump == HOUR else ("0 8 * * *", at("2026-06-01T09:05"))
    here = begin(cron, "2026-06-01T09:05")
    last = first + (HOUR if jump == HOUR else 3 * DAY)
    here.pass_time(last)
    before = here.took_place
    assert before == instants(cron, first, last)
    here.move(-jump)
    if restarts:
        here.again()
    here.move(0 if jump != YEAR else YEAR - 2 * DAY)
    here.pass_time(last)
    assert here.took_place == before
    here.pass_time(last + DAY)
    assert here.took_place == instants(cron, first, last + DAY)
    here.check()


@JUMPS
@RESTARTS
def test_ahead_for_a_while_it_makes_up_once_and_loses_nothing_when_set_right(
    begin: Make, jump: int, *, restarts: bool
) -> None:
    """One run for all that it seemed to have missed; every other instant has its own when it comes really."""
    cron = "*/10 * * * *" if jump == HOUR else "0 8 * * *"
    first = at("2026-06-01T09:05")
    here = begin(cron, "2026-06-01T09:05")
    here.move(jump)
    (made_up,) = here.took_place
    assert made_up == next_after(cron, BERLIN, first)
    here.move(-jump)
    if restarts:
        here.again()
    span = 2 * HOUR if jump == HOUR else 5 * DAY
    here.pass_time(first + span)
    assert here.took_place == instants(cron, first, first + span)
    here.check()


def test_what_it_has_started_on_a_clock_that_was_ahead_is_not_started_again(begin: Make) -> None:
    here = begin("0 8 * * *", "2027-06-01T09:00")
    here.pass_time(at("2027-06-03T09:00"))
    before = here.took_place
    assert before == [at("2027-06-02T08:00"), at("2027-06-03T08:00")]
    here.move(-YEAR)
    here.again()
    here.pass_time(at("2026-06-09T09:00"))
    here.move(at("2027-06-03T09:00") - here.clock.now())
    assert here.took_place == before
    here.pass_time(at("2027-06-04T09:00"))
    assert here.took_place == [*before, at("2027-06-04T08:00")]
    here.check()


def test_a_machine_that_begins_in_1970_and_is_set_right_makes_up_for_nothing(begin: Make) -> None:
    here = begin("0 8 * * *", "2026-06-01T09:05")
    now = here.clock.now()
    here.move(DAY - now)
    here.again()
    here.move(now - here.clock.now())
    assert here.took_place == []
    here.pass_time(at("2026-06-02T09:00"))
    assert here.took_place == [at("2026-06-02T08:00")]
    here.check()


@pytest.mark.parametrize("cron", ["30 2 * * *", "*/30 * * * *", "0 3 * * *"])
@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_set_back_over_the_change_of_the_clocks_of_its_zone(begin: Make, cron: str, day: str) -> None:
    """Hour by hour over the night, each time half of the way back again: as if the clock had gone on alone."""
    first = at(f"{day}T00:05")
    here = begin(cron, f"{day}T00:05")
    for hours in range(1, 6):
        here.pass_time(first + hours * HOUR)
        here.move(-HOUR // 2)
        here.pass_time(first + hours * HOUR)
    assert here.took_place == instants(cron, first, first + 5 * HOUR)
    here.check()


def test_through_jumps_at_random_the_instants_that_start_only_go_forwards(begin: Make) -> None:
    seed = os.environ.get(SEED) or str(random.SystemRandom().randrange(1_000_000))
    print(f"{SEED}={seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    here = begin("*/30 * * * *", "2026-03-28T23:05")
    for _ in range(12):
        here.move(chance.choice([-YEAR, -DAY, -HOUR, HOUR, DAY, YEAR]))
        if chance.random() < 0.2:
            here.again()
        here.pass_time(here.clock.now() + HOUR)
    here.move(at("2050-01-01T00:05") - here.clock.now())  # further than it has ever been
    here.pass_time(at("2050-01-01T00:35"))
    assert here.took_place == sorted(set(here.took_place))
    assert here.took_place[-1] == at("2050-01-01T00:30")
    here.check()


@given(
    cron=st.sampled_from(["30 2 * * *", "*/30 * * * *", "0,30 2 * * *", "15 * * * *", "* 2 * * *", "0 3 29 3 *"]),
    day=st.sampled_from(["2026-03-28T22:00", "2026-10-24T22:00", "2026-06-01T00:00"]),
    minutes=st.lists(st.integers(0, 12 * 60), min_size=2, max_size=20),
)
@settings(max_examples=50, deadline=None)
def test_when_it_is_due_next_is_the_same_from_wherever_it_is_asked(cron: str, day: str, minutes: list[int]) -> None:
    """So a schedule that is looked at again has the next instant that it had."""
    places = sorted(at(day) + each * (HOUR // 60) for each in minutes)
    for earlier, later in pairwise(places):
        due, then = next_after(cron, BERLIN, earlier), next_after(cron, BERLIN, later)
        assert due is not None
        assert (due == then) == (due > later)


def test_they_notice_an_instant_that_starts_twice(begin: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the instant up to which all is over."""
    inner = set_schedules._kept
    monkeypatch.setattr(set_schedules, "_kept", lambda row, *others: inner(replace(row, since=0), *others))
    here = begin("*/10 * * * *", "2026-06-01T09:05")
    here.pass_time(at("2026-06-01T09:25"))
    here.move(-HOUR // 4)
    here.pass_time(at("2026-06-01T09:25"))
    with pytest.raises(AssertionError, match="an instant has started twice"):
        here.check()


def test_they_notice_a_schedule_that_waits_for_where_the_clock_was(
    begin: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a further look when the clock is set back."""
    here = begin("0 8 * * *", "2026-06-01T09:05")
    monkeypatch.setattr(Due, "set_schedules", lambda due: setattr(due, "_latest", due._core.clock.now()))
    here.move(YEAR)
    here.move(-YEAR)
    here.pass_time(at("2026-06-05T09:05"))
    assert here.took_place != instants("0 8 * * *", at("2026-06-01T09:05"), at("2026-06-05T09:05"))
