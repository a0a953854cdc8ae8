"""Working time (rule 14), counted minute-wise from what a calendar says of single days."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

from orchestra_dsl.graph.calendar import Calendar
from orchestra_dsl.graph.moments import instant_of
from tests.model.errors import Failed
from tests.model.world import local

TEN_YEARS = 3_660
"""After so many closed days a calendar counts as closed for ever."""


def hours(calendar: Calendar, day: date) -> list[tuple[int, int]]:
    """When a day is open, in minutes since midnight: an exception first, then holidays, then the usual hours."""
    special = [(each.opens, each.closes) for each in calendar.openings if each.date == day.isoformat()]
    if special:
        return sorted(special)
    if day.isoformat() in calendar.closed or _holiday(calendar, day):
        return []
    return sorted((each.opens, each.closes) for each in calendar.hours if day.isoweekday() in each.days)


def _holiday(calendar: Calendar, day: date) -> bool:
    if calendar.holidays is None:
        return False
    country, _, region = calendar.holidays.partition("-")
    return day in holidays.country_holidays(country, subdiv=region or None)


def openings(calendar: Calendar, instant: int) -> Iterator[tuple[int, int]]:
    """The open intervals that end after a moment, in order; fails where there are none for ten years."""
    day, closed = local(instant, calendar.zone).date() - timedelta(days=1), 0
    while closed < TEN_YEARS:
        found = [(_at(calendar, day, opens), _at(calendar, day, closes)) for opens, closes in hours(calendar, day)]
        yield from (each for each in found if each[1] > instant)
        closed = 0 if found else closed + 1
        day += timedelta(days=1)
    raise Failed("NoWorkingTime", f"the calendar {calendar.name} is closed for good")


def _at(calendar: Calendar, day: date, minutes: int) -> int:
    midnight = datetime.combine(day + timedelta(days=minutes // 1440), time(minutes % 1440 // 60, minutes % 60))
    return instant_of(midnight.replace(tzinfo=ZoneInfo(calendar.zone)))


def next_open(calendar: Calendar, instant: int) -> int:
    """The moment itself if it is open, else the next opening; the closing instant is outside."""
    opens, _ = next(openings(calendar, instant))
    return max(opens, instant)


def business_days_after(calendar: Calendar | None, instant: int, days: int) -> int:
    """The same local time on the n-th working day after, or the next opening where that is closed (rule 14)."""
    if calendar is None:
        raise Failed("NoWorkingTime", "business days are counted in a calendar")
    start = local(next_open(calendar, instant), calendar.zone)
    day, left = start.date(), days
    for _ in range(days * 10 + TEN_YEARS):
        if not left:
            break
        day += timedelta(days=1)
        left -= bool(hours(calendar, day))
    wanted = datetime.combine(day, start.time()).replace(tzinfo=ZoneInfo(calendar.zone), fold=start.fold)
    return next_open(calendar, instant_of(wanted))


def open_share(calendar: Calendar, start: int, end: int, percent: int) -> int:
    """The moment by which so much of the open time between two has passed (rule 14)."""
    spans = []
    for opens, closes in openings(calendar, start):
        if opens >= end:
            break
        spans.append((max(opens, start), min(closes, end)))
    left = sum(closes - opens for opens, closes in spans) * percent // 100
    if left <= 0:
        return start
    for opens, closes in spans:
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    return end
