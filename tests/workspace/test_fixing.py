"""Fixes of whole folders of bad sources: nothing is made worse, and what could be fixed is not found again."""

import shutil
from pathlib import Path

import pytest

from orchestra_dsl.diagnostics import Severity
from orchestra_dsl.workspace.checking import check_paths
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.fixing import Fixed, fix_paths
from orchestra_dsl.workspace.harm import NOT_READ
from tests.analysis.expected import CASES
from tests.lint.asking import CASES as STYLE

BAD = sorted(each.name for each in (CASES / "bad").iterdir() if each.is_dir())


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def copied(source: Path) -> list[Path]:
    """The sources of a folder, copied to the current one with what stands beside the folder."""
    shutil.copytree(source, Path("here"))
    for part in source.parent.glob("*.orch"):
        shutil.copy(part, Path())
    Path("orchestra.toml").write_text("", encoding="utf-8")
    return sorted(Path("here").glob("*.orch"))


def errors(findings: Findings, *codes: str) -> int:
    found = [each for each in findings.diagnostics if each.severity is Severity.ERROR]
    return sum(not codes or each.code in codes for each in found)


def fixed(path: Path, *, unsafe: bool) -> Fixed:
    return fix_paths([path], unsafe=unsafe, write=True)


@pytest.mark.parametrize("folder", BAD)
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_bad_sources_are_made_no_worse(folder: str, unsafe: bool) -> None:  # noqa: FBT001 - a column
    for path in copied(CASES / "bad" / folder):
        before = check_paths([path])
        done = fixed(path, unsafe=unsafe)
        after = check_paths([path])
        assert after == done.findings, "what is told is what there is"
        assert errors(after) <= errors(before)
        assert errors(after, *NOT_READ) <= errors(before, *NOT_READ)
        assert bool(done.files) == bool(done.count)
        again = fixed(path, unsafe=unsafe)
        assert (again.count, again.files) == (0, ())


def test_matters_of_style_that_have_a_safe_fix_are_gone_after_it() -> None:
    for path in copied(STYLE):
        before = [each.code for each in check_paths([path]).diagnostics]
        fixed(path, unsafe=False)
        after = [each.code for each in check_paths([path]).diagnostics]
        assert not {"O805", "O806", "O807", "O810", "O894"} & set(after)
        assert set(after) <= set(before)
