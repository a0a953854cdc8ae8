"""Stage entry (language.md, rule 3)."""

from typing import Any

from orchestra_dsl.graph.types import INTEGER, TEXT, RecordOf
from tests.interpreter.build import background, end, go_to, graph, interactive, put, stage
from tests.interpreter.terms import compare, equal, field, literal, seconds, variable
from tests.interpreter.world import Run

CASE = {"Case": {"status": TEXT, "amount": INTEGER}}


def open_when(**clauses: Any) -> Run:
    """A run whose stage starts when its case is open."""
    waits = graph(
        stage("a", background("x"), start_when=equal(field("Case", "status"), "Open"), **clauses),
        end("On"),
        stage("late", background("y")),
        parameters={"case": RecordOf("Case")},
        records=CASE,
    )
    return Run(waits)


def test_a_stage_waits_until_its_start_when_holds() -> None:
    """Rule 3: until it holds the stage is waiting, and its steps begin only then."""
    run = open_when().write("Case", "1", status="New").start("1")
    assert run.stands("a") == "waiting"
    assert run.calling == []
    assert run.watches == {"a": ["Case.1.status"]}
    run.write("Case", "1", status="Open")
    assert run.stands("a") == "active"
    assert run.calling == ["a.x"]
    assert run.watches == {}


def test_a_stage_whose_start_when_holds_at_once_does_not_wait() -> None:
    """Rule 3: it is asked at the entry."""
    run = open_when().write("Case", "1", status="Open").start("1")
    assert run.happened("a") == ["entered", "started"]
    assert run.watches == {}


def test_start_when_is_asked_again_at_every_entry_by_go_to() -> None:
    """Rule 3: `start when` is asked at every entry, go-to included."""
    loop = graph(
        put("n", literal(0)),
        stage("a", background("x"), start_when=equal(variable("n"), 0, INTEGER)),
        put("n", literal(1)),
        go_to("a"),
        variables={"n": INTEGER},
    )
    run = Run(loop).start().returns("a.x")
    assert run.stands("a") == "waiting"
    assert run.calling == []


def test_the_timeout_of_a_stage_begins_only_when_it_starts() -> None:
    """Rule 3: the timeout begins only when `start when` holds."""
    run = open_when(timeout=(seconds(60), "late")).write("Case", "1", status="New").start("1")
    run.advance("1h")
    assert run.timers == []
    run.write("Case", "1", status="Open").advance("59s")
    assert run.stands("a") == "active"
    run.advance("1s")
    assert run.calling == ["late.y"]


def test_a_stage_that_waits_too_long_is_left_for_the_target_of_up_to() -> None:
    """Section 3: `start when E up to D -> target`."""
    run = open_when(up_to=(seconds(60), "late")).write("Case", "1", status="New").start("1")
    assert run.timers == [("limit", "a", 60)]
    run.advance("60s")
    assert run.stands("a") == "discontinued"
    assert run.calling == ["late.y"]
    assert run.watches == {}


def test_up_to_ends_when_the_stage_starts() -> None:
    """Section 3: a stage that has started is not left by `up to`."""
    run = open_when(up_to=(seconds(60), "late")).write("Case", "1", status="New").start("1")
    run.advance("59s").write("Case", "1", status="Open").advance("1h")
    assert run.stands("a") == "active"
    assert run.timers == []


def test_up_to_holds_for_a_stage_whose_condition_has_failed() -> None:
    """Section 3 and rule 15: a stage in error is still left when its time is up."""
    run = open_when(up_to=(seconds(60), "late")).write("Case", "1", status="New").start("1")
    run.delete("Case", "1")
    assert run.stands("a") == "error"
    run.advance("60s")
    assert run.calling == ["late.y"]
    assert run.status == "active"


def test_a_stage_without_steps_finishes_at_once() -> None:
    """Section 3: without `finish when` a stage finishes when nothing in it is open or can still open."""
    assert Run(graph(stage("a"), end("Done"))).start().status == "completed: Done"


def test_a_stage_without_steps_may_wait_for_a_condition() -> None:
    """Section 3: with `finish when` it does not finish before that holds."""
    waits = graph(
        put("n", literal(0)),
        stage("side", background("x"), interactive("go"), finish=(1, ("go",)), rest_continues=True),
        stage("a", finish_when=compare(variable("n"), ">", 0)),
        end("Done"),
        variables={"n": INTEGER},
    )
    run = Run(waits).start().completes("ann", "side.go")
    assert run.stands("a") == "active"
