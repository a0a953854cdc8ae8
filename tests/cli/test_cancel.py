"""`orchestra runs cancel` of a run that has something to do on cancel."""

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
screen look(case: Case) -> { fine: boolean }

orchestration print(case: Case) "Print" {
  on cancel {
    background checked = classify(case) { start when case.status == "Closed" }
  }
  stage press "Press" {
    interactive look = look(case) "Look" { assign to user("ann") }
  }
}
"""


@pytest.fixture
def run(desk: Desk) -> str:
    desk.write("handle.orch", SOURCE)
    desk.put()
    found = desk.run("run", ".", "print", "--with", "case=1", "--until-idle", "--json", "--new").lines[0]["run"]
    assert isinstance(found, str)
    return found


def test_it_says_that_the_run_ends_later(desk: Desk, run: str) -> None:
    said = desk.fine("runs", "cancel", run, "--as", "lena", "--reason", "Not needed")
    assert said.startswith(f"Run {run} is being canceled: it ends when what it does on cancel is done.\n")
    why = desk.fine("runs", "why", run)
    assert "being canceled (Not needed): it ends when this is done" in why
    assert "On cancel / checked: waiting for a change of Case 1.status" in why
    again = desk.run("runs", "cancel", run, "--as", "lena")
    assert again.err.startswith(f"Error: run {run} is being canceled already")
    assert again.code == 1
    assert "is being canceled by lena: Not needed; first comes what it does on cancel" in desk.fine("runs", "show", run)


def test_at_once_it_ends_without_and_programs_are_told_how_it_stands(desk: Desk, run: str) -> None:
    assert desk.run("runs", "cancel", run, "--as", "lena", "--json").json == {"run": run, "status": "active"}
    refused = desk.run("runs", "cancel", run, "--as", "ann", "--at-once")
    assert "only an administrator may end this run without what it does on cancel" in refused.err
    said = desk.run("runs", "cancel", run, "--as", "lena", "--at-once", "--json").json
    assert said == {"run": run, "status": "canceled"}
