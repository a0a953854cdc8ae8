"""O606: a calendar without a zone or without hours, or with a zone, holidays or a date that there are not."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, available_timezones

from orchestra_dsl.analysis.dates import is_date, why_no_day
from orchestra_dsl.analysis.people.regions import check_region
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.syntax import nodes as n


def check_calendars(calendars: Iterable[n.Calendar]) -> list[Diagnostic]:
    """Report calendars in which no working time could be counted."""
    return [finding for calendar in calendars for finding in _check(calendar)]


def _check(calendar: n.Calendar) -> Iterator[Diagnostic]:
    name = calendar.name
    if not any(isinstance(clause, n.Zone) for clause in calendar.clauses):
        hint = 'Add its zone: `zone "Europe/Berlin"`.'
        yield Diagnostic("O606", f"The calendar `{name.text}` has no zone.", name.span, hint=hint)
    yield from check_region(calendar)
    if not any(isinstance(clause, n.OpenDays | n.OpenOn) for clause in calendar.clauses):
        hint = "Add hours: `open mon to fri 09:00 to 17:00`."
        yield Diagnostic("O606", f"The calendar `{name.text}` is never open.", name.span, hint=hint)
    for clause in calendar.clauses:
        if isinstance(clause, n.Zone) and not is_zone(clause.name.value):
            hint = did_you_mean(clause.name.value, available_timezones()) or 'Zones are called like "Europe/Berlin".'
            yield Diagnostic("O606", f'There is no time zone "{clause.name.value}".', clause.name.span, hint=hint)
        if isinstance(clause, n.OpenDays | n.OpenOn) and clause.opens.minutes >= clause.closes.minutes:
            span = clause.opens.span.to(clause.closes.span)
            hint = "Exchange them; hours past midnight are two lines, up to `24:00` and from `00:00` on."
            yield Diagnostic("O606", "These hours end before they begin.", span, hint=hint)
        if isinstance(clause, n.ClosedOn | n.OpenOn) and not is_date(clause.date.value):
            message = f'"{clause.date.value}" is no date.'
            hint = why_no_day(clause.date.value) or 'Dates are written like "2026-12-24": year, month, day.'
            yield Diagnostic("O606", message, clause.date.span, hint=hint)


def is_zone(name: str) -> bool:
    """Whether this machine knows a time zone of this name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
