"""What conditions depend on, and into which cells the values of each fall.

The constants that a subject is compared with divide its values: `n < 10` and `n > 100` make five cells, the numbers
below 10, 10 itself, those between, 100 itself, and those above. A cell is a rank: 2i + 1 for the constant i in their
order, 2i for what lies below it; None for a value that is missing. All values of a cell come out alike.
"""

import math
from enum import Enum, auto
from functools import cached_property
from typing import Any, TypeAlias

import attrs

from orchestra_dsl.graph.types import Type

Rank: TypeAlias = int | None
Case: TypeAlias = dict["Subject", Rank]
"""The cells of some subjects."""


class Kind(Enum):
    """How the values of a subject are told apart."""

    CLOSED = auto()
    """Only the constants: a closed set, a boolean."""
    NAMED = auto()
    """The constants, and others without an order: users."""
    DENSE = auto()
    """In an order, with others between each two: decimals, texts."""
    WHOLE = auto()
    """In an order, one after the other: integers, dates."""
    RELATION = auto()
    """Not a value but how two stand to each other: -1 below, 0 equal, 1 above."""
    SAMENESS = auto()
    """The same for values without an order: 0 equal, 1 not."""


@attrs.define(eq=False, slots=False, kw_only=True)
class Subject:
    """One thing that conditions depend on. `text` is how a message calls it, if that is short.

    `constants` is filled while conditions are read; each has the words that show it. `other` is the second side of a
    relation. `low` and `high` are the least and the greatest value that there can be.
    """

    kind: Kind
    type: Type
    text: str | None
    other: str | None = None
    optional: bool = False
    low: Any = None
    high: Any = None
    constants: dict[Any, str] = attrs.field(factory=dict)

    @cached_property
    def order(self) -> tuple[Any, ...]:
        """The constants in their order; asked for when all conditions have been read."""
        by_rank = self.kind in (Kind.DENSE, Kind.WHOLE)
        return tuple(sorted(self.constants)) if by_rank else tuple(self.constants)

    @cached_property
    def ranks(self) -> dict[Any, Rank]:
        """The cell of each constant."""
        if self.kind in (Kind.RELATION, Kind.SAMENESS):
            return {0: 0}
        return {None: None, **{value: 2 * number + 1 for number, value in enumerate(self.order)}}

    @cached_property
    def cells(self) -> tuple[Rank, ...]:
        """All cells that have a value, in order."""
        missing = (None,) if self.optional else ()
        match self.kind:
            case Kind.RELATION:
                return (-1, 0, 1, *missing)
            case Kind.SAMENESS:
                return (0, 1)
            case Kind.CLOSED:
                return (*(each for each in self.ranks.values() if each is not None), *missing)
            case Kind.NAMED:
                return (*(each for each in self.ranks.values() if each is not None), 0, *missing)
        possible = (rank for rank in range(2 * len(self.order) + 1) if self._is_possible(rank))
        return (*possible, *missing)

    def _is_possible(self, rank: int) -> bool:
        if rank % 2:
            value = self.order[rank // 2]
            whole = self.kind is Kind.DENSE or value == math.floor(value)
            return whole and (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        below, above = self.between(rank)
        if self.kind is Kind.DENSE:
            return below is not None or above is None or self.low is None or self.low < above
        first = self.low if below is None else math.floor(below) + 1
        last = self.high if above is None else math.ceil(above) - 1
        return first is None or last is None or bool(first <= last)

    def between(self, rank: int) -> tuple[Any, Any]:
        """Return the constants around the values of an even cell; None where there is none."""
        number = rank // 2
        return (self.order[number - 1] if number else None, self.order[number] if number < len(self.order) else None)
