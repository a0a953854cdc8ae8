"""Dates that are written out: whether there is such a day, and what to say where there is none."""

import re
from calendar import month_name, monthrange
from datetime import MAXYEAR, MINYEAR, date

_WRITTEN = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)", re.ASCII)
_MONTHS = 12


def is_date(text: str) -> bool:
    """Whether a text is a date as the language takes it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def why_no_day(text: str) -> str | None:
    """Say what is wrong with the day that a text begins with; None where it has not the form of one or is there."""
    found = _WRITTEN.match(text)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    if not MINYEAR <= year <= MAXYEAR:
        return "Years run from 0001 to 9999."
    if not 1 <= month <= _MONTHS:
        return f"There is no month {month}: dates are year, month and day."
    days = monthrange(year, month)[1]
    return None if 1 <= day <= days else f"{month_name[month]} {year} has {days} days."
