"""Runs that are suspended: `allow suspend by`, and section 6. Suspending goes down to the runs of steps (rule 19).

While a run is suspended nobody can do anything with it, but cancel it or have it go on. What comes from the world is
put off. Once the run goes on whoever waits is asked again, since what they read may be another now; then what was put
off is applied in the order in which it came, as if it came now.
"""

from collections.abc import Callable

from attrs import evolve

from tests.model.settle import settle
from tests.model.state import Run
from tests.model.work_items import Refused, granted
from tests.model.world import World

BY_HAND, WITH_PARENT = "by hand", "with the run of which it is a step"


def suspend(run: Run, world: World, by: str | None, *, administrator: bool, with_parent: bool) -> Run:
    """The run stands still: somebody who may says so, or the run of which it is a step stands still."""
    if with_parent:
        return _still(run, WITH_PARENT)
    _check_may(run, world, by, administrator=administrator)
    if BY_HAND in run.suspended:
        raise Refused("it is suspended already")
    return _still(run, BY_HAND)


def resume(run: Run, world: World, by: str | None, *, administrator: bool, with_parent: bool) -> Run:
    """One reason why the run stands still is gone; it goes on if that was the only one."""
    if not with_parent:
        _check_may(run, world, by, administrator=administrator)
        if BY_HAND not in run.suspended:
            raise Refused("nobody has suspended it by hand")
    left = run.suspended - {WITH_PARENT if with_parent else BY_HAND}
    if left or not run.suspended:
        return evolve(run, suspended=left)
    return go_on(_tell(evolve(run, suspended=left), resume=True), world)


def comes(run: Run, world: World, act: Callable[[Run, World], Run]) -> Run:
    """Something comes from the world: a suspended run puts it off."""
    return evolve(run, put_off=(*run.put_off, act)) if run.suspended else act(run, world)


def go_on(run: Run, world: World) -> Run:
    """The run stands still no longer. Here no time passes meanwhile: tests/language/test_suspending.py has that."""
    put_off, run = run.put_off, settle(evolve(run, put_off=()), world)
    for act in put_off:
        run = act(run, world)
    return run


def _still(run: Run, reason: str) -> Run:
    told = run if run.suspended else _tell(run, resume=False)
    return evolve(told, suspended=run.suspended | {reason})


def _tell(run: Run, *, resume: bool) -> Run:
    """The runs that steps wait for stand still, or go on, too."""
    calls = [each.call for step in run.steps.values() for each in step.instances if each.call is not None]
    children = [number for number in calls if run.calls[number].kind == "child"]
    return evolve(run, stilled=(*run.stilled, *((number, resume) for number in children)))


def _check_may(run: Run, world: World, by: str | None, *, administrator: bool) -> None:
    if not (administrator or granted(run, world, "suspend", by)):
        raise Refused("the run is not theirs to suspend")
