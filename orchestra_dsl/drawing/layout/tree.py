"""The parts of a layout: stacks of rows, and the channels beside and between them in which lines run.

A stack is a block of the drawing; its rows stand below each other with their middles in one line, its axis. A row with
columns has stacks of its own side by side, and a channel below these, where the lines out of them are gathered. Each
line takes a lane in every channel on its way; lines of one look that lead to one node share their lanes.
"""

from typing import Literal as Word

import attrs

from orchestra_dsl.drawing.faces.face import Face
from orchestra_dsl.drawing.model import Edge, Node

Look = Word["plain", "fault", "time"]
Bus = tuple[str, Look]
"""What shares a lane: the node that lines lead to, and how they look."""

LOOKS: dict[str, Look] = {"fault": "fault", "time": "time"}

_FIRST, _STEP, _LAST = 11.0, 9.0, 5.0
"""The room before the first lane of a channel, between lanes, and behind the last."""


def bus_of(edge: Edge) -> Bus:
    """With which other lines an edge may share lanes."""
    return edge.target, LOOKS.get(edge.kind, "plain")


@attrs.define(eq=False)
class Channel:
    """Lanes side by side, counted from `at` on in the direction of `sign`. `count` never shrinks."""

    vertical: bool
    sign: int = 1
    at: float = 0
    count: int = 0
    lanes: dict[Bus, int] = attrs.field(factory=dict)

    @property
    def thickness(self) -> float:
        """The room that the lanes need."""
        return _FIRST + _STEP * (self.count - 1) + _LAST if self.count else 0

    def lane(self, bus: Bus) -> float:
        """Where the lane of some lines is."""
        return self.at + self.sign * (_FIRST + _STEP * self.lanes.get(bus, 0))


@attrs.define(eq=False)
class Stack:
    """A block: `x` is its axis, `y` its top; `wide` is how far its rows reach to the left and right of the axis."""

    owner: "Row | None" = None
    rows: list["Row"] = attrs.field(factory=list)
    left: Channel = attrs.field(factory=lambda: Channel(vertical=True, sign=-1))
    right: Channel = attrs.field(factory=lambda: Channel(vertical=True))
    gaps: list[Channel] = attrs.field(factory=lambda: [Channel(vertical=False)])
    x: float = 0
    y: float = 0
    wide: tuple[float, float] = (0, 0)
    height: float = 0

    def add(self, row: "Row") -> None:
        """Put a row at the end."""
        row.stack, row.index = self, len(self.rows)
        self.rows.append(row)
        self.gaps.append(Channel(vertical=False))

    @property
    def reach(self) -> tuple[float, float]:
        """How far the stack reaches with its channels."""
        return self.wide[0] + self.left.thickness, self.wide[1] + self.right.thickness


@attrs.define(eq=False)
class Row:
    """One item: its card `face` at (`x`, `y`), and what belongs to it.

    `heads` are the edges that enter the columns, `leads` says where those lead below which nothing stands. The handlers
    of a stage stand in `side`, each as a row without a card of its own that only frames its column.
    """

    node: Node | None
    face: Face | None
    columns: list[Stack] = attrs.field(factory=list)
    heads: list[Edge] = attrs.field(factory=list)
    leads: list[str] = attrs.field(factory=list)
    join: Node | None = None
    side: Stack | None = None
    stack: Stack = attrs.field(factory=Stack, repr=False)
    index: int = 0
    bottom: Channel = attrs.field(factory=lambda: Channel(vertical=False))
    foot: Face | None = None
    x: float = 0
    y: float = 0
    height: float = 0
    wide: tuple[float, float] = (0, 0)

    @property
    def has_bottom(self) -> bool:
        """Whether lines are gathered below it."""
        return bool(self.columns) or self.side is not None

    @property
    def is_frame(self) -> bool:
        """Whether it only frames its column."""
        return self.face is None and self.node is None
