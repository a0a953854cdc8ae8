"""Which variables have certainly been set when control comes to a point.

A variable has no value before control has passed its `var` or a `set` of it, and never loses it again. So one pass
forwards is enough: what is set on every way into a point is set there. Sets of variables are bits of one number.
"""

from collections.abc import Mapping

import attrs

from orchestra_dsl.analysis.constants import is_constant
from orchestra_dsl.analysis.flow.clauses import waits_for_all
from orchestra_dsl.analysis.flow.points import START, Edge, EdgeKind, Flow
from orchestra_dsl.syntax import nodes as n

_UNDONE = (EdgeKind.ERROR, EdgeKind.SKIPPED)
"""The ways out of an element that has not done its work."""


@attrs.frozen(eq=False)
class Assignments:
    """The assignments of one orchestration. `sets` has the number of the variable that a point sets."""

    flow: Flow
    sets: Mapping[int, int]

    def certain(self) -> list[int]:
        """Return for every point the variables that are set on every way to it; all for one out of reach."""
        everything = (1 << len(self.flow.outline.variables)) - 1
        found = [everything] * len(self.flow.points)
        found[START] = 0
        rest = [START]
        while rest:
            for edge in self.flow.outgoing[rest.pop()]:
                known = self._into(edge, found)
                if found[edge.target] & known != found[edge.target]:
                    found[edge.target] &= known
                    rest.append(edge.target)
        return found

    def way(self, point: int, variable: int) -> list[Edge]:
        """Return a way from the start to the point on which the variable is not set; empty where there is none."""
        came_by: dict[int, Edge] = {}
        rest = [START]
        while rest and point not in came_by:
            for edge in self.flow.outgoing[rest.pop()]:
                passed = edge.kind not in _UNDONE and self.sets.get(edge.source) == variable
                if self._happens(edge) and not passed and came_by.setdefault(edge.target, edge) is edge:
                    rest.append(edge.target)
        found: list[Edge] = []
        while point in came_by and point != START:
            found.append(came_by.pop(point))
            point = found[-1].source
        return found[::-1]

    def _into(self, edge: Edge, found: list[int]) -> int:
        """The variables that are set behind an edge; where branches meet, those that any of them sets."""
        node = self.flow.points[edge.target].node
        if edge.kind is EdgeKind.JOIN and isinstance(node, n.Parallel) and waits_for_all(node.clauses):
            known = 0
            for each in self.flow.incoming[edge.target]:
                known |= self._along(each, found)
            return known
        return self._along(edge, found)

    def _along(self, edge: Edge, found: list[int]) -> int:
        if not self._happens(edge):
            return found[edge.target]
        own = self.sets.get(edge.source)
        return found[edge.source] | (0 if own is None or edge.kind in _UNDONE else 1 << own)

    def _happens(self, edge: Edge) -> bool:
        """Whether the edge says anything here.

        A late error comes from a step whose stage has been entered, and has an edge from there. Setting a variable to
        a value that is written out does not fail.
        """
        node = self.flow.points[edge.source].node
        if edge.kind in _UNDONE and isinstance(node, n.Var | n.Set):
            return not is_constant(node.value)
        return edge.kind is not EdgeKind.LATE_ERROR
