"""Which type fits where, what two types have in common, what can be compared."""

import pytest
from hypothesis import given

from orchestra_dsl.graph.relations import comparable, fits, join, meet, ordered
from orchestra_dsl.graph.types import (
    BOOLEAN,
    BUSINESS,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    GROUP,
    INTEGER,
    JSON,
    NEVER,
    NOTHING,
    PEOPLE,
    QUEUE,
    TEXT,
    USER,
    Choice,
    Field,
    ListOf,
    ObjectOf,
    Optional,
    RecordOf,
    Type,
)
from tests.graph.strategies import any_types, types

LOW = Choice(("Low",))
LEVEL = Choice(("Low", "High"))
TOP = Choice(("High", "Top"))
OTHER = Choice(("a", "b"))
CASE, ORDER = RecordOf("Case"), RecordOf("Order")


def object_of(**fields: Type) -> ObjectOf:
    """An object type."""
    return ObjectOf(tuple(Field(*each) for each in fields.items()))


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        (INTEGER, DECIMAL),
        (LOW, LEVEL),
        (LEVEL, TEXT),
        (TEXT, Optional(TEXT)),
        (NOTHING, Optional(TEXT)),
        (Optional(INTEGER), Optional(DECIMAL)),
        (Optional(LOW), Optional(TEXT)),
        (ListOf(INTEGER), ListOf(DECIMAL)),
        (ListOf(NEVER), ListOf(CASE)),
        (NEVER, TEXT),
        (TEXT, JSON),
        (DATETIME, JSON),
        (ListOf(CASE), JSON),
        (object_of(a=LEVEL), object_of(a=TEXT)),
        (object_of(a=TEXT), object_of(a=TEXT, b=Optional(TEXT))),
        (object_of(b=INTEGER, a=TEXT), object_of(a=TEXT, b=DECIMAL)),
        *[(each, PEOPLE) for each in (USER, GROUP, QUEUE, NOTHING, NEVER, Optional(USER), ListOf(GROUP))],
        (ListOf(Optional(USER)), PEOPLE),
        (Optional(ListOf(PEOPLE)), PEOPLE),
        (Optional(PEOPLE), PEOPLE),
    ],
)
def test_it_fits(given_: Type, wanted: Type) -> None:
    assert fits(given_, wanted)


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        (DECIMAL, INTEGER),
        (TEXT, LEVEL),
        (LEVEL, LOW),
        (LEVEL, TOP),
        (Optional(TEXT), TEXT),
        (NOTHING, TEXT),
        (NOTHING, JSON),
        (Optional(TEXT), JSON),
        (CASE, ORDER),
        (CASE, TEXT),
        (TEXT, CASE),
        (USER, GROUP),
        (USER, TEXT),
        (TEXT, USER),
        (TEXT, PEOPLE),
        (ListOf(TEXT), PEOPLE),
        (CASE, PEOPLE),
        (PEOPLE, USER),
        (ListOf(DECIMAL), ListOf(INTEGER)),
        (ListOf(Optional(TEXT)), ListOf(TEXT)),
        (TEXT, ListOf(TEXT)),
        (object_of(a=TEXT), object_of(a=INTEGER)),
        (object_of(), object_of(a=TEXT)),
        (object_of(a=TEXT, b=TEXT), object_of(a=TEXT)),
        (object_of(a=Optional(TEXT)), object_of(a=TEXT)),
        (DATE, DATETIME),
        (DURATION, BUSINESS),
        (BOOLEAN, INTEGER),
        (JSON, TEXT),
    ],
)
def test_it_does_not_fit(given_: Type, wanted: Type) -> None:
    assert not fits(given_, wanted)


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (INTEGER, DECIMAL, DECIMAL),
        (LOW, LEVEL, LEVEL),
        (LEVEL, TOP, Choice(("Low", "High", "Top"))),
        (LEVEL, TEXT, TEXT),
        (NOTHING, TEXT, Optional(TEXT)),
        (NOTHING, NOTHING, NOTHING),
        (NOTHING, Optional(TEXT), Optional(TEXT)),
        (Optional(INTEGER), DECIMAL, Optional(DECIMAL)),
        (USER, GROUP, PEOPLE),
        (USER, ListOf(USER), PEOPLE),
        (Optional(USER), QUEUE, Optional(PEOPLE)),
        (ListOf(USER), ListOf(GROUP), ListOf(PEOPLE)),
        (ListOf(NEVER), ListOf(INTEGER), ListOf(INTEGER)),
        (ListOf(INTEGER), ListOf(DECIMAL), ListOf(DECIMAL)),
        (object_of(a=TEXT), object_of(a=TEXT, b=Optional(TEXT)), object_of(a=TEXT, b=Optional(TEXT))),
        (JSON, TEXT, JSON),
        (TEXT, INTEGER, None),
        (CASE, ORDER, None),
        (CASE, USER, None),
        (Optional(TEXT), INTEGER, None),
        (ListOf(TEXT), ListOf(INTEGER), None),
        (BOOLEAN, INTEGER, None),
    ],
)
def test_what_two_types_have_in_common(first: Type, second: Type, both: Type | None) -> None:
    assert join(first, second) == both


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        (INTEGER, DECIMAL, True),
        (Optional(INTEGER), DECIMAL, True),
        (TEXT, NOTHING, True),
        (LEVEL, TEXT, True),
        (LEVEL, TOP, True),
        (LEVEL, OTHER, False),
        (USER, PEOPLE, True),
        (USER, GROUP, False),
        (TEXT, INTEGER, False),
        (CASE, CASE, True),
        (CASE, ORDER, False),
        (DATE, DATETIME, False),
        (JSON, TEXT, True),
        (ListOf(INTEGER), ListOf(DECIMAL), True),
    ],
)
def test_what_can_be_compared(first: Type, second: Type, answer: bool) -> None:  # noqa: FBT001 - a column of the table
    assert comparable(first, second) is answer
    assert comparable(second, first) is answer


def test_what_can_be_sorted() -> None:
    assert all(map(ordered, (TEXT, INTEGER, DECIMAL, DATE, DATETIME, DURATION)))
    others: tuple[Type, ...] = (BOOLEAN, USER, JSON, CASE, LEVEL, ListOf(TEXT), Optional(TEXT), NOTHING, BUSINESS)
    assert not any(map(ordered, others))


@given(any_types)
def test_every_type_fits_itself(type_: Type) -> None:
    assert fits(type_, type_)
    assert join(type_, type_) == type_


@given(types)
def test_everything_fits_where_it_may_be_missing(type_: Type) -> None:
    if not isinstance(type_, Optional):
        assert fits(type_, Optional(type_))
        assert fits(NOTHING, Optional(type_))


@given(any_types, any_types)
def test_both_fit_what_they_have_in_common(first: Type, second: Type) -> None:
    both = join(first, second)
    if both is not None:
        assert fits(first, both)
        assert fits(second, both)


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (INTEGER, DECIMAL, INTEGER),
        (LEVEL, TEXT, LEVEL),
        (LEVEL, TOP, Choice(("High",))),
        (LEVEL, OTHER, None),
        (Optional(INTEGER), DECIMAL, INTEGER),
        (Optional(LEVEL), Optional(TOP), Optional(Choice(("High",)))),
        (ListOf(LEVEL), ListOf(TOP), ListOf(Choice(("High",)))),
        (CASE, JSON, CASE),
        (CASE, TEXT, None),
    ],
)
def test_what_fits_two_types(first: Type, second: Type, both: Type | None) -> None:
    assert meet(first, second) == both


@given(types, types)
def test_what_fits_two_types_fits_each(first: Type, second: Type) -> None:
    both = meet(first, second)
    if both is not None:
        assert fits(both, first)
        assert fits(both, second)
    assert (both is None) == (meet(second, first) is None)


@given(any_types, any_types)
def test_the_order_of_two_types_does_not_matter(first: Type, second: Type) -> None:
    one, other = join(first, second), join(second, first)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert fits(one, other)
        assert fits(other, one)


@given(types, types, types)
def test_what_fits_fits_through_a_third(first: Type, second: Type, third: Type) -> None:
    people = PEOPLE in (first, second, third)  # people may be missing, which json may not
    if fits(first, second) and fits(second, third) and not people:
        assert fits(first, third)
