"""Counting in working time (language.md, rule 14).

All three functions answer None where there is no answer: the calendar is never open again, or the answer lies after
the last instant that there is.
"""

from datetime import UTC, date, datetime, timedelta

from orchestra_dsl.graph.moments import BUSINESS_DAYS, LATEST
from orchestra_dsl.runtime.calendars.days import Days, local_instant

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOSED_FOR = 3_660
"""How many days in a row may be closed; after them a calendar counts as closed for ever."""
_LONGEST = 400 * 366
"""How many days are looked at for one answer."""


def business_days_after(days: Days, instant: int, amount: int) -> int | None:
    """The same local time on the `amount`-th working day after; outside of open hours from the next opening on.

    A local time outside of the target day's hours moves to the next opening; the closing instant is outside.
    """
    start = _open_at(days, instant)
    if start is None or amount > BUSINESS_DAYS:
        return None
    moment = _local(days, start)
    day = _working_day_after(days, moment.date(), amount)
    if day is None:
        return None
    wanted = datetime.combine(day, moment.time(), moment.tzinfo)
    return _open_at(days, local_instant(wanted, days.zone))


def open_between(days: Days, start: int, end: int) -> int | None:
    """How much open time lies between two instants, in microseconds; negative when `end` is the earlier one."""
    if end < start:
        backwards = open_between(days, end, start)
        return None if backwards is None else -backwards
    day, last = _day_before(days, start), _local(days, end).date()
    if (last - day).days > _LONGEST:
        return None
    total = 0
    while day <= last:
        total += sum(max(0, min(closes, end) - max(opens, start)) for opens, closes in days.open(day))
        day += timedelta(days=1)
    return total


def open_time_after(days: Days, start: int, amount: int) -> int | None:
    """The first instant by which `amount` microseconds of open time have passed since `start`."""
    left, day = amount, _day_before(days, start)
    if left <= 0:
        return start
    closed = 0
    for _ in range(_LONGEST):
        spans = [(max(opens, start), closes) for opens, closes in days.open(day) if closes > start]
        for opens, closes in spans:
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        closed = 0 if spans else closed + 1
        if closed > _CLOSED_FOR or day >= date.max - timedelta(days=2):
            return None
        day += timedelta(days=1)
    return None


def _open_at(days: Days, instant: int) -> int | None:
    """The instant itself if it is open, else the next opening."""
    if instant >= LATEST:
        return None
    day = _day_before(days, instant)
    for _ in range(_CLOSED_FOR):
        found = next((max(opens, instant) for opens, closes in days.open(day) if instant < closes), None)
        if found is not None:
            return found
        if day >= date.max - timedelta(days=2):
            return None
        day += timedelta(days=1)
    return None


def _working_day_after(days: Days, day: date, amount: int) -> date | None:
    closed = 0
    while amount:
        if day >= date.max - timedelta(days=2) or closed > _CLOSED_FOR:
            return None
        day += timedelta(days=1)
        working = days.is_working(day)
        amount -= working
        closed = 0 if working else closed + 1
    return day


def _day_before(days: Days, instant: int) -> date:
    """The local date before that of the instant: its hours may reach beyond midnight where clocks change."""
    local = _local(days, instant).date()
    return local if local == date.min else local - timedelta(days=1)


def _local(days: Days, instant: int) -> datetime:
    try:
        return (_EPOCH + timedelta(microseconds=instant)).astimezone(days.zone)
    except OverflowError:
        return datetime.max.replace(tzinfo=days.zone) if instant > 0 else datetime.min.replace(tzinfo=days.zone)
