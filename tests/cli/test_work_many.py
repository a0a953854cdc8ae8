"""`orchestra work save | prioritize`, and `orchestra work reassign` of many items."""

import pytest

from tests.cli.conftest import Typed
from tests.cli.project import Desk


def test_a_draft_is_shown_and_taken(desk: Desk) -> None:
    run = desk.start()
    desk.fine("work", "claim", "1", "--as", "ann")
    saved = desk.fine("work", "save", "1", "--as", "ann", "--with", "resolution=Half done")
    assert saved == "The draft of work item 1 is: resolution: Half done.\n"
    assert "  draft      resolution: Half done\n" in desk.fine("work", "show", "1")
    assert "a draft is saved by ann: resolution" in desk.fine("runs", "show", run)
    desk.fine("work", "complete", "1", "--as", "ann", "--with", "refund=3")
    assert desk.run("runs", "show", run, "--json").json["outputs"] == {"refund": "3"}


def test_a_draft_is_taken_back(desk: Desk) -> None:
    desk.start()
    desk.fine("work", "claim", "1", "--as", "ann")
    desk.write("draft.json", '{"resolution": "Half"}')
    desk.write("empty.json", '{"resolution": null}')
    desk.fine("work", "save", "1", "--as", "ann", "--values", "draft.json")
    assert desk.fine("work", "save", "1", "--as", "ann", "--values", "empty.json") == (
        "The draft of work item 1 is: empty.\n"
    )
    said = desk.run("work", "complete", "1", "--as", "ann")
    assert said.err.startswith("Error: work item 1 asks for what was not given: resolution (text)\n")


def test_what_cannot_be_saved_is_said(desk: Desk) -> None:
    desk.start()
    said = desk.run("work", "save", "1", "--as", "ann", "--with", "resolution=x")
    assert said.err.startswith("Error: claim this work item first: a draft is kept for whoever has claimed it\n")
    said = desk.run("work", "save", "1", "--as", "ann")
    assert (said.code, said.err.splitlines()[0]) == (2, "Error: there is nothing to save")
    said = desk.run("work", "save", "1", "--as", "ann", "--with", "refund=much")
    assert said.err.startswith('Error: refund: decimal is expected, not "much" ')


@pytest.mark.parametrize("order", [["1", "7"], ["1", "--", "-7"]])
def test_a_priority_is_changed(desk: Desk, order: list[str]) -> None:
    run = desk.start()
    said = desk.fine("work", "prioritize", *order)
    assert said == f"Work item 1 has priority {order[-1]}: Fix the problem.\n"
    assert f"priority {order[-1]} instead of 0" in desk.fine("runs", "show", run)


def test_many_are_given_to_another(desk: Desk) -> None:
    for case in ("1", "2", "3"):
        desk.start(case)
    desk.fine("work", "reassign", "1", "ann")
    desk.fine("work", "claim", "2", "--as", "ann")
    assert desk.fine("work", "reassign", "--from", "ann", "--to", "bob", "--as", "lena") == (
        "2 work items are now for bob.\n"
    )
    assert "open for bob" in desk.fine("work", "list", "--as", "bob")
    assert desk.fine("work", "reassign", "--from", "ann", "--to", "bob") == "No open work is meant by this.\n"
    desk.fine("work", "claim", "3", "--as", "bob")
    said = desk.run("work", "reassign", "--from", "group:Agents", "--to", "zoe")
    assert (said.code, said.out) == (
        1,
        "0 work items are now for zoe.\n  Work item 3 is left as it was: bob has claimed it\n",
    )
    found = desk.run("work", "reassign", "--step", "desk.fix", "--to", "group:Managers", "--json").json
    assert found == {"reassigned": [1, 2, 3], "left": []}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Error: which work is meant?"),
        (["1"], "Error: to whom is it given?"),
        (["1", "bob", "--from", "ann"], "Error: a number means one work item, which no option narrows"),
        (["--from", "ann"], "Error: to whom is it given?"),
        (["--run", "nothing", "--to", "bob"], "Error: there is no run nothing"),
    ],
)
def test_what_is_not_said_is_asked_for(desk: Desk, words: list[str], message: str) -> None:
    desk.start()
    said = desk.run("work", "reassign", *words)
    assert (said.code, said.err.splitlines()[0]) == (2, message)


def test_on_a_terminal_enter_takes_the_draft(desk: Desk, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.start()
    desk.fine("work", "claim", "1", "--as", "ann")
    desk.fine("work", "save", "1", "--as", "ann", "--with", "resolution=Half done")
    monkeypatch.setattr("orchestra_dsl.cli.lines.Lines.person", True)
    typed("\n4\n")
    said = desk.fine("work", "complete", "1", "--as", "ann")
    assert "What did you do? (text) [Half done]: " in said
    assert "ann has completed work item 1" in said
