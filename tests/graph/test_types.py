"""Types as people read them."""

import pytest
from hypothesis import given

from orchestra_dsl.graph.types import (
    BUSINESS,
    DECIMAL,
    INTEGER,
    NEVER,
    NOTHING,
    PEOPLE,
    TEXT,
    USER,
    WRITABLE,
    Choice,
    Field,
    ListOf,
    ObjectOf,
    Optional,
    RecordOf,
    Type,
    optional,
    required,
    show,
)
from tests.graph.strategies import any_types

LEVEL = Choice(("Low", "High"))


@pytest.mark.parametrize(
    ("type_", "shown"),
    [
        (TEXT, "text"),
        (PEOPLE, "people"),
        (BUSINESS, "business days"),
        (NOTHING, "null"),
        (NEVER, "nothing at all"),
        (LEVEL, '"Low" | "High"'),
        (Optional(LEVEL), '("Low" | "High")?'),
        (ListOf(LEVEL), 'list<"Low" | "High">'),
        (Choice(('a "b"', "c\\d\ne {f}")), '"a \\"b\\"" | "c\\\\d\\ne {{f}}"'),
        (Optional(DECIMAL), "decimal?"),
        (ListOf(Optional(USER)), "list<user?>"),
        (Optional(ListOf(USER)), "list<user>?"),
        (RecordOf("Case"), "Case"),
        (Optional(RecordOf("Case")), "Case?"),
        (ObjectOf((Field("a", TEXT), Field("b", Optional(INTEGER), "A label"))), "{ a: text, b: integer? }"),
        (ObjectOf(()), "{  }"),
    ],
)
def test_a_type_is_shown_as_a_source_writes_it(type_: Type, shown: str) -> None:
    assert show(type_) == shown


def test_a_source_can_name_every_scalar_but_those_that_only_arise() -> None:
    assert set(WRITABLE) == {
        "text",
        "integer",
        "decimal",
        "boolean",
        "date",
        "datetime",
        "duration",
        "user",
        "group",
        "queue",
        "json",
    }
    assert all(show(type_) == word for word, type_ in WRITABLE.items())


def test_what_may_be_missing_already_stays_as_it_is() -> None:
    assert optional(Optional(TEXT)) == Optional(TEXT)
    assert optional(NOTHING) == NOTHING
    assert optional(TEXT) == Optional(TEXT)


@given(any_types)
def test_optional_never_nests_and_required_takes_it_back(type_: Type) -> None:
    assert not isinstance(required(optional(type_)), Optional)
    assert optional(optional(type_)) == optional(type_)
    assert required(required(type_)) == required(type_)


@given(any_types)
def test_every_type_can_be_shown(type_: Type) -> None:
    assert show(type_)
