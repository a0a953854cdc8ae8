"""`orchestra import`."""

import pytest

from orchestra_dsl.plugin.imported_file import LARGEST
from tests.cli.project import Desk

GOOD = "'orchestration a() { end \"' + text.strip() + '\" }'"


def give(desk: Desk, body: str, takes: str = "text: str") -> None:
    head = 'from orchestra_dsl.plugin import ImportedFile, importer\n@importer("plain")\n'
    desk.write("imports.py", f"{head}def plain({takes}) -> str:\n    return {body}\n")
    desk.write("orchestra.toml", 'plugins = ["imports.py", "flows.py"]\npeople = "people.toml"\n')
    desk.write("in.txt", "Fine\n")


def test_a_source_is_printed_in_its_canonical_form(desk: Desk) -> None:
    give(desk, GOOD)
    assert desk.fine("import", "plain", "in.txt") == 'orchestration a() {\n  end "Fine"\n}\n'
    give(desk, GOOD.replace("text", "data.decode()"), "data: bytes")
    assert desk.fine("import", "plain", "in.txt") == 'orchestration a() {\n  end "Fine"\n}\n'
    found = desk.run("import", "plain", "in.txt", "--json").json
    source = 'orchestration a() {\n  end "Fine"\n}\n'
    assert found == {"format": "plain", "source": source, "file": None, "errors": False}


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
        (
            "'\\ud800'",
            "text: str",
            "its importer plain answers a text that cannot be stored: 'utf-8' codec",
        ),
        ("''", "text: int", "importer plain: it does not take what a file holds"),
    ],
)
def test_an_importer_that_fails_is_named(desk: Desk, body: str, takes: str, what: str) -> None:
    give(desk, body, takes)
    said = desk.run("import", "plain", "in.txt")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[0].startswith(f"Error: the plugin imports.py: {what}")


def test_what_cannot_be_imported_is_said(desk: Desk) -> None:
    give(desk, GOOD)
    assert desk.run("import", "plian", "in.txt").err.splitlines()[1] == "  Did you mean `plain`?"
    assert desk.run("import", "plain", "none.txt").err.startswith("Error: none.txt: cannot be read: No such file")
    (desk.folder / "in.txt").write_bytes(b"\xff\xfe")
    assert desk.run("import", "plain", "in.txt").err.startswith("Error: in.txt: is not text in UTF-8\n")


MADE = 'orchestration a() {\n  end "Fine"\n}\n'


def test_a_source_is_written_to_a_file_that_is_new(desk: Desk) -> None:
    give(desk, GOOD)
    assert desk.fine("import", "plain", "in.txt", "-o", "new.orch") == "Wrote new.orch.\n"
    assert (desk.folder / "new.orch").read_text() == MADE
    said = desk.run("import", "plain", "in.txt", "-o", "new.orch")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "Error: new.orch: this is not written, as it is there already\n"
        "  Give the name of another file, or --force to write over it.\n"
    )
    desk.write("in.txt", "Better")
    told = desk.run("import", "plain", "in.txt", "-o", "new.orch", "--force", "--json").json
    assert told == {"format": "plain", "source": None, "file": "new.orch", "errors": False}
    assert (desk.folder / "new.orch").read_text() == MADE.replace("Fine", "Better")
    assert desk.fine("import", "plain", "in.txt", "-o", "-") == MADE.replace("Fine", "Better")


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["-o", "new.txt"], "new.txt: this is not written, as the name of a source ends in .orch"),
        (["-o", "."], ".: this is not written, as the name of a source ends in .orch"),
        (["-o", "link.orch", "--force"], "link.orch: this is not written, as the name of a source ends in .orch"),
        (["-o", "in.orch", "--force"], "in.orch: this is not written, as the source is made of it"),
        (["-o", "none/new.orch"], "none/new.orch: cannot be written: No such file or directory"),
        (["-o", "-", "--json"], "--json and -o - would both write to standard output; give one of them."),
        (["--force"], "--force is about the file of -o, which is not given."),
    ],
)
def test_what_is_no_place_for_a_source_is_left_alone(desk: Desk, options: list[str], what: str) -> None:
    give(desk, GOOD)
    desk.write("in.orch", "Fine\n")
    (desk.folder / "link.orch").symlink_to("people.toml")
    before = (desk.folder / "people.toml").read_text()
    said = desk.run("import", "plain", "in.orch", *options)
    assert (said.code, said.out.count("Wrote")) == (2, 0)
    assert what in said.err + said.out
    assert ((desk.folder / "in.orch").read_text(), (desk.folder / "people.toml").read_text()) == ("Fine\n", before)


def test_what_is_wrong_is_said_and_written_all_the_same(desk: Desk) -> None:
    give(desk, "'orchestration a() { end b }'")
    said = desk.run("import", "plain", "in.txt", "-o", "new.orch")
    assert (said.code, said.out) == (1, "Wrote new.orch.\n")
    assert said.err.startswith("new.orch:1:")
    assert (desk.folder / "new.orch").read_text().startswith("orchestration a()")


def test_what_the_source_imports_is_found_from_where_it_is_written(desk: Desk) -> None:
    """Without -o it is as if the source stood beside the file that it is made of."""
    decision = 'decide d { outcome o when b() { end "x" } otherwise { end "y" } }'
    give(desk, repr(f'import "common.orch" orchestration a() {{ {decision} }}'))
    (desk.folder / "sub").mkdir()
    desk.write("sub/common.orch", "predicate b()\n")
    assert desk.run("import", "plain", "in.txt").code == 1
    assert desk.run("import", "plain", "in.txt", "-o", "sub/new.orch").code == 0
    assert not (desk.folder / "new.orch").exists()
    desk.write("sub/in.txt", "")
    assert desk.run("import", "plain", "sub/in.txt").code == 0


def test_an_importer_may_read_what_lies_beside(desk: Desk) -> None:
    """Its folder, and below: a file that somebody sends says which files are read, and nobody looks at that first."""
    body = "'orchestration a() { end \"' + file.beside(file.text().strip()).text().strip() + '\" }'"
    give(desk, body, "file: ImportedFile")
    (desk.folder / "sub").mkdir()
    desk.write("sub/other.txt", "Fine\n")
    desk.write("in.txt", "sub/other.txt")
    assert desk.fine("import", "plain", "in.txt") == MADE
    desk.write("secret.txt", "hunter2")
    (desk.folder / "sub" / "link.txt").symlink_to(desk.folder / "secret.txt")
    for name, what in (
        ("../secret.txt", "names '../secret.txt', which is not in its folder"),
        ("link.txt", "names 'link.txt', which is not in its folder"),
        ("/etc/passwd", "names '/etc/passwd', which is not in its folder"),
        ("none.txt", "names 'none.txt', which is no file in its folder"),
        (".", "names '.', which is no file in its folder"),
        ("a\0b", "names 'a\\x00b', which is no file"),
    ):
        desk.write("sub/in.txt", name)
        said = desk.run("import", "plain", "sub/in.txt")
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith(f"Error: sub/in.txt: {what}\n")
    (desk.folder / "sub" / "other.txt").write_bytes(b"\xff")
    desk.write("sub/in.txt", "other.txt")
    assert "other.txt: is not text in UTF-8\n  Save it as UTF-8." in desk.run("import", "plain", "sub/in.txt").err


def test_a_file_that_is_far_too_large_is_not_read(desk: Desk) -> None:
    give(desk, GOOD)
    with (desk.folder / "in.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "in.txt: is larger than 67,108,864 bytes" in desk.run("import", "plain", "in.txt").err


def test_a_plugin_that_could_not_be_loaded_may_be_the_reason_why_nobody_imports_a_format(desk: Desk) -> None:
    desk.write("other.py", "raise ValueError('broken')\n")
    desk.write("orchestra.toml", 'sources = ["handle.orch"]\nplugins = ["flows.py", "other.py"]\n')
    said = desk.run("import", "csv", "case.json")
    assert said.code == 2
    assert "The plugin other.py could not be loaded whole: see `orchestra plugins`." in said.err
