"""Which way each line takes: the channels that it goes through, from the inside of the tree out and in again.

A line that leads to what comes next anyhow goes straight down. Any other one goes to the side: out of columns by the
channel below them, along the channel beside the stack in which both its ends stand, and into its target from the side.
Lines that lead back run at the left, others at the right. Nothing stands in channels, so no line crosses a card.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Literal as Word

import attrs

from orchestra_dsl.drawing.layout.build import Plan
from orchestra_dsl.drawing.layout.tree import LOOKS, Bus, Channel, Row, Stack, bus_of
from orchestra_dsl.drawing.model import Edge

Side = Word["left", "right"]
Spot = tuple[Stack, int]
"""A place in a stack; -1 is above its first row."""


@attrs.frozen
class Port:
    """Where a line begins or ends: at a side of a row's card, below or above it, at an exit, below a way out."""

    row: Row
    kind: Word["left", "right", "top", "aside", "join", "exit", "cell", "foot", "leaves left", "leaves right"]
    number: int = 0


Stop = Channel | Stack
"""A channel in which a line has a lane, or a stack to whose axis it goes."""


@attrs.frozen
class Route:
    """The way of one line. `bus` is that of the lanes that it takes."""

    edge: Edge
    bus: Bus
    start: Port
    stops: tuple[Stop, ...]
    end: Port


def routes_of(plan: Plan, edges: tuple[Edge, ...]) -> list[Route]:
    """The ways of all lines; those within cards are drawn with the cards."""
    routes = [_route(plan, edge) for edge in edges if edge.kind != "after"]
    turns = (pairwise(route.stops) for route in routes)
    gathered = Counter(id(stop) for pairs in turns for stop, following in pairs if isinstance(following, Stack))
    return [attrs.evolve(route, stops=_straightened(route.stops, gathered)) for route in routes]


def _straightened(stops: tuple[Stop, ...], gathered: Mapping[int, int]) -> tuple[Stop, ...]:
    """The way without turns to an axis at which no other line is met, where it goes on further down."""
    found = list(stops)
    for number in range(len(stops) - 3, -1, -1):
        channel, axis, following = found[number : number + 3]
        if isinstance(axis, Stack) and isinstance(following, Channel) and gathered[id(channel)] == 1:
            del found[number : number + 2]
    return tuple(found)


def _route(plan: Plan, edge: Edge) -> Route:
    start, spot = _start(plan, edge)
    target = plan.rows[edge.target]
    bus = bus_of(edge)
    if start.kind != "exit":
        end = _below(spot)
        if end is not None and end.row is target and (end.kind == "join") == (_is_join(target, edge.target)):
            return Route(edge, bus, start, tuple(_down(spot)), end)
    if _is_join(target, edge.target):
        return Route(edge, bus, start, (*_out(start, spot, target.stack, "left"), target.stack), Port(target, "join"))
    frame = target.stack.owner
    if frame is not None and frame.is_frame and frame.stack.owner is start.row and target.index == 0:
        return Route(edge, bus, start, (frame.stack.left,), Port(target, "left"))  # the handler of this very stage
    return _aside(edge, bus, start, spot, target)


def _is_join(row: Row, name: str) -> bool:
    return row.join is not None and row.join.name == name


def _start(plan: Plan, edge: Edge) -> tuple[Port, Spot]:
    if edge in plan.heads:
        row, number = plan.heads[edge]
        return Port(row, "cell", number), (row.columns[number], -1)
    row = plan.rows[edge.source]
    if edge.kind in LOOKS and row.face is not None:
        number = next(number for number, each in enumerate(row.face.exits) if each.edge == edge)
        return Port(row, "exit", number), (row.stack, row.index)
    return Port(row, "foot"), (row.stack, row.index)


def _below(spot: Spot) -> Port | None:
    """What control comes to from a place when nothing leads it elsewhere."""
    stack, index = spot
    if index + 1 < len(stack.rows):
        return Port(stack.rows[index + 1], "top")
    owner = stack.owner
    if owner is None or owner.is_frame or stack is owner.side:
        return None
    return Port(owner, "join") if owner.join is not None else _below((owner.stack, owner.index))


def _down(spot: Spot) -> Iterator[Stop]:
    """The way straight down to there."""
    stack, index = spot
    while index + 1 == len(stack.rows) and stack.owner is not None:
        owner = stack.owner
        yield from (owner.bottom, owner.stack)
        if owner.join is not None:
            return
        stack, index = owner.stack, owner.index


def _chain(spot: Spot) -> list[Spot]:
    """A place and those around it, the innermost first."""
    found = [spot]
    while (owner := found[-1][0].owner) is not None:
        found.append((owner.stack, owner.index))
    return found


def _aside(edge: Edge, bus: Bus, start: Port, spot: Spot, target: Row) -> Route:
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
        stops = list(_out(start, spot, common, side))
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


def _out(start: Port, spot: Spot, common: Stack, side: Side) -> Iterator[Stop]:
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
