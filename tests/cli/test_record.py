"""`orchestra record`."""

import io
import json

import pytest

from tests.cli.project import CASE, Desk


def test_a_record_is_put_and_got(desk: Desk) -> None:
    assert desk.fine("record", "put", "Case", "case.json") == "Case 1 is written (version 1).\n"
    shown = desk.fine("record", "get", "Case", "1")
    assert shown.startswith("Case 1, version 1, written ")
    assert "  amount  12.5\n" in shown
    assert "  owner   ann\n" in shown
    assert desk.run("record", "get", "Case", "1", "--json").json == CASE | {"amount": "12.5", "owner": "user:ann"}


def test_what_is_got_can_be_put(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.fine("record", "put", "Case", "case.json")
    monkeypatch.setattr("sys.stdin", io.StringIO(desk.fine("record", "get", "Case", "1", "--json")))
    assert desk.fine("record", "put", "Case", "-") == "Case 1 is written (version 1).\n", "nothing has changed"


def test_fields_are_changed_one_by_one(desk: Desk) -> None:
    desk.fine("record", "put", "Case", "case.json")
    desk.fine("record", "set", "Case", "1", "status=Closed", "note=Paid, and gone")
    assert desk.run("record", "get", "Case", "1", "--json").json["note"] == "Paid, and gone"
    desk.fine("record", "set", "Case", "1", "note=")
    assert desk.run("record", "get", "Case", "1", "--json").json == CASE | {
        "amount": "12.5",
        "owner": "user:ann",
        "status": "Closed",
    }


def test_a_write_starts_the_runs_that_it_triggers(desk: Desk) -> None:
    desk.write("case.json", json.dumps(CASE | {"status": "New"}))
    said = desk.run("record", "put", "Case", "case.json", "--json").json
    (run,) = desk.run("runs", "list", "--json").json["runs"]
    assert said == {"type": "Case", "id": "1", "version": 1, "started": [run["run"]], "problems": [], "worker": None}
    assert "started on a write of Case 1" in desk.fine("runs", "show", run["run"])


def test_where_nobody_works_it_is_said(desk: Desk) -> None:
    desk.write("case.json", json.dumps(CASE | {"status": "New"}))
    assert desk.fine("record", "put", "Case", "case.json").splitlines()[-1] == (
        "It is stored; nothing runs it until `orchestra run` is started."
    )


def test_records_are_listed_by_their_ids(desk: Desk) -> None:
    for case in ("2", "1", "3"):
        desk.put(case)
    heading, *rows = desk.fine("record", "list", "Case").splitlines()
    assert heading.split() == ["ID", "VERSION", "WRITTEN"]
    assert [row.split()[0] for row in rows] == ["1", "2", "3"]
    listed = desk.run("record", "list", "Case", "--after", "1", "--limit", "1", "--json").json["records"]
    assert [row["id"] for row in listed] == ["2"]


def test_a_record_is_deleted(desk: Desk) -> None:
    desk.put()
    assert desk.fine("record", "delete", "Case", "1") == "Case 1 is deleted.\n"
    for command in ("get", "delete"):
        said = desk.run("record", command, "Case", "1")
        assert (said.code, said.err.splitlines()[0]) == (2, "Error: there is no Case with the id 1")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"amount": "much"}, 'Case.amount: decimal is expected, not "much"'),
        ({"status": "Old"}, 'Case.status: "New" | "Working" | "Closed" is expected, not "Old"'),
        ({"owner": None}, "Case.owner: it is missing; user is expected"),
        ({"colour": "red"}, "Case.colour: there is no such field; the fields are: id, status, owner, amount, note"),
        ({"id": ""}, "Case.id: it is empty"),
    ],
)
def test_a_record_that_does_not_fit_its_declaration_is_refused(
    desk: Desk, fields: dict[str, str | None], message: str
) -> None:
    desk.write("case.json", json.dumps(CASE | fields))
    said = desk.run("record", "put", "Case", "case.json")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"Error: {message}")
    assert desk.fine("record", "list", "Case") == "There are no records of the type Case.\n"


def test_a_record_type_that_is_not_declared_is_refused(desk: Desk) -> None:
    said = desk.run("record", "put", "Cases", "case.json")
    assert said.code == 2
    assert said.err.startswith("Error: there is no record type Cases; there are: Case\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "case.json: this is not valid JSON: "),
        ("[1]", "case.json: this is not an object with named values"),
    ],
)
def test_a_file_that_holds_no_record_is_said(desk: Desk, text: str, message: str) -> None:
    desk.write("case.json", text)
    said = desk.run("record", "put", "Case", "case.json")
    assert said.code == 2
    assert said.err.startswith(f"Error: {message}")


@pytest.mark.parametrize("command", [["get", "Cas", "1"], ["list", "Cas"]])
def test_a_record_type_that_no_source_declares_is_said(desk: Desk, command: list[str]) -> None:
    desk.put()
    said = desk.run("record", *command)
    assert (said.code, said.err) == (2, "Error: there is no record type Cas; there are: Case\n")


def test_a_command_that_only_reads_does_not_say_that_nothing_has_changed(desk: Desk) -> None:
    desk.put()
    for command in (["record", "get", "Case", "9"], ["runs", "show", "zzz"], ["work", "show", "9"]):
        said = desk.run(*command)
        assert said.code == 2
        assert "Nothing has changed" not in said.err
    assert "Nothing has changed" in desk.run("runs", "cancel", "zzz").err


def test_a_record_keeps_its_id(desk: Desk) -> None:
    desk.fine("record", "put", "Case", "case.json")
    said = desk.run("record", "set", "Case", "1", "id=2")
    assert said.code == 2
    assert said.err.startswith("Error: Case.id: a record keeps its id, here 1; put another record instead\n")
    desk.fine("record", "set", "Case", "1", "id=1", "note=x")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "there is nothing in it"),
        ('{"id": "1", "id": "2"}', "`id` is named twice"),
        ('{"amount": ' + "1" * 6000 + "}", "it has a number of 6,000 digits"),
    ],
)
def test_json_that_does_not_say_what_is_meant_is_refused(desk: Desk, text: str, what: str) -> None:
    desk.write("other.json", text)
    said = desk.run("record", "put", "Case", "other.json")
    assert said.code == 2
    assert said.err.startswith(f"Error: other.json: this is not valid JSON: {what}\n")


def test_toml_with_an_endless_number_is_refused(desk: Desk) -> None:
    desk.write("other.toml", "amount = " + "1" * 6000)
    said = desk.run("record", "put", "Case", "other.toml")
    assert said.code == 2
    assert said.err.startswith("Error: other.toml: this is not valid TOML: Exceeds the limit")


def test_a_value_cannot_take_over_the_terminal(desk: Desk) -> None:
    desk.write("case.json", json.dumps(CASE | {"id": "1\n2", "note": "\x1b[2Jgone\nand done"}))
    assert desk.fine("record", "put", "Case", "case.json") == "Case 1 2 is written (version 1).\n"
    assert "  note    \N{REPLACEMENT CHARACTER}[2Jgone and done\n" in desk.fine("record", "get", "Case", "1\n2")
