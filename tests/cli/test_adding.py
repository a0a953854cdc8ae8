"""`orchestra runs add`."""

from tests.cli.project import Desk

SOURCE = """
screen look(name: text) -> { fine: boolean }
orchestration ask(names: list<text>) "Ask" {
  stage s "S" { interactive i = look(n) "Look" { for each n in names  may add  assign to group("Agents") } }
  end "Asked"
}
"""


def test_items_are_added_until_somebody_says_that_no_more_come(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE)
    run = desk.run("run", ".", "ask", "--with", "names=one", "--until-idle", "--json", "--new").lines[0]["run"]
    added = desk.run("runs", "add", run, "s.i", "two", "--as", "ann")
    assert added.out.splitlines()[0] == f"two is added to s.i of run {run}."
    assert [each["screen"] for each in desk.run("work", "list", "--as", "ann", "--json").json["items"]] == ["look"] * 2
    for item in desk.run("work", "list", "--as", "ann", "--json").json["items"]:
        desk.run("work", "complete", str(item["item"]), "--as", "ann", "--with", "fine=yes")
    assert "waiting for what people may add, or for their word that nothing more comes" in desk.fine("runs", "why", run)
    said = desk.run("runs", "add", run, "s.i", "--no-more", "--json")
    assert (said.json["step"], said.json["added"]) == ("s.i", None)
    assert "Ask: ended: Asked" in desk.fine("runs", "show", run)


def test_it_says_what_is_to_be_said(desk: Desk) -> None:
    run = desk.start()
    for words in ((), ("two", "--no-more")):
        said = desk.run("runs", "add", run, "desk.fix", *words)
        assert said.code == 2
        assert "say what is added, or --no-more" in said.err
    refused = desk.run("runs", "add", run, "desk.fix", "two")
    assert refused.code != 0
    assert "its source does not say `may add`" in refused.err
