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
        "left": [],
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
    target = desk.write("real.orch", UGLY)
    target.chmod(0o640)
    (desk.folder / "link.orch").symlink_to("real.orch")
    assert desk.fine("fmt", "link.orch") == "Formatted link.orch.\n"
    assert (desk.folder / "link.orch").is_symlink()
    assert target.read_text(encoding="utf-8") == SOURCE
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize("named", [".", "link.orch"])
@pytest.mark.parametrize("command", [["fmt"], ["lint", "--fix"]])
@pytest.mark.parametrize("settings", [True, False], ids=["project", "folder"])
def test_what_a_link_leads_to_outside_is_left(desk: Desk, command: list[str], named: str, *, settings: bool) -> None:
    if settings:
        desk.write("orchestra.toml", 'sources = ["*.orch"]\nplugins = ["flows.py"]\n')
    else:
        (desk.folder / "orchestra.toml").unlink()
    text = "predicate sure(x: boolean)   = x == true\n"
    outside = desk.folder.parent / "outside.orch"
    outside.write_text(text, encoding="utf-8")
    (desk.folder / "link.orch").symlink_to(outside)
    said = desk.run(*command, named)
    assert "of this project; it was left as it is." in said.out + said.err
    assert outside.read_text(encoding="utf-8") == text
    desk.run(*command, "../outside.orch")
    assert outside.read_text(encoding="utf-8") != text, "it is changed where it is named itself"


def test_settings_that_are_wrong_keep_nothing_from_being_formatted(desk: Desk) -> None:
    desk.write("orchestra.toml", "sources = [")
    desk.write("handle.orch", UGLY)
    assert desk.fine("fmt") == "Formatted handle.orch.\n"


def test_programs_are_told_what_is_left(desk: Desk) -> None:
    notes = desk.write("notes.txt", UGLY)
    (desk.folder / "link.orch").symlink_to("notes.txt")
    said = desk.run("fmt", "--json")
    assert (said.json["left"], [each["file"] for each in said.json["files"]]) == (["link.orch"], ["handle.orch"])
    assert notes.read_text(encoding="utf-8") == UGLY


def test_what_cannot_be_read_is_a_finding_and_the_others_are_formatted(desk: Desk) -> None:
    desk.write("handle.orch", UGLY)
    desk.write("a.orch", UGLY)
    (desk.folder / "b.orch").symlink_to("nowhere.orch")
    (desk.folder / "c.orch").symlink_to("c.orch")
    os.mkfifo(desk.folder / "pipe")
    (desk.folder / "d.orch").symlink_to("pipe")
    said = desk.run("fmt")
    assert (said.code, said.out) == (1, "Formatted a.orch.\nFormatted handle.orch.\n")
    assert "b.orch:1:1: error O001: The file `b.orch` cannot be read: No such file or directory." in said.err
    assert "c.orch:1:1: error O001: The file `c.orch` cannot be read: Too many" in said.err
    assert "d.orch leads to no source of this project" in said.err
    again = desk.run("fmt", "--json").json
    assert [each["code"] for each in again["findings"]] == ["O001", "O001"]
    assert [each["file"] for each in again["files"] if each["changed"]] == []


@pytest.mark.parametrize("command", [["fmt"], ["lint", "--fix"]])
def test_where_a_source_has_changed_meanwhile_nothing_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    real, text = Path.read_bytes, UGLY.replace("when fails", "when fails == true")
    for name in ("a.orch", "b.orch"):
        desk.write(name, text)
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"new" if path.name == "b.orch" else real(path))
    said = desk.run(*command, "a.orch", "b.orch")
    assert (said.code, said.err.splitlines()) == (
        2,
        ["Error: b.orch: this has changed meanwhile", "  Nothing was written. Try again."],
    )
    assert read(desk, "a.orch") == text


@pytest.mark.parametrize("command", [["fmt"], ["lint", "--fix"]])
def test_where_one_cannot_be_written_those_before_it_are_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    real, text = os.replace, UGLY.replace("when fails", "when fails == true")

    def replace(temporary: Path, target: Path) -> None:
        if target.name == "c.orch":
            raise OSError(28, "No space left on device")
        real(temporary, target)

    for name in ("a.orch", "b.orch", "c.orch"):
        desk.write(name, text)
    monkeypatch.setattr(os, "replace", replace)
    said = desk.run(*command, "a.orch", "b.orch", "c.orch")
    assert (said.code, said.err.splitlines()) == (
        2,
        ["Error: c.orch: cannot be written: No space left on device", "  These were written before: a.orch, b.orch."],
    )
    assert [read(desk, name) == text for name in ("a.orch", "b.orch", "c.orch")] == [False, False, True]


def test_only_what_is_named_like_a_source_is_formatted(desk: Desk) -> None:
    desk.write("handle.orch", UGLY)
    notes = desk.write("notes.txt", "#   one\n\n\n\n#two\n")
    said = desk.run("fmt", "handle.orch", "notes.txt")
    assert (said.code, said.out) == (2, "")
    assert "notes.txt: this is not named like a source; nothing was formatted" in said.err
    assert (read(desk), notes.read_text(encoding="utf-8")) == (UGLY, "#   one\n\n\n\n#two\n")


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
