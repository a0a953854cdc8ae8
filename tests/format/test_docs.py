"""The page about formatting shows what the formatter does."""

import re

import pytest

from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.format.order import CANONICAL
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.table import load
from tests.house.checkout import ROOT

PAGE = (ROOT / "docs" / "formatting.md").read_text(encoding="utf-8")


def test_the_first_example_becomes_the_second() -> None:
    given, canonical, *_ = re.findall(r"```orch\n(.*?)```", PAGE, re.DOTALL)
    assert formatted(SourceFile("a.orch", given)).text == canonical


MEMBERS = {
    "orchestration": "_member",
    "stage": "_stage_member",
    "parallel": "_parallel_member",
    "background": "_step_clause",
    "interactive": "_step_clause",
    "calendar": "_calendar_clause",
}


def test_every_clause_of_the_grammar_has_its_place() -> None:
    productions = load().productions

    def alternatives(rule: str) -> set[str]:
        found = [made.expansion[0] for made in productions if made.rule == rule]
        return set().union(*(alternatives(name) if name.startswith("_") else {name} for name in found))

    elements = {"branch", "background", "interactive"} | alternatives("_element")
    for block, members in MEMBERS.items():
        named = [name for names in CANONICAL[block] for name in names if not name.startswith("the ")]
        assert len(named) == len(set(named))
        assert set(named) == alternatives(members) - elements


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = [
    pytest.param(block, id=f"{page.name} {number}")
    for page in PAGES
    for number, block in enumerate(re.findall(r"```orch\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
    if not (page.name == "formatting.md" and number == 0)
]


@pytest.mark.parametrize("block", BLOCKS)
def test_what_the_docs_show_is_in_the_canonical_form(block: str) -> None:
    assert formatted(SourceFile("a.orch", block)).text == block
