"""The docs say what the code says."""

import importlib
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from orchestra_dsl import plugin
from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.source import SourceFile
from orchestra_dsl.workspace.settings import _READERS
from tests.house.checkout import ROOT


@cache
def generator() -> ModuleType:
    """Load docs/generate.py, which finds the modules beside it as it does when it is run."""
    sys.path.insert(0, str(ROOT / "docs"))
    return importlib.import_module("generate")


@pytest.mark.parametrize("name", sorted(generator().PAGES))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == generator().PAGES[name](), "run `make docs`"


@pytest.mark.parametrize("folder", ["docs/findings", "docs/patterns", "orchestra_dsl/diagnostics/pages/reported"])
def test_no_page_is_left_over(folder: str) -> None:
    there = {str(path.relative_to(ROOT)) for path in (ROOT / folder).iterdir()}
    assert there == {name for name in generator().PAGES if name.startswith(f"{folder}/")}


PAGES = [*ROOT.glob("*.md"), *(page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [target for target in targets if not ((ROOT / page).parent / target).exists()] == []


def test_the_program_in_the_readme_compiles_without_a_finding() -> None:
    found = re.search(r"```orch\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    result = compile_source("readme.orch", lambda name: SourceFile(name, found[1]))
    assert result.diagnostics == ()
    assert result.package is not None


def test_the_site_is_made_without_a_warning(tmp_path: Path) -> None:
    """A page that the index does not list is one, and so are a link and a lexer that are not there."""
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--builder", "html"]
    done = subprocess.run([*command, ROOT / "docs", tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "plugins.html").read_text(encoding="utf-8")
    assert '<span class="k">record</span>' in page


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


SOURCES = [path.read_text(encoding="utf-8") for path in (ROOT / "orchestra_dsl").rglob("*.py")]


def test_every_hook_is_described_and_says_since_when_it_is_there() -> None:
    """Also one that is declared in a module of which the page knows nothing."""
    declared = [name for source in SOURCES for name in re.findall(r"^@hookspec\ndef (\w+)", source, re.MULTILINE)]
    chapters = {part.partition("`")[0]: part for part in _page("hooks.md").split("\n### `")[1:]}
    assert len(declared) > 6
    assert [name for name in declared if not re.search(r"Since\s+\d+\.\d", chapters.get(name, ""))] == []


def test_whatever_authors_write_with_is_described() -> None:
    generator()
    written = set(plugin.__all__) - set(importlib.import_module("hooks").HANDED_ON)
    assert written - set(re.findall(r"^### `(\w+)`$", _page("hooks.md"), re.MULTILINE)) == set()


def test_every_key_of_the_settings_is_described() -> None:
    table = _page("project.md").partition("## Channels")[0]
    assert set(re.findall(r"^\| `(\w+)` \| ", table, re.MULTILINE)) == set(_READERS)


def test_every_variable_of_the_environment_is_described() -> None:
    read = {name for source in SOURCES for name in re.findall(r"\bORCHESTRA_[A-Z]+\b", source)}
    assert read
    assert read - set(re.findall(r"^\| `(\w+)` \| ", _page("project.md"), re.MULTILINE)) == set()


def test_every_command_is_described() -> None:
    """The page is made from the commands; here their files are looked for."""
    folder = ROOT / "orchestra_dsl" / "cli" / "commands"
    files = [path.relative_to(folder) for path in folder.rglob("*.py") if not path.stem.startswith("_")]
    words = {" ".join(path.with_suffix("").parts).rstrip("_") for path in files}  # import_.py: Python has that word
    described = set(re.findall(r"^## orchestra (.+)$", _page("commands.md"), re.MULTILINE))
    assert words - described == set()
