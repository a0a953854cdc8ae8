"""Many sources are compiled by several processes, and what comes of it is the same."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from orchestra_dsl.workspace import compiling, helping
from orchestra_dsl.workspace.compiling import Compiler
from orchestra_dsl.workspace.kept import Kept
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.texts import Texts

if TYPE_CHECKING:
    import subprocess

SOURCE = """
import "common.orch"

orchestration o{number}(case: Case) "Handle" {{
  notify case.owner via console "{{case.numbr}}"
}}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(helping, "FEWEST", 3)
    monkeypatch.setattr(compiling, "FEWEST", 3)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "orchestra.toml").write_text('sources = ["*.orch"]', encoding="utf-8")
    (folder / "common.orch").write_text("record Case { number: text owner: user }", encoding="utf-8")
    for number in range(8):
        (folder / f"o{number}.orch").write_text(SOURCE.format(number=number), encoding="utf-8")
    return folder


def test_another_process_compiles_its_share_and_the_findings_are_the_same(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []
    anew = Compiler._anew

    def counted(self: Compiler, texts: Texts, name: str) -> Kept:
        compiled.append(name)
        return anew(self, texts, name)

    monkeypatch.setattr(Compiler, "_anew", counted)
    together = Project.load(project).check(in_processes=True)
    assert compiled == [f"o{number}.orch" for number in (0, 1, 3, 5, 7)], "the others are in the cache"
    monkeypatch.setenv("ORCHESTRA_CACHE", "off")
    assert Project.load(project).check().diagnostics == together.diagnostics
    assert len(together.diagnostics) == 8


def test_what_has_not_changed_asks_for_no_help(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Project.load(project).check()
    monkeypatch.setattr(helping, "_start", lambda *_: pytest.fail("a process was started"))
    Project.load(project).check(in_processes=True)


def test_a_helper_that_cannot_work_only_does_not_help(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping, "_PROGRAM", "raise SystemExit(1)")
    assert len(Project.load(project).check(in_processes=True).diagnostics) == 8


def test_without_a_cache_nobody_helps(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", "off")
    monkeypatch.setattr(helping, "_start", lambda *_: pytest.fail("a process was started"))
    assert len(Project.load(project).check(in_processes=True).diagnostics) == 8


def test_no_file_of_the_project_is_taken_for_a_module(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "json.py").write_text("open('executed', 'w').close()", encoding="utf-8")
    monkeypatch.chdir(project)
    assert len(Project.load(project).check(in_processes=True).diagnostics) == 8
    assert not (project / "executed").exists()


def test_nobody_is_left_where_the_work_is_broken_off(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping, "_PROGRAM", "import time; time.sleep(600)")
    started: list[subprocess.Popen[bytes]] = []
    start = helping._start

    def remembered(project: Path, sources: Sequence[Path]) -> "subprocess.Popen[bytes]":
        started.append(start(project, sources))
        return started[-1]

    monkeypatch.setattr(helping, "_start", remembered)
    sources = sorted(project.glob("o*.orch"))
    with pytest.raises(KeyboardInterrupt), helping.shared_out(project, sources):
        raise KeyboardInterrupt
    assert [each.poll() is None for each in started] == [False]


def test_what_is_not_kept_is_compiled_once_and_here(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "flows.py").write_text("raise RuntimeError('broken')", encoding="utf-8")
    (project / "orchestra.toml").write_text('sources = ["*.orch"]\nplugins = ["flows.py"]', encoding="utf-8")
    monkeypatch.setattr(helping, "_start", lambda *_: pytest.fail("a process was started"))
    found = Project.load(project).check(in_processes=True).diagnostics
    assert [each.code for each in found].count("O205") == 8
