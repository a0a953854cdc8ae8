"""Mistakes made by a program: of every kind there are some, each is one, and they are always the same."""

import ast
from collections import Counter
from pathlib import Path

import pytest

import benchmarks.mistakes.generated
from benchmarks.mistakes.generated.generate import CASES, generate, generated_mistakes
from benchmarks.mistakes.generated.kinds import KINDS
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, deleted, inserted, make, replaced
from benchmarks.mistakes.mistake import Mistake, judge
from benchmarks.mistakes.sources import right_sources
from orchestra_dsl.source import Span

FOLDER = Path(benchmarks.mistakes.generated.__file__).parent
ALLOWED = ("orchestra_dsl.source", "orchestra_dsl.syntax")


@pytest.fixture(scope="module")
def mistakes() -> list[Mistake]:
    return generated_mistakes()


def test_every_kind_has_cases_and_together_they_are_as_many_as_promised(mistakes: list[Mistake]) -> None:
    found = Counter(each.kind for each in mistakes)
    assert set(found) == set(KINDS)
    assert min(found.values()) >= 15
    assert len(mistakes) == CASES


def test_every_case_changes_its_source_and_points_into_it(mistakes: list[Mistake]) -> None:
    for each in mistakes:
        assert each.mutated != each.original
        assert 1 <= each.line <= each.mutated.count("\n") + 1
    assert len({(each.source, each.mutated) for each in mistakes}) == len(mistakes)


def test_the_same_seed_makes_the_same_mistakes_and_another_one_others() -> None:
    right = [Right("company.orch", right_sources()["company.orch"], {})]
    assert generate(right, 100, seed=1) == generate(right, 100, seed=1)
    assert generate(right, 100, seed=1) != generate(right, 100, seed=2)


def test_a_mistake_of_each_kind_does_not_compile_to_the_right_source(mistakes: list[Mistake]) -> None:
    first = {each.kind: each for each in reversed(mistakes)}
    assert [kind for kind, mistake in first.items() if judge(mistake).unchanged] == []


def test_the_generator_shares_no_code_with_the_rules() -> None:
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("orchestra_dsl"):
                assert (node.module or "").startswith(ALLOWED), path.name


def test_the_line_is_that_of_the_changed_text() -> None:
    text = "one\ntwo\nthree\n"
    two = Span(4, 7, "a.orch")
    assert make(text, Slip((replaced(two, "zwei"),), 4, "O1", "")).line == 2
    assert make(text, Slip((inserted(7, "\n  new"),), 7, "O1", "")).line == 3
    assert make(text, Slip((deleted(two),), 8, "O1", "")).text == "one\n\nthree\n"
    assert make(text, Slip((inserted(0, "zero\n"),), 8, "O1", "")).line == 4
