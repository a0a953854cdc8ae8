"""Notifications and due times as those see them who run, look and work."""

import subprocess
import time

import pytest

from orchestra_dsl.workspace.following import Follower
from tests.cli.project import FLOWS, TOML, Desk, process, read_until
from tests.patience import wait_for

TELLING = """\
import "handle.orch"

screen look(case: Case) -> { fine: boolean }

orchestration bye(case: Case) "Say goodbye" { notify case.owner via email "Bye" end "Done" }

orchestration hurry(case: Case) "Be quick" {
  stage desk "Desk" { interactive fix = look(case) "Look at it" { assign to group("Agents") due in 1s } }
}
"""

CHANNEL = """

from orchestra_dsl.plugin import Notification, channel


@channel("email")
def email(notification: Notification, context: Context) -> None:
    with (context.folder / "told.txt").open("a") as told:
        told.write(notification.key + "\\n")
    if (context.folder / "down").exists():
        raise ConnectionError("the server is down")
    while (context.folder / "hangs").exists():
        time.sleep(0.02)
"""


@pytest.fixture
def telling(desk: Desk) -> Desk:
    """The project with a channel `email` that can be down or hang."""
    desk.write("telling.orch", TELLING)
    desk.write("flows.py", FLOWS + CHANNEL)
    desk.write("orchestra.toml", TOML.replace("handle.orch", "telling.orch"))
    desk.put()
    return desk


def told(desk: Desk) -> list[str]:
    """The keys with which the channel was called."""
    file = desk.folder / "told.txt"
    return file.read_text().splitlines() if file.exists() else []


def test_a_notification_that_comes_through_as_the_run_is_left_is_told_of(
    telling: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, is_telling = telling.folder / "hangs", Follower.is_telling
    hangs.touch()

    def comes_through(follower: Follower, run: str) -> bool:
        hangs.unlink(missing_ok=True)
        while is_telling(follower, run):
            time.sleep(0.01)
        return False

    monkeypatch.setattr(Follower, "is_telling", comes_through)
    said = telling.run("run", ".", "bye", "--with", "case=1")
    assert said.out.splitlines()[-1].endswith("Notify: ann told via email")


def test_who_is_excluded_hears_nothing_of_the_work(telling: Desk) -> None:
    work = 'interactive fix = look(case) "Look" { assign to group("Agents") exclude case.owner }'
    four = f'orchestration four(case: Case) "Four eyes" {{ notify via email stage desk "Desk" {{ {work} }} }}'
    telling.write("telling.orch", f"{TELLING}\n{four}\n")
    assert telling.run("run", ".", "four", "--with", "case=1", "--until-idle").code == 0
    assert [each.rpartition("/")[2] for each in told(telling)] == ["bob"]


def run_id(desk: Desk) -> str:
    """The newest run."""
    found = desk.run("runs", "list", "--json").json["runs"][0]["run"]
    assert isinstance(found, str)
    return found


def test_a_run_is_followed_until_its_last_notification_is_sent(telling: Desk) -> None:
    said = telling.run("run", ".", "bye", "--with", "case=1")
    assert said.code == 0
    assert [line.partition("  ")[2] for line in said.out.splitlines()[-2:]] == [
        "Say goodbye: ended: Done",
        "Notify: ann told via email",
    ]
    assert told(telling) == [f"{run_id(telling)}/notify.1/2/0/ann"]


def test_what_keeps_somebody_from_being_told_is_shown_and_holds_up_nobody(telling: Desk) -> None:
    telling.write("down", "")
    assert telling.run("run", ".", "bye", "--with", "case=1").code == 0
    shown = telling.fine("runs", "show", run_id(telling))
    assert "  status     completed (Done)\n" in shown
    assert "  Notify: telling ann via email has not worked yet (the server is down (flows.py, line " in shown
    assert "it is tried again for a day" in shown
    assert telling.run("run", ".", "--until-idle").code == 0, "it is tried again, and the process does not wait for it"
    (telling.folder / "down").unlink()
    assert "Notify: ann told via email" in telling.run("run", ".", "--until-idle").out
    assert "Waits for" not in telling.fine("runs", "show", run_id(telling))
    assert len(set(told(telling))) == 1, "the key is the same however often it is tried, by whichever process"


def test_a_process_that_is_killed_while_it_tells_somebody_leaves_it_to_the_next(telling: Desk) -> None:
    telling.write("hangs", "")
    live = process("run", ".", "bye", "--with", "case=1", stdin=subprocess.DEVNULL)
    read_until(live, "ended: Done")
    wait_for(lambda: told(telling))
    live.kill()
    live.communicate()
    (telling.folder / "hangs").unlink()
    assert "Notify: ann told via email" in telling.run("run", ".", "--until-idle").out
    first, second = told(telling)
    assert first == second
    assert "Waits for" not in telling.fine("runs", "show", run_id(telling))


def test_when_work_is_due_is_shown_and_whether_that_is_past(telling: Desk) -> None:
    telling.run("run", ".", "hurry", "--with", "case=1", "--until-idle")
    time.sleep(1)
    heading, row = telling.fine("work", "list").splitlines()
    assert heading.split()[-1] == "DUE"
    assert row.endswith(" (overdue)")
    due = next(line for line in telling.fine("work", "show", "1").splitlines() if line.startswith("  due "))
    assert due.split("  ")[-1] == row[heading.index("DUE") :]
    (item,) = telling.run("work", "list", "--json").json["items"]
    assert (item["overdue"], item["due_at"] > item["opened_at"]) == (True, True)
    done = telling.run("work", "complete", "1", "--as", "ann", "--with", "fine=yes", "--json").json
    assert (done["overdue"], done["due_at"]) == (False, item["due_at"])
