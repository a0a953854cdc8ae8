"""What a run waits for is said in words."""

import pytest

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.runtime.views import Open, RunView
from orchestra_dsl.runtime.work import WorkItem
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
        (Open("resolve", Status.WAITING, reads=("Case 1.*",)), "waiting for a change of Case 1", ()),
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


def test_each_open_item_of_a_for_each_is_said_by_itself_and_calls_are_counted() -> None:
    def item(number: int, who: str) -> WorkItem:
        return WorkItem(
            key=number,
            run="r",
            orchestration="handle",
            element="resolve.fix",
            instance=number,
            label=None,
            screen="fix",
            status=ItemStatus.OPEN,
            version=1,
            candidates=(f"user:{who}",),
            claimed_by=None,
            arguments={},
            inputs=(),
            outputs=(),
            opened_at=0,
            due_at=None,
            completed_by=None,
            excluded=(),
            delegated=(),
        )

    open_ = Open("resolve.fix", Status.ERROR, error="Nobody: gone")
    found = waits_for(view(open_), [item(2, "bob"), item(1, "ann")], Timeline(graph()))
    assert [(each.place, each.text, each.item) for each in found] == [
        ("Resolve / Fix it", "in error: Nobody: gone", None),
        ("Resolve / Fix it #1", "open for ann", 1),
        ("Resolve / Fix it #2", "open for bob", 2),
    ]
    (found_calls,) = waits_for(view(Open("resolve.call", Status.ACTIVE, calls=("a", "b", "a"))), [], Timeline(graph()))
    assert found_calls.text == "calling a (2 times) and b"
