"""An expression that is written from a graph and compiled again is the same expression."""

import pytest

from orchestra_dsl.graph.elements import Decision
from orchestra_dsl.graph.spelling import spell, spell_value
from orchestra_dsl.graph.types import DATE, DECIMAL, DURATION, TEXT, USER, Choice, ListOf, Optional, Type
from tests.compile.compiling import compiled

TEXTS = [
    'case.amount > 100 and not (case.count == 3 or case.status != "New")',
    "(case.amount + 3) * 2 - -case.amount / (4 - 1)",
    "case.amount - (3 - case.count)",
    "case.parent?.amount ?? case.amount",
    "(case.parent?.count ?? 0) > 3",
    'case.status in ["New", "Closed"]',
    "case.number not in case.tags",
    'any(case.tags, each => each == "vip" and count(case.tags, each2 => each2 == each) > 1)',
    "count(case.tags)",
    "sum([1, 2.5])",
    'case.tags[0] ?? "none"',
    'if case.amount > 5 then "much" else (if case.count > 1 then "some" else "little")',
    "now - 4h > (case.closed_at ?? now)",
    "{ a: 1, b: [case.number] }",
    '"Case {case.number}: {{{case.amount}}} \\"so\\""',
    "find(Case, case.number)?.amount",
    "vip(case) or not vip(case) and big(case, limit: 5)",
    'user("ann") == case.owner',
    "manager(case.owner) ?? case.owner",
    "run.id",
    'starts_with(case.number, "A")',
    'date("2026-03-02")',
    "90s + 1h",
    "-(case.amount)",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_spelled_means_the_same(text: str) -> None:
    first = compiled(f"let x = {text}").graph
    again = spell(first, first.lets[0].formula)
    second = compiled(f"let x = {again}").graph
    assert second.lets[0].formula == first.lets[0].formula, again


def test_a_question_to_a_plugin_is_spelled_as_it_is_asked() -> None:
    graph = compiled("decide d { outcome a when quiet(case) -> end otherwise -> end }").graph
    decision = next(each for each in graph.elements if isinstance(each, Decision))
    assert [spell(graph, each.when) for each in decision.outcomes if each.when is not None] == ["quiet(case)"]


VALUES: list[tuple[Type, object, str]] = [
    (TEXT, 'a "b"', '"a \\"b\\""'),
    (DECIMAL, "2.50", "2.50"),
    (DURATION, 5_400_000_000, "1h30m"),
    (USER, "user:ann", 'user("ann")'),
    (DATE, "2026-03-02", 'date("2026-03-02")'),
    (ListOf(Choice(("A", "B"))), ["A"], '["A"]'),
    (Optional(TEXT), None, "null"),
]


@pytest.mark.parametrize(("type_", "value", "text"), VALUES)
def test_a_value_is_spelled_as_its_type_is(type_: Type, value: object, text: str) -> None:
    assert spell_value(type_, value) == text
