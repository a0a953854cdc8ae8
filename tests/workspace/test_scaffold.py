"""A new project has no findings and passes its scenarios, whatever its folder is called; so has a new plugin."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.analysis.check import check
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.table import load
from orchestra_dsl.workspace.describing import describe
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.formatting import format_paths
from orchestra_dsl.workspace.playing import play_paths
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.scaffold import name_for, new_plugin, new_project, plugin_name_for

NAMES = {
    "purchase": "purchase",
    "Purchase Requests": "purchase_requests",
    "hiring-2026": "hiring_2026",
    "Prüfung": "prufung",
    "--x--": "x",
    "if": "if_process",
}


@pytest.mark.parametrize(("folder", "name"), NAMES.items())
def test_the_orchestration_is_called_after_the_folder(folder: str, name: str) -> None:
    assert name_for(folder) == name


def test_a_new_project_has_no_finding_and_passes_its_scenarios(tmp_path: Path) -> None:
    new_project(tmp_path / "Purchase Requests")
    project = Project.load(tmp_path / "Purchase Requests")
    assert project.check().diagnostics == ()
    assert project.registry.problems == ()
    played = list(play_paths([tmp_path / "Purchase Requests"]))
    assert [each.result.failure for each in played] == [None, None, None]


def test_no_word_of_the_language_is_a_wrong_name(tmp_path: Path) -> None:
    for word in {"if", "true", "null", "count", "find", *load().keywords}:
        source = next(file for file in new_project(tmp_path / word) if file.suffix == ".orch")
        text = source.read_text(encoding="utf-8").partition("# Scenarios")[0]
        file = SourceFile(source.name, text)
        assert check(source.name, {source.name: file}.__getitem__).diagnostics == (), word


@pytest.mark.parametrize(
    ("folder", "name"),
    [("acme", "acme"), ("orchestra-acme", "acme"), ("Acme Inc.", "acme_inc"), ("orchestra-if", "if_process")],
)
def test_a_plugin_is_called_after_the_folder(folder: str, name: str) -> None:
    assert plugin_name_for(folder) == name


@pytest.mark.parametrize("folder", ["dsl", "orchestra-dsl", "orchestra-9", "orchestra-dsl-"])
def test_a_plugin_is_not_called_as_orchestra_is_or_by_no_name(folder: str) -> None:
    with pytest.raises(UsageError):
        plugin_name_for(folder)


def test_a_new_plugin_declares_what_it_supplies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_plugin(tmp_path / "orchestra-tried")
    monkeypatch.syspath_prepend(tmp_path / "orchestra-tried" / "src")
    plugin = importlib.import_module("orchestra_tried")
    example = tmp_path / "orchestra-tried" / "example"
    project = Project.load(example, plugins=[("tried", plugin)])
    assert project.check().diagnostics == ()
    assert project.registry.check() == ()
    assert not format_paths([example], write=False).sources[0].changed
    assert [each.result.failure for each in play_paths([example])] == [None, None, None]
    declared = describe(project.registry, ["tried"]).text.splitlines()[-1]
    assert declared in (example / "tried.orch").read_text(encoding="utf-8").splitlines()


def test_a_plugin_may_have_a_word_of_the_language_for_its_name(tmp_path: Path) -> None:
    for word in {"if", "true", "count", *load().keywords}:
        source = next(file for file in new_plugin(tmp_path / word) if file.suffix == ".orch")
        text = source.read_text(encoding="utf-8").partition("scenario ")[0]
        file = SourceFile(source.name, text)
        assert check(source.name, {source.name: file}.__getitem__).diagnostics == (), word


@pytest.mark.parametrize("new", [new_project, new_plugin], ids=["project", "plugin"])
@pytest.mark.parametrize("folder", ["9", "…", "  ", "日本", "x" * 61])
def test_a_name_that_cannot_be_used_is_refused(tmp_path: Path, folder: str, new: Callable[[Path], list[Path]]) -> None:
    with pytest.raises(UsageError):
        new(tmp_path / folder)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("mine", "file"):
        with pytest.raises(UsageError):
            new_project(tmp_path / name)
    assert [each.name for each in sorted(tmp_path.rglob("*"))] == ["file", "mine", "notes.txt"]


def test_nothing_stays_of_a_project_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: Any = Path.open

    def full(path: Path, mode: str = "r", **options: Any) -> Any:
        if path.name == "people.toml" and mode == "x":
            raise OSError(28, "No space left on device", str(path))
        return opened(path, mode, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(UsageError, match="No space left"):
        new_project(tmp_path / "full")
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
