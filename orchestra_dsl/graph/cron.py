"""Schedules in the five fields of cron: what is wrong with one, and when it is due next. The package cronsim counts.

The fields are minute, hour, day of the month, month and day of the week (0 or 7 is Sunday; names in English will do).
A field is `*`, a number, a range `1-5`, a list `1,15` or a step `*/10`; `L` is the last day of the month, `LW` its last
weekday, `5L` its last Friday and `1#2` its second Monday. Where both the day of the month and that of the week are
restricted, one of them is enough, unless one begins with `*`.

Times are those of a zone. Where its clocks go forward, what is due in the hour that they leave out is due right after
it, once; where they go back, what is due in the hour that comes twice is due the first time. Schedules with `*` in the
field of the minute or of the hour go by the time that passes: every half an hour stays every half an hour.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cronsim import CronSim

FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_MOST = 1000
"""The most steps to a later instant: clocks go back over fewer instants of a schedule than that."""


class BadCron(ValueError):
    """A schedule that cannot be read, or that never comes; it says what is wrong."""


def check_cron(cron: str) -> None:
    """Raise BadCron for a schedule that cannot be read, that has no instant within 50 years, or has a step too far."""
    for place, field in enumerate(cron.split()[: len(FIELDS)]):
        if any(int(step) > _STEPS[place] for step in _STEP.findall(field)):
            raise BadCron(f'the step of "{field[:_SHOWN]}" leads nowhere: {_ALLOWED[place]}')
    if next(_counting(cron, _SOME_DAY), None) is None:
        raise BadCron(_NEVER)


_NEVER = "there is no such day"


def next_after(cron: str, zone: tzinfo, instant: int) -> int | None:
    """The first instant after this one at which the schedule is due; None where there is none within 50 years.

    Raises BadCron.
    """
    try:
        counting = _counting(cron, (_EPOCH + timedelta(microseconds=instant)).astimezone(zone))
        for _ in range(_MOST):
            due = (next(counting).astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)
            if due > instant:
                return due
    except (StopIteration, OverflowError):
        pass
    return None


def _counting(cron: str, after: datetime) -> "CronSim":
    """What goes through the instants of a schedule. Raises BadCron."""
    from cronsim import CronSim, CronSimError

    fields = cron.split()
    if len(fields) != len(FIELDS):
        has = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
        raise BadCron(f"it has {has}, where five belong: {', '.join(FIELDS)}")
    try:
        return CronSim(cron, after)
    except (CronSimError, ValueError) as error:
        raise BadCron(_what_is_wrong(fields)) from error


def _what_is_wrong(fields: list[str]) -> str:
    """Which field cannot be read, each looked at without the others; none where they only do not go together."""
    from cronsim import CronSim, CronSimError

    for place, (name, field) in enumerate(zip(FIELDS, fields, strict=True)):
        alone = ["*"] * len(FIELDS)
        alone[place] = field
        try:
            CronSim(" ".join(alone), _SOME_DAY)
        except (CronSimError, ValueError):
            return f'"{field[:_SHOWN]}" is no {name}: {_ALLOWED[place]}'
    return _NEVER


_SHOWN = 30
_STEP = re.compile(r"/([0-9]{1,9})")
_STEPS = (59, 23, 30, 11, 6)
"""By field the longest step that comes to a second value."""
_ALLOWED = (
    "minutes are 0 to 59",
    "hours are 0 to 23",
    "days are 1 to 31, or L for the last",
    "months are 1 to 12, or JAN to DEC",
    "days of the week are 0 to 7, or SUN to SAT",
)
