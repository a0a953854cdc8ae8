"""Points in time and amounts of it, as the language knows them.

A point in time is a number of microseconds since 1970 (UTC) with the name of a zone to show it in; its stored form
is text, such as `2026-03-02T08:00:00Z[Europe/Berlin]` (the zone is left out for UTC). A duration is a number of
microseconds; sources and people write it as `4h30m`.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import total_ordering
from typing import Any

MICROSECOND = 1
SECOND = 1_000_000
UNITS = {
    "ms": 1_000,
    "s": SECOND,
    "m": 60 * SECOND,
    "h": 3_600 * SECOND,
    "d": 86_400 * SECOND,
    "w": 7 * 86_400 * SECOND,
}
"""The units of a duration, in microseconds. A day is always 24 hours (language.md, rule 14)."""

EARLIEST = -62_135_596_800 * SECOND
LATEST = 253_402_300_799 * SECOND + 999_999
"""The first and the last instant of the years 1 to 9999."""

LONGEST = 1000 * 366 * UNITS["d"]
"""The longest duration after which anything can happen: a thousand years."""

BUSINESS_DAYS = 100_000
"""The most business days that can be counted: about four hundred years of them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_IN_UTC = _EPOCH.replace(tzinfo=None)
"""The same without its zone, for what is read as UTC anyway."""
_DURATION = re.compile(r"(?:[0-9]{1,18}(?:ms|[smhdw]))+")
_PART = re.compile(r"([0-9]+)(ms|[smhdw])")
_ZONED = re.compile(r"(?P<moment>[^\[\]]{10,40})(?:\[(?P<zone>[A-Za-z0-9_+\-/]{1,64})\])?")


@total_ordering
class DateTime:
    """A point in time: `instant` in microseconds since 1970 (UTC), and the zone to show it in.

    Two are equal when their instants are, whatever their zones.
    """

    __slots__ = ("instant", "zone")

    def __init__(self, instant: int, zone: str = "UTC") -> None:
        if not EARLIEST <= instant <= LATEST:
            raise OverflowError("a point in time outside the years 1 to 9999")
        self.instant = instant
        self.zone = zone

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateTime) and self.instant == other.instant

    def __lt__(self, other: Any) -> bool:
        if not isinstance(other, DateTime):
            return NotImplemented
        return self.instant < other.instant

    def __hash__(self) -> int:
        return hash(self.instant)

    def __repr__(self) -> str:
        return f"DateTime({self.text()!r})"

    def text(self) -> str:
        """The stored form."""
        moment = (_EPOCH_IN_UTC + timedelta(microseconds=self.instant)).isoformat()
        return f"{moment}Z" if self.zone == "UTC" else f"{moment}Z[{self.zone}]"


def show_instant(instant: int) -> str:
    """A point in time as people read it who may be anywhere: `2026-03-02 08:00:00 UTC`."""
    return f"{_EPOCH + timedelta(microseconds=instant):%Y-%m-%d %H:%M:%S} UTC"


class BusinessDays:
    """An amount of working days: how long they are is for a calendar to say (language.md, rule 14)."""

    __slots__ = ("days",)

    def __init__(self, days: int) -> None:
        self.days = days

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BusinessDays) and self.days == other.days

    def __hash__(self) -> int:
        return hash(self.days)

    def __repr__(self) -> str:
        return f"BusinessDays({self.days})"

    def show(self) -> str:
        """As people write it."""
        return f"{self.days} business day{'' if self.days == 1 else 's'}"


def parse_datetime(text: str) -> DateTime:
    """Read an ISO 8601 date and time with an offset or `Z`, and a zone's name in brackets if it has one.

    Raises ValueError for anything else, a missing offset included: without it the text names no instant.
    """
    found = _ZONED.fullmatch(text)
    if found is None:
        raise ValueError("not a date and time such as 2026-03-02T09:00:00+01:00")
    moment = datetime.fromisoformat(found["moment"])
    if moment.tzinfo is None:
        raise ValueError("a date and time needs an offset, such as +01:00 or Z")
    return DateTime(instant_of(moment), found["zone"] or "UTC")


def instant_of(moment: datetime) -> int:
    """The microseconds since 1970 of a datetime that has a zone, exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def parse_duration(text: str) -> int:
    """Read `4h30m`, `90s` or `3d` into microseconds. Raises ValueError for anything else."""
    if not _DURATION.fullmatch(text):
        raise ValueError("not a duration such as 90s, 4h30m or 3d")
    return sum(int(amount) * UNITS[unit] for amount, unit in _PART.findall(text))


def show_duration(amount: int) -> str:
    """Write a duration as people do: `4h 30m`, in whole units, the largest first."""
    if amount == 0:
        return "0s"
    parts, rest = [], abs(amount)
    for unit in ("d", "h", "m", "s", "ms"):
        count, rest = divmod(rest, UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    if not parts:
        parts.append(f"{rest} microseconds")
    return ("-" if amount < 0 else "") + " ".join(parts)
