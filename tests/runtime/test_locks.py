"""`locks RECORD [except assignees]`: while a work item is open, nobody else writes the record (section 3)."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.plugin import Context, flow
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from tests.runtime.texts import MakePlace, Place
from tests.runtime.world import ADMIN, ANN, BOB, Case

LENA = Acting("user:lena", "test")
NOBODY = Acting(None, "test")

HOLD = """
orchestration hold(case: Case) {{
  stage s {{ interactive it = fix_case(case) "Fix it" {{
    assign to group("Agents")
    exclude user("bob")
    locks case {but}
    timeout 1h
    on error "Timeout" -> end
  }} }}
}}
"""
WRITER = 'orchestration writer(case: Case) { update case { status: "Working" } %s }'
PARENT = """
orchestration parent(case: Case) {
  stage s { background held = run hold(case)   background written = run writer(case) }
}
"""
FLOWS = """
flow work(case: Case) writes Case.status
orchestration both(case: Case) { stage t {
  interactive it = fix_case(case) { assign to group("Agents")  locks case }
  background done = work(case)
} }
orchestration other(case: Case) { stage t { background done = work(case) } }
"""
Write = Callable[[Place, Acting], Any]


def _delete(here: Place, by: Acting) -> Any:
    return here.engine.records.delete("Case", "1", by)


def _update(here: Place, by: Acting) -> Any:
    return here.engine.records.update("Case", "1", {"status": "Closed"}, by)


def _put(here: Place, by: Acting) -> Any:
    return here.engine.records.put("Case", {"id": "1", "status": "Closed", "amount": 2}, by)


def held(place: MakePlace, but: str = "", more: str = "") -> tuple[Place, str]:
    """A case that a work item locks, and the item's run."""
    here = place(HOLD.format(but=but) + more, numbered=False)
    return here, here.start("hold")


@pytest.mark.parametrize("write", [_delete, _update, _put])
@pytest.mark.parametrize("by", [LENA, BOB, ANN, ADMIN, NOBODY])
def test_nobody_writes_what_is_locked(place: MakePlace, write: Write, by: Acting) -> None:
    here, run = held(place)
    with pytest.raises(Refusal) as refused:
        write(here, by)
    assert refused.value.code == "not allowed"
    locked = f"Case 1 is locked by work item 1, Fix it, open for Agents, of run {run}"
    assert refused.value.message == f"{locked}: nobody may change it until that is done"
    assert here.field("status") == "New"
    here.case("2", status="Closed")  # other records are as free as before


@pytest.mark.parametrize("write", [_delete, _update, _put])
def test_assignees_may_where_it_says_so(place: MakePlace, write: Write) -> None:
    """Who could do the work now: not who is excluded, and only who has claimed it once somebody has."""
    here, _ = held(place, "except assignees")
    for other in (BOB, LENA, ADMIN, NOBODY):
        with pytest.raises(Refusal, match=r"open for Agents, .*: nobody else may change it"):
            write(here, other)
    here.engine.work.reassign(1, ("group:Agents", "user:lena"), ADMIN)
    here.engine.work.claim(1, LENA)
    with pytest.raises(Refusal, match="Case 1 is locked by work item 1, Fix it, claimed by lena"):
        write(here, ANN)
    here.engine.work.release(1, LENA)
    write(here, ANN)
    assert here.field("status") in ("Closed", None)


def test_who_has_delegated_is_no_assignee_any_more(place: MakePlace) -> None:
    here, _ = held(place, "except assignees")
    here.engine.work.delegate(1, "user:lena", ANN)
    with pytest.raises(Refusal, match="open for lena"):
        _update(here, ANN)
    _update(here, LENA)


def test_a_lock_goes_with_its_item_in_the_same_transaction(place: MakePlace) -> None:
    """However the item is closed: the next write, which nothing stands before, is let in."""
    here, run = held(place)
    here.engine.work.complete(1, {"ok": True}, ANN)
    _update(here, NOBODY)
    run = here.start("hold")
    here.engine.runs.cancel(run, ADMIN)
    _put(here, NOBODY)


def test_of_two_items_that_lock_a_record_each_has_to_allow_a_write(place: MakePlace) -> None:
    here, run = held(place, "except assignees")
    other = here.start("hold")
    here.engine.work.reassign(2, ("user:lena",), ADMIN)
    with pytest.raises(Refusal, match=f"of run {other}"):
        _update(here, ANN)
    with pytest.raises(Refusal, match=f"of run {run}"):
        _update(here, LENA)
    here.engine.work.complete(2, {"ok": True}, LENA)
    _update(here, ANN)


def test_another_run_meets_an_error_that_it_can_handle_or_that_is_mended(place: MakePlace) -> None:
    """Rule 15: a failing `update` puts its element in error; `retry` tries it again."""
    here, run = held(place, more=WRITER % "")
    writer = here.start("writer")
    assert here.ended(writer).startswith(
        "update.1: RecordLocked: Case 1 is locked by work item 1, Fix it, open for Agents"
    )
    here.complete(run)
    here.engine.runs.retry(writer, ADMIN)
    here.settle()
    assert (here.ended(writer), here.field("status")) == ("completed", "Working")


def test_an_error_handler_takes_a_locked_record(place: MakePlace) -> None:
    here, _ = held(place, more=WRITER % 'on error "RecordLocked" { end "Locked" }')
    assert here.ended(here.start("writer")) == "Locked"


def test_runs_of_one_family_are_one_process(place: MakePlace) -> None:
    here = place(HOLD.format(but="") + WRITER % "" + PARENT, numbered=False)
    run = here.start("parent")
    assert here.field("status") == "Working"
    assert set(here.children(run).values()) == {"active", "completed"}
    with pytest.raises(Refusal, match=f"of run {run}-1"):
        _update(here, ANN)


@pytest.mark.parametrize(("name", "error"), [("both", None), ("other", "RecordLocked")])
def test_a_flow_writes_what_its_own_run_locks_and_no_other(place: MakePlace, name: str, error: str | None) -> None:
    """A flow belongs to the run that calls it, as its `update` does."""
    here = place(HOLD.format(but="") + FLOWS, numbered=False)
    here.worker.stop()
    plugin = SimpleNamespace(work=flow("work", writes=["Case.status"])(_work))
    here.worker = Worker(
        here.engine, Calls(load_plugins(Project(folder=Path()), installed=False, given=[("p", plugin)]))
    )
    here.worker.start()
    if name == "other":
        here.start("hold")
    run = here.start(name)
    found = [each.error.partition(":")[0] for each in here.engine.runs.get(run).open if each.error]
    assert found == ([] if error is None else [error])
    assert here.field("status") == ("Working" if error is None else "New")


def _work(case: Case, context: Context) -> None:
    context.update(case, status="Working")


def test_a_lock_is_there_after_a_restart(tmp_path: Path) -> None:
    here = Place(HOLD.format(but=""), store=SqliteStore.open(tmp_path / "s.db"))
    here.case()
    here.start("hold")
    here.close()
    again = Place(HOLD.format(but=""), store=SqliteStore.open(tmp_path / "s.db"))
    with pytest.raises(Refusal, match="Case 1 is locked"):
        _update(again, ADMIN)
    again.complete("r1")
    _update(again, ADMIN)
    again.close()
