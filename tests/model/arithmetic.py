"""Arithmetic: integers of 64 bits, decimals of 34 digits, durations in microseconds, points in time (section 2)."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from orchestra_dsl.graph.moments import BusinessDays, DateTime
from tests.model.calendars import business_days_after
from tests.model.errors import Failed
from tests.model.scene import Scene

EXACT = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[DivisionByZero, InvalidOperation, Overflow]
)


def whole(number: int) -> int:
    """An integer or a duration, if it is one of 64 bits."""
    if not -(2**63) <= number < 2**63:
        raise Failed("Overflow", "the number is too large")
    return number


def moment(instant: int, zone: str) -> DateTime:
    """A point in time, if it lies in the years 1 to 9999."""
    try:
        return DateTime(instant, zone)
    except OverflowError as error:
        raise Failed("Overflow", str(error)) from error


def decimal(operator: str, left: Any, right: Any) -> Decimal:
    """Two numbers as decimals."""
    first, second = Decimal(left), Decimal(right)
    if operator == "/" and not second:
        raise Failed("DivisionByZero", "something is divided by zero")
    acts = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply, "/": EXACT.divide}
    try:
        return acts[operator](first, second)
    except (Overflow, InvalidOperation) as error:
        raise Failed("Overflow", "the number is too large") from error


def compute(scene: Scene, kind: str, operator: str, left: Any, right: Any) -> Any:
    """`left operator right`, for operands of a kind."""
    if left is None or right is None:
        raise Failed("MissingValue", "there is nothing to compute with")
    match kind, operator:
        case "integer", _:
            return whole({"+": left + right, "-": left - right, "*": left * right}[operator])
        case "decimal", _:
            return decimal(operator, left, right)
        case "text", _:
            return left + right
        case "duration", "+" | "-":
            return whole(left + right if operator == "+" else left - right)
        case "duration", _:
            return whole(int(decimal(operator, left, right).to_integral_value(ROUND_HALF_EVEN)))
        case "datetime", _:
            start, amount = (left, right) if isinstance(left, DateTime) else (right, left)
            return moment(start.instant + (amount if operator == "+" else -amount), start.zone)
        case "elapsed", _:
            return whole(left.instant - right.instant)
    start, days = (left, right) if isinstance(right, BusinessDays) else (right, left)
    return moment(business_days_after(scene.graph.calendar, start.instant, days.days), start.zone)


def negative(kind: str, value: Any) -> Any:
    """`-value`."""
    return value.copy_negate() if kind == "decimal" else whole(-value)
