"""`any all count sum min max filter map` over a list."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.model.arithmetic import decimal, whole


def fold(function: str, items: list[Any], body: Callable[[Any], Any]) -> Any:
    """What the function makes of a list; the smallest and the largest of nothing are missing."""
    match function:
        case "any":
            return any(body(each) for each in items)
        case "all":
            return all(body(each) for each in items)
        case "count":
            return sum(1 for each in items if body(each))
        case "filter":
            return [each for each in items if body(each)]
    values = [body(each) for each in items]
    match function:
        case "map":
            return values
        case "sum":
            return added(values)
        case "min":
            return min(values, default=None)
    return max(values, default=None)


def added(values: list[Any]) -> Any:
    """The values one after the other, from zero."""
    total: Any = 0
    for each in values:
        exact = isinstance(each, Decimal)
        total = decimal("+", total, each) if exact else whole(total + each)
    return total
