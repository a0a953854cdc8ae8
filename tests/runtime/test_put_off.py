"""A channel that wants a notification later gets it then, however long that is, and nobody takes it for a failure."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from orchestra_dsl.plugin import Notification, Postpone
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.worker import telling
from tests.patience import wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND
from tests.runtime.test_telling import DAY, START, notifying, told
from tests.runtime.world import World

HOUR = 3600 * SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Night:
    """A channel that tells nobody of `sleeping` before an instant, and fails as long as the test wants."""

    def __init__(self, clock: VirtualClock, until: int, *sleeping: str) -> None:
        self.clock = clock
        self.until = EPOCH + timedelta(microseconds=until)
        self.sleeping = sleeping
        self.broken = False
        self.got: list[Notification] = []
        self.tries = 0

    def tell(self, notification: Notification) -> None:
        self.tries += 1
        if self.broken:
            raise ConnectionError("the server is down")
        if notification.to in self.sleeping and EPOCH + timedelta(microseconds=self.clock.now()) < self.until:
            raise Postpone(self.until, f"quiet hours of {notification.to}")
        self.got.append(notification)

    @property
    def users(self) -> list[str]:
        return [str(each.to) for each in self.got]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(START)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon what fails."""
    monkeypatch.setattr(telling, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(telling, "LONGEST_PAUSE", 0.05)


def test_it_is_told_at_its_instant_and_others_are_told_at_once(
    world: MakeWorld, store: Store, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    here, night = world(notifying("email"), store=store, clock=clock), Night(clock, START + 10 * HOUR, "bob")
    here.case()
    with caplog.at_level(logging.WARNING, "orchestra.runtime"):
        here.work(channels={"email": night.tell})
        run = here.start("notifying")
        wait_for(lambda: here.engine.runs.get(run).pending and here.engine.runs.get(run).pending[0].trouble)
        here.settle()
        (pending,) = here.engine.runs.get(run).pending
        assert pending.trouble == "put off until 2026-01-05 19:00 UTC (quiet hours of bob)"
        assert night.users == ["ann"]
        tries = night.tries
        clock.advance(10 * HOUR - SECOND)
        here.settle()
        assert night.tries == tries, "it is not asked again before"
        clock.advance(SECOND)
        wait_for(lambda: not here.engine.runs.get(run).pending)
    assert sorted(night.users) == ["ann", "bob"], "ann, who had been told, is not told again"
    assert told(here, run) == [("told", ["user:ann", "user:bob"])]
    assert caplog.records == []


def test_the_day_after_which_it_is_given_up_begins_once_it_may_be_told(world: MakeWorld, clock: VirtualClock) -> None:
    until = START + 3 * DAY
    here, night = world(notifying("email", to=("user:bob",)), clock=clock), Night(clock, until, "bob")
    here.case()
    here.work(channels={"email": night.tell})
    run = here.start("notifying")
    wait_for(lambda: night.tries == 1)
    here.settle()
    night.broken = True
    clock.advance(3 * DAY)
    wait_for(lambda: night.tries > 10)
    assert here.engine.runs.get(run).pending, "the server was down for a moment only"
    clock.advance(DAY)
    wait_for(lambda: not here.engine.runs.get(run).pending)
    assert told(here, run) == [("not told", [])]


def test_a_failure_goes_before_what_is_put_off(world: MakeWorld, clock: VirtualClock) -> None:
    here, night = world(notifying("email"), clock=clock), Night(clock, START + HOUR, "bob")
    night.broken = True
    here.case()
    here.work(channels={"email": night.tell})
    run = here.start("notifying")
    wait_for(lambda: night.tries > 5)
    night.broken = False
    wait_for(lambda: str(here.engine.runs.get(run).pending[0].trouble).startswith("put off"))
    assert night.users == ["ann"]
    clock.advance(HOUR)
    wait_for(lambda: not here.engine.runs.get(run).pending)
    assert night.users == ["ann", "bob"]


def test_a_worker_that_begins_meanwhile_tells_it_at_the_same_instant(
    world: MakeWorld, clock: VirtualClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("store") / "store.db"
    night = Night(clock, START + HOUR, "bob")
    first = World(notifying("email", to=("user:bob",)), store=SqliteStore.open(file), clock=clock)
    first.case()
    first.work(channels={"email": night.tell})
    run = first.start("notifying")
    wait_for(lambda: first.engine.runs.get(run).pending[0].trouble)
    first.close()
    second = world(notifying("email"), store=SqliteStore.open(file), clock=clock)
    second.work(channels={"email": night.tell})
    wait_for(lambda: night.tries == 2)
    second.settle()
    assert night.got == []
    clock.advance(HOUR)
    wait_for(lambda: not second.engine.runs.get(run).pending)
    assert night.users == ["bob"]


def test_what_is_put_off_until_the_past_is_asked_for_again_a_second_later(
    world: MakeWorld, clock: VirtualClock
) -> None:
    tries = list[int]()

    def email(notification: Notification) -> None:
        tries.append(clock.now())
        if len(tries) < 3:
            raise Postpone(EPOCH, f"{notification.to} sleeps")

    here = world(notifying("email", to=("user:bob",)), clock=clock)
    here.case()
    here.work(channels={"email": email})
    run = here.start("notifying")
    wait_for(lambda: here.engine.runs.get(run).pending[0].trouble)
    for count in (1, 2):
        here.settle()
        assert len(tries) == count
        clock.advance(SECOND)
        wait_for(lambda count=count: len(tries) > count)  # type: ignore[misc]  # bound now
    wait_for(lambda: not here.engine.runs.get(run).pending)


def test_an_instant_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="an instant with a zone"):
        Postpone(datetime(2026, 1, 1), "later")  # noqa: DTZ001 - it is refused
