"""`orchestra fmt`."""

import io
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from orchestra_dsl.format import formatter
from tests.cli.project import SOURCE, Desk

UGLY = SOURCE.replace("\n  ", "\n      ")
BROKEN = SOURCE.replace("record Case", "recrd Case")


def read(desk: Desk, name: str = "handle.orch") -> str:
    return (desk.folder / name).read_text(encoding="utf-8")


def test_what_is_in_its_canonical_form_is_not_mentioned(desk: Desk) -> None:
    before = (desk.folder / "handle.orch").stat().st_ino
    assert desk.fine("fmt") == ""
    assert desk.fine("fmt", "--check", "handle.orch") == ""
    assert (desk.folder / "handle.orch").stat().st_ino == before


def test_a_source_is_put_into_its_canonical_form(desk: Desk) -> None:
    desk.write("handle.orch", UGLY)
    assert desk.fine("fmt") == "Formatted handle.orch.\n"
    assert read(desk) == SOURCE


def test_a_folder_stands_for_all_sources_below_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.folder / "parts").mkdir()
    (desk.folder / ".hidden").mkdir()
    desk.write("parts/cases.orch", UGLY)
    desk.write(".hidden/cases.orch", UGLY)
    monkeypatch.chdir(desk.folder.parent)
    assert desk.fine("fmt", "desk", "desk/orchestra.toml") == "Formatted desk/parts/cases.orch.\n"
    assert read(desk, ".hidden/cases.orch") == UGLY


def test_a_check_names_the_sources_and_writes_nothing(desk: Desk) -> None:
    desk.write("handle.orch", UGLY)
    said = desk.run("fmt", "--check")
    assert (said.code, said.out, said.err) == (1, "handle.orch would change.\n", "")
    assert read(desk) == UGLY


def test_a_diff_shows_the_change_and_writes_nothing(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace('"Desk" {\n', '"Desk" {\n\n').removesuffix("\n"))
    said = desk.run("fmt", "--diff")
    assert (said.code, said.err) == (1, "")
    lines = said.out.splitlines()
    assert lines[:2] == ["--- handle.orch", "+++ handle.orch (formatted)"]
    assert [line for line in lines[2:] if line[0] in "+-\\"] == ["-", "-}", "\\ No newline at end of file", "+}"]
    assert read(desk) != SOURCE


def test_a_diff_has_colours_on_a_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("handle.orch", SOURCE.replace("\n  stage", "\n stage"))
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    said = desk.run("fmt", "--diff")
    assert "\x1b[32m+  stage desk" in said.out
    assert "\x1b[31m- stage desk" in said.out


def test_a_source_with_syntax_errors_is_left_as_it_is_and_the_others_are_formatted(desk: Desk) -> None:
    desk.write("handle.orch", UGLY)
    desk.write("broken.orch", BROKEN)
    said = desk.run("fmt")
    assert (said.code, said.out) == (1, "Formatted handle.orch.\n")
    assert said.err.startswith("broken.orch:1:1: error O1")
    assert read(desk, "broken.orch") == BROKEN


def test_other_findings_do_not_matter(desk: Desk) -> None:
    desk.write("handle.orch", UGLY.replace("classify(case)\n", "clasify(casse)\n"))
    assert desk.fine("fmt") == "Formatted handle.orch.\n"


def test_json_says_the_same(desk: Desk) -> None:
    desk.write("handle.orch", UGLY)
    desk.write("broken.orch", BROKEN)
    said = desk.run("fmt", "--json", "--diff")
    assert said.code == 1
    assert [(each["file"], each["changed"], bool(each["diff"])) for each in said.json["files"]] == [
        ("broken.orch", False, False),
        ("handle.orch", True, True),
    ]
    assert said.json["findings"][0]["code"].startswith("O1")
    desk.run("fmt", "--json")
    assert json.loads(desk.run("fmt", "--json", "handle.orch").out) == {
        "files": [{"file": "handle.orch", "changed": False}],
        "findings": [],
    }


def pipe(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Put a text into standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_standard_input_is_written_to_standard_output(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, UGLY)
    assert desk.fine("fmt", "-") == SOURCE
    pipe(monkeypatch, SOURCE)
    assert desk.fine("fmt", "-", "--check") == ""
    pipe(monkeypatch, UGLY)
    assert desk.run("fmt", "-", "--check").out == "standard input would change.\n"


def test_of_standard_input_with_syntax_errors_nothing_is_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, BROKEN)
    said = desk.run("fmt", "-")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("standard input:1:1: error O1")


@pytest.mark.parametrize("others", [("handle.orch",), ("--json",)])
def test_standard_input_goes_alone(desk: Desk, others: tuple[str, ...]) -> None:
    said = desk.run("fmt", "-", *others)
    assert said.code == 2
    assert "`-`" in said.err


def test_permissions_stay_and_a_link_leads_to_the_same_file(desk: Desk) -> None:
    target = desk.write("real.txt", UGLY)
    target.chmod(0o640)
    (desk.folder / "link.orch").symlink_to("real.txt")
    assert desk.fine("fmt", "link.orch") == "Formatted link.orch.\n"
    assert (desk.folder / "link.orch").is_symlink()
    assert target.read_text(encoding="utf-8") == SOURCE
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_an_interruption_leaves_the_source_as_it_was_and_nothing_beside_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    desk.write("handle.orch", UGLY)
    before = sorted(desk.folder.iterdir())
    monkeypatch.setattr(os, "fsync", interrupted)
    assert desk.run("fmt").code == 130
    assert (read(desk), sorted(desk.folder.iterdir())) == (UGLY, before)


@pytest.mark.parametrize("fails", ["replace", "fsync"])
def test_what_cannot_be_written_is_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    desk.write("handle.orch", UGLY)
    monkeypatch.setattr(os, fails, full)
    said = desk.run("fmt")
    assert said.code == 2
    assert "handle.orch: cannot be written: No space left on device" in said.err
    assert read(desk) == UGLY
    assert sorted(path.name for path in desk.folder.iterdir() if path.name.startswith(".handle")) == []


def test_what_may_only_be_read_is_not_replaced(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("handle.orch", UGLY).chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # an administrator may write everything
    said = desk.run("fmt")
    assert (said.code, read(desk)) == (2, UGLY)
    assert "handle.orch: cannot be written: Permission denied" in said.err


def test_a_new_project_is_in_the_canonical_form(desk: Desk) -> None:
    desk.fine("new", "requests")
    assert desk.fine("fmt", "--check", "requests") == ""


def test_a_result_that_says_something_else_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("handle.orch", UGLY)
    monkeypatch.setattr(formatter, "printed", lambda *_: SOURCE.replace("Fix the problem", "Fix it"))
    said = desk.run("fmt")
    assert said.code == 1
    assert "handle.orch was left as it is" in said.err
    assert "This is a bug" in said.err
    assert read(desk) == UGLY


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe", "O002"),
        (b"record A { a: text }\0", "O002"),
        (b"orchestration o() { log " + b"(" * 10_000 + b"1" + b")" * 10_000 + b" }", "O003"),
        (b"orchestration o() { log " + b"[" * 10_000, "O003"),
    ],
)
def test_what_is_no_source_is_left_as_it_is(desk: Desk, data: bytes, said: str) -> None:
    path = desk.folder / "bad.orch"
    path.write_bytes(data)
    answer = desk.run("fmt", "bad.orch")
    assert answer.code == 1
    assert said in answer.err
    assert path.read_bytes() == data


@pytest.mark.parametrize("command", ["fmt", "lint"])
def test_a_folder_that_may_not_be_entered_is_said_in_one_message(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    real = Path.stat

    def forbidden(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if "closed" in path.parts:
            raise PermissionError(13, "Permission denied")
        return real(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", forbidden)  # an administrator may enter everything
    said = desk.run(command, "closed/handle.orch")
    assert (said.code, said.err) == (2, "Error: closed/handle.orch: cannot be read: Permission denied\n")


def test_what_cannot_be_read_is_said_in_one_message(desk: Desk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.orch")
    assert "neither a regular file nor a folder" in desk.run("fmt", str(tmp_path / "pipe.orch")).err
    (desk.folder / "empty").mkdir()
    assert "there is no .orch file" in desk.run("fmt", "empty").err


def test_a_source_that_is_far_too_long_has_one_finding_everywhere(desk: Desk) -> None:
    with (desk.folder / "long.orch").open("wb") as file:
        file.truncate(100_000_000)
    for command in ("lint", "compile", "fmt"):
        said = desk.run(command, "long.orch")
        told = said.out if command == "lint" else said.err
        first = "long.orch:1:1: error O003: This file has more than 10,000,000 characters, which is the most."
        assert (said.code, told.splitlines()[0]) == (1, first)
