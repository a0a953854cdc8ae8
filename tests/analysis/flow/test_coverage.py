"""O404 and O405: every case that the conditions of a decision can tell apart is tried."""

import pytest

from orchestra_dsl.analysis.flow.checks.coverage import coverage
from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    INTEGER,
    TEXT,
    USER,
    Choice,
    Optional,
    Type,
)
from tests.analysis.flow.typed import report
from tests.analysis.texts import check_text

LEVEL = Choice(("low", "mid", "high"))
TYPES: dict[str, Type] = {
    "s": LEVEL,
    "b": BOOLEAN,
    "n": INTEGER,
    "m": Optional(LEVEL),
    "x": DECIMAL,
    "y": DURATION,
    "y2": DECIMAL,
    "d": DATE,
    "t": DATETIME,
    "p": USER,
    "w": TEXT,
    "i": Optional(INTEGER),
}


def said(outcomes: str, otherwise: str = "", **names: Type) -> list[tuple[str, str]]:
    text = f"decide d {{ {outcomes} {otherwise} }} end"
    types = {**TYPES, **names}
    return report(coverage, text, **types)


def outcome(name: str, condition: str) -> str:
    return f"outcome {name} when {condition} -> end"


@pytest.mark.parametrize(
    "conditions",
    [
        ('s == "low"', 's == "mid"', 's == "high"'),
        ('s == "low"', 's in ["mid", "high"]'),
        ('s == "low"', 's != "low"'),
        ('s not in ["mid", "high"]', 's == "mid" or "high" == s'),
        ("b", "not b"),
        ("b == true", "b == false"),
        ("b", 'not b and s == "low"', 's != "low"'),
        ("m == null", 'm in ["low", "mid"]', 'm == "high"'),
        ("n < 3", "n >= 3"),
        ("n <= 3", "n > 3"),
        ("n > 3", "3 >= n"),
        ("n < 3", "n in [3, 4]", "n > 4"),
        ("n < 3", "n > 2"),
        ("n <= 2.5", "n >= 3"),
        ("x < 50", "x >= 50 and x < 60", "x >= 60"),
        ("x > 3 or x < 3", "x == 3"),
        ("x < y2", "x >= y2"),
        ("x < y2", "y2 < x", "x == y2"),
        ('d <= date("2026-03-02")', 'd >= date("2026-03-03")'),
        ('t < datetime("2026-03-02T09:00Z")', 't >= datetime("2026-03-02T10:00+01:00")'),
        ('w <= "b"', 'w > "b"'),
        ('p == user("ann")', 'p != user("ann")'),
        ("i == null", "i != null and i < 4", "i >= 4"),
        ("vip(case)", "not vip(case)"),
        ('s == "low" and b', 's == "low" and not b', 's != "low"'),
        ('not (s == "low" or s == "mid")', 's == "low"', 's == "mid"'),
    ],
)
def test_outcomes_that_cover_everything_need_no_otherwise(conditions: tuple[str, ...]) -> None:
    assert said(" ".join(outcome(f"o{i}", each) for i, each in enumerate(conditions))) == []


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        (('s == "low"', 's == "mid"'), 'no outcome for `s` being "high"'),
        (('s == "low"',), 'no outcome for `s` being "mid" or "high"'),
        (('m in ["low", "mid", "high"]',), "no outcome for `m` being missing"),
        (("b",), "no outcome for `b` being false"),
        (("b", 's == "low"'), 'no outcome for the case that `b` is false and `s` is "mid" or "high"'),
        (('s == "low"', "vip(case)"), 'no outcome for the case that `s` is "mid" and `vip(case)` is false'),
        (("a + b == 3",), "no outcome for the case that no condition holds"),
        (("n < 3", "n > 3"), "no outcome for `n` being 3"),
        (("n < 3", "n > 5 and n < 10"), "no outcome for `n` being from 3 to 5, or 10 or more"),
        (("n in [1, 2, 3]", "n < 1"), "no outcome for `n` being above 3"),
        (("n > 2.5",), "no outcome for `n` being below 2.5"),
        (("x < 50", "x >= 60"), "no outcome for `x` being from 50 to below 60"),
        (("x < 50", "x > 60 or x == 55"), "no outcome for `x` being from 50 to below 55, or above 55 up to 60"),
        (("x <= 50", "x > 60"), "no outcome for `x` being above 50 up to 60"),
        (("x <= -1", "x >= 1"), "no outcome for `x` being above -1 and below 1"),
        (("x > 0", "x < 0", "y < 9d"), "no outcome for the case that `x` is 0 and `y` is 9d or more"),
        (("x < y2", "x > y2"), "no outcome for `x` being equal to `y2`"),
        (
            ('d < date("2026-03-02")', 'd >= date("2026-03-05")'),
            "no outcome for `d` being from 2026-03-02 to 2026-03-04",
        ),
        (('d > date("2026-03-02")',), "no outcome for `d` being 2026-03-02 or earlier"),
        (('t < datetime("2026-03-02T09:00Z")',), "no outcome for `t` being 2026-03-02T09:00Z or later"),
        (('p == user("ann")', 'p in [user("bob")]'), "no outcome for `p` being anything else"),
        (('w == "a"', 'w == "b"'), "no outcome for `w` being anything else"),
        (("i != null and i > 3", "i != null and i <= 3"), "no outcome for `i` being missing"),
    ],
)
def test_what_is_missing_is_named(conditions: tuple[str, ...], message: str) -> None:
    found = said(" ".join(outcome(f"o{i}", each) for i, each in enumerate(conditions)))
    assert ("O404", f"The decision `d` has {message}.") in found
    assert [code for code, _ in found if code == "O404"] == ["O404"]


def test_an_empty_decision_misses_everything() -> None:
    assert [code for code, _ in said("")] == ["O404"]


def test_otherwise_covers_what_is_left() -> None:
    assert said(outcome("o", 's == "low"'), "otherwise -> end") == []


def test_many_outcomes_are_no_obstacle() -> None:
    conditions = " ".join(outcome(f"o{i}", f"n < {i}") for i in range(200))
    assert said(conditions) == [("O404", "The decision `d` has no outcome for `n` being 199 or more.")]
    separate = " ".join(outcome(f"o{i}", f"b{i}") for i in range(200))
    assert said(f"{separate} {outcome('last', 'not b7')}") == []


def test_too_many_cases_ask_for_otherwise_instead_of_time() -> None:
    conditions = outcome("o", " and ".join(f"(a{i} or b{i})" for i in range(20)))
    conditions += " " + outcome("p", " or ".join(f"not (a{i} or b{i})" for i in range(20)))
    assert said(conditions) == [("O404", "The outcomes of the decision `d` cannot be shown to cover every case.")]
    assert said(conditions, "otherwise -> end") == []


def test_many_missing_values_are_not_all_listed() -> None:
    colours = Choice(tuple(f"c{i}" for i in range(9)))
    ((_, message),) = said(outcome("o", 's == "c0"'), s=colours)
    assert message.endswith('no outcome for `s` being "c1", "c2", "c3", "c4", "c5" or 3 more.')


@pytest.mark.parametrize(
    ("conditions", "name"),
    [
        (('s in ["low", "mid"]', 's == "mid"'), "o1"),
        (('s == "low"', 's != "low"', 's == "high"'), "o2"),
        (("b", "not b", "b"), "o2"),
        (("n > 5", "n > 10"), "o1"),
        (("x <= 5", "x < 5"), "o1"),
        (("x <= 5", "b", "x > 3 and x <= 4"), "o2"),
        (("x < 5", "x < 10", "x >= 2 and x < 8"), "o2"),
    ],
)
def test_an_outcome_that_is_never_taken_is_reported(conditions: tuple[str, ...], name: str) -> None:
    found = said(" ".join(outcome(f"o{i}", each) for i, each in enumerate(conditions)), "otherwise -> end")
    assert found == [("O405", f"The outcome `{name}` is never taken: those above it always come first.")]


def test_outcomes_that_overlap_in_part_are_all_taken() -> None:
    outcomes = outcome("a", 's in ["low", "mid"]') + " " + outcome("b", 's in ["mid", "high"]')
    assert said(outcomes) == []
    assert said(" ".join([outcome("a", "x < 5"), outcome("b", "x < 9"), outcome("c", "x > 3")])) == []


@pytest.mark.parametrize("condition", ["x < 3 and x > 5", "true", "b or not b"])
def test_a_condition_that_is_fixed_is_reported_elsewhere_and_has_no_echo(condition: str) -> None:
    assert said(outcome("a", condition)) == []


def _decided(lets: str, *conditions: str) -> list[str]:
    outcomes = " ".join(outcome(f"o{i}", each) for i, each in enumerate(conditions))
    record = "record Case { count: integer amount: decimal }"
    text = f"{record} orchestration o(case: Case) {{ {lets} decide d {{ {outcomes} }} }}"
    return [each.message for each in check_text(text).diagnostics if each.code == "O404"]


def test_a_formula_may_be_named_as_often_as_anybody_likes() -> None:
    numbers = [f"m == {each}" for each in range(150)]
    assert _decided("let n = case.count let m = n", "m < 0", *numbers, "n >= 150") == []
    assert _decided("let n = case.count let m = n", "m < 0", *numbers, "n >= 151") == [
        "The decision `d` has no outcome for `case.count` being 150."
    ]


def test_a_formula_that_is_a_comparison_may_be_named_as_often_too() -> None:
    often = " and ".join(["low"] * 150)
    assert _decided("let low = case.count < 3", f"{often} and case.amount < 3", "low", "case.count >= 3") == []


def test_formulas_that_double_each_other_are_given_up_without_an_example() -> None:
    lets = ["let a0 = case.count < 3 or case.amount < 3"]
    lets += [f"let a{i} = a{i - 1} and (a{i - 1} or case.count > {i})" for i in range(1, 38)]
    message = "The outcomes of the decision `d` cannot be shown to cover every case."
    assert _decided(" ".join(lets), "a37", "not a37 and case.count < 3", "case.count >= 3") == [message]


def test_a_field_of_what_may_be_missing_is_missing_with_it() -> None:
    record = 'record Case { status: "New" | "Old" parent: Case? }'
    outcomes = 'outcome a when case.parent?.status == "New" -> end outcome b when case.parent?.status == "Old" -> end'
    result = check_text(f"{record} orchestration o(case: Case) {{ decide d {{ {outcomes} }} end }}")
    assert [each.message for each in result.diagnostics] == [
        "The decision `d` has no outcome for `case.parent` being missing."
    ]
