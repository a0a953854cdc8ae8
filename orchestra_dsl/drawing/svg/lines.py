"""The lines of a picture, with round corners."""

from collections.abc import Sequence
from math import hypot

from orchestra_dsl.drawing.faces.face import Point
from orchestra_dsl.drawing.model import Edge
from orchestra_dsl.drawing.svg.xml import escaped, number, tag

_ROUND = 7.0


def line(edge: Edge, points: Sequence[Point]) -> str:
    """A line. It is written from its end to its beginning: so the dashes of lines that share a lane fall together."""
    words = " ".join(filter(None, (edge.label, edge.text)))
    title = tag("title", {}, escaped(f"{edge.source} → {edge.target}{': ' if words else ''}{words}"))
    names = {"data-from": edge.source, "data-to": edge.target, "data-number": str(edge.number)}
    return tag("path", {"class": f"line {edge.kind}", **names, "d": _path(points[::-1])}, title)


def _path(points: Sequence[Point]) -> str:
    parts = [f"M{_pair(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        round_ = min(_ROUND, _distance(before, corner) / 2, _distance(corner, after) / 2)
        parts.append(
            f"L{_pair(_towards(corner, before, round_))}Q{_pair(corner)} {_pair(_towards(corner, after, round_))}"
        )
    return "".join([*parts, f"L{_pair(points[-1])}"])


def _towards(start: Point, end: Point, distance: float) -> Point:
    share = distance / (_distance(start, end) or 1)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
