"""Where an expression stands: what it sees there and what is allowed."""

from enum import Enum
from typing import TypeAlias

import attrs

from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.types.scope import Scope
from orchestra_dsl.syntax import nodes as n

Key: TypeAlias = tuple[object, ...]
"""Names a value that two expressions read alike: `case.closed_at`, wherever it is written (see narrowing.py)."""


MEMBERSHIP = ("in", "not in")
"""The comparisons of which `now` may not be a side while a condition waits: they make no timer."""


class Use(Enum):
    """What an expression is for."""

    VALUE = "a value that is worked out once"
    DECISION = "a condition that is asked once"
    WAITING = "a condition that is asked again until it holds"
    TRIGGER = "the condition of `start … when`"
    FORMULA = "the body of a `let` or a predicate: where it may be used depends on what it reads"


@attrs.frozen(kw_only=True)
class Place:
    """The place of an expression.

    `node` is the clause or element around it, in the sense of analysis/proof.py. `stage` is the stage whose steps are
    seen by their own names. `elements` tells whether elements are seen at all: a trigger and a predicate see none.
    `record` is the parameter that a trigger watches. `hidden` is the name of a loop that this place does not see.
    `known` holds what a check around the expression has shown to be there. `compared` is set where `now` stands as
    one side of a comparison.
    """

    node: n.Node
    scope: Scope
    use: Use = Use.VALUE
    stage: NamedElement | None = None
    elements: bool = True
    record: n.Parameter | None = None
    hidden: str | None = None
    known: frozenset[Key] = frozenset()
    compared: bool = False

    def at(self, node: n.Node, use: Use = Use.VALUE) -> "Place":
        """Return the place of a clause or element here."""
        return attrs.evolve(self, node=node, use=use)

    def inside(self, scope: Scope) -> "Place":
        """Return the same place with the names of an inner scope."""
        return attrs.evolve(self, scope=scope)

    def knowing(self, keys: frozenset[Key]) -> "Place":
        """Return the same place where some values are known to be there."""
        return attrs.evolve(self, known=self.known | keys) if keys - self.known else self
