"""Where things stand: nothing overlaps, no line crosses a card, every text has room."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given

from orchestra_dsl.drawing.faces.face import Face, Inner, Point
from orchestra_dsl.drawing.layout.picture import Card, Line, Picture, picture_of
from orchestra_dsl.drawing.layout.tree import bus_of
from orchestra_dsl.drawing.model import Node
from orchestra_dsl.drawing.structure import drawing_of
from orchestra_dsl.graph.model import Compiled
from tests.drawing import counting
from tests.drawing.nesting import nested
from tests.drawing.test_mermaid import labelled
from tests.drawing.texts import HOSTILE, everything, example

Box = tuple[float, float, float, float]
Segment = tuple[Point, Point]


def box(x: float, y: float, face: Face) -> Box:
    return x, y, x + face.width, y + face.height


def overlap(one: Box, other: Box) -> bool:
    """Whether the insides of two boxes have something in common."""
    return (
        one[0] < other[2] - 0.01 and other[0] < one[2] - 0.01 and one[1] < other[3] - 0.01 and other[1] < one[3] - 0.01
    )


def bounds(segment: Segment) -> Box:
    (a, b), (c, d) = segment
    return min(a, c), min(b, d), max(a, c), max(b, d)


def within(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] + 0.01 and inner[3] <= outer[3] + 0.01


def check(picture: Picture) -> None:
    cards_stand_apart(picture)
    lines_keep_clear_of_cards(picture)
    lines_keep_clear_of_each_other(picture)
    page = (0.0, 0.0, picture.width, picture.height)
    assert all(within(box(card.x, card.y, card.face), page) for card in picture.cards)
    assert all(within((x, y, x, y), page) for line in picture.lines for x, y in line.points)
    assert all(within((each.x, each.y, each.x + each.width, each.y + each.height), page) for each in picture.frames)
    for card in picture.cards:
        texts_have_room(card.face)


def cards_stand_apart(picture: Picture) -> None:
    placed = sorted((box(card.x, card.y, card.face), card.node.name) for card in picture.cards)
    for (one, first), (other, second) in combinations(placed, 2):
        assert not overlap(one, other), (first, second)


def ends(line: Line, holders: dict[str, Card]) -> tuple[Card, Card]:
    """The cards on which a line begins and ends; of a step that of its stage."""
    return holders[line.edge.source], holders[line.edge.target]


def lines_keep_clear_of_cards(picture: Picture) -> None:
    holders = {name: card for card in picture.cards for name in names(card)}
    for line in picture.lines:
        source, target = ends(line, holders)
        for number, segment in enumerate(pairwise(line.points)):
            (a, b), (c, d) = segment
            assert a == c or b == d, line
            for card in picture.cards:
                begins = card is source and number == 0
                assert begins or not overlap(bounds(segment), box(card.x, card.y, card.face)), (line, card.node.name)
        assert touches(line.points[0], source, inside=True), line
        assert touches(line.points[-1], target, inside=False), line


def touches(point: Point, card: Card, *, inside: bool) -> bool:
    x, y = point
    left, top, right, bottom = box(card.x, card.y, card.face)
    if not (left - 0.01 <= x <= right + 0.01 and top - 0.01 <= y <= bottom + 0.01):
        return False
    return inside or min(abs(x - left), abs(x - right), abs(y - top), abs(y - bottom)) < 0.01


def lines_keep_clear_of_each_other(picture: Picture) -> None:
    """Lines that neither begin at one place nor lead to one node may cross, but not lie upon each other."""
    upright: dict[float, list[tuple[float, float, Line]]] = defaultdict(list)
    level: dict[float, list[tuple[float, float, Line]]] = defaultdict(list)
    for line in picture.lines:
        for (a, b), (c, d) in pairwise(line.points):
            if a == c:
                upright[round(a, 1)].append((min(b, d), max(b, d), line))
            else:
                level[round(b, 1)].append((min(a, c), max(a, c), line))
    for there in (*upright.values(), *level.values()):
        for (low, high, one), (begin, end, other) in combinations(there, 2):
            if bus_of(one.edge) != bus_of(other.edge):
                assert min(high, end) - max(low, begin) < 0.5, (one, other)


def texts_have_room(face: Face) -> None:
    room = (0.0, 0.0, face.width, face.height)
    inner = [box(each.x, each.y, each.face) for each in face.inner]
    assert all(within(each, room) for each in inner)
    assert not any(overlap(one, other) for one, other in combinations(inner, 2))
    pills = [(each.x, each.y, each.x + each.width, each.y + each.height) for each in face.pills]
    own = [each.text for each in face.exits if not any(each.edge in exits(inner) for inner in face.inner)]
    texts = [(text.x, text.y - text.style.size * 0.75, text.x + text.width, text.y + 2) for text in (*face.texts, *own)]
    for one in (*pills, *texts):
        assert within(one, room), (one, room)
        assert not any(overlap(one, other) for other in inner)
    for one, other in combinations((*pills, *texts), 2):
        assert not overlap(one, other), (one, other)
    for pill in face.pills:
        assert pill.x < pill.text.x
        assert pill.text.x + pill.text.width < pill.x + pill.width
    for wire in face.wires:
        for segment in pairwise(wire.points):
            assert within(bounds(segment), (0.0, 0.0, face.width, face.height))
            assert not any(overlap(bounds(segment), each) for each in inner)
    for each in face.inner:
        texts_have_room(each.face)


def exits(inner: Inner) -> list[object]:
    return [each.edge for each in inner.face.exits]


def names(card: Card) -> Iterator[str]:
    yield card.node.name
    yield from (inner.node.name for inner in card.face.inner if isinstance(inner.node, Node))


def drawn(compiled: Compiled) -> Picture:
    return picture_of(drawing_of(compiled.graph, compiled.origins))


def count(compiled: Compiled) -> None:
    picture = drawn(compiled)
    assert Counter(name for card in picture.cards for name in names(card)) == Counter(counting.nodes(compiled.graph))
    edges = [line.edge for line in picture.lines] + [wire.edge for card in picture.cards for wire in card.face.wires]
    assert Counter((edge.source, edge.target) for edge in edges) == counting.edges(compiled.graph)
    check(picture)


@pytest.mark.parametrize("compiled", [everything, example])
def test_everything_is_in_its_place(compiled: object) -> None:
    assert callable(compiled)
    count(compiled())


def test_that_holds_for_any_source() -> None:
    for compiled in (*counting.written(), *nested()):
        count(compiled)


@given(counting.bare())
@counting.GENERATED
def test_that_holds_for_any_graph(compiled: Compiled) -> None:
    count(compiled)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_keeps_to_its_card(text: str) -> None:
    check(picture_of(labelled(text)))
