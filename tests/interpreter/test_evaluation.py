"""Evaluation on change, with exact watches; `now` as a timer (language.md, rule 9)."""

from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import BOOLEAN, DATETIME, INTEGER, TEXT, Optional, RecordOf
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.events import RecordChanged
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.program import Function, Program, load
from orchestra_dsl.interpreter.state import new_state
from tests.interpreter.build import (
    background,
    decision,
    end,
    graph,
    interactive,
    on_error,
    otherwise,
    outcome,
    put,
    stage,
)
from tests.interpreter.terms import (
    NOW,
    NULL,
    TRUE,
    compare,
    equal,
    field,
    let,
    literal,
    moment,
    output,
    plus,
    variable,
    visited,
)
from tests.interpreter.world import Run

CASE: Any = {
    "parameters": {"case": RecordOf("Case")},
    "records": {
        "Case": {"status": TEXT, "amount": INTEGER, "due": DATETIME, "parent": Optional(RecordOf("Case"))},
    },
}
OPEN = equal(field("Case", "status"), "Open")


class Counting(Program):
    """A program that counts how often each traced condition is asked."""

    asked = 0

    def traced(self, expression: ex.Expression) -> Function:
        function = super().traced(expression)

        def counted(*arguments: Any) -> Any:
            answer = function(*arguments)
            self.asked += 1  # not when a fact was missing
            return answer

        return counted


def waiting(condition: ex.Expression, **more: Any) -> Run:
    """A run with a step that waits for a condition, and a second step beside it."""
    waits = graph(stage("a", background("x", start_when=condition), interactive("y")), end("Done"), **{**CASE, **more})
    return Run(waits)


def test_a_waiting_step_watches_exactly_the_fields_that_it_reads() -> None:
    """Rule 9: the watch names record, id and field, nothing else."""
    run = waiting(ex.And((ex.Not(OPEN), compare(field("Case", "amount"), ">", 5))))
    run.write("Case", "1", status="New", amount=1).start("1")
    assert run.watches == {"a.x": ["Case.1.amount", "Case.1.status"]}


def test_what_and_did_not_come_to_is_not_watched_until_it_does() -> None:
    """Rule 9: the watches follow the evaluation."""
    run = waiting(ex.And((OPEN, compare(field("Case", "amount"), ">", 5))))
    run.write("Case", "1", status="New", amount=1).start("1")
    assert run.watches == {"a.x": ["Case.1.status"]}
    run.write("Case", "1", status="Open")
    assert run.watches == {"a.x": ["Case.1.amount", "Case.1.status"]}
    run.write("Case", "1", status="Closed")
    assert run.watches == {"a.x": ["Case.1.status"]}


def test_a_change_of_another_field_does_not_ask_the_condition() -> None:
    """Rule 9: asked whenever something that it reads changes, and only then."""
    run = waiting(OPEN)
    run.write("Case", "1", status="New", amount=1).start("1")
    assert run.apply(RecordChanged("Case", "1", ("amount",))) is None
    assert run.apply(RecordChanged("Case", "2", ("status",))) is None
    assert run.apply(RecordChanged("Other", "1", ("status",))) is None
    run.write("Case", "1", status="Open")
    assert run.calling == ["a.x"]


def test_a_condition_is_asked_once_for_each_change() -> None:
    """Rule 9: never by a busy loop."""
    waits = graph(
        stage(
            "a", background("x", start_when=OPEN), background("y", outputs={"n": INTEGER}), background("z", after="y")
        ),
        **CASE,
    )
    program = Counting(waits)
    run = Run(waits, program).write("Case", "1", status="New")
    run.start("1")
    once = program.asked
    assert once == 3, "once for each of the three ways in which the world applies an event"
    run.returns("a.y", n=1).returns("a.z")
    assert program.asked == once
    run.write("Case", "1", status="Newer")
    assert program.asked == 2 * once


def test_a_stages_finish_when_is_asked_only_when_what_it_reads_changes() -> None:
    """Rule 9: the end of a step that the condition does not read is no reason to ask it."""
    waits = graph(
        stage(
            "a",
            background("x", outputs={"n": INTEGER}),
            background("y"),
            background("z"),
            finish_when=compare(ex.Coalesce((output("a.x", "n"), literal(0))), ">", 3),
        ),
        end("Done"),
    )
    program = Counting(waits)
    run = Run(waits, program).start()
    at_entry = program.asked
    run.returns("a.y").returns("a.z")
    assert program.asked == at_entry
    assert run.returns("a.x", n=4).status == "completed: Done"


def test_a_stages_finish_when_follows_a_record() -> None:
    """Rule 9: the exit of a stage is asked on change too."""
    run = Run(graph(stage("a", interactive("x"), finish_when=OPEN), end("Done"), **CASE))
    run.write("Case", "1", status="New").start("1")
    assert run.watches == {"a": ["Case.1.status"]}
    run.write("Case", "1", status="Open")
    assert run.status == "completed: Done"
    assert run.open == []


def test_a_change_of_a_variable_asks_who_reads_it() -> None:
    """Rule 9: a waiting condition follows a variable, through formulas too."""
    waits = graph(
        put("n", literal(0)),
        stage(
            "side",
            background("x", start_when=let("enough")),
            interactive("y"),
            finish=(1, ("y",)),
            rest_continues=True,
        ),
        put("n", plus(variable("n"), 5)),
        stage("b", interactive("z")),
        variables={"n": INTEGER},
        lets={"enough": compare(variable("n"), ">", 3)},
    )
    run = Run(waits).start()
    assert run.stands("side.x") == "waiting"
    run.completes("ann", "side.y")
    assert run.calling == ["side.x"]


def test_a_record_found_through_another_is_watched_with_the_way_to_it() -> None:
    """Rule 9: every record on the way is read fresh and watched."""
    run = waiting(equal(field("Case", "status", ex.Get(ex.Parameter(0), "parent", "Case")), "Open"))
    run.write("Case", "1", parent="2").write("Case", "2", status="New").write("Case", "3", status="Open").start("1")
    assert run.watches == {"a.x": ["Case.1.parent", "Case.2.status"]}
    run.write("Case", "1", parent="3")
    assert run.calling == ["a.x"]


def test_a_record_that_find_did_not_find_is_waited_for() -> None:
    """Rules 9 and 17: a condition over `find` is asked again when the record comes and when it goes."""
    found = ex.Call("find", (literal("Case"), literal("9")))
    run = waiting(compare(found, "!=", NULL, Optional(RecordOf("Case"))))
    run.write("Case", "1", status="New").start("1")
    assert run.stands("a.x") == "waiting"
    run.write("Case", "9", status="New")
    assert run.calling == ["a.x"]


def test_a_record_that_find_found_is_missed() -> None:
    """Rules 9 and 17: `find` answers that it is missing once it is deleted."""
    found = ex.Call("find", (literal("Case"), literal("9")))
    run = waiting(equal(found, NULL, Optional(RecordOf("Case"))))
    run.write("Case", "1", status="New").write("Case", "9", status="New").start("1")
    run.delete("Case", "9")
    assert run.calling == ["a.x"]


def test_records_are_read_fresh_by_every_evaluation() -> None:
    """Section 2: there is no stale snapshot."""
    fresh = graph(
        stage("a", background("x", args={"s": (TEXT, field("Case", "status"))})),
        stage("b", background("y", args={"s": (TEXT, field("Case", "status"))})),
        **CASE,
    )
    run = Run(fresh).write("Case", "1", status="one").start("1").write("Case", "1", status="two").returns("a.x")
    assert run.call("b.y").arguments == {"s": "two"}
    assert run.commits[-1].facts == {("record", "Case", "1"): {"id": "1", "status": "two"}}


# --- now ------------------------------------------------------------------------------------------------------------

NINE_THIRTY = moment("2026-01-05T09:30:00Z")


@pytest.mark.parametrize(
    ("operator", "wakes"),
    [(">=", 1800_000_000), (">", 1800_000_001), ("==", 1800_000_000)],
)
def test_now_in_a_waiting_condition_becomes_a_timer(operator: Any, wakes: int) -> None:
    """Rule 9: `now` may be compared; the condition is asked when that moment comes, to the microsecond."""
    run = waiting(compare(NOW, operator, NINE_THIRTY, DATETIME)).write("Case", "1").start("1")
    ((_, due),) = run.rows.timers.items()
    assert due - run.now in (wakes, 1800_000_000)
    run.advance("29m")
    assert run.stands("a.x") == "waiting"
    run.advance("2m")
    assert run.calling == ["a.x"]
    assert run.rows.timers == {}


def test_now_may_stand_on_the_right() -> None:
    """Rule 9: compared with an expression, on either side."""
    run = waiting(compare(NINE_THIRTY, "<=", NOW, DATETIME)).write("Case", "1").start("1")
    assert run.timers == [("condition", "a.x", 1800)]
    assert run.advance("30m").calling == ["a.x"]


def test_now_that_must_come_before_needs_no_timer_once_it_is_past() -> None:
    """Rule 9: nothing will come of a moment that has passed."""
    run = waiting(compare(NOW, "<", moment("2026-01-05T08:00:00Z"), DATETIME)).write("Case", "1").start("1")
    assert run.stands("a.x") == "waiting"
    assert run.timers == []


def test_the_timer_follows_the_record_that_it_is_compared_with() -> None:
    """Rule 9: the expression beside `now` is read afresh and may change."""
    run = waiting(compare(NOW, ">=", field("Case", "due"), DATETIME))
    run.write("Case", "1", due="2026-01-05T10:00:00Z").start("1")
    assert run.timers == [("condition", "a.x", 3600)]
    run.write("Case", "1", due="2026-01-05T09:10:00Z")
    assert run.timers == [("condition", "a.x", 600)]
    run.write("Case", "1", due="2026-01-05T09:00:00Z")
    assert run.calling == ["a.x"]
    assert run.timers == []


def test_the_earliest_of_several_moments_wakes() -> None:
    """Rule 9: one timer, for the first moment at which the answer may change."""
    either = ex.Or(
        (
            compare(NOW, ">=", moment("2026-01-05T12:00:00Z"), DATETIME),
            compare(NOW, ">=", moment("2026-01-05T11:00:00Z"), DATETIME),
        )
    )
    run = waiting(either).write("Case", "1").start("1")
    assert run.timers == [("condition", "a.x", 7200)]
    assert run.advance("2h").calling == ["a.x"]


def test_an_equal_moment_that_passes_is_asked_at_its_very_instant() -> None:
    """Rule 9 and 14: a timer is due at its instant, inclusive."""
    run = waiting(compare(NOW, "==", NINE_THIRTY, DATETIME)).write("Case", "1").start("1")
    assert run.advance("30m").calling == ["a.x"]


def test_a_condition_that_now_ends_is_asked_again_after_that_moment() -> None:
    """Rule 9: `now <= m` turns false a microsecond after m; what depends on it is asked then."""
    waits = graph(
        stage("a", interactive("y"), finish_when=ex.Not(compare(NOW, "<=", NINE_THIRTY, DATETIME))),
        end("Done"),
    )
    run = Run(waits).start().advance("30m")
    assert run.status == "active"
    run.advance("1ms")
    assert run.status == "completed: Done"


def test_the_timer_of_a_condition_goes_with_its_element() -> None:
    """Rule 9: nothing wakes for what is closed (the world checks it after each event)."""
    waits = graph(
        stage(
            "a",
            background("x", start_when=compare(NOW, ">=", NINE_THIRTY, DATETIME)),
            interactive("y"),
            finish=(1, ("y",)),
        ),
        stage("b", interactive("z")),
    )
    run = Run(waits).start()
    assert run.timers == [("condition", "a.x", 1800)]
    assert run.completes("ann", "a.y").timers == []


def test_a_timer_goes_when_the_condition_comes_to_now_no_more() -> None:
    """Rule 9: the timer follows what is read; another one is set when it is read again."""
    run = waiting(ex.And((OPEN, compare(NOW, ">=", field("Case", "due"), DATETIME))))
    run.write("Case", "1", status="Open", due="2026-01-05T10:00:00Z").start("1")
    assert run.timers == [("condition", "a.x", 3600)]
    assert run.write("Case", "1", status="Closed").timers == []
    assert run.advance("30m").write("Case", "1", status="Open").timers == [("condition", "a.x", 1800)]
    assert run.advance("30m").calling == ["a.x"]


def test_now_inside_a_formula_wakes_too() -> None:
    """Rule 9: through `let`."""
    late = compare(NOW, ">=", NINE_THIRTY, DATETIME)
    run = waiting(let("late"), lets={"late": late}).write("Case", "1").start("1")
    assert run.timers == [("condition", "a.x", 1800)]


def test_now_inside_a_predicate_written_in_place_wakes_too() -> None:
    """Rule 9: through a predicate that is written in place."""
    late = compare(NOW, ">=", ex.Local(0), DATETIME)
    applied = ex.Apply("late", (NINE_THIRTY,))  # type: ignore[arg-type]  # build.py puts the index in
    run = waiting(applied, inline={"late": ((0,), late)}).write("Case", "1").start("1")
    assert run.timers == [("condition", "a.x", 1800)]


def test_an_outcome_that_is_visited_wakes_who_reads_it() -> None:
    """Rule 9: `visited(…)` is something that a condition reads."""
    waits = graph(
        stage(
            "side",
            background("x", start_when=visited("d", "yes")),
            interactive("y"),
            finish=(1, ("y",)),
            rest_continues=True,
        ),
        decision("d", outcome("yes", "b", when=TRUE, kept=True), otherwise("b")),
        stage("b", interactive("z")),
    )
    run = Run(waits).start().completes("ann", "side.y")
    assert run.calling == ["side.x"]


def test_a_condition_about_the_last_error_wakes_when_one_is_handled() -> None:
    """Rule 9: `run.error` is something that a condition reads."""
    broken = compare(ex.RunFact("error"), "!=", NULL, BOOLEAN)
    waits = graph(
        stage("a", background("x", on_error=[on_error(None)]), background("y", start_when=broken), interactive("z")),
    )
    assert Run(waits).start().fails("a.x").calling == ["a.y"]


def test_program_is_shared_by_runs_and_holds_nothing_of_them() -> None:
    """Architecture: one program, many runs."""
    waits = graph(stage("a", background("x", start_when=OPEN)), end("Done"), **CASE)
    program = load(waits)
    one, two = Run(waits, program), Run(waits, program)
    one.write("Case", "1", status="New").start("1")
    two.write("Case", "1", status="Open").start("1")
    assert (one.calling, two.calling) == ([], ["a.x"])


def test_a_field_of_a_record_that_nobody_has_named_is_a_missing_value() -> None:
    """The compiler asks for proof that it is there; a graph that was made otherwise gets an error and no crash."""
    program = load(graph(end("Done"), **{**CASE, "parameters": {"case": Optional(RecordOf("Case"))}}))
    state = new_state("run")
    state.parameters = (None,)
    context = Context(program, state, 0, {})
    with pytest.raises(EvaluationError, match="there is no Case to read status of"):
        context.evaluate(lambda c: c.about("Case", 0, "status").get("status"))
