"""`orchestra lint --fix`, `--unsafe-fixes` and `--diff`: what is changed, what is left out, and what is said of it."""

from pathlib import Path

import pytest

from tests.cli.project import SOURCE, Desk

LONG = SOURCE.replace(
    "    background classify = classify(case)\n",
    """\
    background classify = classify(case) {
      only if not case.status == "Closed"
    }
""",
).replace("when fails {", "when fails == true {")
SHORT = LONG.replace("not case.status ==", "case.status !=").replace("fails == true", "fails")
UNUSED = SOURCE.replace("  decide how {", "  let why = 1\n  decide how {")


def test_what_can_be_fixed_is_counted(desk: Desk) -> None:
    desk.write("handle.orch", LONG)
    assert desk.run("lint").out.splitlines()[-1] == "2 can be fixed with --fix."
    desk.write("handle.orch", UNUSED)
    assert desk.run("lint").out.splitlines()[-1] == "1 can be fixed with --fix --unsafe-fixes; --diff shows how."
    desk.write("handle.orch", LONG.replace("  decide how {", "  let why = 1\n  decide how {"))
    assert desk.run("lint").out.endswith("2 can be fixed with --fix, and 1 more with --fix --unsafe-fixes.\n")


def test_safe_fixes_are_made(desk: Desk) -> None:
    path = desk.write("handle.orch", LONG)
    path.chmod(0o640)
    assert desk.fine("lint", "--fix") == "Fixed 2 findings in 1 file; none is left.\n"
    assert path.read_text(encoding="utf-8") == SHORT
    assert path.stat().st_mode & 0o777 == 0o640
    assert desk.fine("lint") == "No findings.\n"
    assert desk.fine("lint", "--fix") == "No findings.\n"
    assert not [each for each in desk.folder.iterdir() if each.name.startswith(".handle")]


def test_ends_of_lines_and_a_byte_order_mark_stay(desk: Desk) -> None:
    path = desk.folder / "handle.orch"
    path.write_bytes(b"\xef\xbb\xbf" + LONG.replace("\n", "\r\n").encode())
    desk.fine("lint", "--fix")
    assert path.read_bytes() == b"\xef\xbb\xbf" + SHORT.replace("\n", "\r\n").encode()


def test_unsafe_fixes_are_made_when_asked_for(desk: Desk) -> None:
    path = desk.write("handle.orch", UNUSED)
    said = desk.run("lint", "--fix")
    assert said.code == 1
    assert said.out.endswith("Nothing could be fixed; 1 is left. 1 of them can be fixed with --unsafe-fixes.\n")
    assert path.read_text(encoding="utf-8") == UNUSED
    assert desk.fine("lint", "--fix", "--unsafe-fixes") == "Fixed 1 finding in 1 file; none is left.\n"
    assert path.read_text(encoding="utf-8") == SOURCE


def test_a_diff_changes_nothing(desk: Desk) -> None:
    path = desk.write("handle.orch", UNUSED)
    said = desk.run("lint", "--diff", "--unsafe-fixes")
    assert said.code == 1
    assert said.out.splitlines()[:3] == ["--- handle.orch", "+++ handle.orch (fixed)", "@@ -28,7 +28,6 @@"]
    assert "-  let why = 1\n" in said.out
    assert said.err == "Would fix 1 finding in 1 file; none is left.\n"
    assert path.read_text(encoding="utf-8") == UNUSED
    desk.write("handle.orch", SOURCE)
    assert desk.run("lint", "--diff").code == 0


def test_fixes_that_wait_for_each_other_are_made_one_after_the_other(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("when fails {", "when not not (fails == true) {"))
    assert desk.fine("lint", "--fix") == "Fixed 2 findings in 1 file; none is left.\n"
    assert "when fails {" in (desk.folder / "handle.orch").read_text(encoding="utf-8")


def test_a_fix_that_would_lead_to_an_error_is_left_out_and_the_others_are_made(desk: Desk) -> None:
    text = SOURCE.replace("classify = classify(case)\n", "classify = classify(case) { only if case.ownr }\n")
    desk.write("handle.orch", text.replace("start after classify", "start after clasify"))
    said = desk.run("lint", "--fix", "--unsafe-fixes")
    assert said.code == 1
    lines = said.out.splitlines()
    assert lines[-2] == (
        "handle.orch:20: the fix of O205 (Write `owner`) is left out. With it: "
        "`only if` needs `boolean`, but `case.owner` is `user`."
    )
    assert lines[-1] == "Fixed 1 finding in 1 file; 1 is left."
    left = (desk.folder / "handle.orch").read_text(encoding="utf-8")
    assert "start after classify" in left
    assert "only if case.ownr" in left


def test_only_files_of_the_project_are_changed(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside.orch"
    outside.write_text("predicate sure(x: boolean) = x == true\n", encoding="utf-8")
    (desk.folder / "linked.orch").symlink_to(outside)
    desk.write("handle.orch", f'import "../outside.orch"\nimport "linked.orch"\n{LONG}')
    said = desk.run("lint", "--fix")
    assert said.code == 1
    assert "Fixed 2 findings in 1 file;" in said.out
    assert outside.read_text(encoding="utf-8") == "predicate sure(x: boolean) = x == true\n"
    assert (desk.folder / "linked.orch").is_symlink()


def test_an_imported_file_of_the_project_is_changed_through_a_link(desk: Desk) -> None:
    desk.write("real.orch", "predicate sure(x: boolean) = x == true\n")
    (desk.folder / "linked.orch").symlink_to("real.orch")
    desk.write("handle.orch", f'import "linked.orch"\n{SOURCE}'.replace("when fails", "when sure(fails)"))
    assert desk.fine("lint", "--fix") == "Fixed 1 finding in 1 file; none is left.\n"
    assert (desk.folder / "linked.orch").is_symlink()
    assert (desk.folder / "real.orch").read_text(encoding="utf-8") == "predicate sure(x: boolean) = x\n"


def test_a_source_that_cannot_be_written_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    desk.write("handle.orch", LONG)
    monkeypatch.setattr("orchestra_dsl.workspace.rewriting.os.replace", refuse)
    said = desk.run("lint", "--fix")
    assert (said.code, said.err) == (2, "Error: handle.orch: cannot be written: Permission denied\n")
    assert sorted(each.name for each in desk.folder.iterdir() if ".handle" in each.name) == []


def test_programs_are_told_what_is_left_and_people_what_was_fixed(desk: Desk) -> None:
    desk.write("handle.orch", LONG)
    said = desk.run("lint", "--fix", "--json")
    assert said.json["findings"] == []
    assert said.err == "Fixed 2 findings in 1 file; none is left.\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--unsafe-fixes"], "--unsafe-fixes says which fixes are made; add --fix, or --diff to look at them."),
        (["--diff", "--json"], "--diff shows changes to people; it does not go together with --format json."),
    ],
)
def test_options_that_say_nothing_together_are_refused(desk: Desk, options: list[str], message: str) -> None:
    said = desk.run("lint", *options)
    assert said.code == 2
    assert message in said.err
