"""The files that commands write beside their answers: whole or not at all, and never in the place of a source."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.project import SOURCE, Desk

GRAPH = ["graph", "handle.orch", "quick", "--format", "dot", "-o"]
COMMANDS = {"graph": GRAPH, "compile": ["compile", "handle.orch", "-o"], "test": ["test", "handle.orch", "--junit"]}
SCENARIO = 'scenario "it ends" of quick { given fails = false start expect ended "Done" }\n'
every = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)


@every
@pytest.mark.parametrize("name", ["handle.orch", "new.orch", "NEW.ORCH", "link.svg"])
def test_what_is_named_like_a_source_is_not_written(desk: Desk, command: Sequence[str], name: str) -> None:
    (desk.folder / "link.svg").symlink_to("handle.orch")
    before = sorted(desk.folder.iterdir())
    said = desk.run(*command, name)
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines() == [
        f"Error: {name}: this is not written, as files that end in .orch are sources",
        "  Give the name of another file.",
    ]
    assert (desk.folder / "handle.orch").read_text(encoding="utf-8") == SOURCE
    assert sorted(desk.folder.iterdir()) == before


@every
def test_a_source_of_any_name_and_the_settings_are_not_written(desk: Desk, command: Sequence[str]) -> None:
    path = desk.write("handle.txt", SOURCE)
    said = desk.run(*[word.replace("handle.orch", "handle.txt") for word in command], "handle.txt")
    assert (said.code, path.read_text(encoding="utf-8")) == (2, SOURCE)
    assert "handle.txt: this is not written, as it is a source that is read" in said.err
    said = desk.run(*command, "orchestra.toml")
    assert (said.code, (desk.folder / "orchestra.toml").read_text(encoding="utf-8")[:7]) == (2, "sources")
    assert "orchestra.toml: this is not written, as it holds the settings of a project" in said.err


@every
def test_what_cannot_be_written_is_as_it_was(
    desk: Desk, command: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    desk.write("handle.orch", SOURCE + SCENARIO)
    path = desk.write("out.txt", "before")
    monkeypatch.setattr("orchestra_dsl.workspace.rewriting.os.fsync", full)
    said = desk.run(*command, "out.txt")
    assert (said.code, path.read_text(encoding="utf-8")) == (2, "before")
    assert said.err == "Error: out.txt: cannot be written: No space left on device\n"
    assert [each.name for each in desk.folder.iterdir() if each.name.startswith(".out")] == []


def test_a_new_file_has_the_mode_of_new_files_and_an_old_one_keeps_its_own(desk: Desk) -> None:
    before = os.umask(0o027)
    try:
        desk.fine(*GRAPH, "new.dot")
    finally:
        os.umask(before)
    new, old = desk.folder / "new.dot", desk.write("old.dot", "")
    assert stat.S_IMODE(new.stat().st_mode) == 0o640
    old.chmod(0o604)
    desk.fine(*GRAPH, "old.dot")
    assert stat.S_IMODE(old.stat().st_mode) == 0o604
    assert old.read_bytes() == new.read_bytes()


def test_a_link_stays_and_a_folder_is_refused(desk: Desk) -> None:
    (desk.folder / "link.dot").symlink_to("real.dot")
    desk.fine(*GRAPH, "link.dot")
    assert (desk.folder / "link.dot").is_symlink()
    assert (desk.folder / "real.dot").read_text(encoding="utf-8").startswith("digraph")
    (desk.folder / "folder.dot").mkdir()
    said = desk.run(*GRAPH, "folder.dot")
    assert (said.code, said.err) == (2, "Error: folder.dot: cannot be written: Is a directory\n")


def test_what_is_no_file_stays_what_it_is(desk: Desk) -> None:
    before = Path(os.devnull).stat().st_mode
    assert desk.fine(*GRAPH, os.devnull) == f"Wrote {os.devnull}.\n"
    assert Path(os.devnull).stat().st_mode == before
    (desk.folder / "round.dot").symlink_to("round.dot")
    assert "round.dot: cannot be written:" in desk.run(*GRAPH, "round.dot").err
