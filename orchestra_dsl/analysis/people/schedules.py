"""O607: a schedule that cannot be read or never comes, or whose zone there is not."""

from collections.abc import Iterator
from zoneinfo import available_timezones

from orchestra_dsl.analysis.people.calendars import is_zone
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.graph.cron import FIELDS, BadCron, check_cron
from orchestra_dsl.syntax import nodes as n

_HINT = f'A schedule has the {len(FIELDS)} fields of cron: {", ".join(FIELDS)}. "0 8 * * 1-5" is every weekday at 8:00.'


def check_schedules(orchestration: n.Orchestration) -> list[Diagnostic]:
    """Report schedules by which no run could be started."""
    starts = (clause for clause in orchestration.clauses if isinstance(clause, n.StartEvery))
    return [finding for start in starts for finding in _check(start)]


def _check(start: n.StartEvery) -> Iterator[Diagnostic]:
    schedule, zone = start.schedule, start.zone
    try:
        check_cron(schedule.value)
    except BadCron as error:
        yield Diagnostic("O607", f"Nothing can start by this schedule: {error}.", schedule.span, hint=_HINT)
    if zone is not None and not is_zone(zone.value):
        hint = did_you_mean(zone.value, available_timezones()) or 'Zones are called like "Europe/Berlin".'
        yield Diagnostic("O607", f'There is no time zone "{zone.value}".', zone.span, hint=hint)
