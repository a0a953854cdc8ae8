"""`orchestra runs suspend | resume` and `orchestra work suspend | resume`."""

import pytest

from tests.cli.project import Desk


def test_a_work_item_rests_and_goes_on(desk: Desk) -> None:
    run = desk.start()
    assert desk.fine("work", "suspend", "1", "--as", "ann") == "Work item 1 is suspended: Fix the problem.\n"
    assert "suspended, open for Agents" in desk.fine("work", "list", "--as", "bob")
    assert "suspended, open for Agents (work item 1)" in desk.fine("runs", "show", run)
    assert "Fix the problem: suspended by ann" in desk.fine("runs", "show", run)
    said = desk.run("work", "claim", "1", "--as", "bob")
    assert (said.code, said.err.splitlines()[0]) == (1, "Error: this work item is suspended; resume it first")
    assert desk.fine("work", "resume", "1", "--as", "bob") == "Work item 1 is open again: Fix the problem.\n"
    desk.fine("work", "claim", "1", "--as", "bob")


def test_until_when_is_said(desk: Desk) -> None:
    run = desk.start()
    said = desk.fine("work", "suspend", "1", "--as", "ann", "--until", "2399-03-02T09:00+01:00")
    assert said.startswith("Work item 1 is suspended until 2399-03-02 ")
    shown = desk.run("work", "show", "1", "--json").json
    assert (shown["status"], shown["suspended_until"]) == ("suspended", "2399-03-02T08:00:00Z")
    assert "the work goes on" in desk.fine("runs", "why", run)
    desk.fine("work", "resume", "1")
    assert (
        desk.run("work", "suspend", "1", "--as", "ann", "--until", "3d", "--json").json["suspended_until"] is not None
    )


@pytest.mark.parametrize("when", ["tomorrow", "2026-13-01", "", "99999999999999d"])
def test_what_is_no_instant_is_said(desk: Desk, when: str) -> None:
    desk.start()
    said = desk.run("work", "suspend", "1", "--as", "ann", "--until", when)
    assert said.code == 2
    assert "is no instant" in said.err or "has to come yet" in said.err


def test_a_past_instant_is_refused(desk: Desk) -> None:
    desk.start()
    said = desk.run("work", "suspend", "1", "--as", "ann", "--until", "2001-01-01")
    assert said.err.startswith("Error: the instant until which a work item rests has to come yet: say a later one\n")
    assert said.code == 2


def test_a_run_stands_still_and_goes_on(desk: Desk) -> None:
    run = desk.start()
    said = desk.run("runs", "suspend", run, "--as", "ann")
    assert said.err.startswith("Error: only an administrator may suspend this run\n")
    assert desk.fine("runs", "suspend", run, "--as", "lena", "--reason", "A look at it") == (
        f"Run {run} is suspended; `orchestra runs resume {run}` lets it go on.\n"
    )
    assert run in desk.fine("runs", "list", "--status", "suspended")
    shown = desk.fine("runs", "show", run)
    assert "suspended, until somebody resumes it" in shown
    assert "suspended by lena: A look at it" in shown
    refused = desk.run("work", "complete", "1", "--as", "ann", "--with", "resolution=x")
    assert refused.err.startswith(f"Error: run {run} is suspended; resume it first\n")
    assert desk.fine("runs", "resume", run, "--as", "lena") == (
        f"Run {run} goes on.\nIt is stored; nothing runs it until `orchestra run` is started.\n"
    )
    desk.fine("work", "complete", "1", "--as", "ann", "--with", "resolution=x")


def test_following_a_suspended_run_says_what_it_waits_for(desk: Desk) -> None:
    run = desk.start()
    desk.fine("runs", "suspend", run)
    said = desk.run("run", ".", "--resume", run, "--until-idle", "--answers", "answers.toml")
    assert said.code == 0
    assert "Handle a case: suspended, until somebody resumes it" in said.out
    assert desk.run("runs", "show", run, "--json").json["status"] == "suspended"
    (whole, item) = desk.run("runs", "why", run, "--json").json["waits_for"]
    assert whole["element"] is None
    assert whole["since"] is not None
    assert item["text"] == "suspended, open for Agents"


def test_a_saved_draft_does_not_change_since_when_it_waits(desk: Desk) -> None:
    run = desk.start()
    desk.fine("work", "claim", "1", "--as", "ann")
    (before,) = desk.run("runs", "why", run, "--json").json["waits_for"]
    desk.fine("work", "save", "1", "--as", "ann", "--with", "resolution=Half")
    (after,) = desk.run("runs", "why", run, "--json").json["waits_for"]
    assert before["since"] == after["since"]
