"""Every rule of the language (language.md, section 4) has tests that cite it: `Rule 18: …` in their docstrings."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.house.checkout import ROOT

RULES = range(1, 23)
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
CITED = re.compile(r"\b[Rr]ules? (\d+(?:(?:, | and | to )\d+)*)")


def cited(text: str) -> set[int]:
    """The rules that a text names: "Rules 2 and 18", "rules 1, 9, 20 and 21", "rules 4 to 7"."""
    found: set[int] = set()
    for match in CITED.finditer(text):
        for part in re.split(r", | and ", match[1]):
            first, _, last = part.partition(" to ")
            found.update(range(int(first), int(last or first) + 1))
    return found


def docstrings() -> Iterator[tuple[str, str]]:
    """The docstrings of all test functions, with where they stand."""
    for path in TESTS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield f"{path.relative_to(ROOT)}::{node.name}", ast.get_docstring(node) or ""


@pytest.fixture(scope="module")
def tests() -> dict[int, list[str]]:
    """The tests that cite each rule."""
    found: dict[int, list[str]] = defaultdict(list)
    for name, text in docstrings():
        for rule in cited(text):
            found[rule].append(name)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_tests_that_cite_it(tests: dict[int, list[str]], rule: int) -> None:
    assert len(tests[rule]) >= 3, f"rule {rule} is cited by {tests[rule]}"


def test_no_rule_is_cited_that_there_is_not(tests: dict[int, list[str]]) -> None:
    assert {rule: names for rule, names in tests.items() if rule not in RULES} == {}


def test_citations_are_read_as_they_are_written() -> None:
    assert cited("Rules 2 and 18: x (rule 9). See rules 4 to 6, 20 and 22") == {2, 18, 9, 4, 5, 6, 20, 22}
