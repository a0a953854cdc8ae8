"""Which elements may be open at the same time.

Control stands at one point in each branch. While the block of an error handler is gone through, what has failed stays
open, and with it what is beside that. Branches that `rest continue` has left open go on beside what comes below.
"""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.flow.clauses import continues
from orchestra_dsl.analysis.flow.points import Container, EdgeKind, Flow
from orchestra_dsl.syntax import nodes as n


@attrs.frozen(eq=False)
class Beside:
    """Answers for the points of one orchestration."""

    flow: Flow
    _joins: dict[int, int] = attrs.field(init=False)
    _standing: dict[int, frozenset[int]] = attrs.field(init=False, factory=dict)
    _below: dict[int, set[int]] = attrs.field(init=False, factory=dict)

    @_joins.default
    def _of_branches(self) -> dict[int, int]:
        """The point where the parallel of each branch, by its identity, comes together."""
        joins = ((number, each.node) for number, each in enumerate(self.flow.points) if each.kind == "join")
        return {id(branch): at for at, node in joins if isinstance(node, n.Parallel) for branch in node.branches}

    def standing(self, at: int) -> frozenset[int]:
        """Return the points that are open while control is at a point: itself, and those whose errors led there."""
        if at not in self._standing:
            found = {at}
            rest = [at]
            while rest:
                new = set(self._failed(rest.pop())) - found
                found |= new
                rest.extend(new)
            self._standing[at] = frozenset(found)
        return self._standing[at]

    def is_within(self, inner: int, outer: int) -> bool:
        """Tell whether the outer point is open while control is at the inner one: in its block, branch or handler."""
        node = self.flow.points[outer].node
        standing = self.standing(inner)
        if outer in standing or not isinstance(node, n.Parallel):
            return outer in standing
        around = {id(container) for each in standing for container in self.flow.points[each].containers}
        return any(id(branch) in around for branch in node.branches)

    def may_be_together(self, one: int, other: int) -> bool:
        """Tell whether two elements may be open at once, neither of them within the other."""
        return bool(self._joins) and any(
            self._part(mine, theirs) or self._left_open(mine, theirs) or self._left_open(theirs, mine)
            for mine in self.standing(one)
            for theirs in self.standing(other)
        )

    def _failed(self, at: int) -> Iterator[int]:
        """The points whose errors are taken by the handlers around a point."""
        for handler in self.flow.points[at].containers:
            if isinstance(handler, n.OnError) and isinstance(handler.then, n.Block):
                entry = self.flow.point_of[id(handler.then.elements[0])]
                yield from (edge.source for edge in self.flow.incoming[entry] if edge.kind is EdgeKind.ERROR)

    def are_rivals(self, mine: tuple[Container, ...], theirs: tuple[Container, ...]) -> bool:
        """Tell whether what lies in these blocks lies in two branches of one parallel."""
        for one, other in zip(mine, theirs, strict=False):
            if one is not other:
                join = self._joins.get(id(one))
                return join is not None and join == self._joins.get(id(other))
        return False

    def _part(self, one: int, other: int) -> bool:
        return self.are_rivals(self.flow.points[one].containers, self.flow.points[other].containers)

    def _left_open(self, one: int, other: int) -> bool:
        """Whether the first may have been left open by `rest continue` when control comes to the second."""
        for branch in self.flow.points[one].containers:
            join = self._joins.get(id(branch))
            if join is not None and other in self._beyond(join):
                return True
        return False

    def _beyond(self, join: int) -> set[int]:
        """The points to which control may come while branches below this join are still open."""
        if join not in self._below:
            parallel = self.flow.points[join].node
            goes_on = isinstance(parallel, n.Parallel) and continues(parallel.clauses)
            entry = {self.flow.point_of[id(parallel)]}
            self._below[join] = self.flow.reachable(join, without=entry) if goes_on else set()
        return self._below[join]
