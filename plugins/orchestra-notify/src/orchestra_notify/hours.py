"""Hours of the week as people write them: `20:00-07:00`, `mon-fri 18:00-08:00`, `sat-sun`, and for digests `17:00`."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs

from orchestra_dsl.plugin.problems import BadPlugin

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = frozenset(range(7))
_DAY = timedelta(days=1)
_FORM = (
    'Write "20:00-07:00", "mon-fri 18:00-08:00" or "sat-sun" for quiet hours, "17:00" or "mon-fri 17:00" for digests.'
)
_TEXT = re.compile(
    r"(?:(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))?)?\s*(?:(?P<from>\d?\d:\d\d)(?:-(?P<until>\d?\d:\d\d))?)?"
)


@attrs.frozen
class Hours:
    """From a time on certain days of the week on; until a time, which is on the next day where it is no later."""

    days: frozenset[int]
    since: time
    until: time | None

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When they begin and end that begin on this day."""
        since, until = self.since, self.until if self.until is not None else self.since
        end = day if until > since else day + _DAY
        # In UTC, since instants of one zone are compared by what clocks on the wall show.
        return datetime.combine(day, since, zone).astimezone(UTC), datetime.combine(end, until, zone).astimezone(UTC)


def read_quiet(text: str) -> Hours:
    """Hours with an end, or whole days. Raises BadPlugin."""
    found = _read(text)
    if found.until is None and ":" in text:
        raise BadPlugin(f"`{text}` has no end", _FORM)
    return found


def read_moment(text: str) -> Hours:
    """A time on certain days. Raises BadPlugin."""
    found = _read(text)
    if found.until is not None or ":" not in text:
        raise BadPlugin(f"`{text}` is no time of a digest", _FORM)
    return found


def quiet_until(hours: Sequence[Hours], zone: ZoneInfo, at: datetime) -> datetime | None:
    """The end of the quiet that there is at an instant, also where one stretch begins before another ends.

    It is the instant itself where there is no quiet, and None where it does not end within a week.
    """
    end = at
    while end - at <= 7 * _DAY:
        day = end.astimezone(zone).date()
        stretches = _around(hours, zone, day)
        later = max((until for since, until in stretches if since <= end < until), default=None)
        if later is None:
            return end
        end = later
    return None


def next_moment(moments: Sequence[Hours], zone: ZoneInfo, at: datetime) -> datetime:
    """The first of the moments after an instant."""
    today = at.astimezone(zone).date()
    days = [today + each * _DAY for each in range(9)]
    found = (each.on(day, zone)[0] for each in moments for day in days if day.weekday() in each.days)
    return min(moment for moment in found if moment > at)


def _around(hours: Sequence[Hours], zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    for each in hours:
        for begins in (day - _DAY, day):
            if begins.weekday() in each.days:
                yield each.on(begins, zone)


def _read(text: str) -> Hours:
    found = _TEXT.fullmatch(text.strip().lower())
    if found is None or not text.strip():
        raise BadPlugin(f"`{text}` are no hours", _FORM)
    days = _days(text, found["first"], found["last"])
    since, until = (None if each is None else _time(text, each) for each in (found["from"], found["until"]))
    return Hours(days, since or time(), until)


def _days(text: str, first: str | None, last: str | None) -> frozenset[int]:
    if first is None:
        return _WEEK
    for each in (first, last or first):
        if each not in _DAYS:
            raise BadPlugin(f"there is no day `{each}`, in `{text}`", f"The days are {', '.join(_DAYS)}.")
    begin, end = _DAYS.index(first), _DAYS.index(last or first)
    return frozenset(day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1))


def _time(text: str, written: str) -> time:
    hour, minute = map(int, written.split(":"))
    try:
        return time(0 if (hour, minute) == (24, 0) else hour, minute)
    except ValueError as error:
        raise BadPlugin(f"there is no time {written}, in `{text}`", _FORM) from error
