"""Builders of numbers, durations, times and texts: what is one token in the grammar."""

import re
from decimal import Decimal

from orchestra_dsl.source import Span
from orchestra_dsl.syntax.build.children import Context
from orchestra_dsl.syntax.build.rules import reads
from orchestra_dsl.syntax.build.texts import Value, is_plain, pieces
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


@reads("integer")
def _integer(context: Context, written: str, span: Span) -> IntegerLiteral:
    digits = written.replace("_", "").lstrip("0")
    value = int(digits or "0") if len(digits) <= len(str(_LARGEST)) else _LARGEST + 1
    if value > _LARGEST:
        message = f"This whole number is too large; the largest is {_LARGEST}."
        context.report("O106", message, span, "Write it with a decimal point to make it a decimal.")
        value = 0
    return IntegerLiteral(span=span, value=value)


@reads("decimal")
def _decimal(context: Context, written: str, span: Span) -> DecimalLiteral:
    digits = written.replace("_", "")
    if len(digits.replace(".", "").lstrip("0")) > _DIGITS:
        context.report("O106", f"A decimal has at most {_DIGITS} digits.", span)
        digits = "0"
    return DecimalLiteral(span=span, value=Decimal(digits))


@reads("duration")
def _duration(context: Context, written: str, span: Span) -> DurationLiteral:
    amounts = _AMOUNT.findall(written)
    ranks = [_ORDER.index(unit) for _, unit in amounts]
    if ranks != sorted(set(ranks)):
        message = "In a duration each unit stands once, the larger before the smaller."
        context.report("O106", message, span, "For example `1d12h` or `1h30m`.")
        return DurationLiteral(span=span, microseconds=0)
    longest = len(str(_LARGEST))
    total = sum(int(number) * _UNITS[unit] if len(number) <= longest else _LARGEST + 1 for number, unit in amounts)
    if total > _LARGEST:
        context.report("O106", "This duration is too long; the longest is about 290,000 years.", span)
        total = 0
    return DurationLiteral(span=span, microseconds=total)


@reads("time_of_day")
def _time_of_day(context: Context, written: str, span: Span) -> TimeOfDay:
    hours, minutes = map(int, written.split(":"))
    if minutes >= _HOUR or hours * _HOUR + minutes > 24 * _HOUR:
        context.report("O106", "There is no such time of day.", span, "Times run from 00:00 to 24:00.")
    return TimeOfDay(span=span, minutes=hours * _HOUR + minutes)


@reads("plain_text")
def _plain_text(context: Context, written: str, span: Span) -> TextLiteral:
    if is_plain(written):
        return TextLiteral(span=span, value=written[1:-1])
    found = pieces(context, span.start, span.end)
    for piece in found:
        if isinstance(piece, Value):
            message = "This text is fixed: it cannot hold a value in braces."
            place = context.span(piece.start - 1, piece.end + 1)
            context.report("O105", message, place, "Write `{{` and `}}` for braces that are only braces.")
    return TextLiteral(span=span, value="".join([piece.value for piece in found if isinstance(piece, TextLiteral)]))


@reads("text")
def _text(context: Context, written: str, span: Span) -> Text:
    if is_plain(written):
        return TextLiteral(span=span, value=written[1:-1])
    found = pieces(context, span.start, span.end)
    parts = [piece if isinstance(piece, TextLiteral) else _value(context, piece) for piece in found]
    if all(isinstance(piece, TextLiteral) for piece in found):
        return TextLiteral(span=span, value="".join([piece.value for piece in found if isinstance(piece, TextLiteral)]))
    return Interpolation(span=span, parts=tuple([part for part in parts if part is not None]))


def _value(context: Context, piece: Value) -> Expression | None:
    if not context.text[piece.start : piece.end].strip():
        span = context.span(piece.start - 1, piece.end + 1)
        context.report(
            "O105", "There is no value in the braces.", span, "Write `{{}}` for braces that are only braces."
        )
        return None
    return context.value(piece.start, piece.end)
