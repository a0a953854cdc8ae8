"""What comes from outside, checked against a type."""

from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given

from orchestra_dsl.graph.accept import LARGEST_VALUE, BadValue, accept, accept_fields, accept_record
from orchestra_dsl.graph.model import Record
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    GROUP,
    INTEGER,
    JSON,
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
    show,
)
from tests.graph.strategies import typed_values

LEVEL = Choice(("Low", "High"))
CASE = RecordOf("Case")


class Text(str):
    """A text of somebody's own class."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("type_", "raw", "stored"),
    [
        (TEXT, "", ""),
        (TEXT, "ünï 😀\n\0", "ünï 😀\n\0"),
        (INTEGER, 0, 0),
        (INTEGER, 2**63 - 1, 2**63 - 1),
        (INTEGER, -(2**63), -(2**63)),
        (DECIMAL, "1.50", "1.5"),
        (DECIMAL, 3, "3"),
        (DECIMAL, 0.1, "0.1"),
        (DECIMAL, Decimal("-0"), "0"),
        (DECIMAL, Decimal("1E+3"), "1000"),
        (DECIMAL, "1E+100", "1E+100"),
        (DECIMAL, "9" * 34, "9" * 34),
        (DECIMAL, "1" + "0" * 40, "1" + "0" * 40),
        (DECIMAL, "0." + "1" * 34, "0." + "1" * 34),
        (DECIMAL, "1.00000000000000000000000000000000000000", "1"),
        (BOOLEAN, True, True),
        (BOOLEAN, False, False),
        (DATE, "2026-03-02", "2026-03-02"),
        (DATE, date(2026, 3, 2), "2026-03-02"),
        (DATETIME, "2026-03-02T09:00:00+01:00", "2026-03-02T08:00:00Z"),
        (DATETIME, "2026-03-02T08:00:00Z[Europe/Berlin]", "2026-03-02T08:00:00Z[Europe/Berlin]"),
        (DATETIME, "2026-03-02T08:00:00Z[UTC]", "2026-03-02T08:00:00Z"),
        (DATETIME, datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Berlin")), "2026-03-02T08:00:00Z[Europe/Berlin]"),
        (DATETIME, datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=1))), "2026-03-02T08:00:00Z"),
        (DATETIME, datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC), "2026-03-02T09:00:00.000001Z"),
        (DATETIME, DateTime(0), "1970-01-01T00:00:00Z"),
        (DURATION, 5, 5),
        (DURATION, "4h30m", 16_200_000_000),
        (DURATION, timedelta(seconds=1), 1_000_000),
        (DURATION, timedelta(microseconds=-1), -1),
        (USER, "ann", "user:ann"),
        (USER, "user:ann", "user:ann"),
        (USER, "a:b", "user:a:b"),
        (GROUP, "Agents", "group:Agents"),
        (QUEUE, "queue:Triage", "queue:Triage"),
        (PEOPLE, "group:Agents", "group:Agents"),
        (PEOPLE, ["user:ann", "queue:x"], ["user:ann", "queue:x"]),
        (PEOPLE, ["user:ann", ["queue:x", ("group:y",)]], ["user:ann", "queue:x", "group:y"]),
        (PEOPLE, [], []),
        (JSON, {"a": [1, 2.5, True, None, {"b": "c"}]}, {"a": [1, 2.5, True, None, {"b": "c"}]}),
        (JSON, (1, (2,)), [1, [2]]),
        (JSON, OrderedDict(a=1), {"a": 1}),
        (JSON, False, False),
        (JSON, {1: 2}, {"1": 2}),
        (JSON, [Decimal("1.50"), date(2026, 3, 2), DateTime(0)], ["1.5", "2026-03-02", "1970-01-01T00:00:00Z"]),
        (JSON, RecordOf("Case"), {"type": "record", "name": "Case"}),
        (LEVEL, "Low", "Low"),
        (CASE, "5001", "5001"),
        (Optional(TEXT), None, None),
        (Optional(TEXT), "a", "a"),
        (ListOf(DECIMAL), (1, "2.0"), ["1", "2"]),
        (ListOf(Optional(INTEGER)), [1, None], [1, None]),
        (ListOf(TEXT), [], []),
        (ObjectOf((Field("a", TEXT), Field("b", Optional(DECIMAL)))), {"a": "x"}, {"a": "x"}),
        (ObjectOf((Field("a", TEXT), Field("b", Optional(DECIMAL)))), {"a": "x", "b": None}, {"a": "x"}),
        (ObjectOf((Field("b", DECIMAL), Field("a", TEXT))), {"a": "x", "b": 1}, {"b": "1", "a": "x"}),
        (ObjectOf(()), {}, {}),
    ],
)
def test_a_good_value_is_taken_in_its_stored_form(type_: Type, raw: Any, stored: Any) -> None:
    taken = accept(type_, raw)
    assert taken == stored
    assert type(taken) is type(stored)


def test_a_text_of_another_class_becomes_a_plain_one() -> None:
    for type_, raw in ((TEXT, "a"), (LEVEL, "Low"), (CASE, "1"), (USER, "user:ann"), (JSON, "a"), (PEOPLE, "user:a")):
        assert type(accept(type_, Text(raw))) is str
    assert type(accept(JSON, {Text("a"): Text("b")})["a"]) is str


def named(table: list[tuple[Type, Any]]) -> list[Any]:
    """The rows under names that are never long."""
    return [pytest.param(*row, id=f"{show(row[0])[:20]} {number}") for number, row in enumerate(table)]


@pytest.mark.parametrize(
    ("type_", "raw"),
    named(
        [
            (TEXT, None),
            (TEXT, 1),
            (TEXT, b"a"),
            (TEXT, ["a"]),
            (TEXT, "\ud800"),
            (INTEGER, True),
            (INTEGER, 1.0),
            (INTEGER, "1"),
            (INTEGER, 2**63),
            (INTEGER, -(2**63) - 1),
            (INTEGER, 10**5000),
            (DECIMAL, True),
            (DECIMAL, "abc"),
            (DECIMAL, ""),
            (DECIMAL, "1_000"),
            (DECIMAL, " 1"),
            (DECIMAL, "\u0661"),
            (DECIMAL, float("nan")),
            (DECIMAL, float("inf")),
            (DECIMAL, "NaN"),
            (DECIMAL, "sNaN"),
            (DECIMAL, Decimal("Infinity")),
            (DECIMAL, "1" * 35),
            (DECIMAL, "0." + "1" * 35),
            (DECIMAL, "1E+7000"),
            (DECIMAL, "1E-7000"),
            (DECIMAL, "1" * 100_000),
            (DECIMAL, 10**7000),
            (DECIMAL, 10**5000 + 1),
            (BOOLEAN, 1),
            (BOOLEAN, "true"),
            (DATE, "2026-02-30"),
            (DATE, "March"),
            (DATE, datetime(2026, 3, 2, tzinfo=UTC)),
            (DATE, 20260302),
            (DATETIME, "2026-03-02"),
            (DATETIME, "2026-03-02T09:00:00"),
            (DATETIME, "2026-13-02T09:00:00Z"),
            (DATETIME, "0001-01-01T00:00:00+10:00"),
            (DATETIME, "9999-12-31T23:59:59-10:00"),
            (DATETIME, "2026-03-02T09:00:00Z[Europe Berlin]"),
            (DATETIME, datetime(2026, 3, 2)),  # noqa: DTZ001 - without a zone, on purpose
            (DATETIME, 0),
            (DURATION, "4x"),
            (DURATION, ""),
            (DURATION, 1.5),
            (DURATION, True),
            (DURATION, 2**63),
            (DURATION, "999999999999999999w"),
            (USER, ""),
            (USER, "user:"),
            (USER, "group:x"),
            (USER, 1),
            (GROUP, "user:x"),
            (PEOPLE, "ann"),
            (PEOPLE, ["user:ann", None]),
            (PEOPLE, ["user:ann", ["ann"]]),
            (PEOPLE, 1),
            (JSON, None),
            (JSON, float("nan")),
            (JSON, [float("inf")]),
            (JSON, 2**63),
            (JSON, 2**64),
            (JSON, object()),
            (JSON, {(1, 2): 3}),
            (JSON, Decimal("NaN")),
            (LEVEL, "low"),
            (LEVEL, None),
            (LEVEL, 1),
            (CASE, ""),
            (CASE, 5001),
            (CASE, {"id": "1"}),
            (ListOf(TEXT), "abc"),
            (ListOf(TEXT), {"a"}),
            (ListOf(TEXT), None),
            (ListOf(TEXT), ["a", None]),
            (ObjectOf((Field("a", TEXT),)), ["a"]),
            (ObjectOf((Field("a", TEXT),)), {}),
            (ObjectOf((Field("a", TEXT),)), {"a": None}),
            (ObjectOf((Field("a", TEXT),)), {"a": "x", "b": "y"}),
            (ObjectOf((Field("a", TEXT),)), {"a": "x", 1: "y"}),
            (ObjectOf((Field("a", TEXT),)), {"a": "x", "b": None}),
        ]
    ),
)
def test_a_bad_value_is_refused_with_a_sentence(type_: Type, raw: Any) -> None:
    with pytest.raises(BadValue) as refusal:
        accept(type_, raw, "amount")
    assert str(refusal.value).startswith("amount")
    assert len(str(refusal.value)) < 300


def test_the_message_says_what_was_expected_and_what_came() -> None:
    with pytest.raises(BadValue, match=r'^integer is expected, not "5"$'):
        accept(INTEGER, "5")
    with pytest.raises(BadValue, match=r'^case\.level: "Low" \| "High" is expected, not "x+…"$') as refusal:
        accept(LEVEL, "x" * 1000, "case.level")
    assert len(str(refusal.value)) < 200
    with pytest.raises(BadValue, match="at most 34 digits"):
        accept(DECIMAL, "1" * 35)
    with pytest.raises(BadValue, match="needs an offset"):
        accept(DATETIME, "2026-03-02T09:00:00")


def test_the_place_of_the_fault_is_named() -> None:
    shape = ObjectOf((Field("case", ObjectOf((Field("approvers", ListOf(USER)), Field("n", INTEGER)))),))
    cases: dict[str, Any] = {
        "case.approvers[1]": {"case": {"approvers": ["ann", 5], "n": 1}},
        "case.n": {"case": {"approvers": []}},
        "case.m": {"case": {"approvers": [], "n": 1, "m": 2}},
        "case": {"case": 1},
        "": 1,
    }
    for where, raw in cases.items():
        with pytest.raises(BadValue) as refusal:
            accept(shape, raw)
        assert refusal.value.where == where


def test_an_unknown_field_is_told_with_those_there_are() -> None:
    with pytest.raises(BadValue, match=r"^refnd: there is no such field; the fields are: refund, why$"):
        accept_fields((Field("refund", DECIMAL), Field("why", TEXT)), {"refnd": 5})
    with pytest.raises(BadValue, match="the fields are: none"):
        accept_fields((), {"a": 1})


def test_a_missing_field_is_told_with_its_type() -> None:
    with pytest.raises(BadValue, match=r"^refund: it is missing; decimal is expected$"):
        accept_fields((Field("refund", DECIMAL),), {})


def test_a_value_may_be_so_large_and_no_larger() -> None:
    assert len(accept(TEXT, "x" * (LARGEST_VALUE - 2))) == LARGEST_VALUE - 2
    for type_, raw in (
        (TEXT, "x" * (LARGEST_VALUE - 1)),
        (TEXT, "ü" * (LARGEST_VALUE // 2)),
        (JSON, ["x" * 10] * 30_000),
    ):
        with pytest.raises(BadValue, match="too large"):
            accept(type_, raw)


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def _endless() -> Any:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    "raw", [_nested(100_000), _endless(), [{"a": _nested(5_000)}]], ids=["deep", "endless", "mixed"]
)
@pytest.mark.parametrize("type_", [JSON, PEOPLE, ListOf(ListOf(TEXT))])
def test_what_is_nested_too_deeply_is_refused(type_: Type, raw: Any) -> None:
    with pytest.raises(BadValue):
        accept(type_, raw)


def test_json_may_be_nested_as_deep_as_anybody_needs() -> None:
    assert accept(JSON, _nested(60)) == _nested(60)


# --- records ------------------------------------------------------------------------------------------------------


def test_a_record_needs_an_id() -> None:
    plain = Record("Case", (Field("status", TEXT),))
    assert accept_record(plain, {"id": "1", "status": "New"}) == {"id": "1", "status": "New"}
    for raw in (
        {"status": "New"},
        {"id": "", "status": "New"},
        {"id": None, "status": "New"},
        {"id": 5, "status": "New"},
    ):
        with pytest.raises(BadValue, match=r"^Case\.id: "):
            accept_record(plain, raw)


def test_a_record_that_declares_its_id_needs_it_all_the_same() -> None:
    for type_ in (TEXT, Optional(TEXT)):
        declared = Record("Case", (Field("id", type_), Field("status", TEXT)))
        assert accept_record(declared, {"id": "1", "status": "New"})["id"] == "1"
        with pytest.raises(BadValue, match=r"^Case\.id: "):
            accept_record(declared, {"status": "New"})


def test_a_record_that_is_none_says_so() -> None:
    with pytest.raises(BadValue, match=r"^Case: \{ id: text, status: text \} is expected, not a list$"):
        accept_record(Record("Case", (Field("status", TEXT),)), [1])


def test_half_a_character_is_said_in_plain_words() -> None:
    with pytest.raises(BadValue, match=r"^note: it cannot be stored: it has half a character, which no text in UTF-8"):
        accept(TEXT, "\ud800", "note")


# --- in general ---------------------------------------------------------------------------------------------------


@given(typed_values)
def test_what_was_taken_in_is_taken_in_again_as_it_is(pair: tuple[Type, Any]) -> None:
    type_, raw = pair
    stored = accept(type_, raw)
    assert accept(type_, stored) == stored


@given(typed_values)
def test_what_was_taken_in_survives_json_and_msgpack(pair: tuple[Type, Any]) -> None:
    stored = accept(*pair)
    assert msgspec.json.decode(msgspec.json.encode(stored)) == stored
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(stored)) == stored
