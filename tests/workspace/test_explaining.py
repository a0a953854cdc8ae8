"""What a run waits for is said in words."""

import pytest

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.runtime.views import Open, RunView
from orchestra_dsl.workspace.explaining import waits_for
from orchestra_dsl.workspace.timeline import Timeline
from tests.workspace.test_timeline import graph


def view(open_: Open) -> RunView:
    """A run in which only this is open."""
    return RunView(
        id="r",
        orchestration="handle",
        version=None,
        status=Status.ACTIVE,
        outcome=None,
        error=None,
        outputs=None,
        sequence=1,
        started_at=0,
        updated_at=0,
        started_by=None,
        arguments={},
        open=(open_,),
    )


@pytest.mark.parametrize(
    ("open_", "text", "due"),
    [
        (Open("resolve.call", Status.ACTIVE, calls=("crm.call",)), "calling crm.call", ()),
        (Open("resolve.call", Status.ERROR, error="Busy: later"), "in error: Busy: later", ()),
        (Open("resolve.call", Status.ACTIVE, due=((7, "retry"),)), "waiting to try again", ((7, "the next attempt"),)),
        (
            Open("resolve", Status.WAITING, reads=("Case 1.status",), due=((9, "limit"),)),
            "waiting for a change of Case 1.status",
            ((9, "it waits no longer"),),
        ),
        (Open("resolve", Status.WAITING), "waiting for its condition", ()),
        (
            Open("resolve", Status.ACTIVE, due=((5, "timeout"),)),
            "open until something happens",
            ((5, "its time is up"),),
        ),
    ],
)
def test_what_keeps_a_run_from_going_on_is_said(open_: Open, text: str, due: tuple[tuple[int, str], ...]) -> None:
    (found,) = waits_for(view(open_), [], Timeline(graph()))
    assert (found.text, found.due) == (text, due)


def test_a_stage_that_only_waits_for_its_steps_is_not_named() -> None:
    assert waits_for(view(Open("resolve", Status.ACTIVE)), [], Timeline(graph())) == []
