"""A source is compiled again when something that it was made from has changed, and only then."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

import orchestra_dsl.compile.pipeline
from orchestra_dsl.plugin import flow
from orchestra_dsl.workspace.checking import check_paths
from orchestra_dsl.workspace.compiling import importers_first
from orchestra_dsl.workspace.project import Project
from tests.workspace.project import FLOWS, SOURCE

IMPORTING = 'import "base.orch"\n' + SOURCE.partition("\n")[2]
BASE = SOURCE.partition("\n")[0] + "\n"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The entries that were compiled, and not taken from the cache."""
    entries: list[str] = []
    compile_source = orchestra_dsl.compile.pipeline.compile_source

    def counted(entry: str, *arguments: object) -> object:
        entries.append(entry)
        return compile_source(entry, *arguments)  # type: ignore[arg-type]  # handed on as they are

    monkeypatch.setattr("orchestra_dsl.compile.pipeline.compile_source", counted)
    return entries


def check(folder: Path) -> list[str]:
    """The codes of what is found, by a project that is loaded anew."""
    return [each.code for each in Project.load(folder).check().diagnostics]


def test_what_has_not_changed_is_compiled_once(folder: Path, compiled: list[str]) -> None:
    assert check(folder) == check(folder) == []
    assert compiled == ["handle.orch"]


def test_the_same_graphs_come_from_the_cache(folder: Path, compiled: list[str]) -> None:
    assert Project.load(folder).compile() == Project.load(folder).compile()
    assert compiled == ["handle.orch"]


@pytest.mark.parametrize("name", ["handle.orch", "orchestra.toml", "flows.py", "people.toml"])
def test_a_changed_file_is_noticed(folder: Path, compiled: list[str], name: str) -> None:
    check(folder)
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    check(folder)
    assert compiled == ["handle.orch"] * 2


def test_people_that_can_no_longer_be_read_are_noticed(folder: Path) -> None:
    assert check(folder) == []
    (folder / "people.toml").write_text("[users.ann\n", encoding="utf-8")
    assert check(folder) == ["O704"]


def test_a_changed_import_is_noticed(folder: Path, compiled: list[str]) -> None:
    (folder / "handle.orch").write_text(IMPORTING, encoding="utf-8")
    (folder / "base.orch").write_text(BASE, encoding="utf-8")
    assert check(folder) == []
    (folder / "base.orch").write_text(BASE.replace("user", "nonsense"), encoding="utf-8")
    assert check(folder) == ["O204"]
    assert compiled.count("handle.orch") == 2


def test_an_import_that_appears_is_noticed(folder: Path) -> None:
    (folder / "handle.orch").write_text(IMPORTING, encoding="utf-8")
    assert "O211" in check(folder)
    (folder / "base.orch").write_text(BASE, encoding="utf-8")
    assert check(folder) == []
    (folder / "base.orch").unlink()
    assert "O211" in check(folder)


def test_what_is_imported_is_not_compiled_by_itself(folder: Path, compiled: list[str]) -> None:
    (folder / "handle.orch").write_text(IMPORTING, encoding="utf-8")
    (folder / "base.orch").write_text(BASE, encoding="utf-8")
    check(folder)
    assert compiled == ["handle.orch"]


def test_sources_that_import_each_other_are_compiled_all_the_same(folder: Path) -> None:
    (folder / "one.orch").write_text('import "two.orch"\n', encoding="utf-8")
    (folder / "two.orch").write_text('import "one.orch"\n', encoding="utf-8")
    found = check_paths([folder / "one.orch", folder / "two.orch"])
    assert {each.code for each in found.diagnostics} == {"O212"}
    both = [folder / "two.orch", folder / "one.orch"]
    assert importers_first(both)[0] == both


@pytest.mark.parametrize("part", ["of the code", "of the source"])
def test_a_damaged_cache_is_no_error(folder: Path, compiled: list[str], part: str) -> None:
    check(folder)
    entries = list(Path(os.environ["ORCHESTRA_CACHE"]).iterdir())
    assert len(entries) == 2
    entry = next(each for each in entries if each.name.startswith("code-") == (part == "of the code"))
    entry.write_bytes(entry.read_bytes()[:100])
    assert check(folder) == []
    assert check(folder) == []
    assert compiled == ["handle.orch"] * 2


def test_without_a_cache_everything_is_compiled_each_time(
    folder: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", "off")
    check(folder)
    check(folder)
    assert compiled == ["handle.orch"] * 2


def test_what_plugins_with_faults_took_part_in_is_not_kept(folder: Path, compiled: list[str]) -> None:
    (folder / "flows.py").write_text(FLOWS + "import nothing_of_this_name\n", encoding="utf-8")
    assert "O704" in check(folder)
    assert "O704" in check(folder)
    assert compiled == ["handle.orch"] * 2


def test_plugins_given_by_hand_take_part_and_are_not_kept(tmp_path: Path, compiled: list[str]) -> None:
    @flow("hello")
    def hello(name: str) -> None:
        """Say nothing."""

    source = 'flow hello(name: text)\norchestration greet() "Greet" {\n  stage s "S" { background h = hello("x") }\n}\n'
    (tmp_path / "greet.orch").write_text(source, encoding="utf-8")
    plugins = [("mine", SimpleNamespace(hello=hello))]
    assert Project.load(tmp_path, plugins=plugins).check().diagnostics == ()
    assert [each.code for each in Project.load(tmp_path).check().diagnostics] == ["O701"]
    assert compiled == ["greet.orch"] * 2
