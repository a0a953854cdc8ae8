"""The check of outside data: records, arguments, completions and flow results against their declared types.

`accept` answers the stored form, or raises BadValue with a sentence that says where and what is wrong.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

import msgspec

from orchestra_dsl.graph.model import Record
from orchestra_dsl.graph.moments import DateTime, instant_of, parse_datetime, parse_duration
from orchestra_dsl.graph.types import Choice, Field, ListOf, ObjectOf, Optional, RecordOf, Scalar, Type, show
from orchestra_dsl.graph.values import DIGITS, LARGEST, SMALLEST, Stored, decimal_text, is_principal

LARGEST_EXPONENT = 6000
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")
LONGEST_SHOWN = 60
LARGEST_VALUE = 256 * 1024
"""The most bytes that one stored value may take as JSON."""


class BadValue(ValueError):
    """A value that does not fit its type: `where` is the path to it (`approvers[0]`), empty for the whole."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where = where
        self.problem = problem


def accept(type_: Type, raw: Any, where: str = "") -> Stored:
    """The stored form of `raw` as a value of `type_`. Raises BadValue; `where` names the place in messages."""
    try:
        stored = _accept(type_, raw, where)
        size = len(msgspec.json.encode(stored))
    except RecursionError as error:
        raise BadValue(where, "it is nested too deeply") from error
    except UnicodeError as error:
        raise BadValue(
            where, "it cannot be stored: it has half a character, which no text in UTF-8 can hold"
        ) from error
    except (TypeError, msgspec.EncodeError, OverflowError) as error:
        raise BadValue(where, f"it cannot be stored: {error}") from error
    if size > LARGEST_VALUE:
        allowed = f"where {LARGEST_VALUE:,} are allowed; keep it elsewhere, and store where it is found"
        raise BadValue(where, f"it is too large: {size:,} bytes, {allowed}")
    return stored


def accept_fields(fields: tuple[Field, ...], raw: Any, where: str = "") -> dict[str, Stored]:
    """The stored form of an object with these fields: arguments, outputs, answers of a person."""
    stored: dict[str, Stored] = accept(ObjectOf(fields), raw, where)
    return stored


def accept_some(fields: tuple[Field, ...], raw: Mapping[str, Any]) -> dict[str, Stored]:
    """The stored form of those fields that are given; any of them may be None, which stands for a missing value."""
    any_ = tuple(
        Field(each.name, each.type if isinstance(each.type, Optional) else Optional(each.type)) for each in fields
    )
    stored = accept_fields(any_, raw)
    return {name: stored.get(name) for name in raw}


def accept_record(record: Record, raw: Any) -> dict[str, Stored]:
    """The stored form of a record. Its `id` is required, whether the declaration has such a field or not."""
    others = (field for field in record.fields if field.name != "id")
    stored = accept_fields((Field("id", Scalar("text")), *others), raw, record.name)
    if not stored["id"]:
        raise BadValue(f"{record.name}.id", "it is empty")
    return stored


def _accept(type_: Type, raw: Any, where: str) -> Stored:
    match type_:
        case Optional(item=item):
            return None if raw is None else _accept(item, raw, where)
        case ListOf(item=item) if isinstance(raw, list | tuple):
            return [_accept(item, each, f"{where}[{place}]") for place, each in enumerate(raw)]
        case ObjectOf(fields=fields) if isinstance(raw, Mapping):
            return _object(fields, raw, where)
        case Choice(values=values) if isinstance(raw, str) and raw in values:
            return str(raw)
        case RecordOf() if isinstance(raw, str) and raw:
            return str(raw)
        case Scalar():
            return _scalar(type_, raw, where)
    raise BadValue(where, _expected(type_, raw))


def _object(fields: tuple[Field, ...], raw: Mapping[Any, Any], where: str) -> dict[str, Stored]:
    known = {field.name for field in fields}
    for name in raw:
        if name not in known:
            names = ", ".join(field.name for field in fields) or "none"
            raise BadValue(_inside(where, str(name)), f"there is no such field; the fields are: {names}")
    result = {}
    for field in fields:
        place = _inside(where, field.name)
        if raw.get(field.name) is not None:
            result[field.name] = _accept(field.type, raw[field.name], place)
        elif not isinstance(field.type, Optional):
            raise BadValue(place, f"it is missing; {show(field.type)} is expected")
    return result


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _scalar(type_: Scalar, raw: Any, where: str) -> Stored:
    try:
        stored = _scalar_or_none(type_.kind, raw)
    except (ValueError, OverflowError, InvalidOperation) as error:
        reason = f" ({error})" if isinstance(error, ValueError) else ""
        raise BadValue(where, _expected(type_, raw) + reason) from error
    if stored is None:
        raise BadValue(where, _expected(type_, raw))
    return stored


def _scalar_or_none(kind: str, raw: Any) -> Stored:
    match kind, raw:
        case "text", str():
            return str(raw)
        case "boolean", bool():
            return raw
        case "integer", int() if not isinstance(raw, bool) and SMALLEST <= raw <= LARGEST:
            return int(raw)
        case "decimal", Decimal() | int() | float() | str() if not isinstance(raw, bool):
            return _decimal(raw)
        case "date", date() | str() if not isinstance(raw, datetime):
            return (_date(raw) if isinstance(raw, str) else raw).isoformat()
        case "datetime", str() | datetime() | DateTime():
            return _datetime(raw).text()
        case "duration" | "business", _:
            return _duration(raw)
        case "user" | "group" | "queue", str() if raw:
            return _principal(kind, raw)
        case "people", _:
            return _people(raw)
        case "json", _:
            return _json(raw)
    return None


def _json(raw: Any) -> Stored:
    """What JSON can say, in plain dicts and lists; dates, decimals and the like become texts.

    Raises ValueError or TypeError for what it cannot say.
    """
    match raw:
        case None | bool():
            return raw
        case str():
            return str(raw)
        case int() if SMALLEST <= raw <= LARGEST:
            return int(raw)
        case float() if isfinite(raw):
            return float(raw)
        case list() | tuple():
            return [_json(each) for each in raw]
        case Mapping() if all(isinstance(name, str | int) for name in raw):
            return {str(name): _json(each) for name, each in raw.items()}
        case int() | float() | Mapping():
            raise ValueError(f"JSON has no way to write {_shown(raw)}")
        case Decimal():
            return _decimal(raw)
        case DateTime():
            return raw.text()
    return _json(msgspec.to_builtins(raw, str_keys=True))


def _decimal(raw: Decimal | float | str) -> str:
    if isinstance(raw, str) and not _DECIMAL.fullmatch(raw):
        raise ValueError("it is not a number such as 12.50")
    number = Decimal(repr(raw) if isinstance(raw, float) else raw)
    if not number.is_finite():
        raise ValueError("it is not a number")
    if number and (_digits(number) > DIGITS or abs(number.adjusted()) > LARGEST_EXPONENT):
        raise ValueError(f"at most {DIGITS} digits")
    return decimal_text(number)


def _digits(number: Decimal) -> int:
    """How many digits it takes to write the number, zeros at its end apart."""
    return len(bytes(number.as_tuple().digits).rstrip(b"\0"))


def _date(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise ValueError("it is not a date such as 2026-03-02") from error


def _datetime(raw: str | datetime | DateTime) -> DateTime:
    if isinstance(raw, str):
        return parse_datetime(raw)
    if isinstance(raw, DateTime):
        return raw
    if raw.tzinfo is None:
        raise ValueError("a date and time needs a zone")
    return DateTime(instant_of(raw), getattr(raw.tzinfo, "key", None) or "UTC")


def _duration(raw: Any) -> int | None:
    if isinstance(raw, timedelta):
        raw = raw // timedelta(microseconds=1)
    if isinstance(raw, str):
        raw = parse_duration(raw)
    fine = isinstance(raw, int) and not isinstance(raw, bool) and SMALLEST <= raw <= LARGEST
    return int(raw) if fine else None


def _principal(kind: str, raw: str) -> str | None:
    """`ann` and `user:ann` both name a user; `group:x` and `user:` do not."""
    if raw.startswith(f"{kind}:"):
        return str(raw) if is_principal(raw) else None
    return None if is_principal(raw) else f"{kind}:{raw}"


def _people(raw: Any) -> list[str] | str | None:
    if isinstance(raw, list | tuple):
        people: list[str] = []
        for each in raw:
            found = _people(each)
            if found is None:
                return None
            people.extend([found] if isinstance(found, str) else found)
        return people
    return str(raw) if isinstance(raw, str) and is_principal(raw) else None


def _expected(type_: Type, raw: Any) -> str:
    return f"{show(type_)} is expected, not {_shown(raw)}"


def _shown(raw: Any) -> str:
    """A raw value as a message names it: never long, whatever it is."""
    match raw:
        case None | bool():
            return "nothing" if raw is None else str(raw).lower()
        case str():
            start = raw[:LONGEST_SHOWN].encode("utf-8", "backslashreplace").decode()
            return f'"{start}"' if len(raw) <= LONGEST_SHOWN else f'"{start}…"'
        case int() if not SMALLEST <= raw <= LARGEST:
            return "a whole number of more than 64 bits"
        case int() | float():
            return repr(raw)
        case list() | tuple():
            return "a list"
        case Mapping():
            return "an object"
    return f"a {type(raw).__name__}"
