"""The control flow of one orchestration as points and edges between them."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from enum import Enum, auto
from functools import cached_property
from typing import Literal

import attrs

from orchestra_dsl.analysis.flow.clauses import waits_for_all
from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.syntax import nodes as n

Container = n.OnError | n.Branch | n.EventArm | n.TimerArm | n.ConditionArm
"""What holds elements that no jump from outside may lead to (language.md, rule 2)."""

START = 0
END = 1
"""The numbers of the points where a run begins and ends."""

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


FAULTS = (EdgeKind.ERROR, EdgeKind.LATE_ERROR, EdgeKind.SKIPPED)
"""The edges along which control goes only where something has failed."""


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


@attrs.frozen(eq=False, slots=False)
class Flow:
    """Where control can go. Points are numbered in the order of the source; 0 is the start, 1 the end of the run.

    `incomplete` says that a target names nothing, or more than one: something may wrongly seem out of reach.
    `skippable` are the steps, by identity, that a handler's block may leave skipped; `canceled` those that some
    `cancel` names.
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

    def reachable(self, start: int, *, without: AbstractSet[int] = frozenset()) -> set[int]:
        """Return the points to which control can come from `start`, never passing those of `without`."""
        seen = {start}
        rest = [start]
        while rest:
            for edge in self.outgoing[rest.pop()]:
                if edge.target not in seen and edge.target not in without and edge.kind is not EdgeKind.LATE_ERROR:
                    seen.add(edge.target)
                    rest.append(edge.target)
        return seen

    def leading_to(self, ends: Iterable[int]) -> set[int]:
        """Return the points from which control can come to one of `ends`."""
        seen = set(ends)
        rest = list(seen)
        while rest:
            for edge in self.incoming[rest.pop()]:
                if edge.source not in seen and edge.kind is not EdgeKind.LATE_ERROR:
                    seen.add(edge.source)
                    rest.append(edge.source)
        return seen

    @cached_property
    def dead_joins(self) -> frozenset[int]:
        """Where branches are to meet of which one never comes to its end."""
        joins = [
            number
            for number, point in enumerate(self.points)
            if point.kind == "join" and isinstance(point.node, n.Parallel) and waits_for_all(point.node.clauses)
        ]
        dead: frozenset[int] = frozenset()
        while True:
            reached = self.reachable(START, without=dead)
            found = {
                each for each in joins if each in reached and any(e.source not in reached for e in self.incoming[each])
            }
            if not found:
                return dead
            dead |= found

    @cached_property
    def reached(self) -> set[int]:
        """The points to which control can come at all."""
        return self.reachable(START, without=self.dead_joins)

    def is_reached(self, element: n.Node) -> bool:
        """Tell whether control can come to an element."""
        return self.point_of[id(element)] in self.reached
