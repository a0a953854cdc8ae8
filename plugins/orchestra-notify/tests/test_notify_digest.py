"""Quiet hours, digests and the way that somebody prefers: what is sent when, and what is postponed until when."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from orchestra_notify.mail import MailFailed
from orchestra_notify.post import NobodyTold, Post
from orchestra_notify.settings import read_settings
from orchestra_notify.writing import Written

from orchestra_dsl.plugin import Context, Notification, Postpone, User
from orchestra_dsl.plugin.problems import BadPlugin

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)  # a Friday
PREFERENCES = """
[everybody]
quiet = ["20:00-07:00", "sat-sun"]
[users.ann]
quiet = []
digest = "17:00"
[users.bob]
digest = "20:30"
[users.carl]
via = ["slack", "email"]
quiet = []
"""


class Way:
    """A way that keeps what goes through it, and fails as long as the test wants."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.got: list[Written] = []
        self.broken = False

    def send(self, written: Written, addresses: Any, seconds: float) -> None:
        assert (dict(addresses), seconds > 0) == ({}, True)
        if self.broken:
            raise MailFailed(f"{self.name} cannot be reached")
        self.got.append(written)

    def tells_of_server(self, error: Exception) -> bool:
        return isinstance(error, MailFailed)


class Here:
    """What a process sends by, with a clock that a test moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOON
        self.email, self.slack = Way("email"), Way("slack")
        self.prefer(PREFERENCES)
        self.begin()

    def prefer(self, text: str) -> None:
        """Write the file of preferences, which is at rest at once, and another than before."""
        file = self.folder / "notify.toml"
        file.write_text(text, encoding="utf-8")
        at = time.time() - 1000 + len(text)
        os.utime(file, (at, at))

    def begin(self) -> None:
        """A process begins."""
        table = {
            "email": {"host": "h", "sender": "o@example.com"},
            "services": {"slack": {"url": "x"}, "alarm": {"url": "x", "urgent": True}},
            "preferences": "notify.toml",
            "digests": ".orchestra/notify.db",
        }
        self.post = Post(read_settings(table), self.folder)
        self.alarm = Way("alarm")
        self.post._ways |= {"email": self.email, "slack": self.slack, "alarm": self.alarm}

    def tell(self, user: str, key: str, channel: str = "email", *, may_wait: bool = True) -> str | datetime:
        """Tell somebody; answers until when it is postponed."""
        to_user = Notification(to=User(user), subject=f"About {key}", text=f"It is {key}.", key=key, may_wait=may_wait)
        context = Context(idempotency_key=key, run="r1", step="s", now=self.now, log=None)  # type: ignore[arg-type]  # unused
        try:
            self.post.tell(channel, to_user, context)
        except Postpone as error:
            return error.until
        return "sent"


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


def hours(many: float) -> timedelta:
    return timedelta(hours=many)


def test_quiet_hours_postpone_and_what_is_urgent_or_of_a_flow_they_do_not(here: Here) -> None:
    assert here.tell("zoe", "a") == "sent"
    here.now = NOON + hours(9)
    monday = datetime(2026, 11, 30, 7, tzinfo=UTC)
    assert here.tell("zoe", "b") == monday, "the night before the weekend, the weekend, and the night after it"
    assert here.tell("zoe", "c", may_wait=False) == "sent"
    assert here.tell("zoe", "d", "alarm") == "sent"
    here.now = monday
    assert here.tell("zoe", "b") == "sent"
    assert [each.subject for each in here.email.got] == ["About a", "About c", "About b"]


def test_a_digest_gathers_what_came_until_its_time_into_one_message(here: Here) -> None:
    five = NOON + hours(5)
    assert [here.tell("ann", key) for key in ("a", "b")] == [five] * 2
    here.now += hours(1)
    assert [here.tell("ann", "c"), here.tell("ann", "a"), here.tell("ann", "d", "slack")] == [five] * 3
    here.now = five
    assert [here.tell("ann", key) for key in ("b", "a", "c")] == ["sent"] * 3
    (mail,) = here.email.got
    assert mail.subject == "3 notifications"
    places = [mail.text.index(f"It is {key}.") for key in "abc"]
    assert places == sorted(places)
    assert "About c, 2026-11-27 13:00" in mail.text
    assert mail.html.count("<h2") == 3
    assert here.slack.got == [], "what goes by another channel is a digest of its own"
    assert here.tell("ann", "d", "slack") == "sent"
    assert here.slack.got[0].subject == "About d"
    assert here.tell("ann", "e") == five + hours(24)


def test_a_digest_whose_time_is_quiet_comes_when_the_quiet_ends(here: Here) -> None:
    monday = datetime(2026, 11, 30, 7, tzinfo=UTC)
    assert [here.tell("bob", "a"), here.tell("bob", "b")] == [monday] * 2
    here.now = monday
    assert [here.tell("bob", "a"), here.tell("bob", "b")] == ["sent"] * 2
    assert len(here.email.got) == 1


def test_a_digest_that_cannot_be_sent_is_sent_as_a_whole_later(here: Here) -> None:
    for key in ("a", "b"):
        here.tell("ann", key)
    here.now = NOON + hours(5)
    here.email.broken = True
    for key in ("a", "b"):
        with pytest.raises(MailFailed):
            here.tell("ann", key)
    here.email.broken = False
    assert [here.tell("ann", key) for key in ("b", "a")] == ["sent"] * 2
    assert len(here.email.got) == 1


def test_a_process_that_begins_after_the_time_of_a_digest_sends_it_as_one(here: Here) -> None:
    for key in ("a", "b"):
        here.tell("ann", key)
    here.now = NOON + hours(6)
    here.begin()
    assert [here.tell("ann", key) for key in ("a", "b")] == ["sent"] * 2
    here.begin()
    assert here.tell("ann", "a") == "sent"
    assert len(here.email.got) == 1, "what has gone does not go again, though the engine sends it again"


def test_who_wants_no_digest_any_more_is_told_at_once(here: Here) -> None:
    for key in ("a", "b"):
        here.tell("ann", key)
    here.prefer("[users.ann]\n")
    assert here.tell("ann", "a") == "sent"
    here.prefer(PREFERENCES)
    here.now = NOON + hours(5)
    assert [here.tell("ann", "b"), here.tell("ann", "a")] == ["sent"] * 2
    assert [each.subject for each in here.email.got] == ["About a", "About b"]


def test_a_digest_holds_no_more_than_its_most_and_there_is_a_next_one(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestra_notify.held.MOST", 3)
    keys = [f"k{number}" for number in range(5)]
    for key in keys:
        here.tell("ann", key)
    here.now = NOON + hours(5)
    assert here.tell("ann", keys[4]) == "sent"
    assert len(here.email.got) == 2, "what is told has gone, whatever has to go before it"
    assert [here.tell("ann", key) for key in keys] == ["sent"] * 5
    assert [each.subject for each in here.email.got] == ["3 notifications", "2 notifications"]


def test_the_preferred_way_is_the_first_that_works(here: Here) -> None:
    assert here.tell("carl", "a", "preferred") == "sent"
    here.slack.broken = True
    assert here.tell("carl", "b", "preferred") == "sent"
    assert [len(here.slack.got), len(here.email.got)] == [1, 1]
    here.email.broken = True
    with pytest.raises(NobodyTold, match="slack: slack cannot be reached; email: email cannot be reached"):
        here.tell("carl", "c", "preferred")


def test_a_file_of_digests_that_is_damaged_is_named_and_nothing_is_lost(here: Here) -> None:
    file = here.folder / ".orchestra" / "notify.db"
    file.parent.mkdir()
    file.write_bytes(b"no database at all" * 100)
    with pytest.raises(BadPlugin, match=r"notify\.db, which holds what is for digests, cannot be used: file"):
        here.tell("ann", "a")
    file.unlink()
    assert here.tell("ann", "a") == NOON + hours(5)


def test_what_is_held_is_forgotten_long_after_it_went(here: Here) -> None:
    here.tell("ann", "a")
    here.now = NOON + hours(5)
    here.tell("ann", "a")
    assert here.post._held.state("a") is not None
    here.now += timedelta(days=31)
    here.tell("ann", "b")
    here.now += hours(24)
    here.tell("ann", "b")
    assert here.post._held.state("a") is None
