"""`orchestra explain`."""

import json

import pytest

from orchestra_dsl.diagnostics import CODES, GROUPS
from orchestra_dsl.diagnostics.pages import page_of
from tests.cli.project import Desk

SECTIONS = ["Why it matters", "Wrong", "What is reported", "Right", "Notes"]


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
    assert all(f"  {code.code}  {code.title}\n" in said for code in CODES.values())
    assert [line for line in said.splitlines() if line[:1] == "O"] == [f"{g.prefix}: {g.name}" for g in GROUPS]


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
    assert page["reported"].startswith("process.orch:6:3: error O404: ")
    groups = json.loads(desk.fine("explain", "--json"))["groups"]
    assert [code["code"] for group in groups for code in group["codes"]] == list(CODES)
