"""The ways of lines that do not lead to what comes next anyhow.

They go out of columns by the channels below these, along the channel beside the innermost stack in which both their
ends stand, and into their targets from the side.
"""

from collections.abc import Iterator

from orchestra_dsl.drawing.layout.ports import Port, Route, Side, Spot, Stop
from orchestra_dsl.drawing.layout.tree import LOOKS, Bus, Channel, Row, Stack
from orchestra_dsl.drawing.model import Edge


def _chain(spot: Spot) -> list[Spot]:
    """A place and those around it, the innermost first."""
    found = [spot]
    while (owner := found[-1][0].owner) is not None:
        found.append((owner.stack, owner.index))
    return found


def aside(edge: Edge, bus: Bus, start: Port, spot: Spot, target: Row) -> Route:
    """The way by the side of the innermost stack around both ends; `place` and `led` are where they stand in it."""
    inner, outer = _chain(spot), _chain((target.stack, target.index))
    depths = {id(stack): depth for depth, (stack, _) in enumerate(outer)}
    common, place = next(each for each in inner if id(each[0]) in depths)
    depth = depths[id(common)]
    led = outer[depth][1]
    side = _side(edge, start, target, common, backwards=led <= place)
    if spot[0] is common and start.kind == "foot" and edge.kind == "jump":
        start, stops = Port(start.row, "leaves left" if side == "left" else "leaves right"), []
    else:
        stops = list(out_of(start, spot, common, side))
    if led != place or depth == 0:  # otherwise both stand below one row, and have met in the channel below it
        stops.append(_channel(common, side))
    for stack, _ in reversed(outer[:depth]):
        assert stack.owner is not None  # noqa: S101 - only the outermost stack has no owner
        stops += [stack.left] if stops and stops[-1] is stack.owner.bottom else [stack.owner.bottom, stack.left]
    if depth:
        side = "left"
    if target.side is not None and side == "right":
        return Route(edge, bus, start, (*stops, target.stack.gaps[target.index]), Port(target, "aside"))
    return Route(edge, bus, start, tuple(stops), Port(target, side))


def _side(edge: Edge, start: Port, target: Row, common: Stack, *, backwards: bool) -> Side:
    """At which side of the common stack a line runs: not where handlers stand beside its target, if it may choose."""
    bound = start.kind == "exit" and start.row.stack is common and start.row.side is None
    if target.side is not None and target.stack is common and not bound:
        return "left"
    return "left" if backwards and edge.kind not in LOOKS else "right"


def _channel(stack: Stack, side: Side) -> Channel:
    return stack.left if side == "left" else stack.right


def out_of(start: Port, spot: Spot, common: Stack, side: Side) -> Iterator[Stop]:
    """The way out of everything that stands in the common stack, to a channel from which its sides can be reached."""
    stack, index = spot
    if start.kind == "exit" and start.row.side is not None:
        yield from (start.row.side.left, start.row.bottom)
    elif start.kind == "exit":
        if stack is not common:
            yield stack.right
            yield from _bottom(stack)
            stack = _around(stack)
    elif index + 1 < len(stack.rows) or stack is common:
        yield stack.gaps[index + 1]
    else:
        yield from _bottom(stack)
        stack = _around(stack)
    while stack is not common:
        yield _channel(stack, side)
        yield from _bottom(stack)
        stack = _around(stack)


def _bottom(stack: Stack) -> Iterator[Channel]:
    if stack.owner is not None:
        yield stack.owner.bottom


def _around(stack: Stack) -> Stack:
    """The stack around a stack that is inside of another one."""
    assert stack.owner is not None  # noqa: S101 - whoever climbs stops at a stack that is around
    return stack.owner.stack
