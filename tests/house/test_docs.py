"""The docs say what the code says."""

import importlib.util
import re
from types import ModuleType

import pytest

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.source import SourceFile
from tests.house.checkout import ROOT


def generator() -> ModuleType:
    """Load docs/generate.py."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(generator().PAGES))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == generator().PAGES[name](), "run `make docs`"


PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [target for target in targets if not ((ROOT / page).parent / target).exists()] == []


def test_the_page_of_findings_marks_what_is_only_reserved(monkeypatch: pytest.MonkeyPatch) -> None:
    module = generator()
    monkeypatch.setattr(module, "_codes_in_use", lambda: iter(["O202"]))
    text = module.findings()
    assert "### O202 Unknown element\n\n*error*\n" in text
    assert "### O803 Long stage\n\n*warning, reserved*\n" in text


def test_the_program_in_the_readme_compiles_without_a_finding() -> None:
    found = re.search(r"```orch\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    result = compile_source("readme.orch", lambda name: SourceFile(name, found[1]))
    assert result.diagnostics == ()
    assert result.package is not None
