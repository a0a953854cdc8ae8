"""Notifications are sent after their commit, once to each user, whatever their channels do; nothing waits for them."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from orchestra_dsl.graph.elements import End, Notify
from orchestra_dsl.graph.expressions import Literal, MakeList
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.types import GROUP, TEXT, USER
from orchestra_dsl.plugin import Notification
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.worker import telling
from tests.patience import PATIENCE, wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, flow, graph
from tests.runtime.world import World

START = int(datetime(2026, 1, 5, 9, tzinfo=UTC).timestamp()) * SECOND
DAY = 86_400 * SECOND


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon."""
    monkeypatch.setattr(telling, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(telling, "LONGEST_PAUSE", 0.05)


def notifying(*channels: str, to: tuple[str, ...] = ("group:Agents", "user:ann")) -> Graph:
    """`notify [group("Agents"), user("ann")] via CHANNELS "hello"`, and the end."""
    people = MakeList(tuple(Literal(GROUP if each.startswith("group:") else USER, each) for each in to))
    notify = Notify(name="notify.1", people=people, channels=channels, body=Literal(TEXT, "hello"), next=1)
    return graph("notifying", (notify, End(name="end", outcome="Done")))


class Post:
    """A channel that keeps what it is told, and fails or hangs as long as the test wants."""

    def __init__(self, broken: Callable[[Notification], bool] = lambda _each: False) -> None:
        self.got: list[Notification] = []
        self.tries = 0
        self.broken = broken

    def tell(self, notification: Notification) -> None:
        self.tries += 1
        if self.broken(notification):
            raise ConnectionError("the server is down")
        self.got.append(notification)

    @property
    def keys(self) -> list[str]:
        """The keys of what came through."""
        return [each.key for each in self.got]


def told(here: World, run: str) -> list[tuple[str, list[str]]]:
    """Who was told or not, as the history says."""
    return [(each.what, list(each.detail["to"])) for each in here.engine.runs.timeline(run) if "told" in each.what]


def test_a_user_in_a_group_and_beside_it_is_told_once_through_each_channel(world: MakeWorld, store: Store) -> None:
    here, email, slack = world(notifying("email", "slack"), store=store), Post(), Post()
    here.case()
    here.work(channels={"email": email.tell, "slack": slack.tell})
    run = here.start("notifying")
    here.settle()
    assert here.ended(run) == "Done"
    assert sorted(email.keys) == [f"{run}/notify.1/2/0/ann", f"{run}/notify.1/2/0/bob"]
    assert len(set(email.keys) | set(slack.keys)) == 4
    assert (str(email.got[0].to), email.got[0].subject, email.got[0].text) == ("ann", "notifying", "hello")
    assert told(here, run) == [("told", ["user:ann", "user:bob"])] * 2
    assert here.engine.runs.get(run).pending == ()


def test_who_is_not_active_and_who_is_unknown_is_nobody(world: MakeWorld) -> None:
    here, email = world(notifying("email", to=("user:old", "group:Nowhere"))), Post()
    here.case()
    here.work(channels={"email": email.tell})
    run = here.start("notifying")
    here.settle()
    assert (email.tries, told(here, run)) == (0, [("told", [])])


def test_a_channel_that_fails_is_tried_again_and_holds_nothing_up(world: MakeWorld) -> None:
    down = threading.Event()
    down.set()
    email, slack = Post(lambda each: down.is_set() and each.to == "bob"), Post()
    here = world(notifying("email", "slack"), flow())
    here.case()
    here.work(channels={"email": email.tell, "slack": slack.tell})
    run, other = here.start("notifying"), here.start("flow")
    wait_for(lambda: email.tries > 5 and len(slack.got) == 2)
    here.settle()
    assert (here.ended(run), here.ended(other)) == ("Done", "Done")
    (pending,) = here.engine.runs.get(run).pending
    assert (pending.channel, pending.element) == ("email", "notify.1")
    assert "bob: the server is down" in str(pending.trouble)
    down.clear()
    wait_for(lambda: not here.engine.runs.get(run).pending)
    assert sorted(each.to for each in email.got) == ["ann", "bob"], "ann, who had been told, is not told again"
    assert told(here, run) == [("told", ["user:ann", "user:bob"])] * 2


def test_a_channel_that_hangs_is_given_up_and_called_again(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PATIENCE", 0.05)
    free, calls = threading.Event(), list[str]()

    def email(notification: Notification) -> None:
        calls.append(notification.key)
        if len(calls) <= 2:
            free.wait(PATIENCE)

    slack = Post()
    here = world(notifying("email", "slack", to=("user:ann",)), flow())
    here.case()
    here.work(channels={"email": email, "slack": slack.tell})
    run, other = here.start("notifying"), here.start("flow")
    try:
        wait_for(lambda: not here.engine.runs.get(run).pending)
    finally:
        free.set()
    assert here.ended(other) == "Done"
    assert len(slack.got) == 1
    assert len(set(calls)) == 1, "the key is the same for every try"
    assert told(here, run) == [("told", ["user:ann"])] * 2


def test_calls_that_hang_do_not_grow_without_end(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PATIENCE", 0.02)
    monkeypatch.setattr(telling, "MOST_HANGING", 3)
    free, hanging = threading.Event(), list[str]()

    def email(notification: Notification) -> None:
        hanging.append(notification.key)
        free.wait(PATIENCE)

    here = world(notifying("email", to=("user:ann",)))
    here.case()
    here.work(channels={"email": email})
    run = here.start("notifying")
    try:
        wait_for(lambda: "3 calls of the channel hang" in str(here.engine.runs.get(run).pending))
        time.sleep(0.2)
        assert len(hanging) == 3
    finally:
        free.set()
    wait_for(lambda: not here.engine.runs.get(run).pending)


def test_after_a_day_it_is_given_up_and_the_history_says_so(world: MakeWorld) -> None:
    clock = VirtualClock(START)
    here = world(notifying("email"), clock=clock)
    here.case()
    email = Post(lambda each: each.to == "bob")
    here.work(channels={"email": email.tell})
    run = here.start("notifying")
    wait_for(lambda: email.tries > 8)
    assert here.engine.runs.get(run).pending
    clock.advance(DAY)
    wait_for(lambda: not here.engine.runs.get(run).pending)
    assert told(here, run) == [("not told", ["user:ann"])]
    (line,) = (each for each in here.engine.runs.timeline(run) if each.what == "not told")
    assert "the server is down" in line.detail["message"]
    tries = email.tries
    here.settle()
    time.sleep(0.2)
    assert email.tries == tries
    assert here.engine.runs.get(run).outcome == "Done"


def test_a_channel_that_no_plugin_supplies_is_said(world: MakeWorld) -> None:
    here = world(notifying("pager"))
    here.case()
    here.work()
    run = here.start("notifying")
    wait_for(lambda: here.engine.runs.get(run).pending[0].trouble)
    assert "no plugin supplies the channel pager" in str(here.engine.runs.get(run).pending)


def test_what_was_committed_and_not_sent_is_sent_after_a_restart_under_the_same_key(
    world: MakeWorld, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("store") / "store.db"
    first = World(notifying("email"), store=SqliteStore.open(file))
    first.case()
    run = first.start("notifying")  # nothing works for the store: the notification is only stored
    first.close()
    down = Post(lambda _each: True)
    second = World(notifying("email"), store=SqliteStore.open(file))
    second.work(channels={"email": down.tell})
    wait_for(lambda: second.engine.runs.get(run).pending[0].trouble)
    second.close()
    third, email = world(notifying("email"), store=SqliteStore.open(file)), Post()
    third.work(channels={"email": email.tell})
    wait_for(lambda: not third.engine.runs.get(run).pending)
    assert sorted(email.keys) == [f"{run}/notify.1/2/0/ann", f"{run}/notify.1/2/0/bob"]


def test_many_notifications_in_trouble_take_no_room_from_flows(world: MakeWorld) -> None:
    here = world(notifying("email", to=("user:ann",)), flow())
    here.case()
    email = Post(lambda _each: True)
    here.work(channels={"email": email.tell})
    for _ in range(700):  # more than a worker has under way at once
        here.start("notifying")
    other = here.start("flow")
    wait_for(lambda: here.ended(other) == "Done")
