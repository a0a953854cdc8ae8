"""Schedules in the five fields of cron, on the clocks of their zones."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.graph.cron import BadCron, check_cron, next_after

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    """An instant in Berlin, in summer or winter time where it says so."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)).timestamp()) * 1_000_000


def following(cron: str, after: str, count: int) -> list[str]:
    """The next instants, as clocks in Berlin show them."""
    found, instant = [], at(after)
    for _ in range(count):
        due = next_after(cron, BERLIN, instant)
        assert due is not None
        assert due > instant
        instant = due
        found.append(datetime.fromtimestamp(due // 1_000_000, BERLIN).isoformat(timespec="minutes"))
    return found


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("0 8 * * 1-5", ["2026-01-05T08:00+01:00", "2026-01-06T08:00+01:00"]),
        ("30 6 L * *", ["2026-01-31T06:30+01:00", "2026-02-28T06:30+01:00"]),
        ("0 0 1,15 * *", ["2026-01-15T00:00+01:00", "2026-02-01T00:00+01:00"]),
        ("0 0 13 * 5", ["2026-01-09T00:00+01:00", "2026-01-13T00:00+01:00"]),
        ("0 0 29 2 *", ["2028-02-29T00:00+01:00", "2032-02-29T00:00+01:00"]),
        ("0 0 * JAN MON#2", ["2026-01-12T00:00+01:00", "2027-01-11T00:00+01:00"]),
    ],
)
def test_it_is_due_when_its_fields_say(cron: str, due: list[str]) -> None:
    assert following(cron, "2026-01-03T12:00", 2) == due


def test_the_instant_itself_is_not_after_it() -> None:
    eight = at("2026-01-05T08:00")
    assert next_after("0 8 * * *", BERLIN, eight - 1) == eight
    assert next_after("0 8 * * *", BERLIN, eight) == at("2026-01-06T08:00")


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("30 2 * * *", ["2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"]),
        ("0,30 2 29 * *", ["2026-03-29T03:00+02:00", "2026-04-29T02:00+02:00", "2026-04-29T02:30+02:00"]),
        ("30 1,3 29 * *", ["2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "2026-04-29T01:30+02:00"]),
        ("30 * 29 3 *", ["2026-03-29T00:30+01:00", "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"]),
    ],
)
def test_what_falls_into_the_hour_that_is_left_out_is_due_right_after_it_and_once(cron: str, due: list[str]) -> None:
    assert following(cron, "2026-03-28T00:00", 3) == due


@pytest.mark.parametrize(
    ("cron", "due"),
    [
        ("30 2 * * *", ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]),
        ("0 2,3 * * *", ["2026-10-25T02:00+02:00", "2026-10-25T03:00+01:00"]),
        ("0 * * * *", ["2026-10-25T01:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"]),
    ],
)
def test_what_falls_into_the_hour_that_comes_twice_is_due_the_first_time(cron: str, due: list[str]) -> None:
    assert following(cron, "2026-10-25T00:30", len(due)) == due


def test_within_the_second_of_two_hours_nothing_is_due_again() -> None:
    assert following("30 2 * * *", "2026-10-25T02:10+01:00", 1) == ["2026-10-26T02:30+01:00"]


@pytest.mark.parametrize(
    ("cron", "says"),
    [
        ("", "it has 0 fields, where five belong: minute, hour, day of the month, month, day of the week"),
        ("0 8 * *", "it has 4 fields"),
        ("0 0 8 * * *", "it has 6 fields"),
        ("@daily", "it has 1 field, where five belong"),
        ("60 8 * * *", '"60" is no minute: minutes are 0 to 59'),
        ("0 24 * * *", '"24" is no hour: hours are 0 to 23'),
        ("0 8 0 * *", '"0" is no day of the month: days are 1 to 31'),
        ("0 8 * 13 *", '"13" is no month: months are 1 to 12'),
        ("0 8 * * MON-FRY", '"MON-FRY" is no day of the week'),
        ("5-1 8 * * *", '"5-1" is no minute'),
        ("²5 8 * * *", '"²5" is no minute'),
        ("9" * 5000 + " 8 * * *", f'"{"9" * 30}" is no minute'),
        ("*/0 8 * * *", '"\\*/0" is no minute'),
        ("*/99 * * * *", 'the step of "\\*/99" leads nowhere: minutes are 0 to 59'),
        ("0 8-18/2,*/24 * * *", 'the step of "8-18/2,\\*/24" leads nowhere: hours are 0 to 23'),
        ("0 0 30 2 *", "there is no such day"),
        ("0 0 31 2,4,6,9,11 *", "there is no such day"),
        ("* * */20 * 1L", "there is no such day"),
    ],
)
def test_what_is_wrong_is_said_in_words(cron: str, says: str) -> None:
    with pytest.raises(BadCron, match=f"^{says}"):
        check_cron(cron)


def test_at_the_end_of_time_nothing_is_due() -> None:
    end = int(datetime(9999, 12, 31, 23, 59, tzinfo=UTC).timestamp()) * 1_000_000
    assert next_after("* * * * *", ZoneInfo("UTC"), end) is None


PARTS = ["*", "0", "5", "*/10", "1-5", "1,15", "L", "LW", "5L", "1#2", "31", "2", "MON", "FEB", "8-18/2", "L/2", "7"]
FIELD = st.sampled_from(PARTS) | st.text("0123456789*/,-LW#JANMO?²\t", max_size=12)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), st.lists(FIELD, min_size=5, max_size=5).map(" ".join)), st.integers(0, 2**52))
def test_any_text_is_a_schedule_or_is_refused_in_words(cron: str, instant: int) -> None:
    try:
        check_cron(cron)
    except BadCron:
        return
    due = next_after(cron, BERLIN, instant)
    assert due is None or due > instant
