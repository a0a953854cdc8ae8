"""Functions over numbers."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from orchestra_dsl.graph.moments import UNITS
from orchestra_dsl.graph.values import DECIMALS, DIGITS
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.expressions.arithmetic import checked
from orchestra_dsl.interpreter.expressions.errors import EvaluationError


def absolute(_: Context, number: int | Decimal) -> int | Decimal:
    """The amount of a number."""
    return checked(abs(number)) if isinstance(number, int) else DECIMALS.abs(number)


def rounded(_: Context, number: Decimal, places: int) -> Decimal:
    """The number with so many decimal places, halves to even; -2 rounds to hundreds."""
    if not -DIGITS <= places <= DIGITS:
        raise EvaluationError("Overflow", f"a number is rounded to at most {DIGITS} places")
    if number.adjusted() + places >= DIGITS:
        return number
    return DECIMALS.quantize(number, Decimal(1).scaleb(-places))


def floor(_: Context, number: Decimal) -> int:
    """The largest whole number that is not above."""
    return _whole(number, ROUND_FLOOR)


def ceil(_: Context, number: Decimal) -> int:
    """The smallest whole number that is not below."""
    return _whole(number, ROUND_CEILING)


def _whole(number: Decimal, rounding: str) -> int:
    """Round to a whole number, after a look at its size: an enormous one is never written out."""
    if number.adjusted() > DIGITS:
        raise EvaluationError("Overflow", "a whole number left the range of 64 bits")
    return checked(int(number.to_integral_value(rounding)))


def hours(_: Context, amount: int) -> Decimal:
    """A duration in hours."""
    return DECIMALS.divide(Decimal(amount), Decimal(UNITS["h"]))
