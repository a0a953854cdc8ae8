"""`orchestra runs locks`, and what `orchestra runs why` says of who waits for a lock."""

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
screen look(case: Case) -> { fine: boolean }

orchestration print(case: Case) "Print" {
  stage press "Press" {
    lock "press {case.id}"
    interactive look = look(case) "Look" { assign to user("ann") }
  }
}
"""


@pytest.fixture
def press(desk: Desk) -> Desk:
    desk.write("handle.orch", SOURCE)
    desk.put()
    return desk


def test_without_locks_there_is_nothing_to_list(press: Desk) -> None:
    assert press.fine("runs", "locks") == "No run has a lock.\n"
    assert press.run("runs", "locks", "--json").json == {"locks": [], "more": False}


def test_who_has_a_lock_and_how_many_wait_is_told(press: Desk) -> None:
    arguments = ("run", ".", "print", "--with", "case=1", "--until-idle", "--json", "--new")
    first, second, third = (press.run(*arguments).lines[0]["run"] for _ in range(3))
    (line,) = press.fine("runs", "locks").splitlines()[1:]
    assert line.startswith(f"press 1  {first}  press  active  ")
    assert line.endswith("  2")
    (lock,) = press.run("runs", "locks", "--json").json["locks"]
    assert (lock["run"], lock["stage"], lock["waiting"], lock["more_wait"]) == (first, "press", 2, False)
    assert f"waiting for the lock press 1, which press of run {first} has, and that run is active" in press.fine(
        "runs", "why", second
    )
    assert "1 stands in line before it" in press.fine("runs", "why", third)
    press.fine("runs", "cancel", first, "--as", "lena")
    assert press.run("runs", "locks", "--json").json["locks"][0]["run"] == second
