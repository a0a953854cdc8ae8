"""The control flow of one orchestration as points and edges between them."""

from collections.abc import Iterator
from enum import Enum, auto
from typing import Literal

import attrs

from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.syntax import nodes as n

Container = n.OnError | n.Branch | n.EventArm | n.TimerArm | n.ConditionArm
"""What holds elements that no jump from outside may lead to (language.md, rule 2)."""

PointKind = Literal["start", "end", "element", "join", "block end"]


class EdgeKind(Enum):
    """Why control goes along an edge."""

    NEXT = auto()
    """What comes below, a stage's normal finish included."""
    CHOICE = auto()
    """An outcome, the arm of an await, a round of `repeat while`."""
    JUMP = auto()
    """`go to`."""
    BRANCH = auto()
    """Into a branch of a parallel."""
    JOIN = auto()
    """From the end of a branch to where the branches meet."""
    ERROR = auto()
    """To what an error handler says."""
    LATE_ERROR = auto()
    """The same from a step that `rest continue` left open: it may happen anywhere further on."""
    TIME = auto()
    """`timeout D -> target`, `up to D -> target`."""
    SKIPPED = auto()
    """Below an element that a handler's block has taken off: it did not do its work."""


@attrs.frozen(eq=False)
class Point:
    """A place where control can stand.

    `node` is the element; for "join" the parallel whose branches meet there, for "block end" the handler whose block
    has been gone through. `containers` are the blocks around it, the outermost first.
    """

    kind: PointKind
    node: n.Node | None = None
    containers: tuple[Container, ...] = ()


@attrs.frozen(eq=False)
class Edge:
    """A way from one point to another.

    `step` is set where the edge is taken because this step has failed and itself has the handler. `branch` is the
    branch that ends with a JOIN.
    """

    source: int
    target: int
    kind: EdgeKind
    step: n.Step | None = None
    branch: n.Branch | None = None


@attrs.frozen(eq=False)
class Flow:
    """Where control can go. Points are numbered in the order of the source; 0 is the start, 1 the end of the run.

    `incomplete` says that a target names nothing: what lies behind it may wrongly seem out of reach. `skippable` are
    the steps, by identity, that a handler's block may leave skipped; `canceled` those that some `cancel` names.
    """

    outline: Outline
    points: tuple[Point, ...]
    incoming: tuple[tuple[Edge, ...], ...]
    outgoing: tuple[tuple[Edge, ...], ...]
    point_of: dict[int, int]
    skippable: frozenset[int]
    canceled: frozenset[int]
    incomplete: bool

    def element(self, path: n.Path) -> n.Node | None:
        """Return the element, step or branch that a path names; None for an unknown one and for `end`."""
        found = self.outline.named.get(path)
        return None if found is None else found.node

    def stages(self) -> Iterator[n.Stage]:
        """Yield the stages in the order of the source."""
        return (point.node for point in self.points if isinstance(point.node, n.Stage))

    def reachable(self, start: int, *, without: int | None = None) -> set[int]:
        """Return the points to which control can come from `start`, never passing `without`."""
        seen = {start}
        rest = [start]
        while rest:
            for edge in self.outgoing[rest.pop()]:
                if edge.target not in seen and edge.target != without and edge.kind is not EdgeKind.LATE_ERROR:
                    seen.add(edge.target)
                    rest.append(edge.target)
        return seen


START = 0
END = 1
