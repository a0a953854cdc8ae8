"""`orchestra explain`."""

import json

import pytest

from orchestra_dsl.diagnostics import CODES, GROUPS, Severity
from orchestra_dsl.diagnostics.pages import page_of
from tests.cli.project import SOURCE, TOML, Desk

SECTIONS = ["Why it matters", "Wrong", "What is reported", "Right", "Notes", "Turning it off"]


@pytest.mark.parametrize("code", ["O404", "o404"])
def test_a_page_has_its_sections_in_order(desk: Desk, code: str) -> None:
    lines = desk.fine("explain", code).splitlines()
    assert lines[0] == "O404 Decision that misses a value (error)"
    assert [line for line in lines if line in SECTIONS] == SECTIONS


def test_examples_and_what_is_reported_stand_as_they_are(desk: Desk) -> None:
    said = desk.fine("explain", "O404")
    page = page_of("O404")
    assert page is not None
    for text in (page.wrong[0].text, page.right[0].text, page.reported):
        assert "".join(f"    {line}".rstrip() + "\n" for line in text.splitlines()) in said


def test_prose_is_broken_to_the_width_of_the_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    prose = [line for line in desk.fine("explain", "O404").splitlines() if not line.startswith("  ")]
    assert 40 < max(map(len, prose)) <= 50


def test_colour_is_for_terminals(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in desk.fine("explain", "O404")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    said = desk.fine("explain", "O404")
    assert "\x1b[1;31mO404\x1b[0m" in said
    assert "\x1b[36m`\x1b[0m\x1b[36motherwise\x1b[0m" in said


def test_without_a_code_all_are_listed_by_group(desk: Desk) -> None:
    said = desk.fine("explain")
    marks = {Severity.ERROR: "", Severity.WARNING: " (warning)"}
    assert all(f"  {code.code}  {code.title}{marks[code.severity]}\n" in said for code in CODES.values())
    assert [line for line in said.splitlines() if line[:1] == "O"] == [f"{g.prefix}: {g.name}" for g in GROUPS]


def test_of_a_group_its_codes_are_listed(desk: Desk) -> None:
    said = desk.fine("explain", "o5").splitlines()
    assert said[0] == "O5: Data"
    assert [line.split()[0] for line in said[1:]] == [code for code in CODES if code.startswith("O5")]
    (group,) = json.loads(desk.fine("explain", "O5", "--json"))["groups"]
    assert group["group"] == "O5"


def test_a_code_that_is_not_there_is_wrong_use(desk: Desk) -> None:
    said = desk.run("explain", "O440")
    assert (said.code, said.out) == (2, "")
    assert said.err == "Error: there is no finding O440\n  Did you mean `O404` or `O410`?\n"
    assert "`orchestra explain` lists all codes." in desk.run("explain", "nonsense").err


def test_programs_read_json(desk: Desk) -> None:
    page = json.loads(desk.fine("explain", "O404", "--json"))
    assert page["code"] == "O404"
    (example,) = page["wrong"]
    assert example.pop("text").startswith("record Order {")
    assert example == {"name": "process.orch", "language": "orch", "encoding": "utf-8"}
    assert page["reported"].startswith("process.orch:8:3: error O404: ")
    groups = json.loads(desk.fine("explain", "--json"))["groups"]
    assert [code["code"] for group in groups for code in group["codes"]] == list(CODES)


RULE = """
from orchestra_dsl.lint import Finding, nodes, rule


@rule("acme/no-log", title="Log line", why="Nobody reads them.")
def no_log(source):
    return [Finding(line, "This line would be lost.") for line in source.all(nodes.Log)]
"""


@pytest.fixture
def guest(desk: Desk) -> Desk:
    """The project with a plugin that supplies a rule."""
    desk.write("acme.py", RULE)
    desk.write("orchestra.toml", TOML.replace('["flows.py"]', '["flows.py", "acme.py"]'))
    return desk


def test_a_rule_of_a_plugin_is_explained_too(guest: Desk) -> None:
    lines = guest.fine("explain", "acme/no-log").splitlines()
    assert lines[0] == "acme/no-log Log line (warning)"
    assert "Nobody reads them." in lines
    assert guest.fine("explain").endswith("\n\nplugins: Rules of plugins\n  acme/no-log  Log line (warning)\n")
    assert guest.run("explain", "acme/no-lgo").err.endswith("  Did you mean `acme/no-log`?\n")


@pytest.mark.parametrize("word", ["plugins", "acme", "Acme", "PLUGINS"])
def test_the_rules_of_plugins_are_a_group_and_so_is_each_prefix(guest: Desk, word: str) -> None:
    said = guest.fine("explain", word)
    assert said == f"{word.lower()}: Rules of plugins\n  acme/no-log  Log line (warning)\n"
    (group,) = guest.run("explain", word, "--json").json["groups"]
    assert (group["group"], [each["code"] for each in group["codes"]]) == (word.lower(), ["acme/no-log"])


def test_where_no_plugin_has_rules_that_is_said(desk: Desk) -> None:
    said = desk.run("explain", "plugins")
    assert (said.code, said.err.splitlines()[0]) == (2, "Error: no plugin of this project supplies a rule")
    assert "there is no finding acme" in desk.run("explain", "acme").err


def test_the_rule_of_a_plugin_is_asked_by_the_linter(guest: Desk) -> None:
    guest.write("handle.orch", SOURCE.replace('  end "Fixed"', '  log "Fixed."\n  end "Fixed"'))
    findings = guest.run("lint", "--json").json["findings"]
    assert ("acme/no-log", "This line would be lost.") in [(each["code"], each["message"]) for each in findings]


def test_the_project_may_be_elsewhere(guest: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(guest.folder.parent)
    assert "there is no finding acme/no-log" in guest.run("explain", "acme/no-log").err
    assert guest.fine("explain", "acme/no-log", "-p", "desk").startswith("acme/no-log Log line (warning)\n")


def test_what_is_wrong_with_a_plugin_keeps_the_others_from_nothing(guest: Desk) -> None:
    guest.write("flows.py", "import nothing_of_this_name\n")
    said = guest.run("explain")
    assert said.code == 0
    assert said.err.startswith("Error: flows.py, line 1: the plugin flows.py: it cannot be imported: ModuleNotFound")
    assert "acme/no-log" in said.out
