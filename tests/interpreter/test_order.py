"""The order of what happens at one instant (language.md, rule 21)."""

from typing import Any

from orchestra_dsl.graph.types import INTEGER, TEXT, RecordOf
from tests.interpreter.build import background, decision, end, graph, interactive, otherwise, outcome, put, stage
from tests.interpreter.terms import TRUE, compare, equal, field, literal, output, plus, seconds, variable
from tests.interpreter.world import Run

CASE: Any = {"parameters": {"case": RecordOf("Case")}, "records": {"Case": {"status": TEXT}}}
OPEN = equal(field("Case", "status"), "Open")


def test_steps_start_in_the_order_of_the_source() -> None:
    """Rule 21: source order of elements."""
    run = Run(graph(stage("a", background("z"), background("m"), interactive("k"), background("b")))).start()
    assert run.calling == ["a.z", "a.m", "a.b"]


def test_steps_that_a_change_wakes_start_in_the_order_of_the_source() -> None:
    """Rule 21: not in the order in which they began to wait."""
    wakes = graph(
        stage(
            "a",
            background("first", after="gate", start_when=OPEN),
            background("gate"),
            background("second", start_when=OPEN),
            background("third", start_when=OPEN),
        ),
        **CASE,
    )
    run = Run(wakes).write("Case", "1", status="New").start("1").returns("a.gate")
    run.write("Case", "1", status="Open")
    assert run.calling == ["a.first", "a.second", "a.third"]


def test_outcomes_are_asked_in_the_order_of_the_source() -> None:
    """Section 3: the first match."""
    first = graph(
        decision("d", outcome("one", "a", when=TRUE), outcome("two", "b", when=TRUE), otherwise("end")),
        stage("a", background("x")),
        stage("b", background("y")),
    )
    assert Run(first).start().calling == ["a.x"]


def test_dependents_start_in_the_order_of_the_source() -> None:
    """Rule 21: three steps after one."""
    fan = graph(
        stage("a", background("x"), background("z", after="x"), background("y", after="x"), background("w", after="x"))
    )
    assert Run(fan).start().returns("a.x").calling == ["a.z", "a.y", "a.w"]


def test_a_step_that_finishes_lets_its_stage_look_before_the_next_event() -> None:
    """Rule 21: everything that an event leads to is done before the next."""
    run = Run(graph(stage("a", background("x"), background("y"), finish=(1, ("x", "y"))), end("Done"))).start()
    assert run.returns("a.x").status == "completed: Done"


def test_a_run_sees_its_own_assignment_at_once() -> None:
    """Rule 21: in the order of the source."""
    counts = graph(
        put("n", literal(1)),
        put("m", plus(variable("n"), 1)),
        put("n", plus(variable("m"), 1)),
        stage("a", background("x", args={"n": (INTEGER, variable("n")), "m": (INTEGER, variable("m"))})),
        variables={"n": INTEGER, "m": INTEGER},
    )
    assert Run(counts).start().call("a.x").arguments == {"n": 3, "m": 2}


def test_timers_due_at_one_instant_come_in_the_order_of_the_source() -> None:
    """Rules 14 and 21: by due time, then by source; the second finds that its stage has been left."""
    both = graph(
        stage("a", background("x", timeout=seconds(60)), background("y", timeout=seconds(60))),
    )
    run = Run(both).start().advance("60s")
    assert run.status.startswith("error: a.x: Timeout")
    assert [run.stands("a.x"), run.stands("a.y")] == ["error", "error"]


def test_what_a_commit_holds_is_in_the_order_of_its_making() -> None:
    """Architecture: the same events and facts give the same run, byte for byte (the world compares them)."""
    run = Run(graph(stage("a", background("x"), interactive("y"), background("z")))).start()
    assert run.story == ["a entered", "a started", "a.x started", "a.y started", "a.y opened", "a.z started"]


def test_conditions_of_a_stage_come_before_those_of_its_steps() -> None:
    """Rule 21: a stage stands before its steps in the source."""
    both = graph(
        stage("a", background("x", start_when=OPEN), finish_when=OPEN),
        end("Done"),
        **CASE,
    )
    run = Run(both).write("Case", "1", status="New").start("1").write("Case", "1", status="Open")
    assert run.status == "completed: Done"
    assert "started" not in run.happened("a.x")


def test_an_output_wakes_in_the_order_of_the_source() -> None:
    """Rule 21: a change by a result, not by a record."""
    big = compare(output("a.x", "n"), "==", 5)
    wakes = graph(
        stage(
            "a",
            background("w", start_when=big),
            background("x", outputs={"n": INTEGER}),
            background("y", start_when=big),
        )
    )
    assert Run(wakes).start().returns("a.x", n=5).calling == ["a.w", "a.y"]
