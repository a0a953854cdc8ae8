"""`orchestra diff`: what has changed, in words and as JSON, and the runs under way that it concerns."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.project import SOURCE, Desk

GIT = shutil.which("git") or "git"


def commit(desk: Desk) -> None:
    """Make the project's folder a repository with everything in it."""
    who = ("-c", "user.name=ann", "-c", "user.email=ann@example.org")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "First")):
        subprocess.run([GIT, *who, *arguments], cwd=desk.folder, check=True, capture_output=True)


CHANGED = (
    SOURCE.replace('"Fix the problem"', '"Mend it"')
    .replace('group("Agents")', 'user("ann")')
    .replace("  end", '  stage check "Check" {\n    background again = classify(case)\n  }\n  end', 1)
)


@pytest.fixture
def other(desk: Desk) -> str:
    """The project's source with three things changed, in a folder beside it."""
    folder = desk.folder.parent / "changed"
    folder.mkdir()
    (folder / "handle.orch").write_text(CHANGED, encoding="utf-8")
    return str(folder / "handle.orch")


def test_what_has_changed_is_said_in_words(desk: Desk, other: str) -> None:
    lines = desk.run("diff", "handle.orch", other).out.splitlines()
    assert lines[:8] == [
        "handle",
        '  ~ interactive step desk.fix "Mend it"',
        "      label      Fix the problem -> Mend it",
        '      assign to  group("Agents") -> user("ann")',
        '  + stage check "Check", after desk',
        "  + background step check.again, at the beginning of check",
        "      flow           classify",
        "      argument case  case",
    ]
    assert lines[9] == "  What it means"
    assert lines[-1] == "The same: quick."


def test_nothing_has_changed_where_only_the_layout_has(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("  stage", "# a comment\n    stage"))
    desk.write("before.orch", SOURCE)
    said = desk.run("diff", "before.orch", "handle.orch", "--exit-code")
    assert (said.code, said.out) == (0, "Nothing has changed: handle, quick.\n")


def test_the_exit_code_tells_only_when_asked(desk: Desk, other: str) -> None:
    assert desk.run("diff", "handle.orch", other).code == 0
    assert desk.run("diff", "handle.orch", other, "--exit-code").code == 1


def test_compiled_graphs_can_be_compared(desk: Desk, other: str) -> None:
    desk.fine("compile", ".", "-o", "before.json")
    assert desk.run("diff", "before.json", other).out == desk.run("diff", ".", other).out


def test_json_says_the_same_to_programs(desk: Desk, other: str) -> None:
    handle, quick = desk.run("diff", ".", other, "--json").json["comparisons"]
    assert (handle["name"], handle["kind"], quick["kind"]) == ("handle", "changed", "same")
    assert handle["changes"][0]["details"][1] == {
        "clause": "assign to",
        "before": 'group("Agents")',
        "after": 'user("ann")',
    }
    assert handle["old_hash"] != handle["new_hash"]
    assert handle["runs"] is None


def test_runs_under_way_are_counted_where_they_stand(desk: Desk) -> None:
    desk.fine("compile", ".", "-o", "before.json")
    desk.start("1")
    desk.start("2")
    desk.write("handle.orch", CHANGED)
    lines = desk.run("diff", "before.json", ".").out.splitlines()
    assert "    Under way: 2 runs on the old graph." in lines
    assert "      2 runs in desk.fix (changed)" in lines
    desk.start("3")
    assert "    Under way: 2 runs on the old graph, 1 run on other graphs." in desk.run("diff", "before.json", ".").out


def test_of_a_renamed_stage_it_is_said_where_runs_stand_now(desk: Desk) -> None:
    desk.fine("compile", ".", "-o", "before.json")
    desk.start("1")
    desk.write("handle.orch", SOURCE.replace("desk", "counter"))
    assert "1 run in desk.fix (as before, now counter.fix)" in desk.run("diff", "before.json", ".").out


def test_a_commit_of_git_can_be_the_old_state(desk: Desk) -> None:
    commit(desk)
    desk.write("handle.orch", CHANGED)
    assert 'assign to  group("Agents") -> user("ann")' in desk.run("diff", "HEAD:.", ".").out
    assert "no such source" in desk.run("diff", "HEAD:none.orch", ".").err
    assert "git says" in desk.run("diff", "nowhere:.", ".").err
    assert "outside the repository" in desk.run("diff", "HEAD:/", ".").err


def test_links_and_what_archives_leave_out_are_no_matter(desk: Desk) -> None:
    desk.write(".gitattributes", "*.orch export-ignore\n")
    (desk.folder / "link").symlink_to("/etc/hostname")
    (desk.folder / "way.orch").symlink_to("/etc/hostname")
    commit(desk)
    (desk.folder / "way.orch").unlink()
    assert desk.run("diff", "HEAD:handle.orch", "handle.orch").out == "Nothing has changed: handle, quick.\n"


def test_a_commit_that_does_not_compile_is_named(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("case.status", "case.stats"))
    commit(desk)
    desk.write("handle.orch", SOURCE)
    said = desk.run("diff", "HEAD:handle.orch", "handle.orch")
    assert said.code == 2
    assert said.err.startswith("Error: HEAD:handle.orch: this does not compile: handle.orch: O205")


def test_a_very_long_name_is_only_not_there(desk: Desk) -> None:
    said = desk.run("diff", f"HEAD:{'x' * 5000}", ".")
    assert said.code == 2
    assert "should not" not in said.err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.orch", None, "there is no such file or folder"),
        ("broken.json", b"{", "this is not a compiled orchestration"),
        ("other.json", b'{"format": 99}', "format 99"),
        ("binary.json", b"\xff\x00", "this is not a compiled orchestration"),
    ],
)
def test_what_cannot_be_compared_is_said(desk: Desk, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        (desk.folder / name).write_bytes(content)
    answer = desk.run("diff", name, ".")
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err


def test_a_source_with_errors_is_reported_as_lint_does(desk: Desk) -> None:
    (desk.folder / "wrong.orch").write_text("orchestration x() { go to nowhere }", encoding="utf-8")
    answer = desk.run("diff", "wrong.orch", "handle.orch")
    assert answer.code == 1
    assert "O202" in answer.out + answer.err


def test_the_path_of_git_needs_git(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path("/nowhere")))
    assert "git is not installed" in desk.run("diff", "HEAD:.", ".").err
