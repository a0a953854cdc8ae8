"""What people type becomes a value, or a sentence that says what is expected."""

import pytest

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATE,
    DECIMAL,
    INTEGER,
    JSON,
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
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.typed_text import read_pairs, read_typed


@pytest.mark.parametrize(
    ("type_", "text", "stored"),
    [
        (TEXT, " Restarted the pump ", "Restarted the pump"),
        (DECIMAL, "0.10", "0.1"),
        (INTEGER, "12", 12),
        (BOOLEAN, "Yes", True),
        (BOOLEAN, "false", False),
        (USER, "ann", "user:ann"),
        (Choice(("S1", "S2")), "S2", "S2"),
        (RecordOf("Case"), "5001", "5001"),
        (Optional(DECIMAL), "", None),
        (Optional(DECIMAL), "7", "7"),
        (ListOf(USER), "ann, bob", ["user:ann", "user:bob"]),
        (ListOf(USER), "", []),
        (ListOf(TEXT), '["a, b"]', ["a, b"]),
        (ObjectOf((Field("a", INTEGER),)), '{"a": 3}', {"a": 3}),
        (JSON, '{"price": 0.1}', {"price": "0.1"}),
    ],
)
def test_a_value_is_typed_as_people_write_it(type_: Type, text: str, stored: object) -> None:
    assert read_typed(type_, text) == stored


@pytest.mark.parametrize(
    ("type_", "text", "problem"),
    [
        (DECIMAL, "seven", 'decimal is expected, not "seven"'),
        (INTEGER, "1.5", 'integer is expected, not "1.5"'),
        (DATE, "31.12.2026", 'date is expected, not "31.12.2026" (it is not a date such as 2026-03-02)'),
        (BOOLEAN, "maybe", 'boolean is expected, not "maybe"'),
        (Choice(("S1", "S2")), "S3", '"S1" | "S2" is expected, not "S3"'),
        (ListOf(INTEGER), "1, x", '[1]: integer is expected, not "x"'),
        (JSON, "{", "this is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ],
)
def test_what_does_not_fit_is_said(type_: Type, text: str, problem: str) -> None:
    with pytest.raises(BadValue) as error:
        read_typed(type_, text)
    assert str(error.value).startswith(problem)


FIELDS = (Field("case", RecordOf("Case")), Field("amount", DECIMAL))


def test_pairs_are_read_by_name() -> None:
    assert read_pairs(FIELDS, ["case=5001", "amount=7"], "case_management") == {"case": "5001", "amount": "7"}


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("case", "`case` has no value. Write name=value."),
        ("cas=1", "case_management has no `cas`. Did you mean `case`?"),
        ("nothing=1", "case_management has no `nothing`. There are: case, amount."),
        ("amount=x", 'amount: decimal is expected, not "x"'),
    ],
)
def test_a_pair_that_does_not_fit_is_said(pair: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        read_pairs(FIELDS, [pair], "case_management")
    assert str(error.value).startswith(message)
