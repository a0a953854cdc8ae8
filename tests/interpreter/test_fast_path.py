"""The fast path: which answers take it, and that others are left alone (that it is right: tests/both_ways.py)."""

from typing import Any

import msgspec
import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import ForEach, Retry
from orchestra_dsl.graph.types import INTEGER, TEXT, USER, RecordOf
from orchestra_dsl.interpreter.commit import Commit, Timer
from orchestra_dsl.interpreter.events import FlowReturned, RunSuspended
from tests import both_ways
from tests.interpreter.build import (
    Draft,
    background,
    end,
    graph,
    interactive,
    on_error,
    put,
    stage,
    undo,
    undone_by,
)
from tests.interpreter.terms import ask, compare, equal, fails, field, literal, output, seconds, variable
from tests.interpreter.world import Run

NUMBER = {"n": INTEGER}
CASE: Any = {"parameters": {"case": RecordOf("Case")}, "records": {"Case": {"status": TEXT}}}


@pytest.fixture(autouse=True)
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The elements whose answers have taken the fast path, each once for an event, however often that is applied."""
    found: list[int] = []

    def note(commit: Commit) -> None:
        if commit.element is not None and commit.element not in found:
            found.append(commit.element)

    both_ways.tell(monkeypatch, note)
    return found


def run_of(*steps: Draft, after: tuple[Draft, ...] = (), **clauses: Any) -> Run:
    """A run of a stage with these steps, and one more that keeps it open; the variable v is 0."""
    body = (put("v", literal(0)), stage("a", *steps, background("open"), **clauses), *after, end("Done"))
    return Run(graph(*body, variables={"v": INTEGER})).start()


def x(**clauses: Any) -> Draft:
    """The step that is answered."""
    return background("x", **{"outputs": NUMBER, **clauses})


def y(**clauses: Any) -> Draft:
    """The step that starts after it."""
    return background("y", after="x", **clauses)


# --- what takes it ----------------------------------------------------------------------------------------------------


def test_a_call_is_answered_and_the_next_one_made(taken: list[int]) -> None:
    run = run_of(x(), y(args={"n": (INTEGER, output("a.x", "n"))})).returns("a.x", n=3)
    assert taken == [run.names["a.x"]]
    assert run.story == ["a.x completed", "a.y started"]
    assert (run.call("a.y").arguments, run.call("a.y").key) == ({"n": 3}, "run/a.y/2/0")
    run.returns("a.y").returns("a.open")
    assert run.status == "completed: Done"
    assert taken == [run.names["a.x"], run.names["a.y"]], "with the last one the stage is finished"


def test_several_begin_in_the_order_of_the_source_or_none(taken: list[int]) -> None:
    run = run_of(x(), background("z", after="x"), y(), background("alone")).returns("a.x", n=1).returns("a.alone")
    assert run.calling == ["a.open", "a.z", "a.y"]
    assert taken == [run.names["a.x"], run.names["a.alone"]]


@pytest.mark.parametrize(
    ("then", "first", "calling"),
    [
        ([background("y", after=("x", "other"))], ["a.other", "a.open"], ["a.open", "a.y"]),
        ([background("y", after=("x", "other"), count=1)], ["a.other", "a.open", "a.y"], ["a.open", "a.y"]),
        (
            [
                background("y", after=("x", "other")),
                background("z", after="x"),
                background("v", after=("x", "other"), count=1),
            ],
            ["a.other", "a.open", "a.z", "a.v"],
            ["a.open", "a.z", "a.v", "a.y"],
        ),
        ([interactive("y", after=("x", "other", "open"))], ["a.other", "a.open"], ["a.open"]),
    ],
    ids=["all", "any", "several", "a work item"],
)
def test_others_are_awaited_too(taken: list[int], then: list[Draft], first: list[str], calling: list[str]) -> None:
    """Who comes first has nothing begin yet; who comes last finds how many have come before."""
    run = run_of(x(), background("other"), *then).returns("a.x", n=1)
    assert run.calling == first
    assert run.returns("a.other").calling == calling
    assert taken == [run.names["a.x"], run.names["a.other"]]


def test_a_work_item_that_awaits_others_is_opened_by_the_machine(taken: list[int]) -> None:
    run = run_of(x(), background("other"), interactive("y", after=("x", "other"))).returns("a.x", n=1)
    run.returns("a.other")
    assert taken == [run.names["a.x"]]
    assert run.stands("a.y") == "active"


def test_of_those_that_are_awaited_one_may_have_been_skipped(taken: list[int]) -> None:
    steps = (x(), background("not", only_if=compare(variable("v"), ">", 5)), background("other"))
    run = run_of(*steps, background("y", after=("x", "not", "other"))).returns("a.x", n=1).returns("a.other")
    assert taken == [run.names["a.x"], run.names["a.other"]]
    assert run.calling == ["a.open", "a.y"]


@pytest.mark.parametrize(
    "clauses", [{"retry": Retry(2)}, {"label": "X"}, {"kept": False}, {"on_error": [on_error("end")]}]
)
def test_what_matters_elsewhere_does_not_matter_here(taken: list[int], clauses: dict[str, Any]) -> None:
    run = run_of(x(**clauses), y(retry=Retry(1))).returns("a.x", n=1)
    assert taken == [run.names["a.x"]]
    assert run.calling == ["a.open", "a.y"]


def test_a_later_attempt_takes_it_too(taken: list[int]) -> None:
    run = run_of(x(retry=Retry(2)), y()).fails("a.x").returns("a.x", n=1)
    assert taken == [run.names["a.x"]]


def test_time_limits_are_set_and_lifted(taken: list[int]) -> None:
    """Of the call that is answered, whichever attempt it was, and of those that are made: each its own."""
    steps = (x(timeout=seconds(60), retry=Retry(1)), y(timeout=seconds(30)), background("z", after="x"))
    run = run_of(*steps, background("v", after="y")).fails("a.x").returns("a.x", n=1)
    last, of_y = run.commits[-1], run.call("a.y")
    assert [(kind, ref.element, ref.attempt) for kind, ref in last.timers_cleared] == [("timeout", run.names["a.x"], 2)]
    assert last.timers == (Timer(last.at + 30_000_000, "timeout", of_y.ref),)
    assert (of_y.timeout, run.call("a.z").timeout) == (30_000_000, None)
    last = run.returns("a.y").commits[-1]
    assert (last.timers_cleared, last.timers) == ((("timeout", of_y.ref),), ())
    assert taken == [run.names["a.x"], run.names["a.y"]]


def test_the_time_limit_of_one_that_others_are_awaited_for(taken: list[int]) -> None:
    run = run_of(x(), background("other"), background("y", after=("x", "other"), timeout=seconds(9))).returns(
        "a.x", n=1
    )
    assert run.commits[-1].timers == ()
    assert run.returns("a.other").commits[-1].timers != ()
    assert taken == [run.names["a.x"], run.names["a.other"]]


def test_a_condition_that_holds_lets_the_next_one_begin(taken: list[int]) -> None:
    """It may read what has just been answered, and a record, which is brought first."""
    condition = ex.And((compare(output("a.x", "n"), ">", 1), equal(field("Case", "status"), "new")))
    run = Run(graph(stage("a", x(), y(only_if=condition), background("open")), **CASE))
    run.records["Case", "c1"] = {"id": "c1", "status": "new"}
    run.start("c1").returns("a.x", n=2)
    assert taken == [run.names["a.x"]]
    assert list(run.commits[-1].facts) == [("record", "Case", "c1")]
    assert run.calling == ["a.open", "a.y"]


# --- what does not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "clauses",
    [
        {"finish_when": compare(output("a.x", "n"), ">", 0)},
        {"undo": undone_by("back", {})},
        {"watched": True},
        {"withdraw_when": compare(variable("v"), ">", 5)},
        {"acting_for": literal("user:ann")},
    ],
    ids=lambda clauses: next(iter(clauses)),
)
def test_a_step_that_asks_for_more(taken: list[int], clauses: dict[str, Any]) -> None:
    after = (undo(),) if "undo" in clauses else ()
    run = run_of(x(**clauses), y(), after=after).returns("a.x", n=1)
    assert run.calling == ["a.open", "a.y"]
    assert not taken


def test_the_instances_of_a_for_each(taken: list[int]) -> None:
    run = run_of(x(each=ForEach(items=ex.MakeList((literal(1),)), item=INTEGER)), y()).returns("a.x", n=1)
    assert run.calling == ["a.open", "a.y"]
    assert not taken


@pytest.mark.parametrize(
    "clauses",
    [{"finish": (1, ("x", "y"))}, {"finish_when": compare(output("a.x", "n"), ">", 5)}, {"one_at_a_time": True}],
    ids=lambda clauses: next(iter(clauses)),
)
def test_a_stage_that_asks_for_more(taken: list[int], clauses: dict[str, Any]) -> None:
    run_of(x(), y(), **clauses).returns("a.x", n=1)
    assert not taken


@pytest.mark.parametrize(
    "then",
    [
        y(start_when=compare(variable("v"), "<", 5)),
        y(waits=False),
        y(watched=True),
        y(withdraw_when=compare(variable("v"), ">", 5)),
        y(acting_for=literal("user:ann")),
        y(each=ForEach(items=ex.MakeList((literal(1),)), item=INTEGER)),
        interactive("y", after="x"),
        interactive("y", after=("x", "other"), count=1),
        background("y", after=("x", "other"), count=1, watched=True),
    ],
)
def test_a_step_to_come_that_asks_for_more(taken: list[int], then: Draft) -> None:
    run_of(x(), background("other"), then).returns("a.x", n=1)
    assert not taken


@pytest.mark.parametrize(
    "reader",
    [
        background("reader", start_when=equal(output("a.x", "n"), literal(1), INTEGER)),
        interactive("reader", exclude=(output("a.x", "who"),)),
    ],
)
def test_outputs_that_somebody_waits_for(taken: list[int], reader: Draft) -> None:
    run = run_of(x(outputs={"n": INTEGER, "who": USER}), reader).returns("a.x", n=1, who="user:bob")
    assert run.stands("a.reader") == "active"
    assert not taken


@pytest.mark.parametrize(
    ("condition", "calling", "status"),
    [
        (compare(output("a.x", "n"), ">", 1), ["a.open"], "active"),
        (fails(), ["a.open"], "error"),
        (ask("p"), ["a.open"], "active"),
    ],
    ids=["false", "in error", "asks"],
)
def test_a_condition_that_does_not_hold_at_once(
    taken: list[int], condition: ex.Expression, calling: list[str], status: str
) -> None:
    """What has been answered is in the outputs once, whoever does it."""
    run = run_of(x(), y(only_if=condition)).returns("a.x", n=1)
    assert not taken
    assert run.calling == calling
    assert run.status.partition(":")[0] == status


def test_a_time_limit_that_cannot_be(taken: list[int]) -> None:
    run = run_of(x(), y(timeout=seconds(-1))).returns("a.x", n=1)
    assert run.status == "error: a.y: BadDuration: a duration of -1s: it cannot be negative"
    assert not taken


def test_an_argument_that_fails(taken: list[int]) -> None:
    run = run_of(x(), y(args={"n": (INTEGER, fails())})).returns("a.x", n=1)
    assert run.stands("a.y") == "error"
    assert not taken


def test_another_one_in_error(taken: list[int]) -> None:
    run = run_of(x(), y(), background("bad")).fails("a.bad").returns("a.x", n=1)
    assert run.status.partition(":")[0] == "error"
    assert not taken


def test_its_own_handler_at_work_and_answers_that_come_too_late(taken: list[int]) -> None:
    run = run_of(x(retry=Retry(1, seconds(60))), y())
    first = run.call("a.x").ref
    run.fails("a.x")
    assert run.apply(FlowReturned(first, {"n": 1})) is None, "that was another attempt"
    late = msgspec.structs.replace(first, attempt=2)
    assert run.apply(FlowReturned(late, {"n": 1})) is None, "it has not begun yet"
    assert run.apply(FlowReturned(msgspec.structs.replace(first, visit=99), {"n": 1})) is None
    assert run.apply(FlowReturned(msgspec.structs.replace(first, instance=7), {"n": 1})) is None
    assert run.apply(FlowReturned(msgspec.structs.replace(first, element=run.names["a"]), {"n": 1})) is None
    assert not taken


def test_a_run_that_is_suspended(taken: list[int]) -> None:
    run = run_of(x(), y())
    run.apply(RunSuspended(), "root", administrator=True)
    run.returns("a.x", n=1)
    assert not taken


def test_what_can_be_undone_is_there(taken: list[int]) -> None:
    steps = (background("first", undo=undone_by("back", {})), x(), y())
    run_of(*steps, after=(undo(),)).returns("a.first").returns("a.x", n=1)
    assert not taken
