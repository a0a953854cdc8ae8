"""Values: how what a type allows is stored, computed with, and taken in from outside.

The **stored form** is what JSON can say and is the same everywhere: in states, history, records, work items and
answers to people. Text, integers, booleans and dates (`2026-03-02`) stand for themselves; a decimal is a normalised
string; a datetime is a string (see moments.py); durations are microseconds; users, groups and queues are principals
such as `user:ann`; a record is its id; in an object a missing field is left out.

The interpreter computes with the **value**: Decimal for a decimal, DateTime for a datetime, BusinessDays for an
amount of business days, else the stored form itself. `decoder` and `encoder` lead from one to the other; `accept`
checks what comes from outside.
"""

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache
from typing import Any

from orchestra_dsl.graph.moments import BusinessDays, DateTime, parse_datetime
from orchestra_dsl.graph.types import Choice, Field, ListOf, ObjectOf, Optional, RecordOf, Scalar, Type

Stored = Any
Value = Any
Convert = Callable[[Any], Any]

SMALLEST, LARGEST = -(2**63), 2**63 - 1
"""The range of an integer and of a duration's microseconds."""

DIGITS = 34
DECIMALS = Context(
    prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[DivisionByZero, InvalidOperation, Overflow]
)
"""Decimal arithmetic as IEEE 754 decimal128 has it: 34 digits, halves to even."""


def decimal_text(number: Decimal | int) -> str:
    """The one stored form of a decimal: no trailing zeros, no exponent unless the number is enormous or tiny."""
    if not number:
        return "0"
    number = (number if isinstance(number, Decimal) else Decimal(number)).normalize(DECIMALS)
    exponent = number.as_tuple().exponent
    return f"{number:f}" if isinstance(exponent, int) and abs(exponent) <= 2 * DIGITS else str(number)


@lru_cache(maxsize=4096)
def decoder(type_: Type) -> Convert | None:
    """The function from the stored form to the value; None where they are the same."""
    match type_:
        case Scalar(kind="decimal"):
            return Decimal
        case Scalar(kind="datetime"):
            return parse_datetime
        case Scalar(kind="business"):
            return BusinessDays
        case Optional(item=item):
            return _unless_missing(decoder(item))
        case ListOf(item=item):
            return _for_items(decoder(item))
        case ObjectOf(fields=fields):
            return _for_fields(fields, decoder)
    return None


@lru_cache(maxsize=4096)
def encoder(type_: Type) -> Convert | None:
    """The function from the value to the stored form; None where they are the same."""
    match type_:
        case Scalar(kind="decimal"):
            return decimal_text
        case Scalar(kind="datetime"):
            return DateTime.text
        case Scalar(kind="business"):
            return lambda amount: amount.days
        case Scalar(kind="json"):
            return json_of
        case Optional(item=item):
            return _unless_missing(encoder(item))
        case ListOf(item=item):
            return _for_items(encoder(item))
        case ObjectOf(fields=fields):
            return _for_fields(fields, encoder)
    return None


def json_of(value: Any) -> Stored:
    """The stored form of any value that goes into a place of type json."""
    match value:
        case Decimal():
            return decimal_text(value)
        case DateTime():
            return value.text()
        case list():
            return [json_of(each) for each in value]
        case dict():
            return {name: json_of(each) for name, each in value.items()}
    return value


def _unless_missing(convert: Convert | None) -> Convert | None:
    return None if convert is None else lambda value: None if value is None else convert(value)


def _for_items(convert: Convert | None) -> Convert | None:
    return None if convert is None else lambda items: [convert(item) for item in items]


def _for_fields(fields: tuple[Field, ...], converter: Callable[[Type], Convert | None]) -> Convert | None:
    """Convert the fields that need it, in a copy; an object without such fields stays as it is."""
    converts = [(field.name, convert) for field in fields if (convert := converter(field.type)) is not None]
    if not converts:
        return None

    def convert_fields(value: dict[str, Any]) -> dict[str, Any]:
        result = dict(value)
        for name, convert in converts:
            if result.get(name) is not None:
                result[name] = convert(result[name])
        return result

    return convert_fields


def record_name(type_: str, id_: str) -> str:
    """A record as rows and people name it: `Case/5001`."""
    return f"{type_}/{id_}"


def principal_name(principal: str) -> str:
    """`ann` of `user:ann`: how people are named to people."""
    return principal.partition(":")[2]


def is_principal(text: str) -> bool:
    """Whether the text names a user, group or queue, with its kind before the colon."""
    kind, colon, name = text.partition(":")
    return bool(colon and name) and kind in ("user", "group", "queue")


def principals(people: Value) -> tuple[str, ...]:
    """The users, groups and queues in a value of type people: flat, each once, in order; a missing one is nobody."""
    return tuple(dict.fromkeys(_flat(people)))


def _flat(people: Value) -> Iterator[str]:
    if isinstance(people, str):
        yield people
    elif people is not None:
        for each in people:
            yield from _flat(each)


def records_in(type_: Type, stored: Stored) -> Iterator[tuple[str, str]]:
    """The records that a stored value names: type and id of each."""
    match type_:
        case RecordOf(name=name) if stored is not None:
            yield name, stored
        case Optional(item=item):
            yield from records_in(item, stored)
        case ListOf(item=item):
            for each in stored or ():
                yield from records_in(item, each)
        case ObjectOf(fields=fields):
            for field in fields:
                yield from records_in(field.type, (stored or {}).get(field.name))


def record_types(type_: Type) -> set[str]:
    """The names of the record types that a type mentions."""
    match type_:
        case RecordOf(name=name):
            return {name}
        case Optional(item=item) | ListOf(item=item):
            return record_types(item)
        case ObjectOf(fields=fields):
            return set().union(*(record_types(field.type) for field in fields))
        case Choice() | Scalar():
            return set()
