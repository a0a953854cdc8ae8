"""`for each` and `undo` from the command line: whose item is which, who answers which, what is told of it."""

import pytest

from tests.cli.project import Desk

SOURCE = """\
record Case {
  id: text
  status: "New" | "Working" | "Closed"
  owner: user
  amount: decimal
  note: text?
}
flow classify(case: Case) -> { severity: "S1" | "S2" }
screen look(case: Case, who: user) -> { fine: boolean }

orchestration vote(case: Case) -> { fine: integer } "Vote" {
  stage ask "Ask" {
    interactive look = look(case, p) "Look" {
      for each p in [user("bob"), user("ann")]
      assign to p
      undo classify(case)
    }
  }
  undo
  end "Done" with { fine: count(ask.look, r => r.fine) }
}
"""
ANSWERS = """\
[[answer]]
step = "ask.look"
as = "ann"
with = { fine = true }

[[answer]]
step = "ask.look"
as = "bob"
with = { fine = false }
"""


@pytest.fixture
def vote(desk: Desk) -> Desk:
    desk.write("handle.orch", SOURCE)
    desk.write("answers.toml", ANSWERS)
    desk.put()
    return desk


def test_an_answer_goes_to_the_item_that_is_for_the_one_who_answers(vote: Desk) -> None:
    out = vote.fine("run", ".", "vote", "--with", "case=1", "--answers", "answers.toml")
    lines = [line.partition("  ")[2] for line in out.splitlines()]
    assert "Ask / Look: starts for each of 2" in lines
    assert lines.index("Ask / Look #2: completed by ann") < lines.index("Ask / Look #1: completed by bob")
    assert [line for line in lines if line.endswith(": undone")] == ["Ask / Look #1: undone", "Ask / Look #2: undone"]
    assert out.endswith("The run's outputs are fine: 1.\n")


def test_the_open_items_are_told_apart(vote: Desk) -> None:
    out = vote.fine("run", ".", "vote", "--with", "case=1", "--until-idle")
    assert "  Ask / Look #1: open for bob\n  Ask / Look #2: open for ann\n" in out
    listed = vote.run("work", "list", "--json").json["items"]
    assert [(each["step"], each["instance"], each["candidates"]) for each in listed] == [
        ("ask.look", 1, ["user:bob"]),
        ("ask.look", 2, ["user:ann"]),
    ]
    assert "Ask / Look #2" in vote.fine("work", "list", "--as", "ann")
    vote.fine("work", "complete", str(listed[1]["item"]), "--as", "ann", "--with", "fine=yes")
    assert [each["instance"] for each in vote.run("work", "list", "--json").json["items"]] == [1]


def test_a_run_says_that_not_enough_has_been_done(vote: Desk) -> None:
    vote.write("handle.orch", SOURCE.replace("undo classify(case)", "enough when count(ask.look, r => r.fine) > 0"))
    run = vote.run("run", ".", "vote", "--with", "case=1", "--until-idle", "--json").lines[0]["run"]
    items = vote.run("work", "list", "--json").json["items"]
    first = next(each for each in items if each["candidates"] == ["user:bob"])
    vote.fine("work", "complete", str(first["item"]), "--as", "bob", "--with", "fine=false")
    waits = vote.run("runs", "why", run, "--json").json["waits_for"]
    conditions = [condition for each in waits for condition in each["conditions"]]
    assert [(each["clause"], each["text"], each["came_out"]) for each in conditions[:1]] == [
        ("enough when", "count(ask.look, r => r.fine) > 0", "it does not hold")
    ]
    assert list(conditions[0]["reads"]) == ["ask.look"]
