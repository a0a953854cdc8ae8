"""What `+ - * /` and the sign mean for operands of these types; the compiler asks the same."""

from typing import Literal, TypeAlias

from orchestra_dsl.graph import types as g

Kind: TypeAlias = Literal["integer", "decimal", "text", "duration", "datetime", "elapsed", "business"]
"""The operation that the graph names (expressions.Arithmetic)."""

_NUMBERS = (g.INTEGER, g.DECIMAL)


def arithmetic(operator: str, left: g.Type, right: g.Type) -> tuple[Kind, g.Type] | None:
    """Return the operation and the type of its result; None when the operator does not fit the operands."""
    if left in _NUMBERS and right in _NUMBERS:
        whole = left == right == g.INTEGER and operator != "/"
        return ("integer", g.INTEGER) if whole else ("decimal", g.DECIMAL)
    match operator:
        case "+":
            return _plus(left, right)
        case "-":
            return _minus(left, right)
        case "*" if (left == g.DURATION and right in _NUMBERS) or (left in _NUMBERS and right == g.DURATION):
            return "duration", g.DURATION
        case "/" if left == g.DURATION and right in _NUMBERS:
            return "duration", g.DURATION
    return None


def _plus(left: g.Type, right: g.Type) -> tuple[Kind, g.Type] | None:
    if _is_text(left) and _is_text(right):
        return "text", g.TEXT
    if left == right == g.DURATION:
        return "duration", g.DURATION
    if (left, right) in ((g.DATETIME, g.DURATION), (g.DURATION, g.DATETIME)):
        return "datetime", g.DATETIME
    return ("business", g.DATETIME) if (left, right) == (g.DATETIME, g.BUSINESS) else None


def _minus(left: g.Type, right: g.Type) -> tuple[Kind, g.Type] | None:
    if left == right == g.DURATION:
        return "duration", g.DURATION
    if (left, right) == (g.DATETIME, g.DURATION):
        return "datetime", g.DATETIME
    return ("elapsed", g.DURATION) if left == right == g.DATETIME else None


def _is_text(type_: g.Type) -> bool:
    return type_ == g.TEXT or isinstance(type_, g.Choice)


def negation(term: g.Type) -> Literal["integer", "decimal", "duration"] | None:
    """Return what kind of value changes its sign; None for values that have none."""
    if term == g.INTEGER:
        return "integer"
    if term == g.DECIMAL:
        return "decimal"
    return "duration" if term == g.DURATION else None
