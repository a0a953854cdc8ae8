"""`orchestra runs`."""

import re
from pathlib import Path

import pytest

from orchestra_dsl.runtime.counters import replay
from tests.cli.project import SOURCE, Desk


def test_a_new_project_has_no_store_and_that_is_said(desk: Desk) -> None:
    said = desk.run("runs", "list")
    assert said.code == 2
    assert said.err.splitlines()[0] == "Error: .orchestra/store.db: there is no store"


def test_runs_are_listed_newest_first(desk: Desk) -> None:
    first, second = desk.start("1"), desk.start("2")
    heading, *rows = desk.fine("runs", "list").splitlines()
    assert heading.split() == ["RUN", "ORCHESTRATION", "STATUS", "OUTCOME", "STARTED", "STEP", "OF"]
    assert [row.split()[:3] for row in rows] == [[second, "handle", "active"], [first, "handle", "active"]]


def test_a_list_is_cut_and_says_that_there_is_more(desk: Desk) -> None:
    desk.start("1")
    desk.start("2")
    assert desk.fine("runs", "list", "--limit", "1").splitlines()[-1] == "There are more; ask for them with --limit 2."
    assert desk.run("runs", "list", "--limit", "1", "--json").json["more"] is True
    assert desk.run("runs", "list", "--limit", "2", "--json").json["more"] is False


def test_a_list_is_of_one_status_or_orchestration(desk: Desk) -> None:
    run = desk.start()
    desk.fine("run", ".", "quick", "--with", "fails=no")
    active = desk.run("runs", "list", "--status", "active", "--json").json["runs"]
    assert [row["run"] for row in active] == [run]
    quick = desk.run("runs", "list", "--orchestration", "quick", "--json").json["runs"]
    assert [row["outcome"] for row in quick] == ["Done"]
    assert desk.fine("runs", "list", "--status", "failed") == "There are no runs.\n"


def test_a_run_is_shown_with_what_it_waits_for_and_its_history(desk: Desk) -> None:
    run = desk.start()
    shown = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "NOW", desk.fine("runs", "show", run[:6]))
    shown = re.sub(r"OS user \w+", "OS user USER", shown)
    assert shown == (
        f"Handle a case: run {run}\n"
        "  status     active\n"
        "  started    NOW\n"
        "  arguments  case: 1\n"
        "\n"
        "Waits for\n"
        "  Desk / Fix the problem: open for Agents (work item 1)\n"
        "\n"
        "History\n"
        "  NOW  Handle a case: started  [cli, OS user USER]\n"
        "  NOW  Desk: starts\n"
        "  NOW  Desk / classify: calls classify\n"
        "  NOW  Desk / classify: completed\n"
        "  NOW  Desk / Fix the problem: open for Agents\n"
    )


def test_a_run_is_shown_to_programs(desk: Desk) -> None:
    run = desk.start()
    shown = desk.run("runs", "show", run, "--json").json
    assert (shown["run"], shown["status"], shown["arguments"]) == (run, "active", {"case": "1"})
    assert [(each["element"], each["item"]) for each in shown["waits_for"]] == [("desk.fix", 1)]
    assert [line["what"] for line in shown["history"]] == ["started", "started", "started", "completed", "opened"]
    assert all(line["at"].endswith("Z") for line in shown["history"])


def test_a_run_is_canceled_by_whoever_owns_the_store(desk: Desk) -> None:
    run = desk.start()
    assert desk.fine("runs", "cancel", run, "--reason", "Withdrawn") == f"Run {run} is canceled.\n"
    shown = desk.fine("runs", "show", run)
    assert "  status     canceled (Withdrawn)\n" in shown
    assert "Desk / Fix the problem: canceled" in shown
    assert desk.fine("work", "list") == "There is no open work.\n"


def test_only_administrators_may_cancel_in_their_own_name(desk: Desk) -> None:
    run = desk.start()
    said = desk.run("runs", "cancel", run, "--as", "ann")
    assert (said.code, said.out) == (1, "")
    assert said.err == "Error: only an administrator may cancel this run\n  Nothing has changed.\n"
    desk.fine("runs", "cancel", run, "--as", "lena")
    assert desk.run("runs", "show", run, "--json").json["status"] == "canceled"


def test_a_run_that_has_ended_cannot_be_canceled(desk: Desk) -> None:
    run = desk.start()
    desk.fine("runs", "cancel", run)
    said = desk.run("runs", "cancel", run)
    assert said.code == 1
    assert said.err.startswith("Error: this run is canceled\n")


def test_nothing_is_retried_where_nothing_is_in_error(desk: Desk) -> None:
    run = desk.start()
    said = desk.run("runs", "retry", run)
    assert said.err.startswith(f"Error: nothing is in error in run {run}\n")


def test_what_is_retried_waits_for_a_worker_and_that_is_said(desk: Desk) -> None:
    desk.put()
    desk.write("broken", "")
    (run, *_) = (line["run"] for line in desk.run("run", ".", "handle", "--with", "case=1", "--json").lines)
    assert desk.fine("runs", "retry", run) == (
        f"desk.classify of run {run} is tried again.\nIt is stored; nothing runs it until `orchestra run` is started.\n"
    )


def test_a_beginning_that_several_runs_share_names_none_of_them(desk: Desk) -> None:
    runs = {desk.start(str(case)) for case in range(33)}  # an id begins with one of 32 letters
    first = next(letter for letter in {run[0] for run in runs} if sum(run.startswith(letter) for run in runs) > 1)
    said = desk.run("runs", "show", first)
    assert said.code == 2
    assert said.err.startswith(f"Error: several runs begin with {first}: ")


def test_the_project_may_be_elsewhere(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk.start()
    monkeypatch.chdir(tmp_path)
    assert run in desk.fine("runs", "list", "--project", "desk")
    monkeypatch.setenv("ORCHESTRA_PROJECT", "desk")
    assert run in desk.fine("runs", "list")
    assert run in desk.fine("runs", "list", "--store", "desk/.orchestra/store.db")


def test_a_long_cell_is_cut_in_a_table_and_whole_in_json(desk: Desk) -> None:
    reason = "It was asked to fail, and " * 20
    desk.write("handle.orch", SOURCE.replace("It was asked to fail", reason))
    desk.run("run", ".", "quick", "--with", "fails=yes")
    (row,) = desk.fine("runs", "list").splitlines()[1:]
    assert "It was asked to fail, and It was asked to fail, and It was…  " in row
    assert len(row) < 140
    assert reason.strip() in desk.run("runs", "list", "--json").out


def test_a_run_says_why_it_waits_and_what_was_read(desk: Desk) -> None:
    clause = "start when case.amount > 100 up to 7d -> end  # large ones"
    desk.write("handle.orch", SOURCE.replace('stage desk "Desk" {', f'stage desk "Desk" {{\n    {clause}'))
    run = desk.start()
    said = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "NOW", desk.fine("runs", "why", run))
    assert said == (
        f"Handle a case: run {run}\n"
        "\n"
        "  Desk: waiting for a change of Case 1.amount\n"
        "    since NOW\n"
        "    start when case.amount > 100: it does not hold\n"
        "      case.amount was 12.5\n"
        "    next  NOW  it waits no longer\n"
    )
    (waits,) = desk.run("runs", "why", run, "--json").json["waits_for"]
    (condition,) = waits["conditions"]
    assert (condition["text"], condition["reads"]) == ("case.amount > 100", {"case.amount": "12.5"})
    told = desk.fine("runs", "show", run, "--conditions")
    assert "start when case.amount > 100: it does not hold\n          case.amount was 12.5" in told


def test_a_history_of_another_interpreter_is_no_bug_to_report(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk.start()
    monkeypatch.setattr(replay, "step", lambda *_: None)
    for command in (("runs", "why", run), ("runs", "show", run, "--conditions")):
        said = desk.run(*command)
        assert said.code == 1
        assert f"the history of run {run} does not lead to what it says, from event 1 on" in said.err
        assert "`orchestra runs show RUN` tells what has happened" in said.err
        assert "bug" not in said.err
    assert "open for" in desk.fine("runs", "show", run)


def test_a_run_that_has_ended_waits_for_nothing(desk: Desk) -> None:
    desk.fine("run", ".", "quick", "--with", "fails=no")
    (run,) = desk.run("runs", "list", "--json").json["runs"]
    assert "It waits for nothing: it is completed (Done) since" in desk.fine("runs", "why", run["run"])


def test_runs_of_steps_are_shown_with_their_parent(desk: Desk) -> None:
    desk.write(
        "handle.orch",
        f"{SOURCE}\norchestration outer(case: Case) {{ stage s {{ background it = run handle(case) }} }}\n",
    )
    desk.put()
    run = desk.run("run", ".", "outer", "--with", "case=1", "--until-idle", "--json").lines[0]["run"]
    shown = desk.fine("runs", "show", run)
    assert f"waiting for run {run}-1 of handle, which is active" in shown
    assert "Runs of its steps" in shown
    assert f"  step of    {run}\n" in desk.fine("runs", "show", f"{run}-1")
    rows = desk.run("runs", "list", "--json").json["runs"]
    assert [(each["run"], each["parent"]) for each in rows] == [(f"{run}-1", run), (run, None)]


def test_what_is_in_error_is_skipped_or_completed_by_hand(desk: Desk) -> None:
    (desk.folder / "broken").touch()
    run = desk.start("1")
    assert desk.run("runs", "skip", run, "--as", "ann").err.startswith("Error: only an administrator may skip")
    wrong = desk.run("runs", "skip", run, "desk.classify", "--with", "severity=S9")
    assert (wrong.code, "severity" in wrong.err) == (2, True)
    done = desk.fine("runs", "skip", run, "--with", "severity=S2")
    assert done.splitlines()[0] == f"desk.classify of run {run} is completed by hand."
    assert "Desk / Fix the problem: open for Agents" in desk.fine("runs", "show", run)
    other = desk.start("2")
    assert desk.run("runs", "skip", other, "--json").json["skipped"] == "desk.classify"
    assert "nothing is in error" in desk.run("runs", "skip", other).err
