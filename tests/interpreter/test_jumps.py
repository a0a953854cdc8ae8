"""Jumps (language.md, rule 2)."""

from orchestra_dsl.graph.types import INTEGER, TEXT
from orchestra_dsl.interpreter.events import FlowReturned
from tests.interpreter.build import (
    background,
    decision,
    end,
    go_to,
    graph,
    interactive,
    on_error,
    otherwise,
    outcome,
    people,
    put,
    stage,
)
from tests.interpreter.terms import ask, compare, equal, literal, output, plus, seconds, variable
from tests.interpreter.world import Run


def test_control_jumps_forwards_over_what_lies_between() -> None:
    """Rule 2 and section 3: `go to` names an element; what lies between is not run."""
    run = Run(graph(go_to("c"), stage("b", background("x")), stage("c", background("y")), end("Done"))).start()
    assert run.calling == ["c.y"]
    assert run.stands("b") == "not started"


def test_control_jumps_backwards_again_and_again() -> None:
    """Section 3: `go to` leads backwards too."""
    loop = graph(
        put("n", literal(0)),
        stage("a", background("x")),
        put("n", plus(variable("n"), 1)),
        decision("d", outcome("again", "a", when=compare(variable("n"), "<", 3)), otherwise("end")),
        variables={"n": INTEGER},
    )
    run = Run(loop).start()
    for _ in range(3):
        assert run.calling == ["a.x"]
        run.returns("a.x")
    assert run.status == "completed"


def test_a_jump_from_a_handlers_block_discontinues_everything_in_the_stage() -> None:
    """Rule 2: a jump out discontinues everything open in what it leaves."""
    jump = graph(
        stage(
            "a",
            background("x", on_error=[on_error(None, go_to("b"))]),
            background("y"),
            interactive("z"),
        ),
        stage("b", background("w")),
    )
    run = Run(jump).start()
    late = run.call("a.y").ref
    run.fails("a.x")
    assert run.stands("a") == "discontinued"
    assert run.stands("a.x") == "discontinued"
    assert run.stands("a.y") == "discontinued"
    assert run.open == []
    assert run.calling == ["b.w"]
    assert run.apply(FlowReturned(late, {})) is None


def test_a_stage_left_by_a_handlers_target_is_discontinued() -> None:
    """Rule 2: a handler's target leaves the stage of its step, which is discontinued."""
    jump = graph(
        stage("a", background("x", on_error=[on_error("b")]), interactive("z")),
        stage("b", background("w")),
    )
    run = Run(jump).start().fails("a.x")
    assert run.stands("a") == "discontinued"
    assert run.open == []
    assert run.calling == ["b.w"]


def test_a_stage_left_by_its_timeout_is_discontinued() -> None:
    """Rule 2: a stage left by a timeout is discontinued."""
    late = graph(
        stage("a", background("x"), interactive("z"), timeout=(seconds(60), "b")),
        stage("skipped", background("v")),
        stage("b", background("w")),
    )
    run = Run(late).start().advance("60s")
    assert run.stands("a") == "discontinued"
    assert run.calling == ["b.w"]
    assert run.open == []


def test_a_jump_to_the_stage_that_is_left_enters_it_anew() -> None:
    """Rule 2: the target may be the stage itself."""
    again = graph(stage("a", background("x", on_error=[on_error("a")]), background("y")))
    run = Run(again).start()
    old = run.call("a.y").ref
    run.fails("a.x")
    assert run.calling == ["a.x", "a.y"]
    assert run.apply(FlowReturned(old, {})) is None


def test_a_jump_does_not_end_what_rest_continue_left_elsewhere() -> None:
    """Rules 1 and 2: the jump leaves its own stage, not one that is completed."""
    other = graph(
        stage("a", background("x"), interactive("y"), finish=(1, ("y",)), rest_continues=True),
        stage("b", background("w", on_error=[on_error("c")])),
        stage("c", background("v")),
    )
    run = Run(other).start().completes("ann", "a.y").fails("b.w")
    assert run.calling == ["a.x", "c.v"]
    run.returns("a.x")
    assert run.stands("a.x") == "completed"


def test_a_jump_out_of_a_block_in_a_block_leaves_both() -> None:
    """Rule 2: everything between the two places is left."""
    deep = graph(
        stage(
            "a",
            background(
                "x",
                on_error=[
                    on_error(
                        None,
                        stage("m", background("y", on_error=[on_error(None, go_to("out"))]), interactive("z")),
                    )
                ],
            ),
            interactive("v"),
        ),
        end("Not here"),
        stage("out", background("w")),
    )
    run = Run(deep).start().fails("a.x")
    assert run.open == ["a.v", "m.z"]
    run.fails("m.y")
    assert run.open == []
    assert run.calling == ["out.w"]
    assert run.stands("m") == run.stands("a") == "discontinued"


def test_a_handler_of_a_step_that_was_left_running_leaves_its_stage() -> None:
    """Rule 2: a handler's target leaves the stage of its step, also when that stage is completed, and stays so."""
    left = graph(
        stage("a", background("x", on_error=[on_error("c")]), background("y"), finish=(1, ("y",)), rest_continues=True),
        stage("b", background("w")),
        end("Not here"),
        stage("c", background("v")),
    )
    run = Run(left).start().returns("a.y").fails("a.x")
    assert run.stands("a.x") == run.stands("b") == "discontinued"
    assert run.stands("a") == "completed"
    assert run.calling == ["c.v"]


def test_a_jump_from_the_block_of_a_step_that_was_left_running_leaves_its_stage() -> None:
    """Rule 2: the same for a block that jumps; nothing of the step stays behind."""
    left = graph(
        stage(
            "a",
            background("x", on_error=[on_error(None, go_to("c"))]),
            background("y"),
            interactive("z"),
            finish=(1, ("y",)),
            rest_continues=True,
        ),
        stage("b", background("w")),
        end("Not here"),
        stage("c", background("v")),
    )
    run = Run(left).start().returns("a.y").fails("a.x")
    assert run.stands("a.x") == run.stands("a.z") == run.stands("b") == "discontinued"
    assert run.stands("a") == "completed"
    assert run.calling == ["c.v"]
    assert run.open == []
    assert run.returns("c.v").status == "completed"


def test_control_goes_one_way_when_a_stage_completes_and_a_step_of_it_fails_in_the_same_event() -> None:
    """Rule 2: the handler's target takes the place of where control was about to go; it is never in two places."""
    both = graph(
        stage(
            "a",
            interactive("x"),
            interactive("y", after="x", assign=people(), on_error=[on_error("c")]),
            finish=(1, ("x",)),
            rest_continues=True,
        ),
        put("n", literal(1)),
        decision("d", outcome("yes", "end", when=ask("ready")), otherwise("end")),
        stage("c", background("v")),
        variables={"n": INTEGER},
    )
    run = Run(both).start().completes("ann", "a.x")
    assert run.calling == ["c.v"]
    assert run.questions == []
    assert run.returns("c.v").status == "completed"


def test_a_block_goes_on_below_its_decision() -> None:
    """Section 3: after a block control goes on below its decision."""
    blocks = graph(
        stage("a", background("x", outputs={"k": TEXT})),
        decision(
            "d",
            outcome("one", None, stage("b", background("y")), when=equal(output("a.x", "k"), "1")),
            outcome("two", None, stage("c", background("z")), when=equal(output("a.x", "k"), "2")),
            otherwise(None),
        ),
        end("Below"),
    )
    assert Run(blocks).start().returns("a.x", k="1").returns("b.y").status == "completed: Below"
    assert Run(blocks).start().returns("a.x", k="2").returns("c.z").status == "completed: Below"
    assert Run(blocks).start().returns("a.x", k="3").status == "completed: Below"
