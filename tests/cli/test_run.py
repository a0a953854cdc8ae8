"""`orchestra run`: a run from its start to its end."""

import re

import pytest

from tests.cli.conftest import Typed
from tests.cli.project import ANSWERS, SOURCE, Desk


def test_a_run_without_people_goes_to_its_end(desk: Desk) -> None:
    out = desk.fine("run", ".", "quick", "--with", "fails=no", "--as", "zoe")
    run = re.sub(r"\d\d:\d\d:\d\d", "NOW", re.sub(r"run \w{12}", "run ID", out))
    assert run == (
        "Without people: run ID.\n"
        "NOW  Without people: started by zoe\n"
        "NOW  Decision how: otherwise\n"
        "NOW  Without people: ended: Done\n"
    )


def test_an_argument_that_is_left_out_has_its_default(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("fails: boolean", "fails: boolean, times: integer = 3"))
    shown = [
        desk.run("runs", "show", desk.run("run", ".", "quick", *given, "--json").lines[0]["run"], "--json").json
        for given in (["--with", "fails=no"], ["--with", "fails=no", "--with", "times=5"])
    ]
    assert [each["arguments"] for each in shown] == [{"fails": False, "times": 3}, {"fails": False, "times": 5}]


def test_the_same_command_without_a_default_goes_on_too(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("handle(case: Case)", "handle(case: Case, urgent: boolean = false)"))
    desk.put()
    command = ("run", ".", "handle", "--with", "case=1", "--until-idle")
    assert "going on with run" in desk.fine(*command) + desk.fine(*command, "--with", "urgent=no")
    assert "going on with run" not in desk.fine(*command, "--with", "urgent=yes")


def test_a_default_that_does_not_fit_starts_nothing(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("fails: boolean", 'fails: boolean, times: integer = "three"'))
    said = desk.run("run", ".", "quick", "--with", "fails=no")
    assert said.code != 0
    assert 'The default of `times` needs `integer`, but this is the text "three".' in said.err


def test_a_run_that_fails_exits_with_1(desk: Desk) -> None:
    said = desk.run("run", ".", "quick", "--with", "fails=yes")
    assert said.code == 1
    assert said.out.splitlines()[-1].endswith("Without people: failed: It was asked to fail")


def test_people_answer_from_a_file(desk: Desk) -> None:
    desk.put()
    out = desk.fine("run", ".", "handle", "--with", "case=1", "--answers", "answers.toml")
    assert "Desk / Fix the problem: open for Agents" in out
    assert "Desk / Fix the problem: completed by ann" in out
    assert out.endswith("The run's outputs are refund: 7.5.\n")


def test_people_answer_at_the_terminal(desk: Desk, typed: Typed) -> None:
    desk.put()
    typed("ann\nRestarted\n\n")
    out = desk.fine("run", ".", "handle", "--with", "case=1")
    assert "  Who are you? (ann, bob; only Enter leaves it to others): ann\n" in out
    assert "  What did you do? (text): Restarted\n" in out
    assert "Desk / Fix the problem: completed by ann" in out


def test_a_field_that_is_needed_is_asked_for_until_something_is_typed(desk: Desk, typed: Typed) -> None:
    desk.put()
    typed("\n  \nRestarted\n\n")
    out = desk.fine("run", ".", "handle", "--with", "case=1", "--as", "ann")
    assert out.count("Something is needed here.") == 2
    assert "ended: Fixed" in out


def test_who_is_named_is_not_asked_who_they_are(desk: Desk, typed: Typed) -> None:
    desk.put()
    typed("Restarted\n\n")
    out = desk.fine("run", ".", "handle", "--with", "case=1", "--as", "bob")
    assert "Who are you?" not in out
    assert "Desk / Fix the problem: completed by bob" in out


def test_who_may_not_is_not_asked(desk: Desk, typed: Typed) -> None:
    desk.put()
    typed("Restarted\n\n")
    said = desk.run("run", ".", "handle", "--with", "case=1", "--as", "zoe", "--until-idle")
    assert said.code == 0
    assert "What did you do?" not in said.out


def test_a_run_that_waits_for_people_stops_when_idle_and_says_so(desk: Desk) -> None:
    desk.put()
    out = desk.fine("run", ".", "handle", "--with", "case=1", "--until-idle")
    assert out.splitlines()[-3:] == [
        f"Run {desk.run('runs', 'list', '--json').json['runs'][0]['run']} is stored, and waits:",
        "  Desk / Fix the problem: open for Agents",
        "Nothing runs it until `orchestra run .` is started again.",
    ]


def test_the_same_command_goes_on_with_the_stored_run(desk: Desk) -> None:
    run = desk.start()
    out = desk.fine("run", ".", "handle", "--with", "case=1", "--answers", "answers.toml")
    assert out.startswith(f"Handle a case: going on with run {run}; --new starts another.\n")
    assert len(desk.run("runs", "list", "--json").json["runs"]) == 1


def test_a_run_with_other_arguments_is_another_one(desk: Desk) -> None:
    run = desk.start("1")
    assert desk.start("2") != run
    desk.put("3")
    assert desk.fine("run", ".", "handle", "--with", "case=3", "--until-idle").startswith("Handle a case: run ")


def test_a_run_that_has_ended_is_not_gone_on_with(desk: Desk) -> None:
    first = desk.fine("run", ".", "quick", "--with", "fails=no")
    assert desk.fine("run", ".", "quick", "--with", "fails=no").splitlines()[0] != first.splitlines()[0]


def test_a_run_can_be_named_to_go_on_with(desk: Desk) -> None:
    run = desk.start()
    out = desk.fine("run", ".", "--resume", run[:5], "--answers", "answers.toml")
    assert out.startswith(f"Handle a case: going on with run {run}.\n")
    assert "ended: Fixed" in out


def test_a_step_in_error_ends_the_command_and_can_be_retried(desk: Desk) -> None:
    desk.put()
    desk.write("broken", "")
    said = desk.run("run", ".", "handle", "--with", "case=1", "--answers", "answers.toml")
    assert said.code == 1
    assert "Desk / classify: in error: the classifier is broken (Broken); it waits for somebody to retry it" in said.out
    (run,) = re.findall(r"Once the cause is mended: `orchestra runs retry (\w+)`", said.out)
    (desk.folder / "broken").unlink()
    desk.fine("runs", "retry", run)
    assert "ended: Fixed" in desk.fine("run", ".", "--resume", run, "--answers", "answers.toml")


def test_arguments_come_from_a_file(desk: Desk) -> None:
    desk.write("start.toml", "fails = false\n")
    assert "ended: Done" in desk.fine("run", ".", "quick", "--arguments", "start.toml")


def test_json_is_one_object_a_line(desk: Desk) -> None:
    lines = desk.run("run", ".", "quick", "--with", "fails=no", "--json").lines
    run = lines[0]["run"]
    assert lines[0] == {"run": run, "resumed": False}
    assert [line.get("what") for line in lines[1:-1]] == ["started", "decided", "completed"]
    assert lines[-1] == {"run": run, "status": "completed", "outcome": "Done", "outputs": None}


def test_a_worker_runs_what_records_have_started(desk: Desk) -> None:
    desk.put("7", status="New")
    out = desk.fine("run", ".", "--answers", "answers.toml", "--until-idle")
    assert out.startswith("Working for .orchestra/store.db; Ctrl-C stops.\n")
    (run,) = desk.run("runs", "list", "--json").json["runs"]
    assert (run["status"], run["outcome"], run["outputs"]) == ("completed", "Fixed", {"refund": "7.5"})
    assert f"  {run['run']}  Desk / Fix the problem: completed by ann\n" in out


def test_a_worker_whose_runs_fail_says_so_by_its_exit_code(desk: Desk) -> None:
    desk.put("7", status="New")
    desk.write("broken", "")
    assert desk.run("run", ".", "--until-idle").code == 1


def test_a_worker_answers_what_waited_before_it_began(desk: Desk) -> None:
    run = desk.start()
    lines = desk.run("run", ".", "--answers", "answers.toml", "--until-idle", "--json").lines
    assert [line["text"] for line in lines][-1] == "ended: Fixed"
    assert {line["run"] for line in lines} == {run}


def test_each_time_that_a_step_is_completed_the_next_answer_is_taken(desk: Desk) -> None:
    desk.write("answers.toml", ANSWERS + ANSWERS.replace("Restarted", "Replaced").replace('"ann"', '"bob"'))
    desk.start("1")
    desk.start("2")
    desk.fine("run", ".", "--answers", "answers.toml", "--until-idle")
    histories = [desk.fine("runs", "show", row["run"]) for row in desk.run("runs", "list", "--json").json["runs"]]
    assert all("completed by ann" in history for history in histories), "each run begins with the first answer"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--with", "case=1"], "Say which ORCHESTRATION to start with these arguments."),
        (["handle", "--resume", "x"], "--resume goes on with a run; it starts no ORCHESTRATION."),
        (["--as", "ann"], "--as says who starts a run; give an ORCHESTRATION or --resume."),
        (["handel"], "there is no orchestration handel; there are: handle, quick"),
        (["handle"], "case: it is missing; Case is expected"),
        (["handle", "--with", "case=99"], "case: there is no Case with the id 99"),
        (["handle", "--with", "cas=1"], "handle has no `cas`"),
        (["handle", "--with", "case"], "`case` has no value"),
        (["handle", "--with", "=1"], "`=1` has no name"),
        (["handle", "--with", "case=1", "--with", "case=2"], "`case` is given twice"),
        (["--resume", "zzz"], "there is no run zzz"),
    ],
)
def test_what_cannot_be_started_is_said(desk: Desk, arguments: list[str], message: str) -> None:
    desk.start()
    said = desk.run("run", ".", *arguments)
    assert said.code == 2
    assert said.err.startswith(f"Error: {message}")
    assert "Traceback" not in said.err


@pytest.mark.parametrize("resumed", [False, True])
def test_sources_with_errors_do_not_stop_the_runs_that_are_stored(desk: Desk, *, resumed: bool) -> None:
    run = desk.start()
    desk.write("handle.orch", "nonsense\n")
    command = ["--resume", run] if resumed else ["--until-idle"]
    said = desk.run("run", ".", *command, "--answers", "answers.toml")
    assert said.code == 0
    assert "handle.orch:1:1: error O101" in said.err
    assert said.err.endswith("Warning: no new runs can be started until this is mended; stored runs go on.\n")
    assert "ended: Fixed" in said.out


def test_sources_with_errors_are_said_where_there_is_no_store_yet(desk: Desk) -> None:
    desk.write("handle.orch", "nonsense\n")
    said = desk.run("run", ".", "--until-idle")
    assert (said.code, said.out) == (1, "")
    assert "handle.orch:1:1: error O101" in said.err
    assert "there is no store" not in said.err
    assert not (desk.folder / ".orchestra").exists()


def test_sources_with_errors_start_nothing(desk: Desk) -> None:
    desk.start()
    desk.write("handle.orch", "nonsense\n")
    said = desk.run("run", ".", "handle", "--with", "case=1")
    assert (said.code, said.out) == (1, "")


def test_a_run_that_goes_on_does_not_tell_everything_again(desk: Desk) -> None:
    run = desk.start()
    out = desk.fine("run", ".", "handle", "--with", "case=1", "--answers", "answers.toml")
    assert "started" not in out
    assert re.search(rf"shown by `orchestra runs show {run}` \(\d+ lines\)\. Open now:\n", out)
    assert "\n  Desk / Fix the problem: open for Agents\n" in out
    assert "Desk / Fix the problem: completed by ann" in out
