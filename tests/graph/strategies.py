"""Types, and raw and stored values of them, for tests with Hypothesis."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from orchestra_dsl.graph.moments import EARLIEST, LATEST, DateTime
from orchestra_dsl.graph.types import (
    NOTHING,
    PEOPLE,
    WRITABLE,
    Choice,
    Field,
    ListOf,
    ObjectOf,
    Optional,
    RecordOf,
    Scalar,
    Type,
)
from orchestra_dsl.graph.values import LARGEST, SMALLEST

NAMES = st.sampled_from(["a", "b", "c", "owner", "amount"])
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
SIMPLE = [
    *WRITABLE.values(),
    PEOPLE,
    RecordOf("Case"),
    RecordOf("Order"),
    Choice(("Low", "High")),
    Choice(("High", "Top")),
]


def _wider(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    fields = st.lists(st.tuples(NAMES, inner), max_size=3, unique_by=lambda each: each[0])
    objects = fields.map(lambda pairs: ObjectOf(tuple(Field(*pair) for pair in pairs)))
    optional = inner.filter(lambda each: not isinstance(each, Optional)).map(Optional)
    return inner.map(ListOf) | objects | optional


types: st.SearchStrategy[Type] = st.recursive(st.sampled_from(SIMPLE), _wider, max_leaves=6)
"""Every type that a declaration can have."""

any_types = types | st.just(NOTHING)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
principals = st.tuples(st.sampled_from(["user", "group", "queue"]), st.text("abc", min_size=1, max_size=3)).map(
    ":".join
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(SMALLEST, LARGEST)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
    lambda each: len(each.as_tuple().digits) <= 34 and abs(each.adjusted()) <= 6000
)

SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "integer": st.integers(SMALLEST, LARGEST),
    "decimal": decimals | st.integers(-(10**30), 10**30) | decimals.map(str),
    "boolean": st.booleans(),
    "date": st.dates() | st.dates().map(date.isoformat),
    "datetime": st.builds(DateTime, st.integers(EARLIEST, LATEST), ZONES),
    "duration": st.integers(SMALLEST, LARGEST) | st.just("4h30m"),
    "user": st.just("ann") | st.just("user:ann"),
    "group": st.just("Agents") | st.just("group:Agents"),
    "queue": st.just("queue:Triage"),
    "people": principals | st.lists(principals, max_size=3),
    "json": json_values.filter(lambda each: each is not None),
}


def raw(type_: Type) -> st.SearchStrategy[Any]:
    """Values from outside that the type accepts."""
    match type_:
        case Scalar(kind=kind):
            return SCALARS[kind]
        case Choice(values=values):
            return st.sampled_from(values)
        case RecordOf():
            return st.text("xyz0123456789", min_size=1, max_size=5)
        case Optional(item=item):
            return st.none() | raw(item)
        case ListOf(item=item):
            return st.lists(raw(item), max_size=3)
        case ObjectOf(fields=fields):
            return st.fixed_dictionaries({field.name: raw(field.type) for field in fields})


typed_values = types.flatmap(lambda type_: st.tuples(st.just(type_), raw(type_)))
"""A type together with a raw value of it."""

numbers = st.decimals(allow_nan=False, allow_infinity=False) | st.just(Decimal("0E+9999"))
