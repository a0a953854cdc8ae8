"""`orchestra run` with a run that runs another orchestration: both are shown, and both are answered."""

from tests.cli.project import Desk

SOURCE = """
screen sign(paper: text) -> { signed: boolean "Do you sign?" }

orchestration hire(name: text) "Hire" {
  stage papers "Papers" {
    background contract = run contract(paper: "Contract of {name}") "Contract"
    interactive badge = sign(paper: "Badge") "Hand out the badge" { assign to user("ann") start after contract }
  }
  end "Hired"
}

orchestration contract(paper: text) "Contract" {
  stage signing "Signing" {
    interactive sign = sign(paper) "Sign it" { assign to user("ann") }
  }
  end "Signed"
}
"""
ANSWERS = """
[[answer]]
step = "signing.sign"
as = "ann"
with = { signed = true }

[[answer]]
step = "papers.badge"
as = "ann"
with = { signed = true }
"""


def test_a_run_is_followed_with_the_runs_that_are_its_steps(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE)
    desk.write("answers.toml", ANSWERS)
    said = desk.fine("run", ".", "hire", "--with", "name=Ada", "--answers", "answers.toml")
    (run,) = [line.split()[-1].rstrip(".") for line in said.splitlines() if line.startswith("Hire: run ")]
    told = [line.split("  ", 1)[1] for line in said.splitlines() if line[:2].isdigit()]
    assert f"{run}-1  Signing / Sign it: completed by ann" in told
    assert told.index(f"{run}-1  Contract: ended: Signed") < told.index("Papers / Hand out the badge: completed by ann")
    assert told[-1] == "Hire: ended: Hired"


def test_a_run_that_waits_says_what_its_steps_wait_for(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE)
    desk.write("answers.toml", ANSWERS.replace("signing.sign", "papers.badge"))
    said = desk.fine("run", ".", "hire", "--with", "name=Ada", "--answers", "answers.toml", "--until-idle")
    assert "Papers / Contract: waiting for run " in said
    assert "-1  Signing / Sign it: open for ann" in said
