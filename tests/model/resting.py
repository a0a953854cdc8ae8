"""Suspended work items (docs/work.md): they keep candidates and claim, and nobody can do anything with them.

What time brings goes on. Who may do the work may let it rest, and so may those whom `allow suspend` names.
"""

from tests.model import people
from tests.model.state import Run
from tests.model.work_items import Refused, exclusions, granted, is_open, is_to_do, replaced
from tests.model.world import World


def suspend(run: Run, world: World, number: int, user: str, until: int | None, *, administrator: bool) -> Run:
    """The item rests, until a moment that is named or until somebody resumes it."""
    is_to_do(run, number)
    run = _check_may(run, world, number, user, administrator=administrator)
    if until is not None and until <= run.now:
        raise Refused("that moment has passed")
    return replaced(run, number, rests=True, until=until)


def resume(run: Run, world: World, number: int, user: str, *, administrator: bool) -> Run:
    """The item is what it was before."""
    if not is_open(run, number).rests:
        raise Refused("the work item is not suspended")
    return goes_on(_check_may(run, world, number, user, administrator=administrator), number)


def goes_on(run: Run, number: int) -> Run:
    """By hand, or because its moment has come."""
    return replaced(run, number, rests=False, until=None)


def _check_may(run: Run, world: World, number: int, user: str, *, administrator: bool) -> Run:
    if administrator or granted(run, world, "suspend", user):
        return run
    run, but = exclusions(run, world, number)
    if not people.may_do(world, run.work[number], but, user):
        raise Refused("the work item is not theirs to suspend")
    return run
