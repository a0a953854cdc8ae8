"""Moments that lie an amount of time after another (rules 13 and 14)."""

from typing import Any

from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.moments import LATEST, LONGEST, BusinessDays
from tests.model.calendars import business_days_after
from tests.model.conditions import work_out
from tests.model.errors import Failed
from tests.model.state import Place, Run, Stored
from tests.model.world import World


def passing(amount: Any) -> int:
    """An amount of time that can pass."""
    if amount is None:
        raise Failed("MissingValue", "a duration is missing")
    if not 0 <= amount <= LONGEST:
        raise Failed("BadDuration", "a duration lies between nothing and a thousand years")
    return int(amount)


def duration(run: Run, world: World, place: Place, expression: Expression, item: Stored = None) -> int:
    """A duration in microseconds. Raises Failed."""
    return passing(work_out(run, world, place, expression, item))


def after(run: Run, world: World, place: Place, expression: Expression, item: Stored = None) -> int:
    """The moment so much time, or so many business days, after now. Raises Failed."""
    amount = work_out(run, world, place, expression, item)
    if isinstance(amount, BusinessDays):
        return business_days_after(run.graph.calendar, run.now, amount.days)
    return min(run.now + passing(amount), LATEST)
