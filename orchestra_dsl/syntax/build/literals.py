"""Builders of numbers, durations, times and texts: what is one token in the grammar."""

import re
from decimal import Decimal

from orchestra_dsl.syntax.build.children import Children
from orchestra_dsl.syntax.build.rules import builds
from orchestra_dsl.syntax.build.texts import Value, pieces
from orchestra_dsl.syntax.nodes import (
    DecimalLiteral,
    DurationLiteral,
    Expression,
    IntegerLiteral,
    Interpolation,
    Text,
    TextLiteral,
    TimeOfDay,
)

_LARGEST = 2**63 - 1
_DIGITS = 34
_HOUR = 60
_UNITS = {
    "w": 7 * 24 * 3_600_000_000,
    "d": 24 * 3_600_000_000,
    "h": 3_600_000_000,
    "m": 60_000_000,
    "s": 1_000_000,
    "ms": 1_000,
}
_ORDER = list(_UNITS)
_AMOUNT = re.compile(r"(\d+)(ms|s|m|h|d|w)")


@builds("integer")
def _integer(c: Children) -> IntegerLiteral:
    digits = c.words()[0].replace("_", "").lstrip("0")
    value = int(digits or "0") if len(digits) <= len(str(_LARGEST)) else _LARGEST + 1
    if value > _LARGEST:
        message = f"This whole number is too large; the largest is {_LARGEST}."
        c.context.report("O106", message, c.span, "Write it with a decimal point to make it a decimal.")
        value = 0
    return IntegerLiteral(span=c.span, value=value)


@builds("decimal")
def _decimal(c: Children) -> DecimalLiteral:
    digits = c.words()[0].replace("_", "")
    if len(digits.replace(".", "").lstrip("0")) > _DIGITS:
        c.context.report("O106", f"A decimal has at most {_DIGITS} digits.", c.span)
        digits = "0"
    return DecimalLiteral(span=c.span, value=Decimal(digits))


@builds("duration")
def _duration(c: Children) -> DurationLiteral:
    amounts = _AMOUNT.findall(c.words()[0])
    ranks = [_ORDER.index(unit) for _, unit in amounts]
    if ranks != sorted(set(ranks)):
        message = "In a duration each unit stands once, the larger before the smaller."
        c.context.report("O106", message, c.span, "For example `1d12h` or `1h30m`.")
        return DurationLiteral(span=c.span, microseconds=0)
    longest = len(str(_LARGEST))
    total = sum(int(number) * _UNITS[unit] if len(number) <= longest else _LARGEST + 1 for number, unit in amounts)
    if total > _LARGEST:
        c.context.report("O106", "This duration is too long; the longest is about 290,000 years.", c.span)
        total = 0
    return DurationLiteral(span=c.span, microseconds=total)


@builds("time_of_day")
def _time_of_day(c: Children) -> TimeOfDay:
    hours, minutes = map(int, c.words()[0].split(":"))
    if minutes >= _HOUR or hours * _HOUR + minutes > 24 * _HOUR:
        c.context.report("O106", "There is no such time of day.", c.span, "Times run from 00:00 to 24:00.")
        return TimeOfDay(span=c.span, minutes=0)
    return TimeOfDay(span=c.span, minutes=hours * _HOUR + minutes)


@builds("plain_text")
def _plain_text(c: Children) -> TextLiteral:
    found = pieces(c.context, c.start, c.end)
    for piece in found:
        if isinstance(piece, Value):
            message = "This text is fixed: it cannot hold a value in braces."
            span = c.context.span(piece.start - 1, piece.end + 1)
            c.context.report("O105", message, span, "Write `{{` and `}}` for braces that are only braces.")
    return TextLiteral(span=c.span, value="".join([piece.value for piece in found if isinstance(piece, TextLiteral)]))


@builds("text")
def _text(c: Children) -> Text:
    found = pieces(c.context, c.start, c.end)
    if all(isinstance(piece, TextLiteral) for piece in found):
        value = "".join([piece.value for piece in found if isinstance(piece, TextLiteral)])
        return TextLiteral(span=c.span, value=value)
    parts = [piece if isinstance(piece, TextLiteral) else _value(c, piece) for piece in found]
    return Interpolation(span=c.span, parts=tuple([part for part in parts if part is not None]))


def _value(c: Children, piece: Value) -> Expression | None:
    if not c.context.text[piece.start : piece.end].strip():
        span = c.context.span(piece.start - 1, piece.end + 1)
        c.context.report(
            "O105", "There is no value in the braces.", span, "Write `{{}}` for braces that are only braces."
        )
        return None
    return c.context.value(piece.start, piece.end)
