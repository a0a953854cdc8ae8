"""The card of a stage: its heading, its steps one below the other, and which step starts after which."""

from collections.abc import Mapping, Sequence

from orchestra_dsl.drawing.faces.cards import WIDE, words_of
from orchestra_dsl.drawing.faces.face import CODE, TITLE, Exit, Face, Inner, Text, Wire
from orchestra_dsl.drawing.faces.page import Page
from orchestra_dsl.drawing.faces.widths import width_of
from orchestra_dsl.drawing.lines import plain
from orchestra_dsl.drawing.model import Edge, Node, Titles

_SIDE, _ICON, _LANE, _BETWEEN, _ARROW = 12.0, 34.0, 9.0, 9.0, 20.0
_EXITS = ("fault", "time")


def stage_card(node: Node, steps: Sequence[Node], edges: Mapping[str, Sequence[Edge]], titles: Titles) -> Face:
    """The card of a stage with everything in it."""
    page = Page(_SIDE + 2, WIDE - _SIDE - 2, 10)
    page.write(node.title, TITLE, 2)
    if node.calls:
        page.texts.append(_name(node, page.texts[0], page.right))
    page.gap(5)
    page.badges(node.badges)
    for edge in edges.get(node.name, ()):
        if edge.kind in _EXITS:
            page.exit(edge, words_of(edge, titles))
    page.gap(4)
    inner, wires = _steps(steps, edges, titles, page.y)
    bottom = max((each.y + each.face.height for each in inner), default=page.y - 6)
    exits = [Exit(each.edge, step.x + each.x, step.y + each.y, each.text) for step in inner for each in step.face.exits]
    return Face(
        WIDE,
        bottom + _SIDE,
        tuple(page.texts),
        tuple(page.pills),
        (*page.exits, *exits),
        tuple(inner),
        tuple(wires),
        top=30,
    )


def _name(node: Node, title: Text, right: float) -> Text:
    """The name of a stage that has a title too: at the right, if there is room; it is told with the card anyhow."""
    name = plain(node.calls)
    width = width_of(name, CODE.size, CODE.face)
    fits = title.x + title.width + 14 + width <= right
    return Text(right - width, title.y, name, CODE, width) if fits else Text(right, title.y, "", CODE, 0)


def _steps(
    steps: Sequence[Node], edges: Mapping[str, Sequence[Edge]], titles: Titles, top: float
) -> tuple[list[Inner], list[Wire]]:
    after = [edge for step in steps for edge in edges.get(step.name, ()) if edge.kind == "after"]
    places = {step.name: number for number, step in enumerate(steps)}
    straight = {edge for edge in after if places[edge.target] == places[edge.source] + 1}
    lanes = _lanes([edge for edge in after if edge not in straight], places)
    left = _SIDE + _LANE * (max(lanes.values()) + 1) if lanes else _SIDE
    below = {places[edge.source] for edge in straight}
    inner: list[Inner] = []
    y = top
    for number, step in enumerate(steps):
        face = _step(step, edges.get(step.name, ()), titles, WIDE - _SIDE - left)
        inner.append(Inner(step, left, y, face))
        y += face.height + (_ARROW if number in below else _BETWEEN)
    wires = [
        _straight(edge, inner[places[edge.source]], inner[places[edge.target]]) for edge in after if edge in straight
    ]
    for edge, lane in ((edge, lanes[edge.target]) for edge in after if edge not in straight):
        x = left - _LANE * (lane + 0.6) - 2
        wires.append(_round(edge, inner[places[edge.source]], inner[places[edge.target]], x))
    return inner, wires


def _lanes(edges: Sequence[Edge], places: Mapping[str, int]) -> dict[str, int]:
    """The lane of the lines that lead to each step, the shortest next to the cards; no two overlap in one lane."""
    spans: dict[str, tuple[int, int]] = {}
    for edge in edges:
        low, high = sorted((places[edge.source], places[edge.target]))
        first, last = spans.get(edge.target, (low, high))
        spans[edge.target] = min(low, first), max(high, last)
    found: dict[str, int] = {}
    taken: list[list[tuple[int, int]]] = []
    for target, (low, high) in sorted(spans.items(), key=lambda each: (each[1][1] - each[1][0], each[1])):
        lane = next((n for n, used in enumerate(taken) if all(high < a or b < low for a, b in used)), len(taken))
        taken.extend([[]] if lane == len(taken) else [])
        taken[lane].append((low, high))
        found[target] = lane
    return found


def _straight(edge: Edge, source: Inner, target: Inner) -> Wire:
    x = source.x + _ICON / 2 + 2
    return Wire(edge, ((x, source.y + source.face.height), (x, target.y)))


def _round(edge: Edge, source: Inner, target: Inner, x: float) -> Wire:
    """From the left edge of one step along a lane to the left edge of another."""
    leaves, arrives = source.y + source.face.height - 9, target.y + 15
    return Wire(edge, ((source.x, leaves), (x, leaves), (x, arrives), (target.x, arrives)))


def _step(node: Node, edges: Sequence[Edge], titles: Titles, width: float) -> Face:
    page = Page(_ICON, width - 10, 8)
    page.write(node.title, TITLE, 2)
    page.write(node.calls, CODE)
    page.gap(5)
    page.badges(node.badges)
    for edge in edges:
        if edge.kind in _EXITS:
            page.exit(edge, words_of(edge, titles))
    return page.face(width, 5, top=22)
