"""A calendar as one text that can be compared."""

from orchestra_dsl.graph.calendar import Calendar, Hours

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_text(calendar: Calendar) -> str:
    """The zone, the hours by weekday, and the exceptions, as a source has them."""
    parts = [f'zone "{calendar.zone}"', *map(_hours, calendar.hours)]
    if calendar.holidays is not None:
        parts.append(f'holidays "{calendar.holidays}"')
    parts += [f'closed "{each}"' for each in calendar.closed]
    parts += [f'open "{each.date}" {_time(each.opens)} to {_time(each.closes)}' for each in calendar.openings]
    return ", ".join(parts)


def _hours(hours: Hours) -> str:
    first, last = hours.days[0], hours.days[-1]
    in_row = len(hours.days) > 1 and hours.days == tuple(range(first, last + 1))
    days = f"{_DAYS[first - 1]} to {_DAYS[last - 1]}" if in_row else " ".join(_DAYS[each - 1] for each in hours.days)
    return f"open {days} {_time(hours.opens)} to {_time(hours.closes)}"


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
