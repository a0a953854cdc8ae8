"""The cards of single nodes: where a run starts, what is done between stages, where branches are joined."""

from collections.abc import Sequence
from math import ceil

from orchestra_dsl.drawing.faces.face import BADGE, CODE, HEADING, NAME, PLAIN, TITLE, Face, Style
from orchestra_dsl.drawing.faces.page import Page, widest
from orchestra_dsl.drawing.model import Edge, Kind, Node, Titles

WIDE = 340.0
"""The width of stages, and of what starts a run."""

_ICON, _SIDE = 30.0, 12.0
_NARROW, _SMALL, _ONE_LINE = 64.0, 300.0, 150.0


def words_of(edge: Edge, titles: Titles) -> str:
    """The words at a line that leaves a card: its clause, and where it leads."""
    title = titles.get(edge.target)
    return edge.label if title is None else f"{edge.label} → {title}"


def start_card(node: Node, exits: Sequence[Edge], titles: Titles) -> Face:
    """The orchestration: what starts it, and where errors lead that nobody else takes."""
    page = Page(38, WIDE - 14, 12)
    page.write(node.title, HEADING, 2)
    if node.calls:
        page.write(node.calls, CODE)
    page.gap(6)
    for badge in node.badges:
        if badge.tone == "condition":  # what starts a run is what a reader looks for first
            page.write(badge.text, PLAIN, 3)
            page.gap(6)
    page.badges(badge for badge in node.badges if badge.tone != "condition")
    for edge in exits:
        page.exit(edge, words_of(edge, titles))
    return page.face(WIDE, 7, top=30)


def small_card(node: Node) -> Face:
    """A card of one or two lines."""
    icon = _ICON - 8
    style: Style = TITLE if node.kind in ("end", "fail") else NAME if node.kind in ("branch", "handler") else PLAIN
    texts = [(node.title, style), *([(node.calls, CODE)] if node.calls else [])]
    room = min(max(widest(texts), _NARROW - 2 * _SIDE - icon), _SMALL - 2 * _SIDE - icon)
    width = _even(room + 2 * _SIDE + icon)
    page = Page(_SIDE + icon, width - _SIDE, 7)
    page.write(node.title, style, 2)
    if node.calls:
        page.write(node.calls, CODE, 2)
    page.badges(())
    return page.face(width, 7, top=28)


def join_card(node: Node, width: float) -> Face:
    """Where branches come together: a bar as wide as they are."""
    texts = [(badge.text, BADGE) for badge in node.badges]
    words = " · ".join(text for text, _ in texts)
    room = min(widest([(words, BADGE)]), width - 2 * _SIDE - _ICON)
    middle = (width - room) / 2
    page = Page(middle + 8, middle + room + 9, 5)
    page.write(words, BADGE)
    return page.face(width, 5, top=24)


def _even(width: float) -> float:
    """A whole, even number, so that lines from the middle of a card stand on whole numbers too."""
    return 2 * ceil(width / 2)


HEADED: frozenset[Kind] = frozenset({"decision", "repeat", "await", "wait", "parallel"})
"""Kinds of nodes whose card is a heading over their ways out."""


def cell(edge: Edge, width: float, leads: str) -> Face:
    """One way out of a decision or an await: its name, its condition, and where it `leads` if nothing stands below."""
    page = Page(_SIDE, width - _SIDE, 7)
    page.write(edge.label or "go on", NAME, 2)
    if edge.text:
        page.write(edge.text, CODE, 3)
    if leads:
        page.write(f"→ {leads}", BADGE, 2)
    return page.face(width, 8)


def cell_width(edge: Edge, room: float, leads: str) -> float:
    """How wide a way out has to be for its words to be read, where `room` is there anyhow."""
    name = widest([(edge.label or "go on", NAME), (f"→ {leads}", BADGE)])
    word = widest((each, CODE) for each in edge.text.split())
    text = widest([(edge.text, CODE)])
    wanted = max(name, word, text / 2.5 if text > _ONE_LINE else text) + 2 * _SIDE
    return max(_even(min(max(wanted, 112), 232)), room)


def heading(node: Node, width: float) -> Face:
    """The heading over the ways out."""
    page = Page(_ICON + 4, width - _SIDE, 8)
    page.write(node.title, TITLE)
    if node.badges and node.kind != "parallel":
        page.badges(node.badges)
    return page.face(width, 8, top=30)


def heading_width(node: Node) -> float:
    """How wide a heading has to be at least."""
    return WIDE if node.kind != "parallel" else 200
