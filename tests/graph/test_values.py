"""Stored forms and the values that the interpreter computes with."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_dsl.graph.accept import accept
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.types import (
    DATETIME,
    DECIMAL,
    INTEGER,
    JSON,
    TEXT,
    Field,
    ListOf,
    ObjectOf,
    Optional,
    RecordOf,
    Type,
)
from orchestra_dsl.graph.values import (
    DECIMALS,
    decimal_text,
    decoder,
    encoder,
    is_principal,
    principal_name,
    record_types,
    records_in,
)
from tests.graph.strategies import decimals, numbers, typed_values

CASE = RecordOf("Case")


@given(typed_values)
def test_from_stored_to_value_and_back_changes_nothing(pair: tuple[Type, Any]) -> None:
    type_, raw = pair
    stored = accept(type_, raw)
    decode, encode = decoder(type_), encoder(type_)
    value = stored if decode is None or stored is None else decode(stored)
    assert (value if encode is None or value is None else encode(value)) == stored


@given(typed_values)
def test_decoding_leaves_the_stored_form_alone(pair: tuple[Type, Any]) -> None:
    type_, raw = pair
    stored = accept(type_, raw)
    before = msgspec.json.encode(stored)
    decode = decoder(type_)
    if decode is not None and stored is not None:
        decode(stored)
    assert msgspec.json.encode(stored) == before


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0.00", "0"),
        ("0E+9999", "0"),
        ("1.500", "1.5"),
        ("100", "100"),
        ("1E+2", "100"),
        ("1E+68", "1" + "0" * 68),
        ("1E+69", "1E+69"),
        ("1E-68", "0." + "0" * 67 + "1"),
        ("1E-69", "1E-69"),
        ("-12.340", "-12.34"),
    ],
)
def test_a_decimal_has_one_stored_form(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == text


@given(decimals)
def test_equal_decimals_have_equal_texts(number: Decimal) -> None:
    text = decimal_text(number)
    assert Decimal(text) == number
    assert decimal_text(Decimal(text)) == text
    assert decimal_text(number * 1) == decimal_text(number.normalize()) or len(number.as_tuple().digits) > 28


@given(numbers)
def test_a_text_of_a_decimal_is_never_enormous(number: Decimal) -> None:
    if not number or abs(number.adjusted()) < 6000:
        assert len(decimal_text(DECIMALS.plus(number))) < 110


@given(st.integers(-(2**63), 2**63 - 1))
def test_an_integer_where_a_decimal_is_stored_is_written_as_one(number: int) -> None:
    encode = encoder(ListOf(DECIMAL))
    assert encode is not None
    assert encode([number, Decimal(number)]) == [str(number), str(number)]


def test_whatever_goes_into_json_is_stored_as_json_says_it() -> None:
    encode = encoder(ObjectOf((Field("j", JSON),)))
    assert encode is not None
    value = {"j": {"d": Decimal("1.50"), "t": [DateTime(0), None, "x", 1, True]}}
    stored = {"j": {"d": "1.5", "t": ["1970-01-01T00:00:00Z", None, "x", 1, True]}}
    assert encode(value) == stored
    assert accept(JSON, stored["j"]) == stored["j"]


def test_what_needs_no_conversion_has_none() -> None:
    for type_ in (TEXT, INTEGER, CASE, ListOf(TEXT), Optional(CASE), ObjectOf((Field("a", TEXT),))):
        assert decoder(type_) is None
        assert encoder(type_) is None


def test_missing_values_stay_missing_inside() -> None:
    shape = ObjectOf((Field("at", Optional(DATETIME)), Field("all", ListOf(Optional(DECIMAL)))))
    decode = decoder(shape)
    assert decode is not None
    assert decode({"all": ["1", None]}) == {"all": [Decimal(1), None]}


def test_principals() -> None:
    assert [each for each in ("user:ann", "group:a b", "queue:x", "user:a:b") if not is_principal(each)] == []
    assert [each for each in ("ann", "", "user", "user:", ":ann", "role:x", "User:ann") if is_principal(each)] == []
    assert principal_name("user:a:b") == "a:b"


def test_the_records_that_a_type_and_a_value_mention() -> None:
    order = RecordOf("Order")
    shape = ObjectOf((Field("a", Optional(CASE)), Field("b", ListOf(order)), Field("c", TEXT)))
    assert record_types(shape) == {"Case", "Order"}
    assert list(records_in(shape, {"b": ["1", "2"], "c": "3"})) == [("Order", "1"), ("Order", "2")]
    assert list(records_in(shape, {"a": "7", "b": []})) == [("Case", "7")]
    assert list(records_in(Optional(CASE), None)) == []
