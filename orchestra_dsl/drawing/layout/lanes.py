"""The lines as points, and which lane each takes: no two of different buses may lie upon each other."""

from collections.abc import Iterable, Sequence

import attrs

from orchestra_dsl.drawing.faces.face import Point
from orchestra_dsl.drawing.layout.ports import Port, Route, Stop
from orchestra_dsl.drawing.layout.tree import Bus, Channel, Look, Stack

_APART = 12.0
"""How far apart two lines in one lane have to be."""

_ARRIVES: dict[Look, float] = {"time": 0.3, "plain": 0.55, "fault": 0.8}
"""How far down the side of a card lines of each look arrive, as parts of the room that there is for it."""

_ASIDE: dict[Look, float] = {"plain": 26, "time": 42, "fault": 58}
"""How far beside the middle lines arrive that come from above."""


def points_of(route: Route) -> tuple[Point, ...]:
    """The corners of a line, from its beginning to its end."""
    x, y = _where(route.start, route.bus)
    found = [(x, y)]
    upright = False
    for stop in route.stops:
        upright = isinstance(stop, Stack) or stop.vertical
        x, y = (_at(stop, route.bus), y) if upright else (x, _at(stop, route.bus))
        found.append((x, y))
    end = _where(route.end, route.bus)
    found.append((x, end[1]) if upright else (end[0], y))
    return _corners([*found, end])


def _corners(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points without those at which nothing turns."""
    found: list[Point] = []
    for point in points:
        if found and point == found[-1]:
            continue
        if len(found) > 1 and (found[-2][0] == found[-1][0] == point[0] or found[-2][1] == found[-1][1] == point[1]):
            found.pop()
        found.append(point)
    return tuple(found)


def _where(port: Port, bus: Bus) -> Point:
    row, face = port.row, port.row.face
    width, height, top = (face.width, face.height, face.top) if face is not None else (0, 0, 0)
    match port.kind:
        case "left" | "right":
            return (row.x if port.kind == "left" else row.x + width), row.y + top * _ARRIVES[bus[1]]
        case "leaves left" | "leaves right":
            return (row.x if port.kind == "leaves left" else row.x + width), row.y + height / 2
        case "top":
            return row.stack.x, row.y
        case "aside":
            return row.stack.x + _ASIDE[bus[1]], row.y
        case "exit" if face is not None:
            return row.x + face.exits[port.number].x, row.y + face.exits[port.number].y
        case "cell":
            return row.columns[port.number].x, row.y + height
        case "join":
            return row.stack.x, row.y + row.height - (row.foot.height if row.foot is not None else 0)
    return row.stack.x, row.y + (row.height if row.foot is not None else height)


@attrs.define
class _Use:
    """How lines use a channel: from `low` to `high`; whether they come from further right, or go straight on."""

    low: float
    high: float
    back: bool
    straight: bool


_Uses = dict[int, tuple[Channel, dict[Bus, _Use]]]


def assign(routes: Iterable[Route]) -> bool:
    """Give every bus its lanes, for the places as they are. Return whether a channel has become thicker by that."""
    uses: _Uses = {}
    for route in routes:
        _note(route, uses)
    grown = False
    for channel, used in uses.values():
        channel.lanes = _beside(used) if channel.vertical else _below(used)
        count = max(channel.lanes.values()) + 1
        grown = grown or count > channel.count
        channel.count = max(channel.count, count)
    return grown


def _note(route: Route, uses: _Uses) -> None:
    """Note from where to where a line uses its channels."""
    before = _where(route.start, route.bus)
    stops: list[Stop | Point] = [before, *route.stops, _where(route.end, route.bus)]
    for last, stop, following in zip(stops, stops[1:], stops[2:], strict=False):
        if not isinstance(stop, Channel):
            continue
        comes, leaves = _reach(last, route.bus, stop), _reach(following, route.bus, stop)
        used = uses.setdefault(id(stop), (stop, {}))[1]
        low, high = min(*comes, *leaves), max(*comes, *leaves)
        new = _Use(low, high, leaves < comes, isinstance(following, Stack))
        old = used.setdefault(route.bus, new)
        old.low, old.high = min(old.low, low), max(old.high, high)


def _reach(stop: Stop | Point, bus: Bus, channel: Channel) -> tuple[float, float]:
    """Where in a channel a line may come from, or leave it for: of a channel below columns the whole of it counts.

    So lanes beside a stack do not depend on the lanes below columns, which are given at the same time.
    """
    if isinstance(stop, tuple):
        return (stop[1], stop[1]) if channel.vertical else (stop[0], stop[0])
    if channel.vertical and isinstance(stop, Channel):
        return stop.at, stop.at + stop.thickness
    place = _at(stop, bus)
    return place, place


def _at(stop: Stop, bus: Bus) -> float:
    return stop.lane(bus) if isinstance(stop, Channel) else stop.x


def _beside(used: dict[Bus, _Use]) -> dict[Bus, int]:
    """The lanes of a channel beside a stack: short lines next to the cards, so that few of them cross."""
    found: dict[Bus, int] = {}
    taken: list[list[_Use]] = []
    for bus, use in sorted(used.items(), key=lambda each: (each[1].high - each[1].low, each[1].low, each[0])):
        free = (n for n, there in enumerate(taken) if all(_apart(use, each) for each in there))
        lane = next(free, len(taken))
        taken.extend([[]] if lane == len(taken) else [])
        taken[lane].append(use)
        found[bus] = lane
    return found


def _apart(one: _Use, other: _Use) -> bool:
    return one.high + _APART < other.low or other.high + _APART < one.low


def _below(used: dict[Bus, _Use]) -> dict[Bus, int]:
    """The lanes of a channel below columns, from top to bottom: what goes straight on comes last.

    Of what goes to the left the leftmost comes first, of what goes to the right the rightmost.
    """

    def rank(each: tuple[Bus, _Use]) -> tuple[bool, bool, float, Bus]:
        bus, use = each
        return use.straight, not use.back, use.low if use.back else -use.high, bus

    return {bus: lane for lane, (bus, _) in enumerate(sorted(used.items(), key=rank))}
