"""The open hours of single days, as a calendar has them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from orchestra_dsl.graph.calendar import Calendar
from orchestra_dsl.graph.moments import instant_of
from orchestra_dsl.runtime.calendars.holidays import holidays_of

Interval = tuple[int, int]
"""From an instant up to, and not including, another, in microseconds since 1970."""

_MIDNIGHT = 24 * 60
_KEPT = 20_000
"""How many days a calendar remembers."""


class Days:
    """The days of one calendar. Raises LookupError for a zone or a region of holidays that this machine lacks."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.zone)
        self._closed = frozenset(calendar.closed)
        self._holidays = None if calendar.holidays is None else holidays_of(calendar.holidays)
        self._known: dict[date, tuple[Interval, ...]] = {}

    def is_working(self, day: date) -> bool:
        """Whether the day has an open hour."""
        return bool(self._minutes(day))

    def open(self, day: date) -> tuple[Interval, ...]:
        """When the day is open: intervals in order that do not touch each other."""
        found = self._known.get(day)
        if found is None:
            if len(self._known) > _KEPT:
                self._known.clear()  # a long-lived process asks about few days again and again
            spans = [
                (self.instant(day, opens), self.instant(day, closes, last=True)) for opens, closes in self._minutes(day)
            ]
            found = self._known[day] = tuple(_joined(spans))
        return found

    def instant(self, day: date, minutes: int, *, last: bool = False) -> int:
        """The instant of a local time of day; of the two that a clock set back shows, the first or the `last`.

        A time that a clock set forward leaves out is as far after the change as it would have been without it.
        """
        if minutes >= _MIDNIGHT:
            day, minutes = day + timedelta(days=1), minutes - _MIDNIGHT
        moment = datetime.combine(day, time(minutes // 60, minutes % 60, fold=int(last)))
        return local_instant(moment, self.zone)

    def _minutes(self, day: date) -> tuple[tuple[int, int], ...]:
        """The open hours of the day, in minutes since midnight."""
        text = day.isoformat()
        if text in self._openings:
            return self._openings[text]
        if text in self._closed or (self._holidays is not None and day in self._holidays):
            return ()
        return self._weekdays[day.isoweekday()]

    @cached_property
    def _openings(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        found: dict[str, tuple[tuple[int, int], ...]] = {}
        for each in self.calendar.openings:
            found[each.date] = (*found.get(each.date, ()), (each.opens, each.closes))
        return found

    @cached_property
    def _weekdays(self) -> Mapping[int, tuple[tuple[int, int], ...]]:
        return {
            day: tuple((each.opens, each.closes) for each in self.calendar.hours if day in each.days)
            for day in range(1, 8)
        }


def local_instant(moment: datetime, zone: ZoneInfo) -> int:
    """The instant of a local date and time; `fold` tells which one a clock set back means."""
    return instant_of(moment.replace(tzinfo=zone))


def _joined(spans: list[Interval]) -> list[Interval]:
    """The same time, in order, with what overlaps or touches made one."""
    joined: list[Interval] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined


@lru_cache(maxsize=64)
def days_of(calendar: Calendar) -> Days:
    """The days of a calendar; shared, because runs of one orchestration ask for the same ones."""
    return Days(calendar)
