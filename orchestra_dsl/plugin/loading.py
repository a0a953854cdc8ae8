"""From stored values to Python: what loading an argument may need to know, and how scalars and records are loaded."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from orchestra_dsl.graph import model
from orchestra_dsl.graph.moments import parse_datetime
from orchestra_dsl.graph.types import ListOf, ObjectOf, Optional, RecordOf, Scalar, Type
from orchestra_dsl.graph.values import Stored, Value
from orchestra_dsl.plugin.principals import Group, Queue, User, read_principal
from orchestra_dsl.plugin.problems import BadPlugin

Fetch = Callable[[str, str], Mapping[str, Stored] | None]
"""The fields of a record in stored form, by record type and id; None when there is no such record."""


class RecordGone(Exception):
    """A flow was to be given a record that is no longer there (language.md, rule 17)."""

    def __init__(self, type_: str, id_: str) -> None:
        super().__init__(f"the {type_} {id_} is no longer there")


@attrs.define
class Loading:
    """One call's loading: where records come from, how they are declared, and those that are loaded already."""

    fetch: Fetch
    declared: Mapping[str, model.Record]
    loaded: dict[tuple[Any, str], Any] = attrs.field(factory=dict)

    def fields(self, type_: str, id_: str) -> Mapping[str, Stored]:
        """The record's fields in stored form."""
        found = self.fetch(type_, id_)
        if found is None:
            raise RecordGone(type_, id_)
        return found

    def declaration(self, type_: str) -> model.Record:
        """How the source declares the record type."""
        if type_ not in self.declared:
            raise BadPlugin(f"no source declares the record {type_}", f"Declare it: record {type_} {{ … }}")
        return self.declared[type_]


Load = Callable[[Stored, Loading], Any]
"""From the stored form to the Python value."""


def same(stored: Stored, _loading: Loading) -> Value:
    """The stored form is the value."""
    return stored


def load_decimal(stored: Stored, _loading: Loading) -> Decimal:
    """A decimal, or an integer that stands for one."""
    return Decimal(stored)


def load_date(stored: Stored, _loading: Loading) -> date:
    """A date."""
    return date.fromisoformat(stored)


def load_datetime(stored: Stored, _loading: Loading) -> datetime:
    """A datetime with its zone; a zone that this machine does not know is shown as UTC, at the same instant."""
    moment = parse_datetime(stored)
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment.instant)
    try:
        return instant.astimezone(ZoneInfo(moment.zone))
    except (KeyError, ValueError, OverflowError):
        return instant


def load_duration(stored: Stored, _loading: Loading) -> timedelta:
    """A duration."""
    return timedelta(microseconds=stored)


def load_principal(stored: Stored, _loading: Loading) -> User | Group | Queue:
    """A user, group or queue."""
    return read_principal(stored)


def missing_or(load: Load) -> Load:
    """The loader of a value that may be missing."""
    return same if load is same else lambda stored, loading: None if stored is None else load(stored, loading)


def items(load: Load, collection: Callable[[list[Any]], Any] = list) -> Load:
    """The loader of a list."""
    return lambda stored, loading: collection([load(each, loading) for each in stored])


SCALARS: dict[str, Load] = {
    "decimal": load_decimal,
    "date": load_date,
    "datetime": load_datetime,
    "duration": load_duration,
    "user": load_principal,
    "group": load_principal,
    "queue": load_principal,
}


def untyped(type_: Type) -> Load:
    """The loader for a declared type that no annotation speaks of: a record stays its id, an object is a dict."""
    match type_:
        case Scalar(kind=kind):
            return SCALARS.get(kind, same)
        case Optional(item=item):
            return missing_or(untyped(item))
        case ListOf(item=item):
            return items(untyped(item))
        case ObjectOf(fields=fields):
            loads = {field.name: untyped(field.type) for field in fields}
            return lambda stored, loading: {name: load(stored.get(name), loading) for name, load in loads.items()}
        case RecordOf():
            return same
    return same
