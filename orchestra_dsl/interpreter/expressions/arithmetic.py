"""Arithmetic that is exact or says so: 64-bit integers, 34-digit decimals, durations, points in time."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.values import DECIMALS, LARGEST, SMALLEST
from orchestra_dsl.interpreter.expressions.errors import EvaluationError


def checked(number: int) -> int:
    """The integer, if 64 bits hold it."""
    if SMALLEST <= number <= LARGEST:
        return number
    raise EvaluationError("Overflow", "a whole number left the range of 64 bits")


def scaled(first: Any, second: Any) -> int:
    """A duration times a number, in either order, to the microsecond, halves to even."""
    if isinstance(first, int) and isinstance(second, int):
        return checked(first * second)
    return _whole(DECIMALS.multiply(first, second))


def part(amount: int, divisor: Any) -> int:
    """A duration divided by a number, to the microsecond, halves to even."""
    return _whole(quotient(Decimal(amount), divisor))


def quotient(first: Any, second: Any) -> Decimal:
    """A number divided by a number."""
    if second == 0:
        raise EvaluationError("DivisionByZero", "a division by zero")
    return DECIMALS.divide(first, second)


def _whole(number: Decimal) -> int:
    return checked(int(number.to_integral_value(ROUND_HALF_EVEN)))


def later(first: Any, second: Any) -> DateTime:
    """A point in time plus a duration, in either order."""
    if isinstance(first, DateTime):
        return DateTime(first.instant + second, first.zone)
    return DateTime(second.instant + first, second.zone)


def earlier(moment: DateTime, amount: int) -> DateTime:
    """A point in time minus a duration."""
    return DateTime(moment.instant - amount, moment.zone)


def elapsed(end: DateTime, start: DateTime) -> int:
    """The duration from `start` to `end`."""
    return end.instant - start.instant


def widened(number: int | None) -> Decimal | None:
    """An integer as a decimal; a missing one stays missing."""
    return None if number is None else Decimal(number)


def without_missing(fields: dict[str, Any]) -> dict[str, Any]:
    """An object of an object literal: a missing field is left out, as in every stored object."""
    return {name: value for name, value in fields.items() if value is not None}


NAMES: dict[str, Any] = {
    "c_int": checked,
    "c_scale": scaled,
    "c_part": part,
    "c_later": later,
    "c_earlier": earlier,
    "c_elapsed": elapsed,
    "c_widen": widened,
    "c_object": without_missing,
    "d_add": DECIMALS.add,
    "d_sub": DECIMALS.subtract,
    "d_mul": DECIMALS.multiply,
    "d_div": quotient,
}
"""What the generated functions call these by."""
