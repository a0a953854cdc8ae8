"""Which way each line takes: the channels that it goes through, from the inside of the tree out and in again.

A line that leads to what comes next anyhow goes straight down. Any other one goes to the side: out of columns by the
channel below them, along the channel beside the stack in which both its ends stand, and into its target from the side.
Lines that lead back run at the left, others at the right. Nothing stands in channels, so no line crosses a card.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

import attrs

from orchestra_dsl.drawing.layout.aside import aside, out_of
from orchestra_dsl.drawing.layout.build import Plan
from orchestra_dsl.drawing.layout.ports import Port, Route, Spot, Stop
from orchestra_dsl.drawing.layout.tree import LOOKS, Channel, Row, Stack, bus_of
from orchestra_dsl.drawing.model import Edge


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
        return Route(edge, bus, start, (*out_of(start, spot, target.stack, "left"), target.stack), Port(target, "join"))
    frame = target.stack.owner
    if frame is not None and frame.is_frame and frame.stack.owner is start.row and target.index == 0:
        return Route(edge, bus, start, (frame.stack.left,), Port(target, "left"))  # the handler of this very stage
    return aside(edge, bus, start, spot, target)


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
