"""Every source in the docs is one: it compiles, or is a part of one that could, and its scenarios hold."""

import re
from pathlib import Path

import pytest

from orchestra_dsl.compile.pipeline import CompileResult, compile_source
from orchestra_dsl.scenario.player import play_scenario
from orchestra_dsl.source import SourceFile
from tests.house.checkout import ROOT

PAGES = [ROOT / "README.md", *ROOT.glob("plugins/*/README.md"), *(ROOT / "docs").glob("*.md")]
PAGES += (ROOT / "docs" / "patterns").glob("*.md")
BLOCK = re.compile(r"^```orch\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(name := f"{page.relative_to(ROOT)}:{number}", text, id=name)
    for page in PAGES
    for number, text in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")), 1)
]
PARTS = ("{}", "orchestration x() {{\n{}\n}}", "orchestration x() {{ stage s {{\n{}\n}} }}")
"""Around what is shown, so that it is a source."""
MEANT = {
    "docs/first_orchestration.md:1": {"O205"},
    "docs/formatting.md:1": {"O203", "O315"},  # a part of a source whose flows are elsewhere
    "docs/formatting.md:2": {"O203", "O315"},
}
"""What is wrong on purpose, as the page says."""


@pytest.mark.parametrize(("page", "text"), BLOCKS)
def test_a_source_on_a_page_reads_as_one(page: str, text: str) -> None:
    """A part of an orchestration or of a stage is one too."""
    found = [compiled(part.format(text)) for part in PARTS]
    assert any(not any(code.startswith("O1") for code in codes(result)) for result in found), page


@pytest.mark.parametrize(("page", "text"), [block for block in BLOCKS if "\nrecord " in f"\n{block.values[1]}"])
def test_a_whole_source_has_nothing_wrong_and_its_scenarios_hold(page: str, text: str) -> None:
    result = compiled(text)
    assert codes(result) == MEANT.get(page, set())
    for scenario in result.package.scenarios if result.package is not None else ():
        assert result.package is not None
        assert play_scenario(result.package, scenario).failure is None, scenario.name


def compiled(text: str) -> CompileResult:
    return compile_source("page.orch", lambda name: SourceFile(name, text))


def codes(result: CompileResult) -> set[str]:
    return {each.code for each in result.diagnostics}


RUN_BY = {
    "README.md": "tests/workspace/test_docs.py",
    "docs/drawings.md": "tests/cli/test_exporters.py",
    "docs/first_flow.md": "tests/house/test_walkthroughs.py",
    "docs/flows.md": "tests/workspace/test_docs.py",
    "docs/kinds.md": "tests/house/test_kinds.py",
    "docs/linting.md": "tests/lint/test_docs.py",
    "docs/plugins.md": "tests/workspace/test_docs.py",
    "docs/python.md": "tests/workspace/test_docs.py",
    "docs/testing.md": "tests/workspace/test_docs.py",
}
"""Which test runs the Python of a page. That of hooks.md is made from the code; plugins have tests of their own."""


def test_the_python_of_every_page_is_run() -> None:
    pages = (page for page in PAGES if ROOT / "plugins" not in page.parents)
    shown = {str(page.relative_to(ROOT)) for page in pages if "\n```python\n" in page.read_text(encoding="utf-8")}
    assert shown - {"docs/hooks.md"} == RUN_BY.keys()
    for page, test in RUN_BY.items():
        assert Path(page).stem in (ROOT / test).read_text(encoding="utf-8"), page
