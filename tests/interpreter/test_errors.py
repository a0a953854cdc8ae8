"""Errors and their handlers (language.md, rules 15 and 17)."""

from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.graph.types import DURATION, INTEGER, TEXT, Optional, RecordOf
from orchestra_dsl.interpreter.events import FlowReturned
from tests.interpreter.build import (
    background,
    decision,
    end,
    fail,
    go_to,
    graph,
    interactive,
    on_error,
    otherwise,
    outcome,
    put,
    stage,
)
from tests.interpreter.terms import (
    NULL,
    TRUE,
    compare,
    decimal,
    equal,
    error_of,
    fails,
    fails_to_hold,
    field,
    literal,
    output,
    plus,
    variable,
)
from tests.interpreter.world import Run

CASE: Any = {"parameters": {"case": RecordOf("Case")}, "records": {"Case": {"status": TEXT, "amount": INTEGER}}}


def test_a_failing_flow_puts_its_step_in_error_and_everything_else_goes_on() -> None:
    """Rule 15: without a handler the element stays in error, everything else goes on."""
    run = (
        Run(graph(stage("a", background("x"), background("y"), interactive("z", after="y"))))
        .start()
        .fails("a.x", "Down")
    )
    assert run.stands("a.x") == "error"
    assert run.stands("a") == "active"
    assert run.status == "error: a.x: Down: it broke"
    assert run.returns("a.y").open == ["a.z"]


def test_a_run_is_in_error_as_long_as_an_element_is() -> None:
    """Rule 15: the run's own status follows its elements."""
    run = Run(graph(stage("a", background("x"), background("y")))).start().fails("a.y").fails("a.x")
    assert run.status == "error: a.y: Oops: it broke"
    assert run.retry("a.y").status == "error: a.x: Oops: it broke"
    assert run.retry("a.x").status == "active"


def test_the_handler_of_the_step_comes_first() -> None:
    """Rule 15: the handler of the step, then the stage, then the orchestration takes it."""
    handled = graph(
        stage("a", background("x", on_error=[on_error("one")]), on_error=[on_error("two")]),
        stage("one", background("y")),
        stage("two", background("y")),
        stage("three", background("y")),
        on_error=[on_error("three")],
    )
    assert Run(handled).start().fails("a.x").calling == ["one.y"]


def test_then_the_handler_of_the_stage() -> None:
    """Rule 15: the stage's, where the step has none that fits."""
    handled = graph(
        stage("a", background("x", on_error=[on_error("one", code="Other")]), on_error=[on_error("two")]),
        stage("one", background("y")),
        stage("two", background("y")),
        on_error=[on_error("one")],
    )
    assert Run(handled).start().fails("a.x").calling == ["two.y"]


def test_then_the_handler_of_the_orchestration() -> None:
    """Rule 15: the orchestration's last."""
    handled = graph(
        stage("a", background("x"), on_error=[on_error("one", code="Other")]),
        stage("one", background("y")),
        stage("three", background("y")),
        on_error=[on_error("three")],
    )
    assert Run(handled).start().fails("a.x").calling == ["three.y"]


def test_a_handler_with_a_code_takes_only_that_error() -> None:
    """Section 3: `on error "Name"`."""
    named = graph(
        stage("a", background("x", on_error=[on_error("one", code="Full"), on_error("two", code="Gone")])),
        stage("one", background("y")),
        stage("two", background("y")),
    )
    assert Run(named).start().fails("a.x", "Gone").calling == ["two.y"]
    assert Run(named).start().fails("a.x", "Full").calling == ["one.y"]
    assert Run(named).start().fails("a.x", "Else").stands("a.x") == "error"


def test_the_first_handler_that_fits_takes_the_error() -> None:
    """Section 3: handlers are asked in the order of the source."""
    named = graph(
        stage("a", background("x", on_error=[on_error("one"), on_error("two", code="Gone")])),
        stage("one", background("y")),
        stage("two", background("y")),
    )
    assert Run(named).start().fails("a.x", "Gone").calling == ["one.y"]


def test_a_block_that_does_not_jump_leaves_the_step_skipped() -> None:
    """Rule 15: a handler's block that does not jump leaves the step skipped, its outputs missing."""
    block = graph(
        put("n", literal(0)),
        stage(
            "a",
            background("x", outputs={"k": INTEGER}, on_error=[on_error(None, put("n", literal(7)))]),
            background("y", after="x", only_if=equal(output("a.x", "k"), NULL)),
        ),
        end("Done"),
        variables={"n": INTEGER},
    )
    run = Run(block).start().fails("a.x")
    assert run.happened("a.x") == ["started", "failed", "handled", "skipped"]
    assert run.value("n") == 7
    assert run.calling == ["a.y"]
    assert run.returns("a.y").status == "completed: Done"


def test_an_empty_block_leaves_the_step_skipped_too() -> None:
    """Rule 15: a block may be empty."""
    run = Run(graph(stage("a", background("x", on_error=[on_error(None)])), end("Done"))).start().fails("a.x")
    assert run.status == "completed: Done"


def test_a_block_may_hold_stages_and_wait_in_them() -> None:
    """Rule 15: the step is open as long as the block that handles its error runs."""
    block = graph(
        stage(
            "a",
            background("x", on_error=[on_error(None, stage("mend", interactive("look")))]),
            background("y"),
        ),
        end("Done"),
    )
    run = Run(block).start()
    late = run.call("a.x").ref
    run.fails("a.x").returns("a.y")
    assert run.stands("a.x") == "active"
    assert run.status == "active"
    assert run.apply(FlowReturned(late, {})) is None
    assert run.completes("ann", "mend.look").status == "completed: Done"


def test_the_block_sees_the_error() -> None:
    """Section 3: `on error as e`: `e.message`, `e.code`."""
    block = graph(
        put("text", literal("")),
        stage(
            "a",
            background(
                "x",
                on_error=[
                    on_error(
                        None,
                        put(
                            "text",
                            ex.Interpolation(
                                (error_of("a.x!error", "code"), literal(" "), error_of("a.x!error", "message")),
                                (TEXT, TEXT, TEXT),
                            ),
                        ),
                    )
                ],
            ),
        ),
        stage("b", background("y")),
        variables={"text": TEXT},
    )
    run = Run(block).start().fails("a.x", "Full", "no room")
    assert run.value("text") == "Full no room"


def test_a_stage_in_a_block_sees_the_error_of_its_own_block() -> None:
    """Section 3: two steps in the same stage fail; each block sees its own error."""
    seen: Any = {"args": {"m": (TEXT, error_of("a.x!error", "message"))}}
    other: Any = {"args": {"m": (TEXT, error_of("a.y!error", "message"))}}
    block = graph(
        stage(
            "a",
            background("x", on_error=[on_error(None, stage("m", background("v", **seen)))]),
            background("y", on_error=[on_error(None, stage("n", background("w", **other)))]),
        )
    )
    run = Run(block).start().fails("a.x", message="first").fails("a.y", message="second")
    assert run.call("m.v").arguments == {"m": "first"}
    assert run.call("n.w").arguments == {"m": "second"}


def test_run_error_is_the_last_error_that_a_handler_took() -> None:
    """Section 2: `run.error` has message, code and element, and may be missing."""
    code = ex.Get(ex.RunFact("error"), "element", safe=True)
    block = graph(
        put("text", ex.Coalesce((code, literal("none")))),
        stage("a", background("x", on_error=[on_error("b")])),
        stage("b", background("y", args={"e": (TEXT, code), "t": (TEXT, variable("text"))})),
        variables={"text": TEXT},
    )
    run = Run(block).start().fails("a.x")
    assert run.call("b.y").arguments == {"e": "a.x", "t": "none"}


def test_a_failing_condition_puts_its_step_in_error() -> None:
    """Rule 15: a failing condition."""
    run = Run(graph(stage("a", background("x", only_if=fails_to_hold()), background("y")))).start()
    assert run.status == "error: a.x: Overflow: a whole number left the range of 64 bits"
    assert run.calling == ["a.y"]


def test_a_failing_argument_puts_its_step_in_error() -> None:
    """Rule 15: a flow is not called with what cannot be computed."""
    run = Run(graph(stage("a", background("x", args={"n": (INTEGER, fails())})))).start()
    assert run.stands("a.x") == "error"
    assert run.calling == []


def test_a_failing_start_when_of_a_stage_is_taken_by_the_stages_handler() -> None:
    """Rule 15: the stage is an element too."""
    handled = graph(
        stage("a", background("x"), start_when=fails_to_hold(), on_error=[on_error("b")]),
        stage("b", background("y")),
    )
    run = Run(handled).start()
    assert run.calling == ["b.y"]
    assert run.stands("a") == "discontinued"


def test_a_failing_finish_when_of_a_stage_puts_the_stage_in_error() -> None:
    """Rule 15: its steps go on."""
    broken = graph(stage("a", interactive("x"), finish_when=fails_to_hold()), end("Done"))
    run = Run(broken).start()
    assert run.stands("a") == "error"
    assert run.open == ["a.x"]
    run.completes("ann", "a.x")
    assert run.stands("a") == "error"


def test_a_stages_own_block_leaves_the_stage_skipped_and_goes_on_below() -> None:
    """Rule 15: for a stage as for a step."""
    handled = graph(
        stage(
            "a", interactive("x"), finish_when=fails_to_hold(), on_error=[on_error(None, stage("m", background("v")))]
        ),
        stage("b", background("y")),
    )
    run = Run(handled).start()
    assert run.calling == ["m.v"]
    assert run.open == ["a.x"]
    run.returns("m.v")
    assert run.stands("a") == "skipped"
    assert run.stands("a.x") == "discontinued"
    assert run.calling == ["b.y"]


def test_a_failing_decision_stays_in_error() -> None:
    """Rule 15: a decision is an element too."""
    broken = graph(decision("d", outcome("yes", "end", when=fails_to_hold()), otherwise("end")))
    run = Run(broken).start()
    assert run.status == "error: d: Overflow: a whole number left the range of 64 bits"


def test_a_failing_decision_is_taken_by_the_orchestrations_handler() -> None:
    """Rule 15: there is no stage around it."""
    broken = graph(
        decision("d", outcome("yes", "end", when=fails_to_hold()), otherwise("end")),
        stage("late", background("x")),
        on_error=[on_error("late")],
    )
    assert Run(broken).start().calling == ["late.x"]


def test_a_failing_decision_whose_handler_falls_off_goes_on_below() -> None:
    """Rule 15: the decision is skipped."""
    broken = graph(
        decision("d", outcome("yes", "end", when=fails_to_hold()), otherwise("end")),
        stage("below", background("x")),
        on_error=[on_error(None)],
    )
    assert Run(broken).start().calling == ["below.x"]


def test_a_failing_assignment_is_an_error_and_changes_nothing() -> None:
    """Rule 15: a failing assignment."""
    broken = graph(put("n", literal(1)), put("n", fails()), stage("a", background("x")), variables={"n": INTEGER})
    run = Run(broken).start()
    assert run.status.startswith("error: set n 2: Overflow")
    assert run.value("n") == 1


def test_a_decision_no_outcome_of_which_holds_is_an_error() -> None:
    """Section 3: the compiler proves that some outcome holds; a record that was changed past it may not."""
    none = graph(decision("d", outcome("yes", "end", when=ex.Not(TRUE))), stage("a", background("x")))
    assert Run(none).start().status == "error: d: NoOutcome: no outcome of d holds"


def test_an_error_inside_a_block_is_not_taken_by_the_same_handler() -> None:
    """Rule 15: a handler does not handle itself; the next one outside does."""
    inner = graph(
        stage(
            "a",
            background("x", on_error=[on_error(None, stage("m", background("v")))]),
            on_error=[on_error("b")],
        ),
        stage("b", background("y")),
    )
    run = Run(inner).start().fails("a.x").fails("m.v")
    assert run.calling == ["b.y"]
    assert run.stands("a") == "discontinued"


def test_an_error_inside_a_stages_block_goes_to_the_orchestration() -> None:
    """Rule 15: neither does the stage's."""
    inner = graph(
        stage("a", background("x"), on_error=[on_error(None, stage("m", background("v")))]),
        stage("b", background("y")),
        on_error=[on_error("b")],
    )
    run = Run(inner).start().fails("a.x").fails("m.v")
    assert run.calling == ["b.y"]


def test_an_error_inside_the_orchestrations_block_stays() -> None:
    """Rule 15: nobody is left to handle it."""
    inner = graph(stage("a", background("x")), on_error=[on_error(None, stage("m", background("v")))])
    run = Run(inner).start().fails("a.x").fails("m.v")
    assert run.stands("m.v") == "error"
    assert run.stands("a.x") == "active"
    assert run.retry("m.v").returns("m.v").status == "completed"


def test_a_failing_element_directly_in_a_block() -> None:
    """Rule 15: an assignment in a block may fail like any other."""
    inner = graph(
        put("n", literal(0)),
        stage(
            "a",
            background("x", on_error=[on_error(None, put("n", fails()))]),
            on_error=[on_error(None, put("n", literal(5)))],
        ),
        end("Done"),
        variables={"n": INTEGER},
    )
    run = Run(inner).start().fails("a.x")
    assert run.status == "completed: Done"
    assert "handled" in run.happened("set n 2")


def test_two_steps_fail_and_one_block_handles_one_after_the_other() -> None:
    """Rules 1 and 15: a block, like a stage, runs once at a time; the second error waits for its turn."""
    shared = graph(
        put("n", literal(0)),
        stage(
            "a",
            background("x"),
            background("y"),
            on_error=[
                on_error(
                    None,
                    put("n", plus(variable("n"), 1)),
                    stage("mend", background("look", args={"m": (TEXT, error_of("a!error", "message"))})),
                )
            ],
        ),
        end("Done"),
        variables={"n": INTEGER},
    )
    run = Run(shared).start().fails("a.x", message="first").fails("a.y", message="second")
    assert run.calling == ["mend.look"]
    assert run.call("mend.look").arguments == {"m": "first"}
    run.returns("mend.look")
    assert run.stands("a.x") == "skipped"
    assert run.call("mend.look").arguments == {"m": "second"}
    assert run.value("n") == 2
    assert run.returns("mend.look").status == "completed: Done"


def test_a_block_that_jumps_takes_the_waiting_errors_of_its_stage_along() -> None:
    """Rule 2: everything open in the stage is discontinued, what waits for the block too."""
    shared = graph(
        stage(
            "a",
            background("x"),
            background("y"),
            on_error=[on_error(None, stage("mend", background("look")), go_to("b"))],
        ),
        stage("b", background("z")),
        end("Done"),
    )
    run = Run(shared).start().fails("a.x").fails("a.y").returns("mend.look")
    assert run.calling == ["b.z"]
    assert run.returns("b.z").status == "completed: Done"


def test_two_elements_fail_at_once_and_the_orchestrations_block_takes_both() -> None:
    """Rules 15 and 21: in the order of the source."""
    shared = graph(
        stage("a", background("x", only_if=fails_to_hold()), background("y", only_if=fails_to_hold())),
        end("Done"),
        on_error=[on_error(None, stage("mend", background("look", args={"e": (TEXT, error_of("!error", "element"))})))],
    )
    run = Run(shared).start()
    assert run.call("mend.look").arguments == {"e": "a.x"}
    assert run.returns("mend.look").call("mend.look").arguments == {"e": "a.y"}
    assert run.returns("mend.look").status == "completed: Done"


def test_a_step_whose_block_runs_is_not_started_by_a_change() -> None:
    """Rule 15: the condition that failed is not asked again while its error is handled."""
    broken = compare(ex.Arithmetic("/", decimal("1"), ex.Widen(variable("n")), "decimal"), ">", decimal("0"))
    handled = graph(
        put("n", literal(0)),
        stage(
            "side",
            background("x", start_when=broken, on_error=[on_error(None, stage("m", interactive("v")))]),
            interactive("y"),
            finish=(1, ("y",)),
            rest_continues=True,
        ),
        put("n", literal(1)),
        stage("b", interactive("z")),
        variables={"n": INTEGER},
    )
    run = Run(handled).start()
    assert run.open == ["side.y", "m.v"]
    run.completes("ann", "side.y")
    assert run.value("n") == 1
    assert run.calling == []
    assert run.completes("ann", "m.v").stands("side.x") == "skipped"


def test_a_stage_whose_block_runs_is_not_finished_by_a_change() -> None:
    """Rule 15: the same for a stage."""
    left = ex.Coalesce((output("a.x", "n"), literal(0)))
    broken = compare(ex.Arithmetic("/", decimal("1"), ex.Widen(left), "decimal"), ">", decimal("0"))
    handled = graph(
        stage(
            "a",
            background("x", outputs={"n": INTEGER}),
            interactive("y"),
            finish_when=broken,
            on_error=[on_error(None, stage("m", interactive("v")))],
        ),
        end("Done"),
    )
    run = Run(handled).start().returns("a.x", n=1)
    assert run.stands("a") == "active"
    assert run.open == ["a.y", "m.v"]
    assert run.completes("ann", "m.v").status == "completed: Done"


def test_a_condition_that_fails_twice_before_its_handler_runs_is_handled_once() -> None:
    """Rule 15: one error, one block."""
    broken = graph(
        put("n", literal(0)),
        stage("a", finish_when=fails_to_hold(), on_error=[on_error(None, put("n", plus(variable("n"), 1)))]),
        stage("b", background("x")),
        variables={"n": INTEGER},
    )
    run = Run(broken).start()
    assert run.value("n") == 1
    assert run.happened("a").count("handled") == 1


def test_fail_ends_the_run_as_failed() -> None:
    """Rule 15: `fail` ends the run as failed, with its reason."""
    failed = graph(
        stage("a", background("x", on_error=[on_error(None, fail("no way"))]), interactive("y")),
        on_error=[on_error("a")],
    )
    run = Run(failed).start().fails("a.x")
    assert run.status == "failed: no way"
    assert run.open == []


def test_fail_computes_its_reason() -> None:
    """Section 3: the reason is an expression."""
    reason = ex.Interpolation((literal("n is "), variable("n")), (TEXT, INTEGER))
    run = Run(graph(put("n", literal(3)), fail(reason), variables={"n": INTEGER})).start()
    assert run.status == "failed: n is 3"


def test_a_reason_that_cannot_be_computed_is_an_error() -> None:
    """Rule 15: `fail` may meet an error itself."""
    run = Run(graph(fail(ex.Interpolation((fails(),), (INTEGER,))))).start()
    assert run.status.startswith("error: fail: Overflow")


def test_outputs_of_the_end_that_cannot_be_computed_are_an_error() -> None:
    """Rule 15: so may `end`."""
    broken = graph(end("Done", ex.MakeObject(("n",), (fails(),))), outputs={"n": INTEGER})
    assert Run(broken).start().status.startswith("error: end: Overflow")


# --- deleted records ------------------------------------------------------------------------------------------------


def test_a_deleted_record_fails_what_reads_it() -> None:
    """Rule 17: with "RecordGone"."""
    reads = graph(
        stage("a", background("x"), background("y", after="x", args={"n": (INTEGER, field("Case", "amount"))})), **CASE
    )
    run = Run(reads).write("Case", "1", amount=1).start("1")
    del run.records["Case", "1"]
    run.returns("a.x")
    assert run.status == "error: a.y: RecordGone: there is no Case with the id 1"


def test_a_handler_catches_a_deleted_record() -> None:
    """Rule 17: `on error "RecordGone"` catches it."""
    waits = graph(
        stage(
            "a",
            background(
                "x", start_when=equal(field("Case", "status"), "Open"), on_error=[on_error("gone", code="RecordGone")]
            ),
        ),
        stage("gone", background("y")),
        **CASE,
    )
    run = Run(waits).write("Case", "1", status="New").start("1").delete("Case", "1")
    assert run.calling == ["gone.y"]


def test_a_missing_record_is_read_through_a_question_mark() -> None:
    """Section 2: `?.` on a missing record gives a missing value, not an error."""
    parent = ex.Get(ex.Parameter(0), "parent", "Case")
    shape: Any = {"Case": {"status": TEXT, "parent": Optional(RecordOf("Case"))}}
    reads = graph(
        stage("a", background("x", args={"s": (Optional(TEXT), ex.Get(parent, "status", "Case", safe=True))})),
        parameters={"case": RecordOf("Case")},
        records=shape,
    )
    run = Run(reads).write("Case", "1", status="New").start("1")
    assert run.call("a.x").arguments == {}


@pytest.mark.parametrize("clause", ["timeout", "retry"])
def test_a_duration_that_is_missing_is_an_error_of_the_step(clause: str) -> None:
    """Rule 15: a record may lack what its declaration promises; that is an error, never a crash."""
    pause = field("Case", "pause")
    value: Any = pause if clause == "timeout" else Retry(1, every=pause)
    waits = graph(
        stage("a", background("x", **{clause: value})),
        parameters={"case": RecordOf("Case")},
        records={"Case": {"pause": DURATION}},
    )
    run = Run(waits).write("Case", "1").start("1")
    if clause == "retry":
        run.fails("a.x")
    assert run.status.startswith("error: a.x: MissingValue")
