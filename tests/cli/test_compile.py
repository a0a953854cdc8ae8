"""`orchestra compile`."""

import json

from orchestra_dsl.graph.codec import decode_package
from tests.cli.project import SOURCE, Desk


def test_it_says_what_was_compiled(desk: Desk) -> None:
    heading, *rows = desk.fine("compile", ".").splitlines()
    assert heading.split() == ["ORCHESTRATION", "LABEL", "ELEMENTS", "HASH"]
    assert [row.split("  ")[0] for row in rows] == ["handle", "quick"]
    assert "Handle a case" in rows[0]


def test_the_graphs_are_written_as_canonical_json(desk: Desk) -> None:
    assert desk.fine("compile", ".", "-o", "out.json") == "Wrote 2 orchestrations to out.json.\n"
    data = (desk.folder / "out.json").read_bytes()
    assert [each.graph.name for each in decode_package(data).orchestrations] == ["handle", "quick"]
    assert desk.fine("compile", "handle.orch", "-o", "-").encode() == data


def test_comments_and_layout_change_no_hash(desk: Desk) -> None:
    before = desk.run("compile", ".", "--json").json
    desk.write("handle.orch", "# a comment\n" + SOURCE.replace("  ", "    "))
    assert desk.run("compile", ".", "--json").json == before


def test_errors_are_findings_and_nothing_is_written(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("classify(case)\n", "classify(casse)\n"))
    said = desk.run("compile", ".", "-o", "out.json")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("handle.orch:20:36: error O201: ")
    assert not (desk.folder / "out.json").exists()


def test_a_file_that_cannot_be_written_is_named(desk: Desk) -> None:
    said = desk.run("compile", ".", "-o", "missing/out.json")
    assert (said.code, said.err) == (2, "Error: missing/out.json: cannot be written: No such file or directory\n")


def test_two_sources_may_not_declare_one_name_differently(desk: Desk) -> None:
    desk.write("second.orch", SOURCE.replace('end "Done"', 'end "Ready"'))
    said = desk.run("compile", "handle.orch", "second.orch")
    assert (said.code, said.out) == (1, "")
    first = "second.orch:30:15: error O207: The orchestration `quick` is declared in handle.orch too, and not alike."
    assert said.err.splitlines()[0] == first
    assert desk.run("lint", "handle.orch", "second.orch").out.startswith(f"{first}\n")
    desk.write("second.orch", SOURCE)
    desk.fine("lint", "handle.orch", "second.orch")
    desk.fine("compile", "handle.orch", "second.orch")


def test_records_and_events_may_not_be_declared_differently_either(desk: Desk) -> None:
    desk.write("a.orch", 'record R { id: text }\nevent sent { id: text }\norchestration a(_r: R) "A" { end "Done" }\n')
    desk.write("c.orch", "event sent { id: integer }\nrecord R { id: text, name: text }\n")
    desk.write("b.orch", 'import "c.orch"\norchestration b(_r: R) "B" { end "Done" }\n')
    said = desk.run("lint", "a.orch", "b.orch", "--format", "json").json["findings"]
    told = [(each["code"], each["message"]) for each in said if each["code"] == "O207"]
    assert told == [
        ("O207", "The event `sent` is declared in a.orch too, and not alike."),
        ("O207", "The record `R` is declared in a.orch too, and not alike."),
    ]


def test_json_says_the_same(desk: Desk) -> None:
    rows = json.loads(desk.fine("compile", ".", "--json"))["orchestrations"]
    assert [(row["name"], row["label"]) for row in rows] == [("handle", "Handle a case"), ("quick", "Without people")]
    assert all(len(row["hash"]) == 64 for row in rows)


def test_a_single_orchestration_is_one(desk: Desk) -> None:
    desk.write("one.orch", 'orchestration one() { end "Done" }\n')
    assert desk.fine("compile", "one.orch", "-o", "out.json") == "Wrote 1 orchestration to out.json.\n"


def test_two_answers_at_once_are_refused(desk: Desk) -> None:
    said = desk.run("compile", ".", "-o", "-", "--json")
    assert (said.code, said.out) == (2, "")
    assert "--json and -o - would both write to standard output" in said.err
