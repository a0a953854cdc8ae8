"""The order of a step's clauses, and what each of them does (language.md, rules 4 and 11, section 3)."""

from typing import Any

import pytest

from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.graph.types import DECIMAL, INTEGER, TEXT, Optional, RecordOf
from tests.interpreter.build import background, end, graph, interactive, put, stage
from tests.interpreter.terms import (
    FALSE,
    NULL,
    TRUE,
    compare,
    decimal,
    equal,
    fails,
    fails_to_hold,
    field,
    literal,
    output,
    parameter,
    variable,
)
from tests.interpreter.world import Refusal, Run

CASE: Any = {"parameters": {"case": RecordOf("Case")}, "records": {"Case": {"status": TEXT, "amount": DECIMAL}}}


def case(run: Run, **fields: Any) -> Run:
    """Write the case and start."""
    return run.write("Case", "1", **fields).start("1")


def test_a_step_is_not_started_until_its_start_after_is_met() -> None:
    """Rule 4 and section 6: first `start after`."""
    run = Run(graph(stage("a", background("x"), background("y", after="x", only_if=fails_to_hold())))).start()
    assert run.stands("a.y") == "not started"
    assert run.happened("a.y") == []
    run.returns("a.x")
    assert run.stands("a.y") == "error"


def test_start_when_is_asked_only_after_start_after() -> None:
    """Rule 4: then `start when`."""
    run = Run(graph(stage("a", background("x"), background("y", after="x", start_when=fails_to_hold())))).start()
    assert run.stands("a.y") == "not started"
    assert run.returns("a.x").stands("a.y") == "error"


def test_a_step_waits_while_start_when_does_not_hold() -> None:
    """Rule 4 and section 6: a step waits while its `start when` does not hold, then it is active."""
    waits = graph(stage("a", background("x", start_when=equal(field("Case", "status"), "Open"))), **CASE)
    run = case(Run(waits), status="New")
    assert run.stands("a.x") == "waiting"
    run.write("Case", "1", status="Open")
    assert run.stands("a.x") == "active"
    assert run.happened("a.x") == ["waiting", "started"]


def test_only_if_is_asked_after_start_when() -> None:
    """Rule 4: then `only if`; until `start when` holds nobody asks it."""
    both = graph(
        stage("a", background("x", start_when=equal(field("Case", "status"), "Open"), only_if=fails_to_hold())),
        **CASE,
    )
    run = case(Run(both), status="New")
    assert run.stands("a.x") == "waiting"
    assert run.write("Case", "1", status="Open").stands("a.x") == "error"


def test_a_step_whose_only_if_is_false_is_skipped() -> None:
    """Section 3: `only if E` (false = skipped); its arguments are not evaluated."""
    skipped = graph(
        stage("a", background("x", only_if=FALSE, args={"n": (INTEGER, fails())}), background("y", after="x")),
    )
    run = Run(skipped).start()
    assert run.happened("a.x") == ["skipped"]
    assert run.calling == ["a.y"]


def test_only_if_is_asked_once() -> None:
    """Rule 4: `only if` (once): a change afterwards does not matter."""
    once = graph(stage("a", background("x", only_if=equal(field("Case", "status"), "Open")), interactive("y")), **CASE)
    run = case(Run(once), status="Open")
    assert run.calling == ["a.x"]
    assert run.watches == {}
    run.write("Case", "1", status="Closed")
    assert run.calling == ["a.x"]


def test_a_skipped_step_gives_no_outputs() -> None:
    """Rule 8: the output of a skipped step is missing."""
    skipped = graph(
        put("n", literal(0)),
        stage("a", background("x", only_if=FALSE, outputs={"k": INTEGER})),
        stage("b", background("y", only_if=equal(output("a.x", "k"), NULL), args={"n": (INTEGER, variable("n"))})),
        variables={"n": INTEGER},
    )
    assert Run(skipped).start().calling == ["b.y"]


def test_arguments_reach_the_flow_by_name_in_stored_form() -> None:
    """Rule 11: arguments are evaluated when the step starts; a missing one is left out."""
    calls = graph(
        stage(
            "a",
            background(
                "x",
                args={
                    "case": (RecordOf("Case"), parameter("case")),
                    "amount": (DECIMAL, field("Case", "amount")),
                    "fixed": (DECIMAL, decimal("1.50")),
                    "none": (Optional(TEXT), NULL),
                },
            ),
        ),
        **CASE,
    )
    run = case(Run(calls), amount="20.10")
    assert run.call("a.x").arguments == {"case": "1", "amount": "20.1", "fixed": "1.5"}


def test_arguments_are_evaluated_once_and_reused_by_every_retry() -> None:
    """Rule 11: a retry gets the arguments of the first attempt, whatever has changed since."""
    retried = graph(
        stage("a", background("x", args={"s": (TEXT, field("Case", "status"))}, retry=Retry(2))),
        **CASE,
    )
    run = case(Run(retried), status="first").write("Case", "1", status="second").fails("a.x")
    assert run.call("a.x").arguments == {"s": "first"}
    assert run.commits[-1].facts == {}


def test_a_retry_by_hand_reuses_the_arguments_too() -> None:
    """Rule 11: every retry, an administrator's included."""
    retried = graph(stage("a", background("x", args={"s": (TEXT, field("Case", "status"))})), **CASE)
    run = case(Run(retried), status="first").fails("a.x").write("Case", "1", status="second").retry("a.x")
    assert run.call("a.x").arguments == {"s": "first"}


def test_the_inputs_of_a_screen_are_read_when_it_is_opened() -> None:
    """Rule 11: a screen's inputs are read when it is opened, not when it is claimed or completed."""
    screens = graph(
        stage("a", background("w"), interactive("x", after="w", args={"s": (TEXT, field("Case", "status"))})),
        **CASE,
    )
    run = case(Run(screens), status="first").write("Case", "1", status="second").returns("a.w")
    assert run.item("a.x").arguments == {"s": "second"}
    run.write("Case", "1", status="third").claims("ann", "a.x")
    assert run.item("a.x").arguments == {"s": "second"}


def test_a_step_is_not_done_until_its_finish_when_holds() -> None:
    """Section 3: `finish when E` (not done until it holds, also after submission)."""
    slow = graph(
        stage("a", background("x", finish_when=equal(field("Case", "status"), "Done")), background("y", after="x")),
        **CASE,
    )
    run = case(Run(slow), status="New").returns("a.x")
    assert run.stands("a.x") == "active"
    assert run.calling == []
    run.write("Case", "1", status="Done")
    assert run.happened("a.x") == ["started", "completed"]
    assert run.calling == ["a.y"]


def test_finish_when_is_not_asked_before_the_work_is_done() -> None:
    """Section 3: `finish when` that holds early does not finish a step whose flow is still running."""
    early = graph(stage("a", background("x", finish_when=TRUE)), end("Done"))
    run = Run(early).start()
    assert run.calling == ["a.x"]
    assert run.returns("a.x").status == "completed: Done"


def test_a_submitted_item_cannot_be_completed_again_while_finish_when_waits() -> None:
    """Section 3 and section 6: after submission the item is completed, the step is not."""
    slow = graph(stage("a", interactive("x", finish_when=equal(field("Case", "status"), "Done"))), end("Done"), **CASE)
    run = case(Run(slow), status="New").completes("ann", "a.x")
    assert run.item("a.x").status == ItemStatus.COMPLETED
    assert run.stands("a.x") == "active"
    with pytest.raises(Refusal) as refusal:
        run.completes("ann", "a.x")
    assert refusal.value.code == "not open"
    assert run.write("Case", "1", status="Done").status == "completed: Done"


def test_the_outputs_of_a_step_that_is_discontinued_after_submission_are_missing() -> None:
    """Rules 6 and 8: a step that has not completed gives no outputs, though its work was handed in."""
    slow = graph(
        stage(
            "a",
            background("x", outputs={"k": INTEGER}, finish_when=equal(field("Case", "status"), "Done")),
            background("y"),
            finish=(1, ("y",)),
        ),
        stage("b", background("z", only_if=equal(output("a.x", "k"), NULL))),
        **CASE,
    )
    run = case(Run(slow), status="New").returns("a.x", k=1).returns("a.y")
    assert run.stands("a.x") == "discontinued"
    assert run.calling == ["b.z"]


def test_finish_when_reads_the_steps_own_outputs() -> None:
    """Section 3: whether the work is done may depend on what was handed in."""
    own = graph(
        put("limit", literal(5)),
        stage("a", background("x", outputs={"k": INTEGER}, finish_when=compare(output("a.x", "k"), ">", 3))),
        end("Done"),
        variables={"limit": INTEGER},
    )
    assert Run(own).start().returns("a.x", k=4).status == "completed: Done"
    assert Run(own).start().returns("a.x", k=2).stands("a.x") == "active"
