"""Starts by schedules: each instant once, in whichever process, and what was missed as the project wants it."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from orchestra_dsl.graph.moments import parse_datetime
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.applying.scheduling import COUNTED
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.requests.set_schedules import SetSchedules
from orchestra_dsl.runtime.requests.start_scheduled import StartScheduled
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.store.rows import ScheduleRow
from orchestra_dsl.runtime.worker.worker import Worker
from tests.patience import PATIENCE
from tests.runtime.texts import compiled
from tests.runtime.world import ANN, PEOPLE, calls

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAILY = 'orchestration daily(day: datetime) { start every "0 8 * * *" in "Europe/Berlin" with { day: now } end }'


def at(text: str) -> int:
    """An instant in Berlin."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp()) * 1_000_000


def at_instant(stored: str) -> int:
    """The instant of a stored point in time."""
    return parse_datetime(stored).instant


class Here:
    """A process on a store: an engine whose clock stands still, and a worker where a test lets one work."""

    def __init__(self, store: SqliteStore, text: str, clock: VirtualClock, **parts: Any) -> None:
        self.clock = clock
        self.engine = Engine(store, clock=clock, **{"directory": People(PEOPLE), **parts})
        self.engine.install(compiled(text))
        self.worker: Worker | None = None

    def work(self) -> "Here":
        self.worker = Worker(self.engine, calls())
        self.worker.start()
        return self.settle()

    def settle(self) -> "Here":
        assert self.worker is not None
        assert self.worker.settle(PATIENCE), self.worker.status
        return self

    def stop(self) -> None:
        """Its worker stops, as at the end of its process."""
        assert self.worker is not None
        self.worker.stop(grace=0.1)

    def move_to(self, instant: int) -> "Here":
        self.clock.advance(instant - self.clock.now())
        return self.settle() if self.worker is not None and self.worker.status.works else self

    @property
    def rows(self) -> list[ScheduleRow]:
        return self.engine.schedules.all()

    @property
    def started(self) -> list[int]:
        """When runs have started, the first one first."""
        return [row.started_at for row in reversed(self.engine.runs.newest())]


Make = Callable[..., Here]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Make]:
    """Makes processes on one store, at 9:00 on the Monday."""
    made: list[Here] = []
    clock = VirtualClock(at("2026-01-05T09:00"))

    def make(text: str = DAILY, **parts: Any) -> Here:
        made.append(Here(SqliteStore.open(tmp_path / "store.db"), text, clock, **parts))
        return made[-1]

    yield make
    for each in made:
        if each.worker is not None:
            each.worker.stop(grace=0.1)
        each.engine.close()


def test_it_starts_at_each_of_its_instants(here: Make) -> None:
    one = here().work()
    assert one.rows[0].next == at("2026-01-06T08:00")
    one.move_to(at("2026-01-06T08:00") - 1)
    assert one.started == []
    for day in ("2026-01-06T08:00", "2026-01-07T08:00"):
        one.move_to(at(day))
    assert one.started == [at("2026-01-06T08:00"), at("2026-01-07T08:00")]
    (row,) = one.rows
    (run, _) = one.engine.runs.newest()
    assert (row.started_at, row.run, row.missed, row.trouble) == (at("2026-01-07T08:00"), run.id, 0, None)
    assert at_instant(one.engine.runs.get(run.id).arguments["day"]) == at("2026-01-07T08:00")
    assert one.engine.runs.history(run.id)[0].actor is None


def test_what_was_missed_is_made_up_for_by_one_run(here: Make) -> None:
    one = here().work()
    one.stop()
    one.move_to(at("2026-01-08T12:00"))
    two = here().work()
    assert two.started == [at("2026-01-08T12:00")]
    (row,) = two.rows
    assert (row.missed, row.missed_since, row.next) == (2, at("2026-01-06T08:00"), at("2026-01-09T08:00"))


def test_one_that_is_late_is_not_missed(here: Make) -> None:
    one = here().work()
    one.stop()
    one.move_to(at("2026-01-06T20:00"))
    two = here().work()
    assert (len(two.started), two.rows[0].missed, two.rows[0].missed_since) == (1, 0, None)


def test_what_was_missed_is_skipped_where_the_project_says_so(here: Make) -> None:
    one = here().work()
    one.stop()
    one.move_to(at("2026-01-07T08:01") + 1)
    two = here(missed_starts="skip").work()
    assert two.started == []
    assert (two.rows[0].missed, two.rows[0].next) == (2, at("2026-01-08T08:00"))
    two.move_to(at("2026-01-08T08:00"))
    assert two.started == [at("2026-01-08T08:00")]


def test_a_start_within_a_minute_is_in_time_where_missed_ones_are_skipped(here: Make) -> None:
    one = here().work()
    one.stop()
    one.move_to(at("2026-01-07T08:01"))
    two = here(missed_starts="skip").work()
    assert (len(two.started), two.rows[0].missed) == (1, 1)


def test_a_year_of_minutes_that_were_missed_is_passed_over_at_once(here: Make) -> None:
    minutely = 'orchestration often() { start every "* * * * *" end }'
    one = here(minutely).work()
    one.stop()
    one.move_to(at("2027-01-05T09:00"))
    two = here(minutely).work()
    assert (len(two.started), two.rows[0].missed) == (1, COUNTED - 1)
    assert two.rows[0].next == at("2027-01-05T09:01")


def test_an_instant_starts_one_run_whoever_asks(here: Make) -> None:
    one, two = here(), here()
    one.engine.submit(SetSchedules()).result()
    one.move_to(at("2026-01-06T08:00"))
    (row,) = one.rows
    asked = [each.engine.submit(StartScheduled(row, "once")) for each in (one, two, one)]
    runs = [each.result() for each in asked]
    assert [run is not None for run in runs].count(True) == 1
    assert len(one.started) == 1


def test_of_two_workers_one_starts_and_the_other_takes_over(here: Make) -> None:
    one = here().work()
    two = here()
    two.worker = Worker(two.engine, calls())
    two.worker.start()
    one.move_to(at("2026-01-06T08:00"))
    assert len(one.started) == 1
    one.stop()
    two.settle()
    two.move_to(at("2026-01-07T08:00"))
    assert len(two.started) == 2


class MovesWhileAsked(VirtualClock):
    """A clock that comes to an instant while the worker's thread asks for the time for the nth time."""

    def __init__(self, now: int, then: int, nth: int) -> None:
        super().__init__(now)
        self._then, self._left = then, nth

    def now(self) -> int:
        before = super().now()
        if threading.current_thread().name == "orchestra-worker" and self._left:
            self._left -= 1
            if not self._left:
                self._now = self._then
        return before


@pytest.mark.parametrize("nth", range(1, 6))
def test_an_instant_that_comes_while_the_worker_looks_is_not_passed_over(tmp_path: Path, nth: int) -> None:
    clock = MovesWhileAsked(at("2026-01-05T09:00"), at("2026-01-06T08:00"), nth)
    one = Here(SqliteStore.open(tmp_path / "store.db"), DAILY, clock)
    one.work()
    deadline = time.monotonic() + PATIENCE
    while not one.started and time.monotonic() < deadline:
        time.sleep(0.01)
    started = one.started
    one.stop()
    one.engine.close()
    assert started == [at("2026-01-06T08:00")]


def test_the_run_and_the_next_instant_are_there_together_or_not_at_all(
    here: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a crash between the two would leave."""
    one = here()
    one.engine.submit(SetSchedules()).result()
    one.move_to(at("2026-01-06T08:00"))
    (row,) = one.rows
    whole = SqliteTransaction.apply

    def full(transaction: SqliteTransaction, writes: Any) -> None:
        whole(transaction, writes)
        if writes.schedules:
            raise StoreError("full", "store.db", "the disk is full", "Make room.")

    monkeypatch.setattr(SqliteTransaction, "apply", full)
    with pytest.raises(StoreError):
        one.engine.submit(StartScheduled(row, "once")).result()
    assert (one.started, one.rows) == ([], [row])
    monkeypatch.undo()
    assert one.engine.submit(StartScheduled(row, "once")).result() is not None


def test_a_new_version_takes_the_schedule_over_and_its_runs_are_of_the_new_one(here: Make) -> None:
    one = here().work()
    one.stop()
    one.move_to(at("2026-01-07T12:00"))
    newer = DAILY.replace("end }", 'end "New" }')
    two = here(newer).work()
    assert [row.outcome for row in two.engine.runs.newest()] == ["New"]
    assert two.rows[0].missed == 1, "what the older one has not started is still to be started"


def test_another_time_or_zone_is_another_schedule_and_begins_anew(here: Make) -> None:
    one = here().work()
    one.stop()
    one.move_to(at("2026-01-07T12:00"))
    two = here(DAILY.replace("0 8", "0 7")).work()
    assert two.started == []
    assert [(row.cron, row.next) for row in two.rows] == [("0 7 * * *", at("2026-01-08T07:00"))]


def test_one_that_is_gone_from_the_sources_starts_nothing_more(here: Make) -> None:
    one = here().work()
    one.stop()
    two = here("orchestration other() { end }").work()
    two.move_to(at("2026-01-08T12:00"))
    assert (two.rows, two.started) == ([], [])


def test_installing_anew_while_the_worker_works_changes_its_schedules(here: Make) -> None:
    one = here().work()
    one.engine.install(compiled(DAILY.replace("0 8", "0 7")))
    one.move_to(at("2026-01-05T10:00"))
    assert [row.cron for row in one.rows] == ["0 7 * * *"]


def test_two_alike_are_two(here: Make) -> None:
    twice = """orchestration twice(n: integer) {
      start every "0 8 * * *" in "Europe/Berlin" with { n: 1 }
      start every "0 8 * * *" in "Europe/Berlin" with { n: 2 }
      end
    }"""
    one = here(twice).work()
    one.move_to(at("2026-01-06T08:00"))
    assert [one.engine.runs.get(row.id).arguments["n"] for row in one.engine.runs.newest()] == [2, 1]
    one.stop()
    two = here(twice).work()
    assert len(two.rows) == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ('case: find(Case, "9"), share: 1', "find_it: no Case was found for `case`"),
        (
            'case: find(Case, "1"), share: 1 / ((find(Case, "1")?.amount ?? 1) - 1)',
            "find_it: DivisionByZero: a division by zero",
        ),
    ],
)
def test_what_keeps_a_run_from_starting_is_kept_and_the_schedule_goes_on(here: Make, given: str, says: str) -> None:
    text = f"""orchestration find_it(case: Case, share: decimal) {{
      start every "0 8 * * *" in "Europe/Berlin" with {{ {given} }}
      end
    }}"""
    one = here(text).work()
    case = {"id": "1", "status": "New", "amount": 1}
    one.engine.records.put("Case", case, ANN)
    one.move_to(at("2026-01-06T08:00"))
    assert one.started == []
    assert (one.rows[0].trouble, one.rows[0].next) == (says, at("2026-01-07T08:00"))
    one.engine.records.put("Case", case | {"id": "9"}, ANN)
    one.move_to(at("2026-01-07T08:00"))
    assert (one.rows[0].trouble is None) == (len(one.started) == 1) == ("9" in given)


def test_a_zone_that_this_machine_does_not_know_is_told_and_taken_up_again(
    here: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestra_dsl.runtime.applying.scheduling.ZoneInfo", {}.__getitem__)
    one = here().work()
    assert (one.rows[0].next, one.rows[0].trouble) == (None, 'this machine knows no time zone "Europe/Berlin"')
    one.stop()
    monkeypatch.undo()
    two = here().work()
    assert (two.rows[0].next, two.rows[0].trouble) == (at("2026-01-06T08:00"), None)


def test_a_process_without_sources_leaves_schedules_as_they_are(here: Make) -> None:
    one = here().work()
    one.stop()
    two = here()
    two.engine.programs.installed = 0
    two.work().move_to(at("2026-01-06T08:00"))
    assert len(two.started) == 1, "and starts what they say"


class Down(People):
    """A directory that fails a few times."""

    fails = 2

    def manager(self, user: str) -> str | None:
        if self.fails:
            self.fails -= 1
            raise OSError("the directory is down")
        return super().manager(user)


def test_a_start_that_has_to_ask_a_directory_that_is_down_is_tried_again(
    here: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestra_dsl.runtime.worker.underway.FIRST_DELAY", 0.01)
    text = DAILY.replace("day: now", 'day: now, boss: manager(user("ann"))').replace(
        "datetime)", "datetime, boss: user? )"
    )
    directory = Down(PEOPLE)
    one = here(text, directory=directory).work()
    one.clock.advance(24 * HOUR)
    deadline = time.monotonic() + PATIENCE
    while not one.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (directory.fails, len(one.started)) == (0, 1)
    assert one.settle().rows[0].trouble is None


def test_a_fault_of_the_program_keeps_no_schedule_from_going_on(here: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestra_dsl.runtime.requests.start_scheduled.by_schedule", lambda *_: 1 / 0)
    one = here().work()
    one.move_to(at("2026-01-06T08:00"))
    (row,) = one.rows
    assert row.trouble == "it broke down inside Orchestra (ZeroDivisionError: division by zero)"
    assert row.next == at("2026-01-07T08:00")
    monkeypatch.undo()
    one.move_to(at("2026-01-07T08:00"))
    assert (len(one.started), one.rows[0].trouble) == (1, None)
