"""When schedules are due: counted in their zones, and what was missed while no worker worked.

What was missed is made up for once, whatever it was: one run starts as soon as a worker works, as it does for a single
instant that was missed. With `missed_starts = "skip"` in orchestra.toml nothing is made up for; a start is missed then
when it is more than a minute late.
"""

from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from orchestra_dsl.graph.cron import BadCron, next_after

Policy = Literal["once", "skip"]
"""What is done about starts that were missed: one run for all of them together, or none."""
LATE = 60_000_000
"""Microseconds after which a start is a missed one, where those are skipped."""
COUNTED = 100
"""The most missed instants that are counted one by one; as many stand for more of them."""


class Coming(NamedTuple):
    """When a schedule is due next, or why it never is."""

    next: int | None
    trouble: str | None = None


class Passed(NamedTuple):
    """What has passed of a schedule: so many instants, the last of them just now or long ago, and what comes."""

    instants: int
    just_now: bool
    coming: Coming


def coming(cron: str, zone: str, after: int) -> Coming:
    """When it is due after this instant."""
    try:
        found = next_after(cron, ZoneInfo(zone), after)
    except BadCron as error:
        return Coming(None, f'"{cron}" cannot be read: {error}')
    except (LookupError, ValueError, OSError):
        return Coming(None, f'this machine knows no time zone "{zone}"')
    return Coming(found, None if found is not None else "it does not come any more")


def passed(cron: str, zone: str, first: int, now: int) -> Passed:
    """What has passed from the instant `first` on, which has, up to now."""
    recent = coming(cron, zone, max(first - 1, now - LATE - 1)).next
    just_now = recent is not None and recent <= now
    instants, following = 1, coming(cron, zone, first)
    while following.next is not None and following.next <= now and instants < COUNTED:
        instants, following = instants + 1, coming(cron, zone, following.next)
    return Passed(instants, just_now, following if instants < COUNTED else coming(cron, zone, now))
