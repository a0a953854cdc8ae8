"""Visits (language.md, rule 1)."""

import pytest

from orchestra_dsl.graph.types import INTEGER, TEXT
from orchestra_dsl.interpreter.events import FlowReturned, ItemCompleted, TimerDue
from orchestra_dsl.interpreter.state import decode_state
from tests.interpreter.build import (
    await_,
    background,
    decision,
    duration,
    end,
    go_to,
    graph,
    interactive,
    on_error,
    on_event,
    otherwise,
    outcome,
    put,
    stage,
)
from tests.interpreter.terms import NULL, compare, equal, literal, output, plus, seconds, variable
from tests.interpreter.world import Refusal, Run

LOOP = graph(
    stage("a", background("x", outputs={"n": INTEGER}), interactive("y", after="x", outputs={"ok": TEXT})),
    decision("d", outcome("again", "a", when=equal(output("a.y", "ok"), "no")), otherwise("next")),
    end("Done"),
)


def test_a_second_visit_starts_the_steps_anew() -> None:
    """Rule 1: each entry into a stage is a visit."""
    run = Run(LOOP).start().returns("a.x", n=1).completes("ann", "a.y", ok="no")
    assert run.calling == ["a.x"]
    assert run.open == []
    assert run.returns("a.x", n=2).completes("ann", "a.y", ok="yes").status == "completed: Done"


def test_a_visit_forgets_the_outputs_of_its_steps() -> None:
    """Rule 1: an entry forgets the outputs of the stage's steps."""
    run = Run(LOOP).start().returns("a.x", n=1)
    x = run.names["a.x"]
    assert decode_state(run.stored).outputs == {x: {"n": 1}}
    run.completes("ann", "a.y", ok="no")
    assert decode_state(run.stored).outputs == {}


def test_a_condition_sees_nothing_of_the_visit_before() -> None:
    """Rule 1: what a step gave in an older visit is missing in the next."""
    seen = graph(
        put("n", literal(0)),
        stage(
            "a",
            background("x", outputs={"k": INTEGER}, only_if=equal(variable("n"), 0, INTEGER)),
            background("y", after="x", only_if=equal(output("a.x", "k"), NULL)),
        ),
        put("n", plus(variable("n"), 1)),
        decision("d", outcome("again", "a", when=compare(variable("n"), "<", 2)), otherwise("end")),
        variables={"n": INTEGER},
    )
    run = Run(seen).start().returns("a.x", k=7)
    assert "skipped" in run.happened("a.y")
    assert run.calling == ["a.y"]


def test_a_result_of_an_older_visit_is_ignored() -> None:
    """Rule 1: a result of an older visit is ignored, one of the present visit is not."""
    left = graph(
        stage("a", background("x"), interactive("out"), finish=(1, ("out",))),
        go_to("a"),
    )
    run = Run(left).start()
    old = run.call("a.x").ref
    run.completes("ann", "a.out")
    assert run.apply(FlowReturned(old, {})) is None
    assert run.stands("a.x") == "active"
    run.returns("a.x")
    assert run.stands("a.x") == "completed"


def test_an_item_of_an_older_visit_can_no_longer_be_completed() -> None:
    """Rule 1: an item of an older visit is refused, though the step has a new one."""
    run = Run(graph(stage("a", interactive("x"), interactive("y"), finish=(1, ("y",))), go_to("a"))).start()
    old = run.item("a.x").ref
    run.completes("ann", "a.y")
    with pytest.raises(Refusal) as refusal:
        run.apply(ItemCompleted(old, {}), "ann")
    assert refusal.value.code == "not open"
    assert run.open == ["a.x", "a.y"]


def test_a_timer_of_an_older_visit_is_ignored() -> None:
    """Rule 1: a timer of an older visit is ignored."""
    run = Run(graph(stage("a", background("x", timeout=duration(60)), background("y"), finish=(1, ("y",))), go_to("a")))
    old = run.start().call("a.x").ref
    run.returns("a.y")
    assert run.apply(TimerDue("timeout", old)) is None
    assert run.stands("a.x") == "active"


def test_due_times_begin_anew_in_each_visit() -> None:
    """Rule 1: a visit forgets due times."""
    run = Run(graph(stage("a", background("x", timeout=seconds(60)), background("y"), finish=(1, ("y",))), go_to("a")))
    run.start().advance("50s").returns("a.y").advance("50s")
    assert run.stands("a.x") == "active"
    assert run.advance("10s").stands("a.x") == "error"


def test_variables_survive_a_visit() -> None:
    """Rule 1: variables survive."""
    count = graph(
        put("n", literal(0)),
        stage("a", background("x")),
        put("n", plus(variable("n"), 1)),
        go_to("a"),
        variables={"n": INTEGER},
    )
    run = Run(count).start().returns("a.x").returns("a.x")
    assert run.value("n") == 2


def test_a_variable_takes_its_initial_value_whenever_control_passes_its_declaration() -> None:
    """Rule 1: a `var` takes its initial value each time control passes its declaration."""
    count = graph(
        put("n", literal(0)),
        stage("a", background("x")),
        put("n", plus(variable("n"), 1)),
        stage("b", background("y")),
        go_to("set n"),
        variables={"n": INTEGER},
    )
    run = Run(count).start().returns("a.x")
    assert run.value("n") == 1
    run.returns("b.y")
    assert run.value("n") == 0


def test_entering_a_stage_again_discontinues_what_rest_continue_left_open() -> None:
    """Rule 1: a stage has one visit at a time."""
    again = graph(
        stage("a", background("x"), interactive("y"), interactive("z"), finish=(1, ("y",)), rest_continues=True),
        stage("b", background("w")),
        go_to("a"),
    )
    run = Run(again).start().completes("ann", "a.y")
    assert run.calling == ["a.x", "b.w"]
    assert run.open == ["a.z"]
    old = run.item("a.z").ref
    run.returns("b.w")
    assert run.happened("a.x")[-2:] == ["discontinued", "started"]
    assert run.open == ["a.y", "a.z"]
    assert run.item("a.z").ref != old


def test_what_rest_continue_left_open_stays_open_until_then() -> None:
    """Rule 1: the steps that were left go on in their own visit."""
    later = graph(
        stage("a", background("x"), interactive("y"), finish=(1, ("y",)), rest_continues=True),
        stage("b", background("w"), background("v", after="w")),
        go_to("a"),
    )
    run = Run(later).start().completes("ann", "a.y").returns("b.w").returns("a.x")
    assert run.stands("a.x") == "completed"
    assert run.calling == ["b.v"]


def test_an_await_ends_what_an_arm_left_open_with_what_handles_an_error_in_it() -> None:
    """Rule 1: the stage of a handler is one of the arm's, and has ended with the stage whose step it handles."""
    mending = on_error(None, stage("m", background("k")))
    left = stage("p", background("x", on_error=[mending]), background("y"), finish=(1, ("x", "y")), rest_continues=True)
    run = Run(graph(await_("w", on_event("rang", None, left)), go_to("w"), events={"rang": {}})).start()
    run.send("rang")
    run.fails("p.x").returns("p.y")
    assert run.calling == []
    assert (run.happened("p.x")[-1], run.happened("m.k")[-1]) == ("discontinued", "discontinued")
    assert decode_state(run.stored).stages == {}
    run.send("rang")
    assert run.calling == ["p.x", "p.y"]
