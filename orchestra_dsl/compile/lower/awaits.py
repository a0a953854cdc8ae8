"""`await`, `wait` and `wait until`: each is an element that waits for the first of its arms."""

from collections.abc import Iterator

from orchestra_dsl.compile.layout import Layout, Row
from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.compile.lower.parts import Parts
from orchestra_dsl.graph import elements as g
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.syntax import nodes as n


class Awaits:
    """Lowers them for one orchestration."""

    def __init__(self, layout: Layout, parts: Parts, expressions: Expressions) -> None:
        self._layout = layout
        self._parts = parts
        self._expressions = expressions

    def lower(self, row: Row, node: n.Await | n.Wait | n.WaitUntil) -> g.Await:
        """Lower one of them."""
        below = self._layout.next(node)
        arms: tuple[g.Arm, ...]
        match node:
            case n.Wait(duration=duration):
                arms = (g.TimerArm(self._expressions.lower(duration), below),)
            case n.WaitUntil(condition=condition, limit=limit):
                arms = (g.ConditionArm(self._expressions.lower(condition), below),)
                if limit is not None:
                    target = self._parts.target(limit.target)
                    arms += (g.TimerArm(self._expressions.lower(limit.duration), target),)
            case n.Await():
                arms = tuple(map(self._arm, node.arms))
        steps = steps_inside(self._layout, node)
        parallels = tuple(_inside(self._layout, node, n.Parallel))
        return g.Await(name=row.name, scope=row.scope, next=below, arms=arms, steps=steps, parallels=parallels)

    def _arm(self, arm: n.Arm) -> g.Arm:
        target = self._parts.continuation(arm.then)
        match arm:
            case n.EventArm(event=event, where=where, keep=keep):
                return g.EventArm(event.text, target, self._optional(where), self._optional(keep))
            case n.TimerArm(duration=duration):
                return g.TimerArm(self._expressions.lower(duration), target)
            case n.ConditionArm(condition=condition):
                return g.ConditionArm(self._expressions.lower(condition), target)

    def _optional(self, node: n.Expression | None) -> Expression | None:
        return None if node is None else self._expressions.lower(node)


def steps_inside(layout: Layout, node: n.Element) -> tuple[int, ...]:
    """Return the steps that stand inside a parallel or an await: each visit of it begins without their outputs."""
    return tuple(_inside(layout, node, n.BackgroundStep, n.InteractiveStep))


def _inside(layout: Layout, node: n.Element, *kinds: type[n.Node]) -> Iterator[int]:
    return (index for index in layout.inside(node) if isinstance(layout.rows[index].node, kinds))
