"""Record sources from the command line: they bring in records while a worker works, and can be looked after."""

import json
import re
from typing import Any

from tests.cli.project import Desk

CODE = """\
import json
from datetime import timedelta

from orchestra_dsl.plugin import Changes, Context, source


@source("crm", every=timedelta(seconds=30))
def crm(cursor: str | None, context: Context) -> Changes:
    rows = json.loads((context.folder / "crm.json").read_text())
    return Changes(records=[("Case", row) for row in rows[int(cursor or 0):]], cursor=str(len(rows)))
"""


def give(desk: Desk, *cases: dict[str, Any]) -> None:
    """The project with a source of these cases."""
    desk.write("crm.py", CODE)
    desk.write("crm.json", json.dumps(cases))
    desk.write("orchestra.toml", 'plugins = ["crm.py", "flows.py"]\npeople = "people.toml"\n')


def case(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "status": "New", "owner": "lena", "amount": 1, **fields}


def shown(desk: Desk, *command: str) -> Any:
    """What a command prints for programs."""
    return json.loads(desk.fine(*command, "--json"))


def test_cases_come_in_by_themselves_and_start_their_runs(desk: Desk) -> None:
    give(desk, case("1"), case("2", status="Working"))
    desk.fine("record", "put", "Case", str(desk.write("case.json", json.dumps(case("0", status="Closed")))))
    assert "crm will be asked once `orchestra run` works." in desk.fine("record", "sources")
    desk.fine("run", ".", "--until-idle")
    assert [each["id"] for each in shown(desk, "record", "list", "Case")["records"]] == ["0", "1", "2"]
    assert "  handle  " in desk.fine("runs", "list")
    (state,) = shown(desk, "record", "sources")["sources"]
    assert state.pop("changed_at")
    assert state == {
        "name": "crm", "plugin": "crm.py", "wanted": True, "asked": True, "cursor": "2", "rejected": 0, "trouble": None
    }  # fmt: skip
    assert desk.run("plugins").code == 0


def test_what_was_rejected_is_told_tried_again_and_forgotten(desk: Desk) -> None:
    give(desk, case("1", note=7), case("2"), case("3", status="Gone"))
    desk.fine("run", ".", "--until-idle")
    said = desk.run("plugins", "list", "--json")
    (problem,) = json.loads(said.out)["problems"]
    assert (said.code, problem["plugin"]) == (1, "crm.py")
    assert problem["what"] == "of what its record source crm has brought, 2 changes could not be applied"
    first, second = shown(desk, "record", "rejected")["rejected"]
    assert (first["id"], first["reason"]) == ("1", "Case.note: text is expected, not 7")
    assert "Case 3  from crm, " in desk.fine("record", "rejected", "crm", "--after", str(first["key"]))
    again = desk.run("record", "retry")
    assert (again.code, again.out) == (1, "Rejected changes that were tried again: 2; applied: 0; left: 2.\n")
    source = (desk.folder / "handle.orch").read_text(encoding="utf-8")
    desk.write("handle.orch", source.replace("note: text?", "note: json?"))
    again = desk.run("record", "retry", "crm")
    assert (again.code, again.out) == (1, "Rejected changes that were tried again: 2; applied: 1; left: 1.\n")
    assert "Error: only an administrator" in desk.run("record", "discard", str(second["key"]), "--as", "bob").err
    assert desk.fine("record", "discard", str(second["key"])).endswith("is forgotten.\n")
    assert "there is no rejected change" in desk.run("record", "discard", str(second["key"])).err
    assert desk.fine("record", "rejected") == "Nothing that a record source has brought was rejected.\n"
    assert desk.fine("record", "retry") == "Nothing that a record source has brought was rejected.\n"


def test_a_source_goes_on_from_where_an_administrator_says(desk: Desk) -> None:
    give(desk, case("1"), case("2"), case("3"))
    assert "there is no store" in desk.run("record", "reset", "crn").err
    said = desk.fine("record", "reset", "crm", "--cursor", "2")
    assert said == 'crm goes on from "2" when it is asked next (before: the beginning).\n'
    desk.fine("run", ".", "--until-idle")
    assert [each["id"] for each in shown(desk, "record", "list", "Case")["records"]] == ["3"]
    assert shown(desk, "record", "reset", "crm") == {"source": "crm", "cursor": None, "before": "3"}
    again = desk.fine("record", "reset", "crm")
    assert again == "crm would have gone on from the beginning anyway; nothing has changed.\n"
    desk.fine("run", ".", "--until-idle")
    assert [each["id"] for each in shown(desk, "record", "list", "Case")["records"]] == ["1", "2", "3"]


def test_an_empty_cursor_is_told_from_none(desk: Desk) -> None:
    give(desk)
    desk.fine("record", "reset", "crm", "--cursor", "2")
    desk.fine("record", "reset", "crm")
    assert shown(desk, "record", "sources")["sources"][0]["cursor"] is None
    assert re.search(r"^crm +crm.py +0 +the beginning$", desk.fine("record", "sources"), re.MULTILINE)
    said = desk.fine("record", "reset", "crm", "--cursor", "")
    assert said == 'crm goes on from "" when it is asked next (before: the beginning).\n'
    assert shown(desk, "record", "sources")["sources"][0]["cursor"] == ""
    assert re.search(r'^crm +crm.py +0 +""$', desk.fine("record", "sources"), re.MULTILINE)


def test_what_a_source_cannot_go_on_from_is_refused(desk: Desk) -> None:
    give(desk, case("1"))
    desk.fine("run", ".", "--until-idle")
    for arguments, message in (
        (("crn",), "there is no record source crn; there are: crm"),
        (("crm", "--as", "bob"), "only an administrator may say from where a record source goes on"),
        (("crm", "--cursor", "x" * 65_537), "cursor: it is too long: 65,537 characters, where 65,536 are allowed"),
        ((), "Missing argument 'SOURCE'"),
    ):
        said = desk.run("record", "reset", *arguments)
        assert said.code != 0
        assert message in said.err
    assert shown(desk, "record", "sources")["sources"][0]["cursor"] == "1"


def test_a_source_that_fails_is_told_where_plugins_are(desk: Desk) -> None:
    give(desk)
    (desk.folder / "crm.json").unlink()
    desk.fine("run", ".", "--until-idle")
    said = desk.run("plugins")
    assert said.code == 1
    assert "the plugin crm.py: its record source crm failed: FileNotFoundError: " in said.err
    assert "crm is asked again: FileNotFoundError: " in desk.fine("record", "sources")


def test_a_source_that_is_there_no_more_is_told_of_with_what_it_left(desk: Desk) -> None:
    give(desk, case("1", status="Gone"))
    desk.fine("run", ".", "--until-idle")
    desk.write("orchestra.toml", 'plugins = ["flows.py"]\npeople = "people.toml"\n')
    assert "No plugin supplies crm any more." in desk.fine("record", "sources")
    assert len(shown(desk, "record", "rejected", "crm")["rejected"]) == 1


def test_only_an_administrator_has_them_tried_again(desk: Desk) -> None:
    desk.put()
    assert "only an administrator" in desk.run("record", "retry", "--as", "bob").err


def test_a_project_says_how_often_a_source_is_asked_or_that_it_is_not(desk: Desk) -> None:
    give(desk, case("1"))
    toml = (desk.folder / "orchestra.toml").read_text(encoding="utf-8")
    desk.write("orchestra.toml", f"{toml}[record_sources]\ncrm = false\nother = false\n")
    desk.put("0")
    desk.fine("run", ".", "--until-idle")
    assert desk.run("record", "get", "Case", "1").code == 2
    assert "crm is not asked: `[record_sources]` in orchestra.toml says so." in desk.fine("record", "sources")
    desk.write("orchestra.toml", f'{toml}[record_sources]\ncrm = "1h"\ncrn = "1h"\n')
    said = desk.run("lint")
    assert "O708" in said.out
    assert "No plugin supplies the record source `crn`, which `[record_sources]` names." in said.out
    assert "Did you mean `crm`?" in said.out
    desk.write("orchestra.toml", f'{toml}[record_sources]\ncrm = "1h"\n')
    desk.write("crm.py", "import nothing_of_this_name")  # it would supply the source
    assert [each["code"] for each in desk.run("lint", "--json").json["findings"]] == ["O704"]
    desk.write("crm.py", CODE)
    desk.fine("run", ".", "--until-idle")
    assert "crm" in desk.fine("record", "sources")
    desk.fine("record", "get", "Case", "1")


def test_what_a_source_brings_is_compared_with_what_sources_declare_and_described(desk: Desk) -> None:
    give(desk)
    class_ = "class Case(Record):\n    id: str\n    owner: User\n    note: int\n    size: str\n\n\n"
    code = CODE.replace("source\n", "Record, User, source\n", 1).replace("@source", f"{class_}@source")
    desk.write("crm.py", code.replace("seconds=30)", "seconds=30), records=[Case]"))
    said = desk.run("lint", "--json")
    assert (said.code, [each["code"] for each in said.json["findings"]]) == (1, ["O706", "O706"])
    assert [each["message"] for each in said.json["findings"]] == [
        "The record `Case` has no field `size`, which the class `Case` of the plugin's record source `crm` names.",
        "The field `note` is `text?` here, but the class `Case` of the plugin's record source `crm` brings `integer`.",
    ]
    told = desk.fine("plugins", "describe", "crm.py")
    assert told.startswith("record Case {\n  id: text\n  owner: user\n  note: integer\n  size: text\n}\n")
    assert "\n# source crm\n" in told
    toml = (desk.folder / "orchestra.toml").read_text(encoding="utf-8")
    desk.write("orchestra.toml", f"{toml}[record_sources]\ncrm = false\n")
    assert desk.run("lint").code == 0


ZED = "class Zed(Record):\n    id: str\n\n\n@source"


def bringing(desk: Desk, class_: str, records: str) -> str:
    """The project with a source that says what it brings; its file."""
    give(desk)
    code = CODE.replace("source\n", "Record, source\n", 1).replace("@source", class_)
    desk.write("crm.py", code.replace("seconds=30)", f"seconds=30), records={records}"))
    return (desk.folder / "orchestra.toml").read_text(encoding="utf-8")


def test_a_record_that_a_source_brings_and_no_file_declares_is_said(desk: Desk) -> None:
    toml = bringing(desk, ZED, "[Zed]")
    for _ in range(2):  # compiled, and from the cache
        said = desk.run("lint")
        assert said.code == 1
        assert (
            "orchestra.toml:1:12: error O709: The plugin crm.py: its record source crm brings the record Zed, "
            "which no file of the project declares: all of them would be rejected (crm.py, line 11)." in said.out
        )
        assert (
            "Declare it (`orchestra plugins describe crm.py` prints how), or have nobody ask for it: under" in said.out
        )
    desk.write("orchestra.toml", f'{toml}[record_sources]\n"crm" = false\n')
    assert desk.fine("lint") == "No findings.\n"


def test_another_file_may_declare_what_a_source_brings(desk: Desk) -> None:
    bringing(desk, ZED.replace("Record)", 'Record, name="Zeds")'), "[Zed]")
    assert "brings the record Zeds (by the class Zed), which no file" in desk.run("lint").out
    desk.write("zed.orch", "record Zed { name: text }\n")
    for _ in range(2):
        assert "hint: Did you mean `Zed`?" in desk.run("lint").out
    assert desk.run("lint", "handle.orch").code == 0, "another file may declare it"
    desk.write("zed.orch", "record Zeds { name: text }\n")
    assert desk.fine("lint") == "No findings.\n"
    desk.write("zed.orch", "record Zeds { name: txt }\n")
    assert "O709" not in desk.run("lint").out, "who knows what the file is to declare"


def test_a_class_that_is_no_record_is_said_with_its_line(desk: Desk) -> None:
    bringing(desk, "@source", "[Record]")
    said = desk.run("lint").out
    assert "the records= of the source crm have Record, which is no record yet" in said
    assert "(crm.py, line 7)" in said
