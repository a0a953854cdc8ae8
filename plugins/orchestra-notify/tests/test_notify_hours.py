"""Quiet hours and the times of digests, in the zone of whom they are of."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from orchestra_notify.hours import next_moment, quiet_until, read_moment, read_quiet

from orchestra_dsl.plugin.problems import BadPlugin

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """An instant by what a clock on the wall shows."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "end"),
    [  # 2026-11-27 is a Friday
        (["20:00-07:00"], "2026-11-27 12:00", "2026-11-27 12:00"),
        (["20:00-07:00"], "2026-11-27 20:00", "2026-11-28 07:00"),
        (["20:00-07:00"], "2026-11-28 06:59", "2026-11-28 07:00"),
        (["20:00-07:00"], "2026-11-28 07:00", "2026-11-28 07:00"),
        (["12:00-13:00"], "2026-11-27 12:30", "2026-11-27 13:00"),
        (["mon-fri 18:00-08:00", "sat-sun"], "2026-11-27 19:00", "2026-11-30 00:00"),
        (["mon-fri 18:00-08:00", "sun 18:00-08:00", "sat-sun"], "2026-11-27 19:00", "2026-11-30 08:00"),
        (["sat-sun"], "2026-11-29 23:59", "2026-11-30 00:00"),
        (["fri-mon"], "2026-11-27 00:00", "2026-12-01 00:00"),
        (["sun"], "2026-11-28 12:00", "2026-11-28 12:00"),
        (["20:00-24:00"], "2026-11-27 21:00", "2026-11-28 00:00"),
        (["fri 9:00-9:00"], "2026-11-28 08:59", "2026-11-28 09:00"),
        ([], "2026-11-28 08:59", "2026-11-28 08:59"),
        # Clocks are put back on 2026-10-25 and forward on 2026-03-29.
        (["01:00-04:00"], "2026-10-25 01:30", "2026-10-25 04:00"),
        (["01:00-04:00"], "2026-03-29 01:30", "2026-03-29 04:00"),
    ],
)
def test_quiet_has_an_end(hours: list[str], now: str, end: str) -> None:
    assert quiet_until([read_quiet(each) for each in hours], BERLIN, at(now)) == at(end)


def test_quiet_is_that_of_the_zone() -> None:
    (hours,) = [read_quiet("20:00-07:00")]
    tokyo = ZoneInfo("Asia/Tokyo")
    assert quiet_until([hours], tokyo, at("2026-11-27 12:00")) == at("2026-11-28 07:00", tokyo)


@pytest.mark.parametrize("hours", [["mon-sun"], ["12:00-12:00"], ["00:00-12:00", "12:00-24:00"]])
def test_quiet_that_never_ends_is_none(hours: list[str]) -> None:
    assert quiet_until([read_quiet(each) for each in hours], BERLIN, at("2026-11-27 12:00")) is None


@pytest.mark.parametrize(
    ("moments", "now", "then"),
    [
        (["17:00"], "2026-11-27 12:00", "2026-11-27 17:00"),
        (["17:00"], "2026-11-27 17:00", "2026-11-28 17:00"),
        (["17:00", "8:00"], "2026-11-27 17:00", "2026-11-28 08:00"),
        (["mon-fri 17:00"], "2026-11-27 17:30", "2026-11-30 17:00"),
        (["fri 17:00"], "2026-11-27 17:00", "2026-12-04 17:00"),
    ],
)
def test_a_digest_has_a_next_moment(moments: list[str], now: str, then: str) -> None:
    assert next_moment([read_moment(each) for each in moments], BERLIN, at(now)) == at(then)


@pytest.mark.parametrize(
    "text", ["", "soon", "20-7", "20:00", "mon 20:00", "mon-xyz", "25:00-07:00", "7:61-8:00", "mon,tue"]
)
def test_what_are_no_quiet_hours_is_said(text: str) -> None:
    with pytest.raises(BadPlugin) as found:
        read_quiet(text)
    assert text in found.value.what
    assert found.value.hint


@pytest.mark.parametrize("text", ["", "soon", "20:00-07:00", "mon", "24:01"])
def test_what_is_no_moment_is_said(text: str) -> None:
    with pytest.raises(BadPlugin):
        read_moment(text)
