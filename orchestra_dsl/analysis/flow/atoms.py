"""Conditions as formulas over a few unknowns, so that all their cases can be tried out.

An unknown is an expression whose possible values can be listed: a closed set, a boolean, one of these that may be
missing; and a comparison of anything else, which is true or false. Expressions that say the same are one unknown.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TypeAlias

import attrs

from orchestra_dsl.analysis.tables import NodeTable
from orchestra_dsl.graph.types import BOOLEAN, Choice, Optional, Type, required
from orchestra_dsl.syntax import nodes as n

Value: TypeAlias = str | bool | None
Case: TypeAlias = Mapping["Unknown", Value]


@attrs.frozen
class Unknown:
    """Something that a condition depends on. `node` is the expression, `operator` set for an opaque comparison."""

    node: n.Node
    other: n.Node | None = None
    operator: str | None = None


@attrs.frozen(eq=False)
class Cases:
    """Every combination of values of the unknowns in some conditions, or None where there are too many."""

    unknowns: Mapping[Unknown, tuple[Value, ...]]

    def combinations(self, most: int) -> list[dict[Unknown, Value]] | None:
        """Return all cases; None if there are more than `most`."""
        count = 1
        for values in self.unknowns.values():
            count *= len(values)
            if count > most:
                return None
        return [dict(zip(self.unknowns, values, strict=True)) for values in product(*self.unknowns.values())]


class Conditions:
    """Collects the unknowns of conditions and tells what holds in a case.

    `flawed` says that a comparison is always the same, such as one with a text outside of the closed set: that is
    reported where it stands, and what follows from it would only be an echo.
    """

    def __init__(self, types: NodeTable[Type]) -> None:
        self._types = types
        self.unknowns: dict[Unknown, tuple[Value, ...]] = {}
        self.flawed = False

    def collect(self, condition: n.Expression) -> None:
        """Add what the condition depends on."""
        match condition:
            case n.BooleanLiteral():
                pass
            case n.And(operands=operands) | n.Or(operands=operands):
                for operand in operands:
                    self.collect(operand)
            case n.Not(operand=operand):
                self.collect(operand)
            case n.Comparison():
                self._collect_comparison(condition)
            case _:
                self.unknowns.setdefault(Unknown(condition), (True, False))

    def _collect_comparison(self, comparison: n.Comparison) -> None:
        found = self._listed(comparison)
        if found is None:
            unknown, _ = _opaque(comparison)
            self.unknowns.setdefault(unknown, (True, False))
            return
        left, right = found
        for side, other in ((left, right), (right, left)):
            if not _is_constant(side):
                values = self._values(side)
                self.unknowns.setdefault(Unknown(side), values)
                self.flawed = self.flawed or side == other or not set(_literals(other)) <= set(values)

    def _listed(self, comparison: n.Comparison) -> tuple[n.Expression, n.Expression] | None:
        """The two sides, if the comparison can be worked out from their values."""
        left, right, operator = comparison.left, comparison.right, comparison.operator
        if operator in ("in", "not in"):
            known = isinstance(right, n.ListLiteral) and all(_is_literal(each) for each in right.items)
            return (left, right) if known and self._values(left) else None
        if operator in ("==", "!="):
            sides = [each for each in (left, right) if not _is_literal(each)]
            return (left, right) if sides and all(self._values(each) for each in sides) else None
        return None

    def _values(self, node: n.Expression) -> tuple[Value, ...]:
        """All values that an expression can have; none where they cannot be listed."""
        type_ = self._types.get(node)
        if type_ is None:
            return ()
        inner = required(type_)
        values: tuple[Value, ...] = ()
        if isinstance(inner, Choice):
            values = inner.values
        elif inner == BOOLEAN:
            values = (True, False)
        return (*values, None) if values and isinstance(type_, Optional) else values

    def holds(self, condition: n.Expression, case: Case) -> bool:
        """Tell whether the condition is true in a case."""
        match condition:
            case n.BooleanLiteral(value=value):
                return value
            case n.And(operands=operands):
                return all(self.holds(operand, case) for operand in operands)
            case n.Or(operands=operands):
                return any(self.holds(operand, case) for operand in operands)
            case n.Not(operand=operand):
                return not self.holds(operand, case)
            case n.Comparison():
                return self._compare(condition, case)
        return case[Unknown(condition)] is True

    def _compare(self, comparison: n.Comparison, case: Case) -> bool:
        if self._listed(comparison) is None:
            unknown, negated = _opaque(comparison)
            return (case[unknown] is True) is not negated
        left = _value(comparison.left, case)
        right = comparison.right
        if isinstance(right, n.ListLiteral):
            holds = any(left == _value(each, case) for each in right.items)
        else:
            holds = left == _value(right, case)
        return holds is not (comparison.operator in ("!=", "not in"))


def _is_literal(node: n.Expression) -> bool:
    return isinstance(node, n.TextLiteral | n.BooleanLiteral | n.NullLiteral)


def _is_constant(node: n.Expression) -> bool:
    return _is_literal(node) or isinstance(node, n.ListLiteral)


def _literals(node: n.Expression) -> Iterator[Value]:
    """The constants that a side of a comparison lists."""
    items = node.items if isinstance(node, n.ListLiteral) else (node,)
    yield from (_value(each, {}) for each in items if _is_literal(each))


def _value(node: n.Expression, case: Case) -> Value:
    match node:
        case n.TextLiteral(value=text):
            return text
        case n.BooleanLiteral(value=truth):
            return truth
        case n.NullLiteral():
            return None
    return case[Unknown(node)]


def _opaque(comparison: n.Comparison) -> tuple[Unknown, bool]:
    """A comparison as an unknown, the same for `a < b`, `b > a` and, negated, for `a >= b`."""
    left, operator, right = comparison.left, comparison.operator, comparison.right
    if operator in (">", "<="):
        left, operator, right = right, "<" if operator == ">" else ">=", left
    if operator == ">=":
        return Unknown(left, right, "<"), True
    if operator in ("!=", "not in"):
        return Unknown(left, right, "==" if operator == "!=" else "in"), True
    return Unknown(left, right, operator), False
