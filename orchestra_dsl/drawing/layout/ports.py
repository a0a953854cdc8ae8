"""What a way is made of: where it begins and ends, and the channels in between."""

from typing import Literal as Word

import attrs

from orchestra_dsl.drawing.layout.tree import Bus, Channel, Row, Stack
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
