"""`orchestra call`: somebody outside answers a call."""

import json

import pytest

from tests.cli.project import Desk

SOURCE = """\
flow ask(order: text) -> { approved: boolean, note: text? }

orchestration approval(order: text) -> { note: text? } "Have an order approved" {
  stage desk "Desk" {
    background ask = ask(order) "Ask the portal" {
      on error "Refused" { end "Refused" }
    }
  }
  end "Approved" with { note: desk.ask.note }
}
"""
FLOWS = """\
from typing import NotRequired, TypedDict

from orchestra_dsl.plugin import Context, Later, flow


class Approval(TypedDict):
    approved: bool
    note: NotRequired[str]


@flow("ask")
def ask(order: str, context: Context) -> Approval | Later:
    (context.folder / "token").write_text(context.token)
    return Later()
"""


@pytest.fixture(autouse=True)
def asks_a_portal(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE)
    desk.write("flows.py", FLOWS)


@pytest.fixture
def run(desk: Desk) -> str:
    """A run that waits for the portal."""
    lines = desk.run("run", ".", "approval", "--with", "order=A7", "--until-idle", "--json").lines
    name = lines[0]["run"]
    assert isinstance(name, str)
    return name


def token(desk: Desk) -> str:
    """What the portal has got."""
    return (desk.folder / "token").read_text()


def refused(desk: Desk, *arguments: str) -> str:
    """Run a command that has to be refused; what it says."""
    said = desk.run("call", *arguments)
    assert said.code != 0, said
    assert said.out == ""
    return said.err


def test_the_project_has_no_findings(desk: Desk) -> None:
    desk.fine("lint")


def test_somebody_outside_completes_a_call(desk: Desk, run: str) -> None:
    for command in ("show", "why"):
        assert "waiting for somebody outside to complete ask" in desk.fine("runs", command, run)
    said = desk.fine("call", "complete", token(desk), "--with", "approved=yes", "--with", "note=fine")
    assert said.startswith("The call is completed.\n")
    shown = desk.run("runs", "show", run, "--json").json
    assert (shown["outcome"], shown["outputs"]) == ("Approved", {"note": "fine"})


def test_the_same_answer_again_is_told_so_and_another_one_is_refused(desk: Desk, run: str) -> None:
    answer = ("call", "complete", token(desk), "--with", "approved=yes", "--with", "note=fine")
    assert desk.run(*answer, "--json").json == {"completed": True, "before": False, "worker": None}
    again = "The call has been completed before, with the same outputs; nothing has changed.\n"
    assert desk.fine(*answer) == again
    assert desk.run(*answer, "--json").json == {"completed": True, "before": True, "worker": None}
    for other in (["approved=no", "note=fine"], ["approved=yes"], ["note=fine"]):
        pairs = [part for each in other for part in ("--with", each)]
        message = "this call has been completed already, with other outputs; the first answer counts"
        assert message in refused(desk, "complete", token(desk), *pairs)
        said = json.loads(refused(desk, "complete", token(desk), *pairs, "--json"))
        assert said["error"]["code"] == "answered"
    assert "this call has been completed already; the first answer counts" in refused(desk, "fail", token(desk), "Lost")
    assert desk.run("runs", "show", run, "--json").json["outputs"] == {"note": "fine"}


def test_somebody_outside_lets_a_call_fail(desk: Desk, run: str) -> None:
    said = desk.run("call", "fail", token(desk), "Refused", "too dear", "--json").json
    assert said == {"failed": "Refused", "before": False, "worker": None}
    assert desk.run("runs", "show", run, "--json").json["outcome"] == "Refused"
    again = "The call has failed before, with the same error; nothing has changed.\n"
    assert desk.fine("call", "fail", token(desk), "Refused", "too dear") == again
    assert "failed already, with another error" in refused(desk, "fail", token(desk), "Refused")
    assert "failed already" in refused(desk, "complete", token(desk), "--with", "approved=yes")


def test_what_does_not_fit_is_refused_in_words(desk: Desk, run: str) -> None:
    assert "no token of a call" in refused(desk, "complete", "call_x", "--with", "approved=yes")
    assert "the call has no `aproved`" in refused(desk, "complete", token(desk), "--with", "aproved=yes")
    assert "approved" in refused(desk, "complete", token(desk))
    desk.fine("runs", "cancel", run)
    assert "nobody waits for this call any more" in refused(desk, "fail", token(desk), "Refused")


def test_an_administrator_finds_a_token_that_was_lost(desk: Desk, run: str) -> None:
    assert token(desk) in desk.fine("call", "list", run)
    said = desk.run("call", "list", run, "--json", "--as", "lena").json
    (call,) = said["calls"]
    assert (call["element"], call["flow"], call["attempt"], call["token"]) == ("desk.ask", "ask", 1, token(desk))
    assert "only an administrator may see the tokens of calls" in refused(desk, "list", run, "--as", "ann")
    desk.fine("call", "fail", token(desk), "Refused")
    assert desk.fine("call", "list", run) == f"No call of run {run} waits for somebody outside.\n"
