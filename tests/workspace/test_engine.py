"""Orchestra from Python: load a project, start, act, ask, follow."""

import threading
from functools import partial
from pathlib import Path

import pytest

import orchestra_dsl
from orchestra_dsl import CompileFailed, Project, ProjectEngine, Refusal, Status, StoreError, UsageError, VirtualClock
from orchestra_dsl.interpreter.acts import ACTS
from orchestra_dsl.interpreter.events import FlowReturned
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.runtime.threads import in_time
from orchestra_dsl.workspace.engine import MEMORY
from tests.patience import PATIENCE, wait_for


def begin(engine: ProjectEngine, case: str = "1") -> str:
    """A case, and a run about it."""
    engine.records.put("Case", {"id": case, "owner": "ann"}, engine.by())
    return engine.start("handle", {"case": case}, engine.by("ann"))


def test_a_run_goes_from_its_start_to_its_end(folder: Path) -> None:
    with Project.load(folder).engine() as engine, engine.worker():
        run = begin(engine)
        wait_for_work(engine)
        (item,) = engine.work.for_user("user:ann")
        engine.work.complete(item.key, {"resolution": "Restarted"}, engine.by("ann"), version=item.version)
        kinds = [entry.kind for entry in engine.runs.follow(run, timeout=PATIENCE)]
        view = engine.runs.get(run)
    assert kinds == ["started", "flow failed", "timer due", "flow returned", "item completed"]
    assert (view.status, view.outcome, view.outputs) == (Status.COMPLETED, "Fixed", {"resolution": "Restarted"})
    assert (folder / ".orchestra" / "store.db").is_file()


def test_what_was_stored_is_there_for_the_next_engine(folder: Path) -> None:
    project = Project.load(folder)
    with project.engine() as engine:
        run = begin(engine)
    with project.engine(install=False, create=False) as engine:
        assert engine.runs.get(run).status == Status.ACTIVE
        with pytest.raises(Refusal, match="there is no orchestration handle"):
            engine.start("handle", {"case": "1"}, engine.by())


def test_a_store_may_be_any_file_or_in_memory(folder: Path, tmp_path: Path) -> None:
    project = Project.load(folder)
    for store in (tmp_path / "other.db", MEMORY):
        with project.engine(store) as engine:
            begin(engine)
    assert (tmp_path / "other.db").exists()
    assert not (folder / ".orchestra").exists()


def test_time_can_be_replaced(folder: Path) -> None:
    clock = VirtualClock(1_000_000_000_000_000)
    with Project.load(folder).engine(MEMORY, clock=clock) as engine:
        assert engine.runs.get(begin(engine)).started_at == clock.now()


def test_a_store_that_is_not_there_is_said_where_none_shall_be_made(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no store"):
        Project.load(folder).engine(create=False)
    with pytest.raises(StoreError, match="there is no folder"):
        Project.load(folder).engine(tmp_path / "missing" / "store.db")


def test_sources_with_errors_start_nothing(folder: Path) -> None:
    (folder / "handle.orch").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(CompileFailed, match=r"the sources have errors: .*handle\.orch: ") as error:
        Project.load(folder).engine()
    assert error.value.findings.errors
    assert not (folder / ".orchestra").exists()


def wait_for_work(engine: ProjectEngine) -> None:
    """Wait until somebody is asked."""
    wait_for(engine.work.all_open)


# --- who acts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "administers"),
    [(None, True), ("ann", False), ("user:ann", False), ("bob", True), ("lena", True), ("nobody", False)],
)
def test_administrators_are_those_that_the_project_names(folder: Path, user: str | None, *, administers: bool) -> None:
    with Project.load(folder).engine(MEMORY) as engine:
        assert engine.by(user).administrator is administers


def test_the_door_is_kept_with_each_act(folder: Path) -> None:
    with Project.load(folder).engine(MEMORY, door="the portal") as engine:
        (entry,) = engine.runs.history(begin(engine))
    assert (entry.actor, entry.door) == ("user:ann", "the portal as ann")


# --- what is shown ----------------------------------------------------------------------------------------------


def test_a_form_shows_what_the_plugin_says(folder: Path) -> None:
    with Project.load(folder).engine(MEMORY) as engine, engine.worker():
        begin(engine)
        wait_for_work(engine)
        form = engine.form(engine.work.all_open()[0])
    assert (form.title, form.text) == ("Case 1", "Look closely.")
    assert [(field.label, field.help) for field in form.fields] == [("What did you do?", "In one sentence.")]


def test_a_screen_that_fails_leaves_the_form_usable(folder: Path) -> None:
    with Project.load(folder).engine(MEMORY) as engine, engine.worker():
        begin(engine, "odd")
        wait_for_work(engine)
        form = engine.form(engine.work.all_open()[0])
    assert form.title == "Fix the problem"
    assert form.text is not None
    assert form.text.startswith("(The screen cannot be shown: an odd case")
    assert [field.name for field in form.fields] == ["resolution"]


def test_a_screen_that_hangs_leaves_the_form_usable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_time, "LIMIT", 0.01)
    let = threading.Event()
    monkeypatch.setattr(Calls, "screen", lambda *_: let.wait(PATIENCE))
    with Project.load(folder).engine(MEMORY) as engine, engine.worker():
        begin(engine)
        wait_for_work(engine)
        form = engine.form(engine.work.all_open()[0])
        let.set()
    assert form.title == "Fix the problem"
    assert str(form.text).startswith("(The screen cannot be shown: it has not answered within 0.01 seconds;")
    assert [field.name for field in form.fields] == ["resolution"]


def test_a_history_is_told_in_words(folder: Path) -> None:
    with Project.load(folder).engine(MEMORY) as engine, engine.worker():
        run = begin(engine)
        wait_for_work(engine)
        engine.work.claim(1, engine.by("ann"))
        engine.work.release(1, engine.by("ann"))
        engine.work.reassign(1, ["user:bob", "group:Managers"], engine.by("lena"))
        engine.work.complete(1, {"resolution": "Restarted"}, engine.by("bob"))
        told = [f"{line.place}: {line.text}" for line in engine.story(run)]
    assert told == [
        "Handle a case: started by ann",
        "Desk: starts",
        "Desk / classify: calls classify",
        "Desk / classify: attempt 1 failed: come again (Busy); trying again in 10ms",
        "Desk / classify: completed",
        "Desk / Fix the problem: open for Agents",
        "Desk / Fix the problem: claimed by ann",
        "Desk / Fix the problem: released by ann",
        "Desk / Fix the problem: reassigned to bob and Managers by lena",
        "Desk / Fix the problem: completed by bob",
        "Desk: completed",
        "Handle a case: ended: Fixed",
    ]


def test_an_event_that_met_a_fault_is_shown_and_applied_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_arguments: object) -> None:
        raise ZeroDivisionError("a fault")

    with Project.load(folder).engine(MEMORY) as engine, engine.worker():
        with monkeypatch.context() as broken:
            broken.setitem(ACTS, FlowReturned, fault)
            run = begin(engine)
            wait_for(partial(engine.put_aside, run))
        assert [each.text for each in engine.waits(run)][-1] == (
            "the event `flow returned` could not be applied (ZeroDivisionError: a fault); it is kept, and can be "
            "retried"
        )
        with pytest.raises(Refusal, match="only an administrator"):
            engine.retry(run, engine.by("ann"))
        assert engine.retry(run, engine.by("lena")) == ["flow returned"]
        assert engine.put_aside(run) == []
        assert [item.element for item in engine.work.all_open()] == ["desk.fix"]


# --- the package ------------------------------------------------------------------------------------------------


def test_the_package_offers_what_an_application_needs() -> None:
    assert orchestra_dsl.Project is Project
    assert {"AsyncEngine", "WorkItem", "RunView", "Refusal"} <= set(orchestra_dsl.__all__)
