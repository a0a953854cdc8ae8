"""Points in time and amounts of it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_dsl.graph.moments import (
    EARLIEST,
    LATEST,
    UNITS,
    DateTime,
    instant_of,
    parse_datetime,
    parse_duration,
    show_duration,
)
from tests.graph.strategies import ZONES

instants = st.integers(EARLIEST, LATEST)


@given(instants, ZONES)
def test_a_point_in_time_comes_back_from_its_text(instant: int, zone: str) -> None:
    back = parse_datetime(DateTime(instant, zone).text())
    assert (back.instant, back.zone) == (instant, zone)


@given(instants)
def test_there_is_one_text_for_each_instant(instant: int) -> None:
    assert parse_datetime(DateTime(instant).text()).text() == DateTime(instant).text()


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-03-02T09:00Z", "2026-03-02T09:00:00Z"),
        ("2026-03-02 09:00:00+01:00", "2026-03-02T08:00:00Z"),
        ("2026-03-02T09:00:00.5Z", "2026-03-02T09:00:00.500000Z"),
        ("2026-03-02T09:00:00+01:00[Europe/Berlin]", "2026-03-02T08:00:00Z[Europe/Berlin]"),
    ],
)
def test_several_texts_name_the_same_point(text: str, stored: str) -> None:
    assert parse_datetime(text).text() == stored


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-03-02",
        "2026-03-02T09:00",
        "2026-03-02T25:00Z",
        "2026-03-02T09:00Z[]",
        "2026-03-02T09:00Z[a",
        "x" * 10**6,
    ],
)
def test_what_names_no_point_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_datetime(text)


def test_the_years_end_somewhere() -> None:
    assert DateTime(EARLIEST).text() == "0001-01-01T00:00:00Z"
    assert DateTime(LATEST).text() == "9999-12-31T23:59:59.999999Z"
    for instant in (EARLIEST - 1, LATEST + 1):
        with pytest.raises(OverflowError):
            DateTime(instant)


def test_points_are_compared_by_their_instant() -> None:
    early, late, same = DateTime(1), DateTime(2), DateTime(1, "Europe/Berlin")
    assert early < late
    assert late >= early
    assert early == same
    assert hash(early) == hash(same)
    assert early != 1
    with pytest.raises(TypeError):
        early < 1  # noqa: B015 - the comparison is what is tested


def test_a_point_is_shown_in_a_traceback() -> None:
    assert repr(DateTime(0)) == "DateTime('1970-01-01T00:00:00Z')"


@given(st.datetimes(timezones=st.just(UTC) | st.just(timezone(timedelta(hours=-7, minutes=30)))))
def test_a_datetime_of_python_is_taken_exactly(moment: datetime) -> None:
    instant = instant_of(moment)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant) == moment


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("90s", 90_000_000),
        ("4h30m", 16_200_000_000),
        ("3d", 259_200_000_000),
        ("1w", 604_800_000_000),
        ("250ms", 250_000),
        ("0s", 0),
        ("1m1m", 120_000_000),
    ],
)
def test_a_duration_is_read(text: str, amount: int) -> None:
    assert parse_duration(text) == amount


@pytest.mark.parametrize("text", ["", "5", "h", "5 h", "-5h", "1.5h", "5x", "\u0665h", "1" * 19 + "s", "5h ", "5H"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_duration(text)


def test_a_day_has_24_hours() -> None:
    """Language.md, rule 14."""
    assert UNITS["d"] == 24 * UNITS["h"] == 24 * 60 * UNITS["m"]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "0s"),
        (1, "1 microseconds"),
        (-1, "-1 microseconds"),
        (16_200_000_000, "4h 30m"),
        (-90_000_000, "-1m 30s"),
        (86_400_000_000 * 10, "10d"),
        (1_250_000, "1s 250ms"),
    ],
)
def test_a_duration_is_shown_as_people_write_it(amount: int, shown: str) -> None:
    assert show_duration(amount) == shown


@given(st.integers(0, 2**62).map(lambda each: each // 1000 * 1000))
def test_a_duration_in_whole_units_comes_back_from_what_is_shown(amount: int) -> None:
    assert parse_duration(show_duration(amount).replace(" ", "")) == amount
