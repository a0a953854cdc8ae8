"""Counting in working time (rule 14): by examples, and by what must hold for any calendar and any instant."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_dsl.graph.calendar import Calendar, Hours, Opening
from orchestra_dsl.graph.moments import BUSINESS_DAYS, LATEST, UNITS, instant_of
from orchestra_dsl.runtime.calendars.counting import business_days_after, open_between, open_time_after
from orchestra_dsl.runtime.calendars.days import Days

HOUR, DAY = UNITS["h"], UNITS["d"]
WEEK = Hours((1, 2, 3, 4, 5), 9 * 60, 17 * 60)
SUPPORT = Days(
    Calendar("support", "Europe/Berlin", (WEEK,), "DE-BE", ("2026-12-24",), (Opening("2026-12-31", 600, 720),))
)
LUNCH = Days(Calendar("lunch", "UTC", (Hours((1, 2, 3, 4, 5), 540, 720), Hours((1, 2, 3, 4), 780, 1020))))


def at(text: str, zone: str = "Europe/Berlin") -> int:
    """The instant of a local date and time."""
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def shown(instant: int | None, zone: str = "Europe/Berlin") -> str | None:
    """The local date and time of an instant."""
    if instant is None:
        return None
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02T09:00", 2, "2026-03-04T09:00"),
        ("2026-03-05T11:30", 2, "2026-03-09T11:30"),  # over the weekend
        ("2026-03-05T17:00", 1, "2026-03-09T09:00"),  # the closing instant is outside: from Friday's opening
        ("2026-03-05T16:59", 1, "2026-03-06T16:59"),
        ("2026-03-07T12:00", 0, "2026-03-09T09:00"),
        ("2026-03-07T12:00", 1, "2026-03-10T09:00"),
        ("2026-03-27T10:00", 1, "2026-03-30T10:00"),  # clocks go forward: the same local time
        ("2026-10-23T10:00", 1, "2026-10-26T10:00"),  # and back
        ("2026-12-23T10:00", 1, "2026-12-28T10:00"),  # closed, Christmas, Boxing Day, a weekend
        ("2026-12-30T15:00", 1, "2027-01-04T09:00"),  # 31 Dec closes at noon, New Year, a weekend
        ("2026-12-30T11:00", 1, "2026-12-31T11:00"),
        ("2026-12-30T09:30", 1, "2026-12-31T10:00"),  # before the hours of the target day
    ],
)
def test_business_days(start: str, days: int, end: str) -> None:
    assert shown(business_days_after(SUPPORT, at(start), days)) == end


def test_a_time_in_a_break_moves_to_the_next_opening() -> None:
    monday = at("2026-03-02T12:30", "UTC")
    assert shown(business_days_after(LUNCH, monday, 0), "UTC") == "2026-03-02T13:00"
    assert shown(business_days_after(LUNCH, monday, 1), "UTC") == "2026-03-03T13:00"
    thursday = at("2026-03-05T15:00", "UTC")  # on Friday it is closed in the afternoon
    assert shown(business_days_after(LUNCH, thursday, 1), "UTC") == "2026-03-09T09:00"


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-02T09:00", "2026-03-04T09:00", 16),
        ("2026-03-06T16:00", "2026-03-09T10:00", 2),
        ("2026-03-07T00:00", "2026-03-09T00:00", 0),
        ("2026-12-30T16:00", "2026-12-31T23:00", 3),
    ],
)
def test_open_time(start: str, end: str, hours: int) -> None:
    assert open_between(SUPPORT, at(start), at(end)) == hours * HOUR
    assert open_between(SUPPORT, at(end), at(start)) == -hours * HOUR
    assert open_time_after(SUPPORT, at(start), 0) == at(start)


def test_a_night_in_which_clocks_change() -> None:
    """Hours over the change are as long as the clock on the wall says, plus or minus the hour that it skips."""
    night = Days(Calendar("night", "Europe/Berlin", (Hours((7,), 0, 6 * 60),)))
    assert open_between(night, at("2026-03-28T00:00"), at("2026-03-30T00:00")) == 5 * HOUR
    assert open_between(night, at("2026-10-24T00:00"), at("2026-10-26T00:00")) == 7 * HOUR
    gap = Days(
        Calendar("gap", "Europe/Berlin", (Hours((7,), 2 * 60 + 15, 4 * 60),))
    )  # it opens at 2:15, which is not there
    assert shown(business_days_after(gap, at("2026-03-28T12:00"), 0)) == "2026-03-29T03:15"


def test_a_calendar_that_is_closed_for_good_has_no_answer() -> None:
    dates = tuple((date(2026, 1, 5) + timedelta(weeks=week)).isoformat() for week in range(600))
    mondays = Days(Calendar("mondays", "UTC", (Hours((1,), 540, 600),), closed=dates))
    assert business_days_after(mondays, at("2026-01-06T00:00"), 0) is None
    assert open_time_after(mondays, at("2026-01-06T00:00"), HOUR) is None


def test_the_last_of_all_times_has_nothing_after_it() -> None:
    assert business_days_after(SUPPORT, LATEST, 1) is None
    assert business_days_after(SUPPORT, LATEST - 3 * DAY, 5) is None
    assert business_days_after(SUPPORT, at("2026-03-02T09:00"), BUSINESS_DAYS + 1) is None
    assert business_days_after(SUPPORT, at("2026-03-02T09:00"), BUSINESS_DAYS) is not None


def test_holidays_that_are_not_there() -> None:
    for region in ("XX", "DE-XX"):
        with pytest.raises(LookupError, match=region):
            Days(Calendar("none", "UTC", (WEEK,), region))
    with pytest.raises(LookupError):
        Days(Calendar("none", "Europe/Atlantis", (WEEK,)))


ZONED = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Pacific/Apia",
        "UTC",
    ]
)
DAYTIME = st.tuples(st.integers(5 * 60, 14 * 60), st.integers(15 * 60, 23 * 60))


@st.composite
def calendars(draw: st.DrawFn) -> Days:
    """A calendar with hours by day, in a zone of which clocks change."""
    weekdays = draw(st.sets(st.integers(1, 7), min_size=1))
    hours = [Hours((day,), *draw(DAYTIME)) for day in sorted(weekdays)]
    closed = draw(st.sets(st.dates(date(2025, 12, 1), date(2027, 2, 1)), max_size=20))
    openings = draw(st.sets(st.dates(date(2025, 12, 1), date(2027, 2, 1)), max_size=5))
    return Days(
        Calendar(
            "any",
            draw(ZONED),
            tuple(hours),
            draw(st.sampled_from([None, "DE-BE", "US", "NP"])),
            tuple(sorted(each.isoformat() for each in closed)),
            tuple(Opening(each.isoformat(), 600, 660) for each in sorted(openings)),
        )
    )


INSTANTS = st.integers(at("2026-01-01T00:00"), at("2026-12-31T00:00"))


@given(calendars(), INSTANTS, INSTANTS, INSTANTS)
def test_open_time_adds_up(days: Days, one: int, two: int, three: int) -> None:
    first, second, third = sorted((one, two, three))
    parts = (open_between(days, first, second), open_between(days, second, third))
    assert None not in parts
    assert open_between(days, first, third) == sum(part for part in parts if part is not None)
    assert all(0 <= part <= third - first for part in parts if part is not None)


@given(calendars(), INSTANTS, st.integers(0, 40 * HOUR), st.integers(0, 40 * HOUR))
def test_open_time_is_found_again_and_adds_up(days: Days, start: int, first: int, second: int) -> None:
    """So much later lies so much open time, at the first such instant; and two steps are one long one."""
    middle = open_time_after(days, start, first)
    assert middle is not None
    assert open_between(days, start, middle) == first
    if first:
        before = open_between(days, start, middle - 1)
        assert before == first - 1
    end = open_time_after(days, middle, second)
    assert open_between(days, start, end or 0) == first + second
    assert end == open_time_after(days, start, first + second) or not second


@given(calendars(), INSTANTS, INSTANTS, st.integers(0, 12))
def test_business_days_keep_the_order_of_instants(days: Days, first: int, second: int, amount: int) -> None:
    first, second = sorted((first, second))
    early, late = business_days_after(days, first, amount), business_days_after(days, second, amount)
    assert early is not None
    assert late is not None
    assert first <= early <= late


@given(calendars(), INSTANTS, st.integers(0, 12))
def test_business_days_end_in_open_hours_and_never_shrink(days: Days, start: int, amount: int) -> None:
    """One more may come to the same: 17:00 on a day that closes at 11:00 is the next opening, however early that is."""
    end, further = business_days_after(days, start, amount), business_days_after(days, start, amount + 1)
    assert end is not None
    assert further is not None
    assert end <= further
    assert open_between(days, end, end + 1) == 1
    assert open_between(days, further, further + 1) == 1
