"""Predicates that plugins supply: asked by an effect, answered by an event (language.md, rule 9)."""

from typing import Any

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import DECIMAL, INTEGER, TEXT, Field, ListOf, ObjectOf, RecordOf
from orchestra_dsl.interpreter.events import PredicateAnswered, PredicateFailed, RecordChanged, TimerDue
from orchestra_dsl.interpreter.state import decode_state
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
from tests.interpreter.terms import FALSE, ask, equal, field, literal, parameter, plus, variable
from tests.interpreter.world import Run

CASE: Any = {"parameters": {"case": RecordOf("Case")}, "records": {"Case": {"status": TEXT, "amount": INTEGER}}}
QUIET = ask("quiet", (RecordOf("Case"), parameter("case")))
SECOND = 1_000_000


def waiting(condition: ex.Expression = QUIET, **clauses: Any) -> Run:
    """A run with a step that waits for a condition."""
    waits = graph(stage("a", background("x", start_when=condition, **clauses), interactive("y")), end("Done"), **CASE)
    return Run(waits).write("Case", "1", status="New", amount=1).start("1")


def test_a_predicate_is_asked_with_its_arguments_in_stored_form() -> None:
    """Architecture: a predicate is never a fact, it is an effect whose answer is an event."""
    run = waiting(ask("big", (RecordOf("Case"), parameter("case")), (DECIMAL, ex.Literal(DECIMAL, "1.50"))))
    assert [(each.predicate, each.arguments) for each in run.questions] == [("big", ("1", "1.5"))]
    assert run.stands("a.x") == "waiting"


def test_a_true_answer_starts_the_step() -> None:
    """Rule 9: the answer makes the condition hold."""
    run = waiting().affirms("quiet")
    assert run.calling == ["a.x"]
    assert run.questions == []
    assert run.watches == {}


def test_a_false_answer_is_kept_and_not_asked_for_again() -> None:
    """Rule 9: its answer is kept until an input changes."""
    run = waiting(ex.And((QUIET, equal(field("Case", "status"), "Open")))).denies("quiet")
    assert run.stands("a.x") == "waiting"
    assert run.questions == []


def test_a_kept_answer_serves_the_next_evaluation() -> None:
    """Rule 9: another change asks the condition again, the kept answer is used."""
    number = ask("quiet", (INTEGER, ex.Literal(INTEGER, 7)))
    run = waiting(ex.And((number, equal(field("Case", "status"), "Open")))).affirms("quiet")
    assert run.stands("a.x") == "waiting"
    run.write("Case", "1", status="Open")
    assert run.questions == []
    assert run.calling == ["a.x"]


def test_a_change_of_the_record_asks_anew() -> None:
    """Rule 9: an input has changed."""
    run = waiting().denies("quiet").write("Case", "1", status="Newer")
    assert [each.arguments for each in run.questions] == [("1",)]
    assert run.affirms("quiet").calling == ["a.x"]


def test_a_change_of_the_record_while_the_question_is_under_way_asks_anew() -> None:
    """Rule 9: the answer to the older question is not about the record as it is now."""
    run = waiting()
    old = run.question("quiet")
    run.write("Case", "1", status="Newer")
    assert run.question("quiet").ref != old.ref
    assert run.apply(PredicateAnswered(old.ref, "quiet", old.arguments, answer=True)) is None
    assert run.stands("a.x") == "waiting"


def test_a_change_of_another_record_does_not_ask() -> None:
    """Rule 9: only an input."""
    run = waiting().denies("quiet")
    assert run.apply(RecordChanged("Case", "2", ("status",))) is None
    assert run.questions == []


def test_records_in_a_list_are_inputs_too() -> None:
    """Rule 9: a predicate over a list of records is asked again when one of them changes."""
    both = ex.MakeList((parameter("case"), parameter("other")))
    waits = graph(
        stage("a", background("x", start_when=ask("quiet", (ListOf(RecordOf("Case")), both)))),
        parameters={"case": RecordOf("Case"), "other": RecordOf("Case")},
        records={"Case": {"status": TEXT}},
    )
    run = Run(waits).write("Case", "1", status="a").write("Case", "2", status="b").start("1", "2")
    run.denies("quiet").write("Case", "2", status="c")
    assert [each.arguments for each in run.questions] == [(["1", "2"],)]


def test_records_inside_an_object_are_inputs_too() -> None:
    """Rule 9: however deep; a value that only looks like the record's id beside it is none."""
    type_ = ObjectOf((Field("cases", ListOf(RecordOf("Case"))), Field("n", INTEGER)))
    inside = ex.MakeObject(("cases", "n"), (ex.MakeList((parameter("case"),)), literal(1)))
    run = waiting(ask("quiet", (type_, inside))).denies("quiet").write("Case", "1", status="Newer")
    assert [each.arguments for each in run.questions] == [({"cases": ["1"], "n": 1},)]


def test_a_question_about_work_that_has_been_handed_in_is_taken_back() -> None:
    """Rule 9: whether it would be withdrawn is of no interest any more; what was answered before is kept."""
    both = ex.And((QUIET, ask("small", (INTEGER, field("Case", "amount")))))
    step = interactive("x", withdraw_when=both, finish_when=equal(field("Case", "status"), "Closed"))
    run = Run(graph(stage("a", step), end("Done"), **CASE)).write("Case", "1", status="New", amount=1).start("1")
    run.affirms("quiet").denies("small").write("Case", "1", amount=2).affirms("quiet")
    late = run.question("small")
    run.completes("ann", "a.x")
    assert run.questions == []
    assert run.apply(PredicateAnswered(late.ref, "small", late.arguments, answer=True)) is None
    assert run.write("Case", "1", status="Closed").status == "completed: Done"


def test_another_argument_is_another_question() -> None:
    """Rule 9: the answer belongs to its arguments."""
    run = waiting(ask("small", (INTEGER, field("Case", "amount")))).denies("small")
    run.write("Case", "1", amount=5)
    assert [each.arguments for each in run.questions] == [(5,)]


def test_answers_to_arguments_of_the_past_are_not_kept() -> None:
    """Section 6: a state holds what can still be read; a thousand changes leave it no larger."""
    run = waiting(ask("small", (INTEGER, field("Case", "amount"))))
    run.denies("small").write("Case", "1", amount=2)
    size = len(run.stored)
    for amount in range(3, 60):
        run.denies("small").write("Case", "1", amount=amount)
    assert len(run.stored) <= size + 4, "apart from the counters"
    for amount in range(60, 100):
        run.write("Case", "1", amount=amount)
    assert len(run.stored) <= size + 4, "apart from the counters"
    assert len(run.questions) == 1


def test_an_input_that_comes_back_is_asked_about_again() -> None:
    """Rule 9: kept until an input changes, not for ever."""
    run = waiting(ask("small", (INTEGER, field("Case", "amount")))).denies("small")
    run.write("Case", "1", amount=5).denies("small").write("Case", "1", amount=1)
    assert [each.arguments for each in run.questions] == [(1,)]


def test_two_predicates_are_asked_one_after_the_other() -> None:
    """Rule 9: the second only when the first leaves it open."""
    run = waiting(ex.And((QUIET, ask("big"))))
    assert [each.predicate for each in run.questions] == ["quiet"]
    run.affirms("quiet")
    assert [each.predicate for each in run.questions] == ["big"]
    assert run.affirms("big").calling == ["a.x"]


def test_a_false_first_term_asks_no_second_question() -> None:
    """Section 2: `and` is asked from left to right."""
    run = waiting(ex.And((QUIET, ask("big")))).denies("quiet")
    assert run.questions == []


def test_a_predicate_behind_a_false_term_is_not_asked() -> None:
    """Section 2: nor is one behind a plain condition."""
    run = waiting(ex.And((equal(field("Case", "status"), "Open"), QUIET)))
    assert run.questions == []
    run.write("Case", "1", status="Open")
    assert [each.predicate for each in run.questions] == ["quiet"]


def test_a_predicate_may_say_when_to_ask_again() -> None:
    """Rule 9: a plugin predicate may say when to ask again."""
    run = waiting().denies("quiet", again_in=60 * SECOND)
    assert run.timers == [("again", "a.x", 60)]
    run.advance("59s")
    assert run.questions == []
    run.advance("1s")
    assert [each.predicate for each in run.questions] == ["quiet"]
    assert run.timers == []
    assert run.affirms("quiet").calling == ["a.x"]


def test_a_true_answer_with_a_time_sets_no_timer_that_stays() -> None:
    """Rule 9: until the element is left (the world checks that no timer wakes nobody)."""
    run = waiting().affirms("quiet", again_in=60 * SECOND)
    assert run.timers == []


def test_a_change_takes_the_time_of_the_older_answer_back() -> None:
    """Rule 9: the older answer is forgotten, its time with it."""
    run = waiting().denies("quiet", again_in=60 * SECOND).write("Case", "1", status="Newer")
    assert run.timers == []
    assert run.denies("quiet", again_in=10 * SECOND).timers == [("again", "a.x", 10)]


def test_a_time_that_is_already_over_asks_at_once_by_a_timer() -> None:
    """Rule 9: a plugin may say anything; a negative time is now."""
    run = waiting().denies("quiet", again_in=-5)
    assert run.timers == [("again", "a.x", 0)]


def test_an_answer_that_comes_twice_is_ignored() -> None:
    """Section 6: an event is applied once."""
    run = waiting()
    question = run.question("quiet")
    run.denies("quiet")
    assert run.apply(PredicateAnswered(question.ref, "quiet", question.arguments, answer=True)) is None


def test_an_answer_for_an_element_that_was_left_is_ignored() -> None:
    """Rules 1 and 9: until the element is left."""
    waits = graph(
        stage("a", background("x", start_when=QUIET), interactive("y"), finish=(1, ("y",))),
        stage("b", interactive("z")),
        **CASE,
    )
    run = Run(waits).write("Case", "1", status="New").start("1")
    question = run.question("quiet")
    run.completes("ann", "a.y")
    assert run.questions == []
    assert run.apply(PredicateAnswered(question.ref, "quiet", question.arguments, answer=True)) is None
    assert run.apply(PredicateFailed(question.ref, "quiet", "Broken", "")) is None
    assert run.apply(TimerDue("again", question.ref)) is None


def test_a_predicate_that_fails_puts_the_element_in_error() -> None:
    """Rule 15: a failing condition."""
    run = waiting().breaks("quiet")
    assert run.status == "error: a.x: Broken: quiet: it broke"
    assert run.questions == []


def test_a_predicate_that_fails_is_handled_like_any_error() -> None:
    """Rule 15: the step's handler takes it."""
    run = waiting(on_error=[on_error("end", code="Broken")]).breaks("quiet")
    assert run.status == "completed"


def test_a_predicate_that_failed_is_asked_again_by_retry() -> None:
    """Rule 15: an administrator retries it."""
    run = waiting().breaks("quiet").retry("a.x")
    assert [each.predicate for each in run.questions] == ["quiet"]
    assert run.affirms("quiet").calling == ["a.x"]


def test_only_if_may_ask_a_predicate() -> None:
    """Rules 4 and 9: `only if` is answered once."""
    step = graph(stage("a", background("x", only_if=QUIET), background("y", after="x")), **CASE)
    run = Run(step).write("Case", "1", status="New").start("1")
    assert run.stands("a.x") == "active"
    assert run.affirms("quiet").calling == ["a.x"]
    other = Run(step).write("Case", "1", status="New").start("1").denies("quiet")
    assert other.stands("a.x") == "skipped"
    assert other.calling == ["a.y"]


def test_finish_when_may_ask_a_predicate() -> None:
    """Rule 9: at the exit of a step."""
    step = graph(stage("a", background("x", finish_when=QUIET)), end("Done"), **CASE)
    run = Run(step).write("Case", "1", status="New").start("1")
    assert run.questions == []
    assert run.returns("a.x").affirms("quiet").status == "completed: Done"


def test_the_entry_and_the_exit_of_a_stage_may_ask_predicates() -> None:
    """Rule 9: at both ends of a stage."""
    both = graph(stage("a", interactive("x"), start_when=ask("ready"), finish_when=ask("done")), end("Done"))
    run = Run(both).start()
    assert run.open == []
    run.affirms("ready")
    assert run.open == ["a.x"]
    assert run.denies("done", again_in=SECOND).status == "active"
    assert run.advance("1s").affirms("done").status == "completed: Done"


def test_each_element_asks_for_itself() -> None:
    """Rule 9: an answer is kept by the element that waits."""
    two = graph(stage("a", background("x", start_when=QUIET), background("y", start_when=QUIET)), **CASE)
    run = Run(two).write("Case", "1", status="New").start("1").affirms("quiet", of="a.x")
    assert run.calling == ["a.x"]
    assert run.affirms("quiet", of="a.y").calling == ["a.x", "a.y"]


def test_a_decision_waits_for_its_predicate() -> None:
    """Section 3: outcomes are asked in order; the first that needs an answer stops there."""
    decides = graph(
        decision(
            "d",
            outcome("one", "a", when=QUIET),
            outcome("two", "b", when=ask("big")),
            otherwise("end"),
        ),
        stage("a", background("x")),
        stage("b", background("y")),
        **CASE,
    )
    run = Run(decides).write("Case", "1", status="New").start("1")
    assert [each.predicate for each in run.questions] == ["quiet"]
    run.denies("quiet")
    assert [each.predicate for each in run.questions] == ["big"]
    assert run.affirms("big").calling == ["b.y"]
    assert run.questions == []


def test_a_decision_asks_again_when_a_record_changes_meanwhile() -> None:
    """Rule 9: a waiting decision is asked again like every condition."""
    decides = graph(
        decision("d", outcome("one", "a", when=QUIET), otherwise("end")),
        stage("a", background("x")),
        **CASE,
    )
    run = Run(decides).write("Case", "1", status="New").start("1")
    old = run.question("quiet")
    run.write("Case", "1", status="Newer")
    assert run.apply(PredicateAnswered(old.ref, "quiet", old.arguments, answer=True)) is None
    assert run.affirms("quiet").calling == ["a.x"]


def test_a_decision_that_is_entered_again_asks_again() -> None:
    """Rule 1: an older visit's answer is not kept."""
    decides = graph(
        put("n", literal(0)),
        stage("a", background("x", args={"n": (INTEGER, variable("n"))})),
        put("n", plus(variable("n"), 1)),
        decision("d", outcome("one", "a", when=ask("more")), otherwise("end")),
        variables={"n": INTEGER},
    )
    run = Run(decides).start().returns("a.x").affirms("more").returns("a.x")
    assert [each.predicate for each in run.questions] == ["more"]
    assert run.denies("more").status == "completed"


def test_a_decision_whose_predicate_fails_is_in_error() -> None:
    """Rule 15: and an administrator retries it."""
    decides = graph(decision("d", outcome("one", "end", when=ask("more")), otherwise("end")))
    run = Run(decides).start().breaks("more")
    assert run.status.startswith("error: d: Broken")
    assert run.retry("d").affirms("more").status == "completed"


def test_a_predicate_in_a_formula_is_asked_too() -> None:
    """Section 2: `let x = quiet(case)`."""
    waits = graph(stage("a", background("x", start_when=ex.Let(0))), lets={"x": ask("quiet")})
    assert Run(waits).start().affirms("quiet").calling == ["a.x"]


def test_a_predicate_over_each_item_of_a_list() -> None:
    """Section 2: `any(list, x => big(x))` asks item by item, and comes to an end."""
    items = ex.Literal(ListOf(TEXT), ["a", "b", "c"])
    condition = ex.Fold("any", items, 0, ask("big", (TEXT, ex.Local(0))), TEXT)
    run = waiting(condition)
    for name in ("a", "b", "c"):
        assert run.question("big").arguments == (name,)
        run.answers("big", value=name == "c")
    assert run.calling == ["a.x"]


def test_a_waiting_condition_keeps_as_many_answers_as_it_needs() -> None:
    """Rule 9: several answers of one predicate at once."""
    items = ex.Literal(ListOf(TEXT), ["a", "b", "c"])
    condition = ex.Fold("all", items, 0, ask("big", (TEXT, ex.Local(0))), TEXT)
    run = waiting(condition).affirms("big").affirms("big").denies("big")
    (waits,) = [each.waiting for each in decode_state(run.stored).steps.values() if each.waiting]
    assert [each.value for each in waits.answers] == [True, True, False]


def test_a_stage_that_waits_for_a_predicate_is_not_quiet() -> None:
    """Rule 7: a plugin's predicate is never final."""
    run = Run(graph(stage("a", background("x", start_when=ex.And((ask("q"), FALSE)))), end("Done"))).start()
    assert run.affirms("q").stands("a.x") == "waiting"
