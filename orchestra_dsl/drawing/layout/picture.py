"""A drawing with every card and every line in its place."""

from collections.abc import Iterator

import attrs

from orchestra_dsl.drawing.faces.face import Face, Point
from orchestra_dsl.drawing.layout.build import plan_of
from orchestra_dsl.drawing.layout.lanes import assign, points_of
from orchestra_dsl.drawing.layout.place import place
from orchestra_dsl.drawing.layout.routes import routes_of
from orchestra_dsl.drawing.layout.tree import Row, Stack
from orchestra_dsl.drawing.model import Drawing, Edge, Node

MARGIN = 28.0
_ROUNDS = 20


@attrs.frozen
class Card:
    """A node with its card at a place."""

    node: Node
    x: float
    y: float
    face: Face


@attrs.frozen
class Frame:
    """What holds the branches of a parallel, or the block of a handler, together."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@attrs.frozen
class Line:
    """An edge with its corners, from where it begins to where it ends."""

    edge: Edge
    points: tuple[Point, ...]


@attrs.frozen
class Picture:
    """Everything that is drawn, in the order in which it is drawn."""

    name: str
    title: str
    width: float
    height: float
    frames: tuple[Frame, ...]
    cards: tuple[Card, ...]
    lines: tuple[Line, ...]


def picture_of(drawing: Drawing) -> Picture:
    """Lay out a drawing: places make lanes and lanes need room, so the two go on in turn until nothing grows."""
    plan = plan_of(drawing)
    routes = routes_of(plan, drawing.edges)
    width, height = place(plan.root, MARGIN, MARGIN)
    for _ in range(_ROUNDS):
        grown = assign(routes)
        width, height = place(plan.root, MARGIN, MARGIN)
        if not grown:
            break
    lines = tuple(Line(route.edge, points_of(route)) for route in routes)
    rows = list(_rows(plan.root))
    frames = tuple(frame for row in rows for frame in _frames(row))
    cards = tuple(card for row in rows for card in _cards(row))
    return Picture(drawing.name, drawing.title, width + 2 * MARGIN, height + 2 * MARGIN, frames, cards, lines)


def _rows(stack: Stack) -> Iterator[Row]:
    for row in stack.rows:
        yield row
        for column in row.columns:
            yield from _rows(column)
        if row.side is not None:
            yield from _rows(row.side)


def _cards(row: Row) -> Iterator[Card]:
    if row.node is not None and row.face is not None:
        yield Card(row.node, row.x, row.y, row.face)
    if row.join is not None and row.foot is not None:
        yield Card(row.join, row.x, row.y + row.height - row.foot.height, row.foot)


def _frames(row: Row) -> Iterator[Frame]:
    if row.is_frame:
        yield Frame("handler", row.x, row.y, sum(row.wide), row.height)
    elif row.join is not None:
        yield Frame("parallel", row.x, row.y, sum(row.wide), row.height)
