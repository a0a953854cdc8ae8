"""Functions over dates and points in time. A date is its text (`2026-03-02`), so that dates compare as texts do."""

from datetime import date, timedelta

from orchestra_dsl.graph.moments import DateTime, parse_datetime
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.expressions.errors import EvaluationError


def _parsed(text: str) -> date:
    return date.fromisoformat(text)


def to_date(_: Context, text: str) -> str:
    """The date that a text names."""
    try:
        return _parsed(text).isoformat()
    except ValueError as error:
        raise EvaluationError("BadValue", f'"{text}" is no date such as 2026-03-02') from error


def to_datetime(context: Context, text: str) -> DateTime:
    """The point in time that a text names; without an offset in the zone of the calendar, and in UTC without one."""
    for form in (text, f"{text}Z"):
        try:
            moment = parse_datetime(form)
        except ValueError:
            continue
        return moment if form == text or context.zone == "UTC" else context.local_time(text)
    raise EvaluationError("BadValue", f'"{text}" is no date and time such as 2026-03-02T09:00Z')


def date_of(context: Context, moment: DateTime) -> str:
    """The date of a point in time, in its own zone."""
    return context.local(moment).date().isoformat()


def year(_: Context, text: str) -> int:
    """The year of a date."""
    return _parsed(text).year


def month(_: Context, text: str) -> int:
    """The month of a date, from 1."""
    return _parsed(text).month


def day(_: Context, text: str) -> int:
    """The day of the month, from 1."""
    return _parsed(text).day


def weekday(_: Context, text: str) -> int:
    """The day of the week: Monday is 1, Sunday 7."""
    return _parsed(text).isoweekday()


def days_between(_: Context, first: str, second: str) -> int:
    """The number of days from `first` to `second`."""
    return (_parsed(second) - _parsed(first)).days


def add_days(_: Context, text: str, days: int) -> str:
    """The date so many days later."""
    return (_parsed(text) + timedelta(days=days)).isoformat()
