"""Holidays of countries and their regions, from the package `holidays` (an extra: `orchestra-dsl[calendars]`)."""

from collections.abc import Container
from datetime import date
from functools import lru_cache

MISSING = "holidays need the package `holidays`: pip install 'orchestra-dsl[calendars]'"


@lru_cache(maxsize=64)
def holidays_of(region: str) -> Container[date]:
    """The holidays of `DE` or `DE-BE`, for any year. Raises LookupError for what there is not."""
    try:
        import holidays
    except ImportError as error:
        raise LookupError(MISSING) from error
    country, _, subdivision = region.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=subdivision or None)
    except (NotImplementedError, KeyError) as error:
        raise LookupError(f'there are no holidays called "{region}"') from error
