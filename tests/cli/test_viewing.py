"""`allow view by E` holds for everybody who says who they are, in every command and from Python."""

import pytest

from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.workspace.project import Project
from tests.cli.project import SOURCE, Desk


@pytest.fixture
def private(desk: Desk) -> Desk:
    """The project, where only managers and the owner of a case may look at its run; zoe belongs to no group."""
    source = SOURCE.replace("  start on case", '  allow view by [group("Managers"), case.owner]\n  start on case')
    desk.write("handle.orch", source)
    return desk


def test_runs_are_shown_to_those_who_may_look(private: Desk) -> None:
    run = private.start()
    for command in (["runs", "show", run], ["runs", "why", run]):
        said = private.run(*command, "--as", "zoe")
        assert (said.code, said.out) == (1, "")
        assert said.err.splitlines()[0] == "Error: only Managers, ann or an administrator may view this run"
        assert run in private.fine(*command, "--as", "ann")
        assert run in private.fine(*command, "--as", "lena")
        assert run in private.fine(*command), "whoever may open the store's file may look at all that is in it"


def test_lists_leave_out_what_may_not_be_seen(private: Desk) -> None:
    seen = [private.start(str(number)) for number in (1, 2)]
    private.put("1", owner="bob")
    assert private.fine("runs", "list", "--as", "zoe") == "There are no runs.\n"
    listed = private.run("runs", "list", "--as", "ann", "--limit", "1", "--json").json
    assert ([each["run"] for each in listed["runs"]], listed["more"]) == ([seen[1]], False)
    assert len(private.run("runs", "list", "--as", "lena", "--json").json["runs"]) == 2


def test_whoever_does_the_work_sees_the_work_item(private: Desk) -> None:
    private.start()
    assert "Fix the problem" in private.fine("work", "show", "1", "--as", "bob")
    said = private.run("work", "show", "1", "--as", "zoe")
    assert said.err.splitlines()[0] == "Error: only Managers, ann or an administrator may view this run"


def test_a_name_that_the_directory_does_not_know_is_refused_like_in_the_list_of_work(desk: Desk) -> None:
    """Also where everybody may look: whoever mistypes a name is not told that there is nothing to see."""
    run = desk.start()
    for command in (
        ["work", "list"],
        ["work", "show", "1"],
        ["runs", "list"],
        ["runs", "show", run],
        ["runs", "why", run],
        ["runs", "locks"],
    ):
        said = desk.run(*command, "--as", "nope")
        assert (said.code, said.out) == (2, ""), command
        assert said.err.splitlines()[0] == 'Error: the directory knows no active user called "nope"', command


def test_python_knows_no_such_name_either(desk: Desk) -> None:
    run = desk.start()
    with Project.load(desk.folder).engine() as engine:
        nope = engine.by("nope")
        for look in (
            lambda: engine.runs.newest(by=nope),
            lambda: engine.runs.of_parent(run, by=nope),
            lambda: engine.runs.get(run, by=nope),
            lambda: engine.work.all_open(by=nope),
            lambda: engine.work.get(1, by=nope),
            lambda: engine.locks.held(by=nope),
        ):
            with pytest.raises(Refusal, match='the directory knows no active user called "nope"'):
                look()


def test_python_is_no_way_around_it(private: Desk) -> None:
    run = private.start()
    with Project.load(private.folder).engine() as engine:
        zoe, ann = engine.by("zoe"), engine.by("ann")
        for look in (
            lambda: engine.runs.get(run, by=zoe),
            lambda: engine.runs.history(run, by=zoe),
            lambda: engine.runs.timeline(run, by=zoe),
            lambda: list(engine.runs.follow(run, by=zoe, timeout=0.01)),
            lambda: engine.work.of_run(run, by=zoe),
            lambda: engine.work.get(1, by=zoe),
            lambda: engine.waits(run, by=zoe),
            lambda: engine.why(run, by=zoe),
            lambda: engine.story(run, by=zoe),
            lambda: engine.reasons(run, by=zoe),
        ):
            with pytest.raises(Refusal, match="may view this run"):
                look()
        assert engine.work.all_open(by=zoe) == []
        assert engine.runs.newest(by=zoe) == []
        assert [each.id for each in engine.runs.newest(by=ann)] == [run]
        assert [each.key for each in engine.work.all_open(by=ann)] == [1]
        assert engine.runs.get(run).id == run


def test_acts_tell_nothing_of_a_run_that_may_not_be_seen(private: Desk) -> None:
    """What is in error is named to those who may look, and to nobody else."""
    run = private.start()
    with Project.load(private.folder).engine() as engine:
        for act in (engine.runs.retry, engine.runs.skip):
            with pytest.raises(Refusal, match="only Managers, ann or an administrator may view this run"):
                act(run, engine.by("zoe"))
            with pytest.raises(Refusal, match=f"nothing is in error in run {run}"):
                act(run, engine.by("ann"))
    said = private.run("runs", "skip", run, "--as", "zoe")
    assert said.err.splitlines()[0] == "Error: only Managers, ann or an administrator may view this run"
