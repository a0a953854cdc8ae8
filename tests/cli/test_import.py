"""`orchestra import`."""

import pytest

from tests.cli.project import Desk

GOOD = "'orchestration a() { end \"' + text.strip() + '\" }'"


def give(desk: Desk, body: str, takes: str = "text: str") -> None:
    head = 'from orchestra_dsl.plugin import importer\n@importer("plain")\n'
    desk.write("imports.py", f"{head}def plain({takes}) -> str:\n    return {body}\n")
    desk.write("orchestra.toml", 'plugins = ["imports.py", "flows.py"]\npeople = "people.toml"\n')
    desk.write("in.txt", "Fine\n")


def test_a_source_is_printed_in_its_canonical_form(desk: Desk) -> None:
    give(desk, GOOD)
    assert desk.fine("import", "plain", "in.txt") == 'orchestration a() {\n  end "Fine"\n}\n'
    give(desk, GOOD.replace("text", "data.decode()"), "data: bytes")
    assert desk.fine("import", "plain", "in.txt") == 'orchestration a() {\n  end "Fine"\n}\n'
    found = desk.run("import", "plain", "in.txt", "--json").json
    assert found == {"format": "plain", "source": 'orchestration a() {\n  end "Fine"\n}\n', "errors": False}


def test_what_is_wrong_with_the_source_is_said(desk: Desk) -> None:
    give(desk, "'orchestration a() { end b }'")
    said = desk.run("import", "plain", "in.txt")
    assert said.code == 1
    assert said.err.startswith("in.orch:1:")
    assert "orchestration a()" in said.out


@pytest.mark.parametrize(
    ("body", "takes", "what"),
    [
        ("1 / 0", "text: str", "its importer plain failed: ZeroDivisionError: division by zero (imports.py, line 4)"),
        ("exit(3)", "text: str", "its importer plain failed: SystemExit: 3 (imports.py, line 4)"),
        ("3", "text: str", "its importer plain answers int, which is no text"),
        ("''", "text: int", "importer plain: it does not take what a file holds"),
    ],
)
def test_an_importer_that_fails_is_named(desk: Desk, body: str, takes: str, what: str) -> None:
    give(desk, body, takes)
    said = desk.run("import", "plain", "in.txt")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[0] == f"Error: the plugin imports.py: {what}"


def test_what_cannot_be_imported_is_said(desk: Desk) -> None:
    give(desk, GOOD)
    assert desk.run("import", "plian", "in.txt").err.splitlines()[1] == "  Did you mean `plain`?"
    assert "cannot be read" in desk.run("import", "plain", "none.txt").err
    (desk.folder / "in.txt").write_bytes(b"\xff\xfe")
    assert desk.run("import", "plain", "in.txt").err.startswith("Error: in.txt: is not text in UTF-8\n")
