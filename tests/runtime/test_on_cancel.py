"""`on cancel { … }` through the store: by hand, by a parent, across a restart (language.md, rule 19)."""

from pathlib import Path

import pytest

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.texts import MakePlace, Place
from tests.runtime.world import ADMIN

TEXT = """
flow crm.classify(case: Case) -> { severity: text }
orchestration inner(case: Case) {
  on cancel { background last = crm.classify(case) { start when case.status == "Closed" } }
  stage s { interactive fix = fix_case(case) { assign to group("Agents") } }
}
orchestration outer(case: Case) {
  stage t { background it = run inner(case) %s }
}
"""


def close(here: Place) -> None:
    here.engine.records.update("Case", "1", {"status": "Closed"}, ADMIN)
    here.settle()


def test_the_run_is_active_until_it_is_done_and_says_why(place: MakePlace) -> None:
    here = place(TEXT % "")
    run = here.start("inner")
    assert here.engine.runs.cancel(run, ADMIN, reason="not needed") == Status.ACTIVE
    here.settle()
    view = here.engine.runs.get(run)
    assert (view.status, view.canceling) == (Status.ACTIVE, "not needed")
    assert [each.element for each in view.open] == ["on_cancel.1", "last"]
    with pytest.raises(Refusal, match="is being canceled already; it can be ended at once"):
        here.engine.runs.cancel(run, ADMIN)
    close(here)
    assert (here.status(run), here.ended(run)) == ("canceled", "not needed")
    with pytest.raises(Refusal, match="this run is canceled"):
        here.engine.runs.cancel(run, ADMIN)


def test_at_once_it_ends_without(place: MakePlace) -> None:
    here = place(TEXT % "")
    run = here.start("inner")
    here.engine.runs.cancel(run, ADMIN)
    assert here.engine.runs.cancel(run, ADMIN, at_once=True) == Status.CANCELED
    assert here.engine.runs.timeline(run)[-1].what == "canceled"


def test_a_parent_does_not_wait_for_what_its_canceled_child_does(place: MakePlace) -> None:
    """Rule 19: cancel goes down."""
    here = place(TEXT % "")
    run = here.start("outer")
    here.cancel(run)
    assert (here.status(run), here.children(run)) == ("canceled", {f"{run}-1": "active"})
    close(here)
    assert here.children(run) == {f"{run}-1": "canceled"}


def test_a_child_that_is_canceled_by_hand_is_its_steps_error_once_it_has_ended(place: MakePlace) -> None:
    """Rule 19: a child's cancel is the step's error."""
    here = place(TEXT % '{ on error "Canceled" -> end }')
    run = here.start("outer")
    here.cancel(f"{run}-1")
    assert here.status(run) == "active"
    close(here)
    assert here.ended(run) == "completed"


def test_it_goes_on_after_a_restart(tmp_path: Path) -> None:
    here = Place(TEXT % "", store=SqliteStore.open(tmp_path / "s.db"))
    here.case()
    run = here.start("inner")
    here.cancel(run)
    here.close()
    again = Place(TEXT % "", store=SqliteStore.open(tmp_path / "s.db"))
    assert again.status(run) == "active"
    close(again)
    assert again.status(run) == "canceled"
    again.close()
