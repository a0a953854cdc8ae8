"""Several processes on one store, and processes that end in the middle of their work."""

import json
import signal
import subprocess
import threading

import pytest

from tests.cli.project import SOURCE, Desk, process, read_until
from tests.patience import PATIENCE, wait_for

FIX = ["--with", "resolution=Restarted"]
_CLASSIFIED_AGAIN = (
    'group("Agents")\n    }',
    'group("Agents")\n    }\n    background again = classify(case) { start after fix }',
)


def end(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def test_a_killed_run_goes_on_with_the_same_command_and_calls_under_the_same_key(desk: Desk) -> None:
    desk.put()
    desk.write("slow", "")
    command = ["run", ".", "handle", "--with", "case=1", "--answers", "answers.toml"]
    killed = process(*command)
    wait_for((desk.folder / "called.txt").exists)
    killed.kill()
    end(killed)
    (desk.folder / "slow").unlink()
    out = desk.fine(*command)
    assert "going on with run" in out
    assert "ended: Fixed" in out
    calls = (desk.folder / "called.txt").read_text(encoding="utf-8").split()
    assert len(calls) == 2
    assert len(set(calls)) == 1
    assert len(desk.run("runs", "list", "--json").json["runs"]) == 1


def test_ctrl_c_says_how_to_go_on(desk: Desk) -> None:
    desk.put()
    live = process("run", ".", "handle", "--with", "case=1", stdin=subprocess.DEVNULL)
    read_until(live, "open for Agents")
    live.send_signal(signal.SIGINT)
    code, _, err = end(live)
    (run,) = desk.run("runs", "list", "--json").json["runs"]
    assert (code, err) == (
        130,
        f"\nRun {run['run']} is stored; `orchestra run . --resume {run['run']}` goes on with it.\n",
    )


def test_work_is_completed_from_another_process_while_a_run_is_live(desk: Desk) -> None:
    desk.put()
    live = process("run", ".", "handle", "--with", "case=1", stdin=subprocess.DEVNULL)
    read_until(live, "open for Agents")
    said = desk.fine("work", "complete", "1", "--as", "bob", *FIX)
    assert said.startswith("bob has completed work item 1: Fix the problem.\n")  # the run may have ended by then
    code, out, err = end(live)
    assert (code, err) == (0, "")
    assert "Desk / Fix the problem: completed by bob" in out
    assert "Handle a case: ended: Fixed" in out


def test_a_question_at_the_terminal_ends_when_another_process_has_answered(desk: Desk) -> None:
    desk.put()
    live = process("run", ".", "handle", "--with", "case=1", stdin=subprocess.PIPE)
    read_until(live, "Fix the problem (open for Agents)")
    desk.fine("work", "complete", "1", "--as", "bob", *FIX)
    lines = read_until(live, "It is no longer open.")
    assert any("Who are you?" in line for line in lines)
    assert end(live)[0] == 0


def test_of_two_people_at_once_one_wins_and_the_other_is_told(desk: Desk) -> None:
    desk.start()
    both = [process("work", "complete", "1", "--as", user, *FIX) for user in ("ann", "bob")]
    ended = sorted(end(each) for each in both)
    assert [code for code, _, _ in ended] == [0, 1]
    (winner,) = {"ann", "bob"} & set(ended[0][1].split())
    assert ended[1][2].startswith(("Error: this run is completed", f"Error: {winner} has completed this work item"))


def test_of_two_who_claim_at_once_beside_a_live_worker_one_wins_and_the_worker_goes_on(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace(*_CLASSIFIED_AGAIN))
    live = process("run", ".")
    read_until(live, "Ctrl-C stops.")
    for case in ("1", "2", "3"):
        desk.put(case, status="New")
        read_until(live, "open for Agents")
        (listed,) = desk.run("work", "list", "--as", "ann", "--json").json["items"]
        item = str(listed["item"])
        both = {user: process("work", "claim", item, "--as", user, "--json") for user in ("ann", "bob")}
        ended = {user: end(each) for user, each in both.items()}
        assert sorted(code for code, _, _ in ended.values()) == [0, 1], ended
        (winner,) = (user for user, (code, _, _) in ended.items() if code == 0)
        (loser,) = set(both) - {winner}
        assert json.loads(ended[winner][1])["claimed_by"] == f"user:{winner}"
        assert ended[loser][:2] == (1, "")
        told = json.loads(ended[loser][2])["error"]
        assert (told["code"], told["what"]) == ("claimed", f"{winner} has claimed this work item")
        assert desk.run("work", "complete", item, "--as", loser, *FIX).code == 1
        desk.fine("work", "complete", item, "--as", winner, *FIX)
        lines = read_until(live, "ended: Fixed")
        assert any(f"Fix the problem: completed by {winner}" in line for line in lines)
    live.send_signal(signal.SIGTERM)
    assert end(live)[0] == 0
    assert len((desk.folder / "called.txt").read_text(encoding="utf-8").split()) == 6, "before and after each item"


def test_one_process_works_and_the_other_takes_over_when_it_ends(desk: Desk) -> None:
    first = process("run", ".")
    read_until(first, "Ctrl-C stops.")
    wait_for((desk.folder / ".orchestra" / "store.db.worker").exists)
    desk.put("1", status="New")
    second = process("run", ".", "--answers", "answers.toml")
    assert read_until(second, "works for this store")[-1] == (
        f"Process {first.pid} works for this store; this one takes over when it ends.\n"
    )
    read_until(second, "completed by ann")
    first.kill()
    end(first)
    desk.put("2", status="New")
    read_until(second, "completed by ann")
    second.send_signal(signal.SIGTERM)
    assert end(second)[0] == 0
    outcomes = [run["outcome"] for run in desk.run("runs", "list", "--json").json["runs"]]
    assert outcomes == ["Fixed", "Fixed"]


def test_whoever_asks_while_a_worker_works_is_not_told_to_start_one(desk: Desk) -> None:
    worker = process("run", ".")
    read_until(worker, "Ctrl-C stops.")
    wait_for((desk.folder / ".orchestra" / "store.db.worker").exists)
    desk.write("case.json", (desk.folder / "case.json").read_text(encoding="utf-8").replace("Working", "New"))
    said = desk.run("record", "put", "Case", "case.json", "--json").json
    assert said["worker"] == f"process {worker.pid}"
    worker.terminate()
    assert end(worker)[0] == 0


@pytest.mark.usefixtures("desk")
def test_a_worker_that_is_stopped_gives_back_the_terminal() -> None:
    worker = process("run", ".")
    read_until(worker, "Ctrl-C stops.")
    worker.send_signal(signal.SIGINT)
    code, _, err = end(worker)
    assert (code, err) == (130, "\nStopped; what is not finished is stored.\n")


def test_a_reader_that_goes_away_ends_the_command_quietly(desk: Desk) -> None:
    desk.start()
    with process("runs", "list", "--json") as live:
        assert live.stdout is not None
        live.stdout.close()
        assert live.stderr is not None
        assert live.stderr.read() == ""
        assert live.wait(PATIENCE) == 141


def test_acting_at_once_in_many_processes_loses_nothing(desk: Desk) -> None:
    desk.put()
    commands = [["run", ".", "quick", "--with", "fails=no", "--new", "--until-idle"] for _ in range(4)]
    started = [process(*command, stdin=subprocess.DEVNULL) for command in commands]
    threads = [threading.Thread(target=each.communicate) for each in started]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert [each.returncode for each in started] == [0, 0, 0, 0]
    assert [run["outcome"] for run in desk.run("runs", "list", "--json").json["runs"]] == ["Done"] * 4
