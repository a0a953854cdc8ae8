"""`expect …` and `"ann" may not …`."""

from orchestra_dsl.analysis.scenarios.givens import callee_of
from orchestra_dsl.analysis.scenarios.stored import written_fields
from orchestra_dsl.analysis.scenarios.work import check_draft
from orchestra_dsl.analysis.scenarios.world import CAN_FAIL, STEPS, World
from orchestra_dsl.analysis.types.expectation import expect, expect_fields
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def check_expectation(world: World, line: n.Expectation) -> None:
    """Check one expectation."""
    match line:
        case n.ExpectStatus(kind="stage", path=path):
            world.element(path, n.Stage)
        case n.ExpectStatus(path=path):
            world.element(path, *STEPS)
        case n.ExpectCalled():
            _called(world, line)
        case n.ExpectNotified(people=people):
            expect(world.t, people, g.PEOPLE, world.place, "`expect notified`")
        case n.ExpectEnded(outcome=outcome):
            _ended(world, outcome)
        case n.MayNot():
            _may_not(world, line)
        case n.ExpectStarted() | n.ExpectError():
            return
        case _:
            if isinstance(line, n.OfItem):
                _item(world, line)


def _item(world: World, line: n.OfItem) -> None:
    """Check what is expected of a work item."""
    match line:
        case n.ExpectItem(step=step):
            world.step(step)
            _by(world, line)
        case n.ExpectOffered(step=step, people=people):
            world.step(step)
            expect(world.t, people, g.PEOPLE, world.place, "`offered to`")
        case n.ExpectPriority(step=step, priority=priority):
            world.step(step)
            expect(world.t, priority, g.INTEGER, world.place, "`priority`")
        case n.ExpectDraft(step=step, values=values):
            check_draft(world, step, values)


def _by(world: World, line: n.ExpectItem) -> None:
    """Somebody has a work item while it is claimed, perhaps suspended, and has had it once it is completed."""
    if line.by is not None and line.status not in ("claimed", "suspended", "completed"):
        message = f"A work item that is {line.status} is so by nobody."
        world.t.report("O308", message, line.by.span, "`by` stands after `claimed`, `suspended` or `completed`.")


def _may_not(world: World, line: n.MayNot) -> None:
    if line.act in ("suspend run", "resume run"):
        world.run_of(line.step)
    elif line.step is not None:
        kinds = CAN_FAIL if line.act in ("retry", "skip") else (n.InteractiveStep,)
        world.element(line.step, *kinds)
    if line.act == "reassign" and line.to is not None:
        expect(world.t, line.to, g.PEOPLE, world.place, "`reassign`")


def _called(world: World, line: n.ExpectCalled) -> None:
    callee = callee_of(world, line.callee)
    if line.arguments is None:
        return
    if callee is None:
        world.t.infer(line.arguments, world.place)
        return
    fields = written_fields(callee.parameters)
    expect_fields(world.t, line.arguments, fields, world.place, f"`{callee.name}`", partly=True)


def _ended(world: World, outcome: n.TextLiteral) -> None:
    """An outcome that no `end` gives can never be what the run ends with."""
    ends = [node.outcome.value for node in n.walk(world.outline.node) if isinstance(node, n.End) and node.outcome]
    if outcome.value not in ends:
        known = ", ".join(f'"{each}"' for each in dict.fromkeys(ends))
        hint = f"It ends with {known}." if known else "None of its `end`s gives an outcome."
        world.t.report("O305", f'`{world.outline.name}` never ends with "{outcome.value}".', outcome.span, hint)
