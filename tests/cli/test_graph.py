"""`orchestra graph`."""

import json

from tests.cli.project import SOURCE, Desk


def test_a_drawing_is_printed_as_mermaid(desk: Desk) -> None:
    text = desk.fine("graph", ".", "handle")
    assert text.startswith('---\ntitle: "Handle a case"\n')
    assert "\nflowchart TD\n" in text


def test_the_name_of_a_file_tells_the_format(desk: Desk) -> None:
    for name, begins in (("a.mmd", "---\n"), ("a.DOT", "digraph "), ("a.gv", "digraph "), ("a.svg", "<svg ")):
        assert desk.fine("graph", ".", "handle", "-o", name) == f"Wrote {name}.\n"
        assert (desk.folder / name).read_text(encoding="utf-8").startswith(begins)


def test_a_format_that_is_asked_for_counts_more_than_a_name(desk: Desk) -> None:
    desk.fine("graph", ".", "handle", "--format", "dot", "-o", "a.mmd")
    written = (desk.folder / "a.mmd").read_text(encoding="utf-8")
    assert written == desk.fine("graph", ".", "handle", "--format", "dot", "-o", "-")
    assert written.startswith('digraph "handle" {\n')


def test_of_several_orchestrations_one_has_to_be_named(desk: Desk) -> None:
    said = desk.run("graph", ".")
    assert said.code == 2
    assert said.err.splitlines() == [
        "Error: .: there are 2 orchestrations here",
        "  Name one of them after the path: handle, quick.",
    ]
    said = desk.run("graph", ".", "handel")
    assert said.err.splitlines() == ["Error: .: there is no orchestration `handel` here", "  Did you mean `handle`?"]


def test_the_only_one_needs_no_name(desk: Desk) -> None:
    desk.write("one.orch", 'orchestration one() { end "Done" }\n')
    assert '"Done"' in desk.fine("graph", "one.orch")


def test_where_nothing_can_be_drawn_that_is_said(desk: Desk) -> None:
    desk.write("none.orch", "record Nothing { id: text }\n")
    said = desk.run("graph", "none.orch")
    assert (said.code, said.err) == (2, "Error: none.orch: there is no orchestration here to draw\n")


def test_a_name_that_tells_no_format_is_refused(desk: Desk) -> None:
    said = desk.run("graph", ".", "handle", "-o", "drawing.png")
    assert said.code == 2
    assert said.err.splitlines()[0] == "Error: drawing.png: its name does not tell the format"


def test_a_file_that_cannot_be_written_is_named(desk: Desk) -> None:
    said = desk.run("graph", ".", "handle", "-o", "missing/a.dot")
    assert (said.code, said.err) == (2, "Error: missing/a.dot: cannot be written: No such file or directory\n")


def test_sources_with_errors_are_not_drawn(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("classify(case)\n", "classify(casse)\n"))
    said = desk.run("graph", ".", "handle", "-o", "a.dot")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("handle.orch:20:36: error O201: ")
    assert not (desk.folder / "a.dot").exists()


def test_json_holds_the_drawing_or_says_where_it_is(desk: Desk) -> None:
    text = desk.fine("graph", ".", "quick")
    found = json.loads(desk.fine("graph", ".", "quick", "--json"))
    assert found == {"orchestration": "quick", "format": "mermaid", "drawing": text, "file": None}
    found = json.loads(desk.fine("graph", ".", "quick", "--json", "-o", "a.dot"))
    assert found == {"orchestration": "quick", "format": "dot", "drawing": None, "file": "a.dot"}


def test_the_theme_of_a_picture_can_be_chosen(desk: Desk) -> None:
    auto = desk.fine("graph", ".", "quick", "--format", "svg")
    assert auto == desk.fine("graph", ".", "quick", "--format", "svg", "--theme", "auto")
    dark = desk.fine("graph", ".", "quick", "--format", "svg", "--theme", "dark")
    assert ("prefers-color-scheme" in auto, "prefers-color-scheme" in dark) == (True, False)
    said = desk.run("graph", ".", "quick", "--theme", "dark")
    assert said.code == 2
    assert said.err == "Error: the format mermaid has no colours of its own; a theme is for such as svg\n"


def test_two_answers_at_once_are_refused(desk: Desk) -> None:
    said = desk.run("graph", ".", "quick", "-o", "-", "--json")
    assert (said.code, said.out) == (2, "")
    assert "--json and -o - would both write to standard output" in said.err


def test_what_sources_declare_is_drawn_without_its_plugins(desk: Desk) -> None:
    drawn = desk.fine("graph", "handle.orch", "handle")
    desk.write("orchestra.toml", 'sources = ["handle.orch"]\n')
    assert desk.run("compile", "handle.orch").code == 1
    said = desk.run("graph", "handle.orch", "handle")
    assert (said.code, said.out, said.err) == (0, drawn, "")


def test_only_the_file_of_what_is_drawn_is_warned_of(desk: Desk) -> None:
    desk.write("orchestra.toml", 'sources = ["*.orch"]\n')
    desk.write("plain.orch", 'orchestration plain() { end "Done" }\n')
    desk.write("unused.orch", 'import "plain.orch"\norchestration unused() { let left = 1 end "Done" }\n')
    assert desk.run("graph", ".", "plain").err == ""
    assert desk.run("graph", ".", "unused").err.startswith("unused.orch:2:")


def test_errors_elsewhere_keep_nothing_that_is_named_from_being_drawn(desk: Desk) -> None:
    desk.write("orchestra.toml", 'sources = ["*.orch"]\n')
    desk.write("wrong.orch", 'orchestration wrong() { end "Done\n')
    assert "flowchart TD" in desk.fine("graph", ".", "quick")
    assert desk.run("graph", ".", "wrong").err.startswith("wrong.orch:1:")


def test_of_two_that_are_not_alike_the_source_has_to_be_named(desk: Desk) -> None:
    desk.write("orchestra.toml", 'sources = ["*.orch"]\n')
    desk.write("a.orch", 'orchestration one() { end "Done" }\n')
    desk.write("b.orch", 'orchestration one() { end "Not done" }\n')
    said = desk.run("graph", ".", "one")
    assert said.err.splitlines()[0] == "Error: .: two sources here declare the orchestration `one`, and not alike"
    assert "Not done" in desk.fine("graph", "b.orch", "one")
