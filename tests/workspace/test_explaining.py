"""What a run waits for is said in words."""

import pytest

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.runtime.counters.views import Open, RunView, Timer
from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.workspace.explaining import waits_for
from orchestra_dsl.workspace.reasons import whys
from orchestra_dsl.workspace.timeline import Line, Timeline
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
        (
            Open("resolve.call", Status.ACTIVE, due=(Timer(7, "retry"),)),
            "waiting to try again",
            ((7, "the next attempt"),),
        ),
        (
            Open("resolve", Status.WAITING, reads=("Case 1.status",), due=(Timer(9, "limit"),)),
            "waiting for a change of Case 1.status",
            ((9, "it waits no longer"),),
        ),
        (Open("resolve", Status.WAITING, reads=("Case 1.*",)), "waiting for a change of Case 1", ()),
        (Open("resolve", Status.WAITING), "waiting for its condition", ()),
        (
            Open("resolve", Status.WAITING, asks=True, due=(Timer(9, "after"),)),
            "waiting for its condition",
            ((9, "its time has passed"),),
        ),
        (
            Open("resolve", Status.WAITING, events=("paid",), asks=True),
            "waiting for the event paid or its condition",
            (),
        ),
        (
            Open("resolve", Status.ACTIVE, due=(Timer(5, "timeout"),)),
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


def item(number: int, who: str) -> WorkItem:
    """An open work item of the step resolve.fix, the one of this number in its `for each`."""
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


def test_each_open_item_of_a_for_each_has_what_time_will_bring_to_it_in_words() -> None:
    due = (Timer(5, "remind", 1), Timer(6, "notify", 0), Timer(7, "reassign", 0), Timer(7, "reassign", 1))
    open_ = Open("resolve.fix", Status.ACTIVE, due=(*due, Timer(8, "timeout", 2)))
    found = waits_for(view(open_), [item(1, "ann"), item(2, "bob")], Timeline(graph()))
    assert [each.due for each in found] == [
        ((6, "others are told that it is not done"), (7, "it is given to others"), (8, "its time is up")),
        ((5, "the next reminder"), (7, "it is given to others")),
    ]


def test_each_open_item_of_a_for_each_waits_since_it_was_opened_and_not_since_somebody_was_told() -> None:
    timeline = Timeline(graph())
    waits = waits_for(view(Open("resolve.fix", Status.ACTIVE)), [item(1, "ann"), item(2, "bob")], timeline)
    lines = [
        Line(at, "resolve.fix", place, what, "")
        for at, place, what in [
            (1, "Resolve / Fix it #1", "opened"),
            (2, "Resolve / Fix it #2", "opened"),
            (3, "Resolve / Fix it", "told"),
            (4, "Resolve / Fix it #2", "claimed"),
            (5, "Resolve / Fix it #2", "reminded"),
        ]
    ]
    assert [each.since for each in whys(waits, (), lines)] == [1, 4]


def test_each_open_item_of_a_for_each_is_said_by_itself_and_calls_are_counted() -> None:
    open_ = Open("resolve.fix", Status.ERROR, error="Nobody: gone")
    found = waits_for(view(open_), [item(2, "bob"), item(1, "ann")], Timeline(graph()))
    assert [(each.place, each.text, each.item) for each in found] == [
        ("Resolve / Fix it", "in error: Nobody: gone", None),
        ("Resolve / Fix it #1", "open for ann", 1),
        ("Resolve / Fix it #2", "open for bob", 2),
    ]
    (found_calls,) = waits_for(view(Open("resolve.call", Status.ACTIVE, calls=("a", "b", "a"))), [], Timeline(graph()))
    assert found_calls.text == "calling a (2 times) and b"
