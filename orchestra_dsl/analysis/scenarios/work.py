"""What people do in a scenario with the work items of steps, and with what is in error."""

from typing import assert_never

from orchestra_dsl.analysis.scenarios.stored import draft_fields, written_fields
from orchestra_dsl.analysis.scenarios.world import CAN_FAIL, STEPS, World
from orchestra_dsl.analysis.show import an
from orchestra_dsl.analysis.types.expectation import expect, expect_fields
from orchestra_dsl.analysis.types.places.durations import moment, working_time
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def check_work(world: World, line: n.OnItem) -> None:
    """Check what is done at a step."""
    match line:
        case n.Complete(step=step, values=values):
            _complete(world, step, values)
        case n.Skip(step=step, values=values):
            _skip(world, step, values)
        case n.Save(step=step, values=values):
            check_draft(world, step, values)
        case n.Claim(step=step) | n.Release(step=step) | n.Delegate(step=step) | n.Resume(step=step):
            world.step(step)
        case n.Suspend():
            _suspend(world, line)
        case n.Prioritize(step=step, priority=priority):
            world.step(step)
            expect(world.t, priority, g.INTEGER, world.place, "`prioritize`")
        case n.Reassign(step=step, people=people):
            world.step(step)
            expect(world.t, people, g.PEOPLE, world.place, "`reassign`")
        case _:
            assert_never(line)


def check_draft(world: World, path: n.Path, values: n.ObjectLiteral) -> None:
    """Check some of what people fill in at a step; `null` stands for a value that is not there."""
    fields = world.step(path)
    if fields is None:
        world.t.infer(values, world.place)
        return
    what, owner = f"The step `{path.text}`", world.owner(path)
    expect_fields(world.t, values, draft_fields(fields), world.place, what, partly=True, owner=owner)


def _suspend(world: World, line: n.Suspend) -> None:
    world.step(line.step)
    if line.duration is not None:
        working_time(world.t, line.duration, world.place, "`for`")
    if line.until is not None:
        moment(world.t, line.until, world.place, "`until`")


def _complete(world: World, path: n.Path, values: n.ObjectLiteral | None) -> None:
    """Check what somebody fills in; what stands in a draft need not be said again."""
    fields, drafted = world.step(path), path.text in world.drafts
    _fill_in(world, path, fields, values, partly=drafted)
    needed = [field.name for field in fields or () if not isinstance(field.type, g.Optional)]
    if values is None and needed and not drafted:
        message = f"Who completes `{path.text}` has to fill in `{needed[0]}`."
        world.t.report("O302", message, path.span, f"Add it: `with {{ {needed[0]}: … }}`.")


def _skip(world: World, path: n.Path, values: n.ObjectLiteral | None) -> None:
    """Check what is skipped: a step with all of its outputs or with none, or whatever else may be in error."""
    found = world.element(path, *CAN_FAIL)
    fields = None if found is None else world.asked(*found)
    if values is not None and found is not None and not isinstance(found[1].node, STEPS):
        message = f"`{path.text}` is {an(found[1].kind)}, which has no outputs."
        world.t.report("O214", message, values.span, "Leave `with` out.")
    _fill_in(world, path, fields, values)


def _fill_in(
    world: World,
    path: n.Path,
    fields: tuple[g.Field, ...] | None,
    values: n.ObjectLiteral | None,
    *,
    partly: bool = False,
) -> None:
    """Check the outputs that somebody gives."""
    if values is None:
        return
    if fields is None:
        world.t.infer(values, world.place)
        return
    what, owner = f"The step `{path.text}`", world.owner(path)
    expect_fields(world.t, values, written_fields(fields), world.place, what, partly=partly, owner=owner)
