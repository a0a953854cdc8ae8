"""The calendar that an orchestration uses."""

from collections.abc import Iterator
from datetime import date

from orchestra_dsl.analysis.checked import CheckedOrchestration, Declarations
from orchestra_dsl.compile.lower.parts import clause_of
from orchestra_dsl.graph.calendar import Calendar, Hours, Opening
from orchestra_dsl.syntax import nodes as n

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_of(orchestration: CheckedOrchestration, declarations: Declarations) -> Calendar | None:
    """Lower the calendar that `use calendar` names; its lines in one order, so that theirs plays no part."""
    use = clause_of(orchestration.node.clauses, n.UseCalendar)
    return None if use is None else _calendar(declarations.calendars[use.calendar.text])


def _calendar(node: n.Calendar) -> Calendar:
    zone, region = clause_of(node.clauses, n.Zone), clause_of(node.clauses, n.Holidays)
    assert zone is not None  # noqa: S101 - the checker reports a calendar without one
    openings = (each for each in node.clauses if isinstance(each, n.OpenOn))
    return Calendar(
        name=node.name.text,
        zone=zone.name.value,
        hours=tuple(sorted(_hours(node), key=lambda each: (each.days, each.opens))),
        holidays=None if region is None else region.region.value,
        closed=tuple(sorted({_date(each.date) for each in node.clauses if isinstance(each, n.ClosedOn)})),
        openings=tuple(
            sorted(
                (Opening(_date(each.date), each.opens.minutes, each.closes.minutes) for each in openings),
                key=lambda each: (each.date, each.opens),
            )
        ),
    )


def _date(text: n.TextLiteral) -> str:
    """The date in the one form in which it is compared; the checker has seen that it is one."""
    return date.fromisoformat(text.value).isoformat()


def _hours(node: n.Calendar) -> Iterator[Hours]:
    for clause in node.clauses:
        if isinstance(clause, n.OpenDays):
            yield Hours(_days(clause.first, clause.last), clause.opens.minutes, clause.closes.minutes)


def _days(first: n.Weekday, last: n.Weekday) -> tuple[int, ...]:
    """The weekdays from one to another, also over the weekend: `sat to mon`."""
    start = _WEEKDAYS.index(first)
    count = (_WEEKDAYS.index(last) - start) % 7 + 1
    return tuple(sorted((start + each) % 7 + 1 for each in range(count)))
