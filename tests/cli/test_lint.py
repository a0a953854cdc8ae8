"""`orchestra lint`."""

import json
from pathlib import Path

import pytest

from tests.cli.project import PEOPLE, SOURCE, Desk

BROKEN = SOURCE.replace("classify(case)\n", "classify(casse)\n")


def test_a_project_without_findings_is_fine(desk: Desk) -> None:
    assert desk.fine("lint") == "No findings.\n"
    assert desk.fine("lint", "handle.orch") == "No findings.\n"
    assert desk.fine("lint", "orchestra.toml") == "No findings.\n"


def test_findings_are_shown_with_their_place_and_fail(desk: Desk) -> None:
    desk.write("handle.orch", BROKEN)
    said = desk.run("lint")
    assert said.code == 1
    assert said.out.startswith("handle.orch:20:36: error O201: ")
    assert "Did you mean `case`?" in said.out
    assert "\n\nFound 1 error.\nTo read more: orchestra explain O201\n" in said.out


def test_where_to_read_more_is_said_once(desk: Desk) -> None:
    desk.write("handle.orch", BROKEN.replace("owner: user", "owner: usr"))
    said = desk.run("lint")
    assert "Found 2 errors.\nTo read more: orchestra explain O204, or another of the codes\n" in said.out
    for form in ("json", "github"):
        assert "To read more" not in desk.run("lint", "--format", form).out


def test_findings_are_the_same_from_the_cache(desk: Desk) -> None:
    desk.write("handle.orch", BROKEN)
    assert desk.run("lint") == desk.run("lint")
    desk.write("handle.orch", SOURCE)
    assert desk.fine("lint") == "No findings.\n"


@pytest.mark.parametrize(
    ("form", "expected"),
    [("json", '"code": "O201"'), ("sarif", '"ruleId": "O201"'), ("github", "::error file=handle.orch,line=20")],
)
def test_findings_come_in_the_formats_of_tools(desk: Desk, form: str, expected: str) -> None:
    desk.write("handle.orch", BROKEN)
    said = desk.run("lint", "--format", form)
    assert said.code == 1
    assert expected in said.out


def test_json_is_a_format_and_an_option(desk: Desk) -> None:
    assert json.loads(desk.fine("lint", "--json")) == json.loads(desk.fine("lint", "--format", "json"))


def test_the_place_is_shown_as_seen_from_where_one_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("handle.orch", BROKEN)
    desk.run("lint")
    monkeypatch.chdir(desk.folder.parent)
    assert desk.run("lint", "desk").out.startswith("desk/handle.orch:20:36: error O201: ")


def test_a_folder_of_projects_is_linted_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = desk.folder.parent / "other"
    other.mkdir()
    (other / "orchestra.toml").write_text("", encoding="utf-8")
    (other / "bad.orch").write_text("nonsense\n", encoding="utf-8")
    monkeypatch.chdir(desk.folder.parent)
    said = desk.run("lint", ".")
    assert said.code == 1
    assert said.out.startswith("other/bad.orch:1:1: error O101: ")


def test_what_two_sources_import_is_reported_once(desk: Desk) -> None:
    desk.write("base.orch", "record Thing { name: nonsense }\n")
    desk.write("one.orch", 'import "base.orch"\n')
    desk.write("two.orch", 'import "base.orch"\n')
    said = desk.run("lint", "one.orch", "two.orch", "base.orch")
    assert said.out.count("base.orch:1:22: error") == 1


def test_a_source_that_is_no_text_is_a_finding(desk: Desk) -> None:
    (desk.folder / "handle.orch").write_bytes(b"record Case { name: \xff }\n")
    said = desk.run("lint")
    assert said.code == 1
    assert "error O002" in said.out


def test_only_sources_can_be_imported(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret\n", encoding="utf-8")
    desk.write("handle.orch", 'import "../secret.txt"\n')
    said = desk.run("lint")
    assert said.code == 1
    assert "only .orch files can be imported" in said.out
    assert "Check the path." in said.out
    assert "the secret" not in said.out


def test_a_path_that_is_not_there_is_wrong_use(desk: Desk) -> None:
    said = desk.run("lint", "nothing.orch")
    assert (said.code, said.out) == (2, "")
    assert said.err == "Error: nothing.orch: there is no such file or folder\n  Name a .orch file or folder.\n"


@pytest.mark.parametrize("broken", ["def (:\n", "import nothing_of_this_name\n"])
def test_of_a_broken_plugin_only_that_it_is_broken_is_said(desk: Desk, broken: str) -> None:
    desk.write("flows.py", broken)
    findings = desk.run("lint", "--json").json["findings"]
    assert [each["code"] for each in findings] == ["O704"]


def test_a_broken_plugin_comes_before_what_is_wrong_in_sources(desk: Desk) -> None:
    desk.write("flows.py", "def (:\n")
    desk.write("handle.orch", SOURCE.replace("desk.fix.refund", "desk.fix.refunt"))
    codes = [each["code"] for each in desk.run("lint", "--json").json["findings"]]
    assert codes[0] == "O704"
    assert len(codes) > 1
    assert "O701" not in codes


def test_what_no_plugin_supplies_is_said_where_all_plugins_work(desk: Desk) -> None:
    desk.write("flows.py", "")
    assert [each["code"] for each in desk.run("lint", "--json").json["findings"]] == ["O701"]


def test_of_what_two_plugins_supply_it_is_not_said_that_none_does(desk: Desk) -> None:
    flows = (desk.folder / "flows.py").read_text(encoding="utf-8")
    desk.write("more.py", flows)
    desk.write("orchestra.toml", 'sources = ["handle.orch"]\nplugins = ["flows.py", "more.py"]\n')
    assert [each["code"] for each in desk.run("lint", "--json").json["findings"]] == ["O705"]


def test_a_group_that_the_people_of_the_project_lack_is_said_until_it_is_there(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace('group("Agents")', 'group("Agent")'))
    for _ in range(2):
        said = desk.run("lint", ".")
        assert 'warning O609: The project knows no group "Agent", so nobody gets the work item' in said.out
        assert 'hint: Did you mean "Agents"?' in said.out
    desk.write("people.toml", PEOPLE.replace("Agents =", "Agent ="))
    assert desk.fine("lint", ".") == "No findings.\n"
    desk.write("people.toml", PEOPLE)
    assert "O609" in desk.run("lint", ".").out


def test_a_record_that_differs_from_the_class_of_a_plugin_is_said(desk: Desk) -> None:
    flows = (desk.folder / "flows.py").read_text(encoding="utf-8")
    desk.write("flows.py", flows.replace("class Case(Record):\n", "class Case(Record):\n    amont: int\n"))
    said = desk.run("lint", ".")
    assert said.code == 1
    assert "O706: The record `Case` has no field `amont`, which the class `Case` of the plugin's flow" in said.out


def test_a_project_that_asks_people_and_knows_none_is_warned(desk: Desk) -> None:
    desk.write("orchestra.toml", 'plugins = ["flows.py"]\n')
    for _ in range(2):  # compiled, and from the cache
        (finding,) = desk.run("lint", "--json").json["findings"]
        assert (finding["code"], finding["severity"]) == ("O608", "warning")
        assert 'people = "people.toml"' in finding["hint"]
    desk.write("orchestra.toml", 'plugins = ["flows.py"]\npeople = "people.toml"\n')
    assert desk.fine("lint") == "No findings.\n"


def test_two_formats_at_once_are_refused(desk: Desk) -> None:
    said = desk.run("lint", "--json", "--format", "text")
    assert said.code == 2
    assert "--json and --format text do not go together." in said.err
    assert desk.run("lint", "--json", "--format", "json").json["findings"] == []


def test_the_warning_names_the_step_wherever_it_stands(desk: Desk) -> None:
    stage = 'stage s "S" { interactive a = ask() "A" { assign to user("ann") } }'
    screen = "screen ask() -> { ok: boolean }\n"
    desk.write("solo.orch", f"# interactive x =\n{screen}\norchestration solo() {{\n  {stage}\n}}\n")
    desk.write("orchestra.toml", 'sources = ["solo.orch"]\n')
    (finding,) = desk.run("lint", "--json").json["findings"]
    assert (finding["code"], finding["start"]["line"], finding["start"]["column"]) == ("O608", 5, 17)
