"""O404 and O405: every case that the conditions of a decision can tell apart is tried."""

import pytest

from orchestra_dsl.analysis.flow.checks.coverage import coverage
from orchestra_dsl.graph.types import BOOLEAN, INTEGER, Choice, Optional, Type
from tests.analysis.flow.typed import report

LEVEL = Choice(("low", "mid", "high"))


def said(outcomes: str, otherwise: str = "", **names: Type) -> list[tuple[str, str]]:
    text = f"decide d {{ {outcomes} {otherwise} }} end"
    types: dict[str, Type] = {"s": LEVEL, "b": BOOLEAN, "n": INTEGER, "m": Optional(LEVEL), **names}
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
        (("b", 's == "low"'), 'no outcome for the case that `b` is false and `s` is "mid"'),
        (("n < 3", "n > 3"), "no outcome for the case that `n < 3` is false and `3 < n` is false"),
        (('s == "low"', "vip(case)"), "no outcome for the case that no condition holds"),
        (("sum(list) > 3",), "no outcome for the case that no condition holds"),
        (("false",), "no outcome for the case that no condition holds"),
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


def test_too_many_cases_ask_for_otherwise_instead_of_time() -> None:
    conditions = " ".join(outcome(f"o{i}", f"n < {i}") for i in range(200))
    assert said(conditions) == [("O404", "The outcomes of the decision `d` cannot be shown to cover every case.")]
    assert said(conditions, "otherwise -> end") == []


def test_many_missing_values_are_not_all_listed() -> None:
    colours = Choice(tuple(f"c{i}" for i in range(9)))
    ((_, message),) = said(outcome("o", 's == "c0"'), s=colours)
    assert message.endswith('no outcome for `s` being "c1", "c2", "c3", "c4", "c5" or 3 more.')


@pytest.mark.parametrize(
    ("conditions", "name", "reason"),
    [
        (('s in ["low", "mid"]', 's == "mid"'), "o1", "those above it always come first"),
        (('s == "low"', 's != "low"', 's == "high"'), "o2", "those above it always come first"),
        (("b", "not b", "b"), "o2", "those above it always come first"),
        (('s == "low" and s == "mid"', "b"), "o0", "its condition can never hold"),
        (("n < 3 and n >= 3", "b"), "o0", "its condition can never hold"),
    ],
)
def test_an_outcome_that_is_never_taken_is_reported(conditions: tuple[str, ...], name: str, reason: str) -> None:
    found = said(" ".join(outcome(f"o{i}", each) for i, each in enumerate(conditions)), "otherwise -> end")
    assert found == [("O405", f"The outcome `{name}` is never taken: {reason}.")]


def test_outcomes_that_overlap_in_part_are_all_taken() -> None:
    outcomes = outcome("a", 's in ["low", "mid"]') + " " + outcome("b", 's in ["mid", "high"]')
    assert said(outcomes) == []


@pytest.mark.parametrize("condition", ['s == "none"', 's in ["low", "none"]', "s == null", "b == null", "s == s"])
def test_a_comparison_that_is_wrong_by_itself_has_no_echo(condition: str) -> None:
    assert said(outcome("a", condition)) == []
