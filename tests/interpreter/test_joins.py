"""Joins: `start after` and `finish when` of all, any, n of (language.md, rule 6)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter.state import decode_state
from tests.interpreter.build import background, end, graph, interactive, on_error, stage
from tests.interpreter.terms import FALSE
from tests.interpreter.world import Run

SKIPPED: Any = {"only_if": FALSE}


def three(count: int | None, **of: Any) -> Run:
    """A run with steps a.x, a.y, a.z and a.w after `count` of them."""
    steps = [background(name, **of.get(name, {})) for name in ("x", "y", "z")]
    return Run(graph(stage("a", *steps, background("w", after=("x", "y", "z"), count=count)))).start()


def test_after_all_waits_for_each() -> None:
    """Rule 6: `start after a, b, c` waits for all of them."""
    run = three(None).returns("a.x").returns("a.y")
    assert run.stands("a.w") == "not started"
    assert run.returns("a.z").calling == ["a.w"]


def test_what_is_met_is_counted_no_more() -> None:
    """The state holds what is still to be counted, the latest last."""
    steps = [background(name) for name in ("x", "y", "z")]
    both = [background("v", after=("x", "y", "z")), background("w", after=("x", "z"), count=1)]
    run = Run(graph(stage("a", *steps, *both))).start()
    counted = [decode_state(run.returns(step).stored).stages[0].met for step in ("a.x", "a.y", "a.z")]
    v, w = run.names["a.v"], run.names["a.w"]
    assert [list(each.items()) for each in counted] == [[(v, (1, 1)), (w, (1, 1))], [(w, (1, 1)), (v, (2, 2))], []]


def test_for_all_a_skipped_step_counts_as_finished() -> None:
    """Rule 6: for all, skipped counts."""
    run = three(None, y=SKIPPED).returns("a.x")
    assert run.calling == ["a.z"]
    assert run.returns("a.z").calling == ["a.w"]


def test_for_all_a_step_in_error_does_not_count() -> None:
    """Rule 6: a step in error does not count, until an administrator has mended it."""
    run = three(None).returns("a.x").returns("a.y").fails("a.z")
    assert run.stands("a.w") == "not started"
    assert run.retry("a.z").returns("a.z").calling == ["a.w"]


def test_for_all_a_step_whose_error_was_handled_counts_as_skipped() -> None:
    """Rules 6 and 15: a handler's block leaves the step skipped, which counts."""
    run = three(None, z={"on_error": [on_error(None)]}).returns("a.x").returns("a.y").fails("a.z")
    assert run.happened("a.z")[-1] == "skipped"
    assert run.calling == ["a.w"]


def test_after_any_starts_with_the_first_that_completes() -> None:
    """Rule 6: any of a, b, c."""
    run = three(1).returns("a.y")
    assert run.calling == ["a.x", "a.z", "a.w"]


def test_after_any_starts_only_once() -> None:
    """Rule 6: the others that complete later start nothing."""
    run = three(1).returns("a.y").returns("a.w").returns("a.x")
    assert run.calling == ["a.z"]
    assert run.happened("a.w").count("started") == 1


def test_for_any_a_skipped_step_does_not_count() -> None:
    """Rule 6: for any only completed counts."""
    run = three(1, x=SKIPPED)
    assert run.stands("a.w") == "not started"
    assert run.returns("a.y").calling == ["a.z", "a.w"]


def test_n_of_counts_completed_steps() -> None:
    """Rule 6: 2 of a, b, c."""
    run = three(2).returns("a.z")
    assert run.stands("a.w") == "not started"
    assert run.returns("a.x").calling == ["a.y", "a.w"]


def test_n_of_that_cannot_be_reached_waits_for_all() -> None:
    """Rule 6: once n cannot be reached it waits for all."""
    run = three(2, x=SKIPPED, y=SKIPPED)
    assert run.stands("a.w") == "not started"
    assert run.returns("a.z").calling == ["a.w"]


def test_n_of_starts_when_all_are_skipped() -> None:
    """Rule 6: all of them skipped is all of them finished."""
    assert three(2, x=SKIPPED, y=SKIPPED, z=SKIPPED).calling == ["a.w"]


def test_n_of_that_cannot_be_reached_does_not_start_over_an_error() -> None:
    """Rule 6: waiting for all, a step in error does not count."""
    run = three(2, x=SKIPPED, y=SKIPPED).fails("a.z")
    assert run.stands("a.w") == "not started"


def finishing(count: int | None, names: tuple[str, ...] = ("x", "y", "z"), **of: Any) -> Run:
    """A run whose stage with steps x, y, z and v finishes with `count` of `names`."""
    steps = [background(name, **of.get(name, {})) for name in ("x", "y", "z")]
    return Run(graph(stage("a", *steps, interactive("v"), finish=(count, names)), end("Done"))).start()


def test_a_stage_finishes_with_all_that_are_named() -> None:
    """Section 3 and rule 6: `finish when all` of those named; the rest stops."""
    run = finishing(None, ("x", "y")).returns("a.x")
    assert run.stands("a") == "active"
    run.returns("a.y")
    assert run.status == "completed: Done"
    assert run.happened("a.z")[-1] == run.happened("a.v")[-1] == "discontinued"


def test_a_stage_finishes_with_any() -> None:
    """Section 3 and rule 6: `finish when any`."""
    assert finishing(1).returns("a.z").status == "completed: Done"


def test_a_stage_finishes_with_two_of_three() -> None:
    """Section 3 and rule 6: `finish when 2 of x, y, z`."""
    run = finishing(2).returns("a.z")
    assert run.status == "active"
    assert run.returns("a.x").status == "completed: Done"


def test_for_the_finish_of_a_stage_a_skipped_step_counts_for_all_only() -> None:
    """Rule 6: skipped counts for all, not for any."""
    assert finishing(None, ("x", "y"), x=SKIPPED).returns("a.y").status == "completed: Done"
    run = finishing(1, ("x", "y"), x=SKIPPED)
    assert run.status == "active"
    assert run.returns("a.y").status == "completed: Done"


def test_a_stage_whose_n_of_cannot_be_reached_waits_for_all() -> None:
    """Rule 6: once n cannot be reached it waits for all of those named."""
    run = finishing(2, ("x", "y", "z"), x=SKIPPED, y=SKIPPED)
    assert run.status == "active"
    assert run.returns("a.z").status == "completed: Done"


def test_a_step_in_error_keeps_its_stage_open() -> None:
    """Rules 6 and 15: a step in error is not finished."""
    run = finishing(None, ("x", "y")).returns("a.x").fails("a.y").returns("a.z")
    assert run.stands("a") == "active"
    assert run.status == "error: a.y: Oops: it broke"


@pytest.mark.parametrize("count", [1, 2, None])
def test_a_stage_finishes_when_nothing_in_it_is_open_any_more(count: int | None) -> None:
    """Rule 6: with everything finished every join holds."""
    run = finishing(count, ("x", "y"), x=SKIPPED, y=SKIPPED)
    assert run.status == "completed: Done"


def test_rest_stop_withdraws_items_and_ignores_late_results() -> None:
    """Section 3: `rest stop` is the default."""
    run = finishing(1, ("x",))
    run.returns("a.x")
    assert run.open == []
    assert run.item("a.v").status.words == "withdrawn"


def test_rest_continue_lets_the_others_go_on() -> None:
    """Section 3 and section 6: the stage is completed, its open steps go on."""
    goes_on = graph(
        stage(
            "a", background("x"), interactive("y"), background("z", after="y"), finish=(1, ("x",)), rest_continues=True
        ),
        stage("b", background("w")),
        end("Done"),
    )
    run = Run(goes_on).start().returns("a.x")
    assert run.stands("a") == "completed"
    assert run.open == ["a.y"]
    run.completes("ann", "a.y")
    assert run.calling == ["b.w", "a.z"]
    run.returns("a.z")
    assert run.returns("b.w").status == "completed: Done"


def test_rest_continue_with_nothing_left_is_a_plain_finish() -> None:
    """Section 6: nothing is left open, nothing is kept."""
    both = graph(stage("a", background("x"), finish=(1, ("x",)), rest_continues=True), stage("b", interactive("w")))
    run = Run(both).start().returns("a.x")
    assert run.happened("a")[-1] == "completed"
    assert run.open == ["b.w"]


def test_the_end_of_the_run_discontinues_what_rest_continue_left() -> None:
    """Rule 1: `end` discontinues everything."""
    both = graph(stage("a", background("x"), interactive("y"), finish=(1, ("x",)), rest_continues=True), end("Done"))
    run = Run(both).start().returns("a.x")
    assert run.status == "completed: Done"
    assert run.happened("a.y")[-1] == "discontinued"
