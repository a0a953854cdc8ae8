"""Quiescence: when a stage has nothing left to wait for (language.md, rule 7)."""

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import INTEGER, TEXT, RecordOf
from tests.interpreter.build import background, end, graph, interactive, on_error, put, stage
from tests.interpreter.terms import (
    FALSE,
    NOW,
    NULL,
    ask,
    compare,
    equal,
    field,
    let,
    literal,
    moment,
    output,
    parameter,
    variable,
)
from tests.interpreter.world import Run

BIG = compare(ex.Coalesce((output("a.x", "n"), literal(0))), ">", 3)


def test_a_waiting_step_keeps_its_stage_open() -> None:
    """Rule 7: a step that waits in `start when` keeps its stage open."""
    run = Run(
        graph(
            stage("a", background("x"), background("y", start_when=equal(field("Case", "status"), "Open"))),
            end("Done"),
            parameters={"case": RecordOf("Case")},
            records={"Case": {"status": TEXT}},
        )
    )
    run.write("Case", "1", status="New").start("1").returns("a.x")
    assert run.stands("a") == "active"
    assert run.write("Case", "1", status="Open").returns("a.y").status == "completed: Done"


def test_a_step_whose_condition_can_no_longer_hold_is_skipped_at_once() -> None:
    """Rule 7: everything that its condition reads is final, and it is false."""
    final = graph(
        stage("a", background("x", outputs={"n": INTEGER}), background("y", start_when=BIG)),
        end("Done"),
    )
    run = Run(final).start()
    assert run.stands("a.y") == "waiting"
    run.returns("a.x", n=1)
    assert run.happened("a.y") == ["waiting", "skipped"]
    assert run.status == "completed: Done"


def test_a_step_that_can_no_longer_start_is_left_with_the_stage_that_another_such_step_ends() -> None:
    """Rules 2, 6 and 7: one event makes both final, and the first is all that the stage waits for."""
    run = run_that_waits_for_y(after=None)
    assert (run.happened("a.y"), run.happened("a.z")) == (["waiting", "skipped"], ["waiting", "discontinued"])
    assert run.status == "completed: Done"


def test_a_step_that_could_not_start_does_not_even_begin_where_another_such_step_ends_the_stage() -> None:
    """Rules 6, 7 and 21: the first is skipped at once, and the stage is over before the second has its turn."""
    run = run_that_waits_for_y(after="x")
    assert (run.happened("a.y"), run.happened("a.z")) == (["skipped"], [])
    assert run.status == "completed: Done"


def run_that_waits_for_y(after: str | None) -> Run:
    """A run whose step x has completed, and with that all that y and z read; the stage waits for y."""
    final = graph(
        stage(
            "a",
            background("x", outputs={"n": INTEGER}),
            background("y", after=after, start_when=BIG),
            background("z", after=after, start_when=BIG),
            finish=(None, ("y",)),
        ),
        end("Done"),
    )
    return Run(final).start().returns("a.x", n=1)


def test_a_step_whose_condition_comes_true_is_started() -> None:
    """Rule 7: the same graph, with a value that makes it true."""
    final = graph(stage("a", background("x", outputs={"n": INTEGER}), background("y", start_when=BIG)))
    assert Run(final).start().returns("a.x", n=4).calling == ["a.y"]


def test_an_output_of_an_earlier_stage_is_final() -> None:
    """Rule 7: what is false already can be skipped at the entry."""
    earlier = graph(
        stage("a", background("x", outputs={"n": INTEGER})),
        stage("b", background("y", start_when=BIG), background("z")),
        end("Done"),
    )
    run = Run(earlier).start().returns("a.x", n=1)
    assert run.happened("b.y") == ["skipped"]
    assert run.calling == ["b.z"]


def test_a_condition_that_reads_nothing_is_final() -> None:
    """Rule 7: a condition that is false for good."""
    assert Run(graph(stage("a", background("x", start_when=FALSE)), end("Done"))).start().status == "completed: Done"


def test_outputs_of_skipped_steps_are_final() -> None:
    """Rule 7: skipped is final too, and the output is missing."""
    skipped = graph(
        stage(
            "a",
            background("x", outputs={"n": INTEGER}, only_if=FALSE),
            background("y", start_when=equal(output("a.x", "n"), 5)),
        ),
        end("Done"),
    )
    assert Run(skipped).start().status == "completed: Done"


def test_outputs_of_a_step_in_error_are_not_final() -> None:
    """Rule 7: a step in error may still complete."""
    final = graph(
        stage("a", background("x", outputs={"n": INTEGER}), background("y", start_when=equal(output("a.x", "n"), 5)))
    )
    run = Run(final).start().fails("a.x")
    assert run.stands("a.y") == "waiting"
    assert run.retry("a.x").returns("a.x", n=5).calling == ["a.y"]


def test_outputs_of_a_step_whose_error_is_handled_become_final() -> None:
    """Rules 7 and 15: a handler's block leaves it skipped."""
    final = graph(
        stage(
            "a",
            background("x", outputs={"n": INTEGER}, on_error=[on_error(None)]),
            background("y", start_when=equal(output("a.x", "n"), 5)),
        ),
        end("Done"),
    )
    run = Run(final).start().fails("a.x")
    assert run.status == "completed: Done"
    assert run.happened("a.y")[-1] == "skipped"


def test_records_are_never_final() -> None:
    """Rule 7: records, whether or not `and` came to them."""
    named = ex.And((BIG, equal(field("Case", "status"), "Open")))
    run = Run(
        graph(
            stage("a", background("x", outputs={"n": INTEGER}), background("y", start_when=named)),
            parameters={"case": RecordOf("Case")},
            records={"Case": {"status": TEXT}},
        )
    )
    run.write("Case", "1", status="New").start("1")
    assert run.watches == {}, "nobody has come to the record"
    run.returns("a.x", n=1)
    assert run.stands("a.y") == "waiting"


def test_variables_are_never_final() -> None:
    """Rule 7: variables."""
    named = graph(
        put("n", literal(0)),
        stage("a", background("x", start_when=compare(variable("n"), ">", 0))),
        variables={"n": INTEGER},
    )
    assert Run(named).start().stands("a.x") == "waiting"


def test_now_is_never_final() -> None:
    """Rule 7: `now`."""
    run = Run(graph(stage("a", background("x", start_when=compare(NOW, ">", moment("2026-01-01T00:00:00Z"))))))
    assert run.start().calling == ["a.x"]
    late = Run(graph(stage("a", background("x", start_when=compare(NOW, "<", moment("2026-01-01T00:00:00Z"))))))
    assert late.start().stands("a.x") == "waiting"


def test_plugin_predicates_are_never_final() -> None:
    """Rule 7: plugin predicates."""
    run = Run(graph(stage("a", background("x", start_when=ask("quiet"))))).start().denies("quiet")
    assert run.stands("a.x") == "waiting"


def test_what_a_let_names_counts_as_named() -> None:
    """Rule 7: what a condition reads is what its text names, its formulas' text included."""
    named = graph(
        put("n", literal(0)),
        stage("a", background("x", start_when=ex.And((FALSE, let("some"))))),
        variables={"n": INTEGER},
        lets={"some": compare(variable("n"), ">", 0)},
    )
    assert Run(named).start().stands("a.x") == "waiting"


def test_a_stage_closes_step_by_step_in_a_chain_of_skips() -> None:
    """Rule 7: one skip makes the next condition final."""
    chain = graph(
        stage(
            "a",
            background("x", outputs={"n": INTEGER}),
            background("y", outputs={"n": INTEGER}, start_when=BIG),
            background("z", start_when=equal(ex.Coalesce((output("a.y", "n"), literal(0))), 1)),
        ),
        end("Done"),
    )
    run = Run(chain).start()
    assert [run.stands("a.y"), run.stands("a.z")] == ["waiting", "waiting"]
    run.returns("a.x", n=0)
    assert run.happened("a.z")[-1] == "skipped"
    assert run.status == "completed: Done"


def test_a_step_may_wait_for_one_that_rest_continue_left_open() -> None:
    """Rule 7: a step that still runs in a completed stage is not final."""
    left = graph(
        stage("a", background("x", outputs={"n": INTEGER}), interactive("y"), finish=(1, ("y",)), rest_continues=True),
        stage("b", background("z", start_when=compare(ex.Coalesce((output("a.x", "n"), literal(0))), ">", 3))),
        end("Done"),
    )
    run = Run(left).start().completes("ann", "a.y")
    assert run.stands("b.z") == "waiting"
    assert run.returns("a.x", n=4).calling == ["b.z"]
    skipped = Run(left).start().completes("ann", "a.y").returns("a.x", n=1)
    assert skipped.status == "completed: Done"


def test_a_step_that_rest_continue_leaves_open_may_wait_for_a_later_stage() -> None:
    """Rule 7: an output that can still come is not final, though its stage is not yet open."""
    later = graph(
        stage(
            "a",
            interactive("y"),
            background("z", start_when=compare(ex.Coalesce((output("b.x", "n"), literal(0))), ">", 3)),
            finish=(1, ("y",)),
            rest_continues=True,
        ),
        put("n", literal(0)),
        stage("b", background("x", outputs={"n": INTEGER})),
        stage("c", interactive("w")),
        variables={"n": INTEGER},
    )
    run = Run(later).start()
    assert run.stands("a.z") == "waiting"
    assert run.completes("ann", "a.y").returns("b.x", n=4).calling == ["a.z"]
    skipped = Run(later).start().completes("ann", "a.y").returns("b.x", n=1)
    assert skipped.happened("a.z")[-1] == "skipped"


def test_a_later_stage_cannot_come_while_its_condition_holds_control() -> None:
    """Rule 7: without `rest continue` nothing later runs while the step waits, so it would wait for ever."""
    later = graph(
        stage("a", background("z", start_when=compare(ex.Coalesce((output("b.x", "n"), literal(0))), ">", 3))),
        stage("b", background("x", outputs={"n": INTEGER})),
    )
    assert Run(later).start().calling == ["b.x"]


def test_a_parameter_alone_is_final() -> None:
    """Rule 7: parameters do not change while the run lives."""
    fixed = graph(
        stage("a", background("x", start_when=equal(parameter("kind"), "a"))),
        end("Done"),
        parameters={"kind": TEXT},
    )
    assert Run(fixed).start("b").status == "completed: Done"
    assert Run(fixed).start("a").calling == ["a.x"]


def test_a_missing_value_of_a_final_output_is_final() -> None:
    """Rule 7: `x.out == null` holds as soon as x is skipped."""
    missing = graph(
        stage(
            "a",
            background("w"),
            background("x", outputs={"n": INTEGER}, after="w"),
            background("y", start_when=equal(output("a.x", "n"), NULL)),
        )
    )
    assert Run(missing).start().calling == ["a.w", "a.y"]
