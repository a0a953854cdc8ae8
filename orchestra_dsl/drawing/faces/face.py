"""What stands on one card, in units from its left upper corner."""

import attrs

from orchestra_dsl.drawing.model import Edge, Node, Tone

Point = tuple[float, float]


@attrs.frozen
class Style:
    """How a text is set."""

    name: str
    size: float
    face: str
    line: float


TITLE = Style("title", 13, "bold", 17)
HEADING = Style("heading", 15, "bold", 20)
NAME = Style("name", 12, "bold", 16)
PLAIN = Style("plain", 12, "regular", 16)
CODE = Style("code", 10.5, "mono", 14)
BADGE = Style("badge", 10.5, "regular", 14)


@attrs.frozen
class Text:
    """A line of text from `x`, on the base line `y`; `full` is the whole text where it had to be cut."""

    x: float
    y: float
    text: str
    style: Style
    width: float
    full: str = ""


@attrs.frozen
class Pill:
    """A badge around a text."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone
    text: Text
    more: str = ""


@attrs.frozen
class Exit:
    """A clause that leads away from a card: its line begins behind the text, at (`x`, `y`)."""

    edge: Edge
    x: float
    y: float
    text: Text


@attrs.frozen
class Inner:
    """A card within a card: a step of a stage, or a way out of a decision (which has no node)."""

    node: Node | Edge
    x: float
    y: float
    face: "Face"


@attrs.frozen
class Wire:
    """A line within a card."""

    edge: Edge
    points: tuple[Point, ...]


@attrs.frozen
class Face:
    """A card: its size, what is written on it, the cards in it and the lines between those.

    `top` is how far down lines may arrive at its sides.
    """

    width: float
    height: float
    texts: tuple[Text, ...] = ()
    pills: tuple[Pill, ...] = ()
    exits: tuple[Exit, ...] = ()
    inner: tuple[Inner, ...] = ()
    wires: tuple[Wire, ...] = ()
    top: float = 0
