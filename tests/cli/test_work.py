"""`orchestra work`: who may do what with a work item, and who is told what."""

import pytest

from tests.cli.conftest import Typed
from tests.cli.project import SOURCE, Desk

FIX = ["--with", "resolution=Restarted", "--with", "refund=7.50"]


def test_open_work_is_listed_for_whom_it_is(desk: Desk) -> None:
    run = desk.start()
    heading, row = desk.fine("work", "list", "--as", "ann").splitlines()
    assert heading.split() == ["ITEM", "WORK", "RUN", "WHO", "OPENED", "DUE"]
    assert row.startswith(f"1     Desk / Fix the problem  {run}  open for Agents  ")
    assert desk.fine("work", "list", "--as", "zoe") == "There is no open work.\n"
    assert [item["step"] for item in desk.run("work", "list", "--json").json["items"]] == ["desk.fix"]


def test_work_is_not_listed_for_somebody_unknown(desk: Desk) -> None:
    desk.start()
    said = desk.run("work", "list", "--as", "nobody")
    assert said.code == 2
    assert said.err.startswith('Error: the directory knows no active user called "nobody"\n')


def test_an_item_shows_what_it_asks_for(desk: Desk) -> None:
    desk.start()
    shown = desk.fine("work", "show", "1")
    assert shown.startswith("1: Desk / Fix the problem\n")
    assert "  status     open for Agents\n" in shown
    assert "  about      Case/1\n" in shown
    assert "  resolution: What did you do? (text)\n" in shown
    assert "  refund: Refund to grant (a number, or nothing)\n" in shown
    asks = desk.run("work", "show", "1", "--json").json["asks"]
    assert asks == [
        {"name": "resolution", "type": "text", "label": "What did you do?"},
        {"name": "refund", "type": "decimal?", "label": "Refund to grant"},
    ]


def test_an_item_that_is_closed_shows_how(desk: Desk) -> None:
    desk.start()
    desk.fine("work", "complete", "1", "--as", "ann", *FIX)
    assert "  status     completed by ann\n" in desk.fine("work", "show", "1")
    run = desk.start()
    (item,) = desk.run("work", "list", "--json").json["items"]
    desk.fine("runs", "cancel", run)
    assert "  status     withdrawn\n" in desk.fine("work", "show", str(item["item"]))


def test_an_item_is_claimed_released_and_claimed_by_another(desk: Desk) -> None:
    desk.start()
    assert desk.fine("work", "claim", "1", "--as", "ann") == "ann has claimed work item 1: Fix the problem.\n"
    said = desk.run("work", "claim", "1", "--as", "bob")
    assert said.code == 1
    assert said.err == "Error: ann has claimed this work item\n  Nothing has changed.\n"
    assert desk.fine("work", "list", "--as", "bob") == "There is no open work.\n"
    assert "claimed by ann" in desk.fine("work", "list", "--as", "ann")
    assert desk.fine("work", "release", "1", "--as", "ann") == "Work item 1 is open again: Fix the problem.\n"
    desk.fine("work", "claim", "1", "--as", "bob")


def test_only_candidates_may_complete(desk: Desk) -> None:
    desk.start()
    said = desk.run("work", "complete", "1", "--as", "zoe", *FIX)
    assert (said.code, said.out) == (1, "")
    assert said.err == "Error: zoe may not: this work item is for Agents\n  Nothing has changed.\n"


def test_an_item_is_completed_with_values(desk: Desk) -> None:
    run = desk.start()
    assert desk.fine("work", "complete", "1", "--as", "ann", *FIX) == (
        "ann has completed work item 1: Fix the problem.\nWith that the run has ended: Fixed\n"
    )
    assert desk.run("runs", "show", run, "--json").json["outputs"] == {"refund": "7.5"}


def test_the_values_come_from_a_file(desk: Desk) -> None:
    desk.start()
    desk.write("fix.json", '{"resolution": "Restarted", "refund": 0.10}')
    assert (
        desk.run("work", "complete", "1", "--as", "bob", "--values", "fix.json", "--json").json["status"] == "completed"
    )


def test_who_comes_too_late_is_told(desk: Desk) -> None:
    desk.start()
    desk.fine("work", "complete", "1", "--as", "ann", *FIX)
    said = desk.run("work", "complete", "1", "--as", "bob", *FIX)
    assert said.code == 1
    assert said.err.splitlines()[0] in ("Error: ann has completed this work item", "Error: this run is completed")


def test_an_item_is_reassigned_by_an_administrator(desk: Desk) -> None:
    desk.start()
    refused = desk.run("work", "reassign", "1", "zoe", "--as", "ann")
    assert refused.err.startswith("Error: only an administrator or who has claimed it may reassign this work item\n")
    assert desk.fine("work", "reassign", "1", "zoe", "--as", "lena") == "Work item 1 is now for zoe: Fix the problem.\n"
    desk.fine("work", "reassign", "1", "bob", "group:Managers")
    assert desk.fine("work", "list", "--as", "zoe") == "There is no open work.\n"
    assert "open for bob, Managers" in desk.fine("work", "list", "--as", "lena")


def test_an_item_is_not_reassigned_to_somebody_unknown(desk: Desk) -> None:
    desk.start()
    said = desk.run("work", "reassign", "1", "zo")
    assert said.code == 2
    assert said.err.startswith('Error: the directory knows no active user called "zo"')


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "work item 1 asks for what was not given: resolution (text)\n  Give it by `--with resolution=…`, or"),
        (["--with", "resolution=x", "--with", "refund=much"], 'refund: decimal is expected, not "much"'),
        (["--with", "resolutoin=x"], "work item 1 has no `resolutoin`\n  Did you mean `resolution`?"),
        (["--values", "nothing.json"], "nothing.json: cannot be read: No such file or directory"),
        (["--values", "handle.orch"], "handle.orch: this is not valid JSON: "),
    ],
)
def test_values_that_do_not_fit_are_said(desk: Desk, values: list[str], message: str) -> None:
    desk.start()
    said = desk.run("work", "complete", "1", "--as", "ann", *values)
    assert said.code == 2
    assert said.err.startswith(f"Error: {message}")
    assert desk.run("work", "show", "1", "--json").json["status"] == "open"


def test_an_item_that_is_not_there_is_said(desk: Desk) -> None:
    desk.start()
    said = desk.run("work", "claim", "77", "--as", "ann")
    assert (said.code, said.err) == (2, "Error: there is no work item 77\n  Nothing has changed.\n")


def test_who_acts_must_be_said(desk: Desk) -> None:
    said = desk.run("work", "claim", "1")
    assert said.code == 2
    assert said.err.startswith("Error: Missing option '--as'.\n")


def test_of_a_pipe_nothing_is_asked(desk: Desk, typed: Typed) -> None:
    desk.start()
    typed("Restarted\n\n")
    assert desk.run("work", "complete", "1", "--as", "ann").code == 2


def test_of_an_item_that_is_done_nothing_is_asked(desk: Desk) -> None:
    desk.start()
    desk.fine("work", "complete", "1", "--as", "ann", *FIX)
    for values in ([], ["--with", "refund=much"]):
        said = desk.run("work", "complete", "1", "--as", "bob", *values)
        assert (said.code, said.err.splitlines()[0]) == (1, "Error: ann has completed this work item")


@pytest.mark.parametrize(
    ("name", "what"), [("", "the name of who acts is empty"), ("group:Agents", "`group:Agents` is no user")]
)
def test_only_users_act(desk: Desk, name: str, what: str) -> None:
    desk.start()
    for command in (["work", "list"], ["work", "claim", "1"], ["record", "put", "Case", "case.json"]):
        said = desk.run(*command, "--as", name)
        assert (said.code, said.err.splitlines()[0]) == (2, f"Error: {what}")


def test_a_work_item_is_skipped_where_its_step_says_so(desk: Desk) -> None:
    run = desk.start()
    refused = desk.run("work", "skip", "1", "--as", "ann")
    assert refused.err.startswith("Error: this work item may not be skipped: only one whose step says `may skip` may")
    source = SOURCE.replace("assign to", "may skip\n      assign to").replace(
        "desk.fix.refund }", "desk.fix.refund ?? 1 }"
    )
    desk.write("handle.orch", source)
    other = desk.start(case="2")
    assert "  skip       whoever may complete it may skip it\n" in desk.fine("work", "show", "2")
    half = desk.run("work", "skip", "2", "--as", "ann", "--with", "refund=7.50")
    assert (half.code, half.err) == (2, "Error: resolution: it is missing; text is expected\n  Nothing has changed.\n")
    assert desk.fine("work", "skip", "2", "--as", "ann").startswith("ann has skipped work item 2: Fix the problem.\n")
    assert desk.run("work", "complete", "2", "--as", "ann", *FIX).err.startswith("Error: this work item is withdrawn")
    assert desk.run("runs", "show", other, "--json").json["outputs"] == {"refund": "1"}
    assert desk.run("runs", "show", run, "--json").json["status"] == "active"


def test_work_about_a_record_is_found_and_what_it_locks_is_kept(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("assign to", "locks case except assignees\n      assign to"))
    run = desk.start()
    desk.start(case="2")
    found = desk.run("work", "list", "--about", "Case/2", "--json").json["items"]
    assert [(item["item"], item["about"], item["locks"]) for item in found] == [(2, "Case/2", "Case/2")]
    assert desk.fine("work", "list", "--as", "ann", "--about", "Case/1").splitlines()[1].startswith("1  ")
    assert desk.fine("work", "list", "--about", "Case/7") == "There is no open work.\n"
    assert desk.run("work", "list", "--about", "5001").err.startswith('Error: "5001" names no record: write its type')
    shown = desk.fine("work", "show", "1")
    assert "  about      Case/1\n  locks      Case/1\n  shows      case: 1\n" in shown
    for who in ((), ("--as", "zoe"), ("--as", "lena")):
        refused = desk.run("record", "set", "Case", "1", "amount=3", *who)
        assert refused.err.startswith(
            f"Error: Case 1 is locked by work item 1, Fix the problem, open for Agents, of run {run}"
        )
    desk.fine("record", "set", "Case", "1", "amount=3", "--as", "bob")
    desk.fine("work", "complete", "1", "--as", "ann", *FIX)
    desk.fine("record", "delete", "Case", "1")


def test_work_of_people_who_have_left_goes_to_others(desk: Desk) -> None:
    desk.start()
    desk.write("people.toml", (desk.folder / "people.toml").read_text().replace('["ann", "bob"]', "[]"))
    assert desk.run("work", "recount", "--as", "zoe").err.startswith("Error: only an administrator may have open work")
    assert desk.fine("work", "recount").startswith("Whom open work is for is counted again.\n")
    desk.fine("run", ".", "--until-idle")
    assert desk.run("work", "show", "1", "--json").json["candidates"] == ["group:Managers"]


def test_a_worker_notices_by_itself_that_people_have_left(desk: Desk) -> None:
    desk.start()
    desk.fine("run", ".", "--until-idle")
    assert desk.run("work", "show", "1", "--json").json["candidates"] == ["group:Agents"]
    desk.write("people.toml", (desk.folder / "people.toml").read_text().replace('["ann", "bob"]', "[]"))
    desk.fine("run", ".", "--until-idle")
    assert desk.run("work", "show", "1", "--json").json["candidates"] == ["group:Managers"]
