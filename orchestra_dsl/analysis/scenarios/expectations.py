"""`expect …` and `"ann" may not …`."""

from typing import assert_never

from orchestra_dsl.analysis.scenarios.givens import callee_of
from orchestra_dsl.analysis.scenarios.stored import written_fields
from orchestra_dsl.analysis.scenarios.world import World
from orchestra_dsl.analysis.types.expectation import expect, expect_fields
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def check_expectation(world: World, line: n.Expectation) -> None:
    """Check one expectation."""
    match line:
        case n.ExpectStatus(kind="stage", path=path):
            world.element(path, n.Stage)
        case n.ExpectStatus(path=path):
            world.element(path, n.BackgroundStep, n.InteractiveStep)
        case n.ExpectCalled():
            _called(world, line)
        case n.ExpectNotified(people=people):
            expect(world.t, people, g.PEOPLE, world.place, "`expect notified`")
        case n.ExpectEnded(outcome=outcome):
            _ended(world, outcome)
        case n.MayNot(step=step):
            if step is not None:
                world.step(step)
        case n.ExpectStarted() | n.ExpectError() | n.ExpectFailed() | n.ExpectCanceled() | n.ExpectFinished():
            return
        case _:
            assert_never(line)


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
