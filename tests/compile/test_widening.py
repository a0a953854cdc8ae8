"""Integers become decimals where decimals are wanted, wherever they are."""

from decimal import Decimal
from typing import Any

import pytest

from orchestra_dsl.compile.lower.slots import Slots
from orchestra_dsl.compile.lower.widening import widened
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import DECIMAL, INTEGER, JSON, TEXT, Field, ListOf, ObjectOf, Optional, Type
from tests.compile.evaluated import value_of

WHOLE = ObjectOf((Field("n", INTEGER), Field("t", TEXT)))
EXACT = ObjectOf((Field("n", DECIMAL), Field("t", TEXT)))


@pytest.mark.parametrize(
    ("given", "wanted", "value", "result"),
    [
        (INTEGER, DECIMAL, 3, Decimal(3)),
        (Optional(INTEGER), Optional(DECIMAL), None, None),
        (INTEGER, Optional(DECIMAL), 3, Decimal(3)),
        (ListOf(INTEGER), ListOf(DECIMAL), [1, 2], [Decimal(1), Decimal(2)]),
        (ListOf(Optional(INTEGER)), ListOf(Optional(DECIMAL)), [1, None], [Decimal(1), None]),
        (Optional(ListOf(INTEGER)), Optional(ListOf(DECIMAL)), None, None),
        (Optional(ListOf(INTEGER)), Optional(ListOf(DECIMAL)), [5], [Decimal(5)]),
        (WHOLE, EXACT, {"n": 1, "t": "x"}, {"n": Decimal(1), "t": "x"}),
        (Optional(WHOLE), Optional(EXACT), None, None),
        (ListOf(WHOLE), ListOf(EXACT), [{"n": 1, "t": "x"}], [{"n": Decimal(1), "t": "x"}]),
        (
            ObjectOf((Field("o", WHOLE),)),
            ObjectOf((Field("o", EXACT), Field("more", Optional(TEXT)))),
            {"o": {"n": 1, "t": "x"}},
            {"o": {"n": Decimal(1), "t": "x"}},
        ),
    ],
)
def test_the_value_is_the_same_with_decimals(given: Type, wanted: Type, value: Any, result: Any) -> None:
    found = value_of(widened(ex.Parameter(0), given, wanted, Slots()), value)
    assert found == result
    assert repr(found) == repr(result)  # 1 == Decimal(1), but they are not stored alike


def test_a_literal_becomes_a_literal() -> None:
    assert widened(ex.Literal(INTEGER, 10_000), INTEGER, DECIMAL, Slots()) == ex.Literal(DECIMAL, "10000")


@pytest.mark.parametrize("type_", [INTEGER, DECIMAL, TEXT, JSON, ListOf(TEXT), WHOLE])
def test_what_fits_as_it_is_stays_as_it_is(type_: Type) -> None:
    assert widened(ex.Parameter(0), type_, type_, Slots()) == ex.Parameter(0)
