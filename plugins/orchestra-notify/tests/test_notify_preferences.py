"""What people prefer, in a file that may change, and may have a mistake in it."""

import logging
import os
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from orchestra_notify.hours import read_moment, read_quiet
from orchestra_notify.live import LivePreferences
from orchestra_notify.preferences import Preferences

from orchestra_dsl.plugin.problems import BadPlugin

WAYS = ["email", "slack", "sms"]
TEXT = """
zone = "Europe/Berlin"
[everybody]
quiet = "20:00-07:00"
address = { slack = "#all" }
[users.ann]
via = ["slack", "email"]
quiet = []
digest = "17:00"
zone = "America/New_York"
address = { email = "a@example.com" }
[users.bob]
digest = ["8:00", "mon 12:00"]
"""


def test_what_somebody_does_not_say_everybody_says(tmp_path: Path) -> None:
    file = tmp_path / "notify.toml"
    file.write_text(TEXT, encoding="utf-8")
    live = LivePreferences(file, WAYS)
    ann, bob, zoe = live.of("ann"), live.of("bob"), live.of("zoe")
    assert (ann.via, ann.quiet, ann.digest, ann.zone) == (
        ("slack", "email"),
        (),
        (read_moment("17:00"),),
        ZoneInfo("America/New_York"),
    )
    assert dict(ann.address) == {"slack": "#all", "email": "a@example.com"}
    assert (bob.via, bob.quiet, len(bob.digest), bob.zone) == (
        ("email",),
        (read_quiet("20:00-07:00"),),
        2,
        ZoneInfo("Europe/Berlin"),
    )
    assert (zoe.via, zoe.digest, dict(zoe.address)) == (("email",), (), {"slack": "#all"})


def test_without_a_file_nobody_prefers_anything() -> None:
    person = LivePreferences(None, WAYS).of("ann")
    assert (person.via, person.quiet, person.digest) == (("email",), (), ())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"user": {}}, "there is no key `user`"),
        ({"users": {"ann": {"vai": "email"}}}, "[users.ann] is not as it should be: there is no key `vai`"),
        ({"users": {"ann": {"via": "slak"}}}, "there is no way `slak` in [settings.notify], in what ann prefers"),
        ({"users": {"ann": {"address": {"fax": "1"}}}}, "there is no way `fax`"),
        ({"users": {"ann": {"quiet": "at night"}}}, "`at night` are no hours, in what ann prefers"),
        ({"users": {"ann": {"digest": "daily"}}}, "`daily` are no hours, in what ann prefers"),
        ({"users": {"ann": {"quiet": "mon-sun"}}}, "the quiet hours of ann never end"),
        ({"everybody": {"zone": "Berlin"}}, "there is no zone `Berlin`, in what everybody prefers"),
        ({"zone": ""}, "there is no zone ``"),
    ],
)
def test_a_mistake_is_said_with_whose_it_is(data: dict[str, Any], said: str) -> None:
    with pytest.raises(BadPlugin) as found:
        Preferences(data, WAYS)
    assert said in found.value.what
    assert found.value.hint


class File:
    """A file of preferences, each of whose contents is long at rest."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify.toml"
        self._at = time.time() - 1000

    def write(self, text: str) -> None:
        """Write it."""
        self.path.write_text(text, encoding="utf-8")
        self._at += 1
        os.utime(self.path, (self._at, self._at))


def test_a_change_counts_at_once_and_a_mistake_changes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = File(tmp_path)
    file.write('[users.ann]\nvia = "slack"\n')
    live = LivePreferences(file.path, WAYS)
    assert live.of("ann").via == ("slack",)
    file.write('[users.ann]\nvia = "sms"\n')
    assert live.of("ann").via == ("sms",)
    file.write("[users.ann")
    with caplog.at_level(logging.WARNING, "orchestra.notify"):
        assert [live.of("ann").via for _ in range(3)] == [("sms",)] * 3
    (record,) = caplog.records
    assert "notify.toml: the file of preferences is not valid TOML" in record.getMessage()
    assert "what was preferred before stays in force" in record.getMessage()
    file.write("[users.ann]\n")
    assert live.of("ann").via == ("email",)


def test_nobody_is_told_by_preferences_that_never_were_right(tmp_path: Path) -> None:
    file = File(tmp_path)
    live = LivePreferences(file.path, WAYS)
    with pytest.raises(BadPlugin, match=r"notify\.toml: the file of preferences cannot be read"):
        live.of("ann")
    file.write("zone = 3\n")
    with pytest.raises(BadPlugin, match=r"notify\.toml: the file of preferences is not as it should be"):
        live.of("ann")
    file.write("")
    assert live.of("ann").via == ("email",)
