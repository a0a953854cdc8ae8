"""A loop that never waits (language.md, rule 22)."""

import pytest

from orchestra_dsl.graph.elements import Assign, End
from orchestra_dsl.graph.model import FORMAT, Graph, VariableSlot
from orchestra_dsl.graph.types import INTEGER
from orchestra_dsl.interpreter import control
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import Done
from orchestra_dsl.interpreter.machine import BUDGET
from orchestra_dsl.interpreter.program import load
from orchestra_dsl.interpreter.state import new_state
from orchestra_dsl.interpreter.step import step
from tests.interpreter.build import (
    background,
    branch,
    decision,
    go_to,
    graph,
    interactive,
    on_error,
    otherwise,
    outcome,
    parallel,
    put,
    stage,
)
from tests.interpreter.terms import FALSE, TRUE, compare, fails_to_hold, literal, plus, variable
from tests.interpreter.world import Run

ROUND = [
    stage("a", background("x", only_if=FALSE)),
    put("n", plus(variable("n"), 1)),
]


def counting(limit: int) -> Run:
    """A loop of `limit` rounds that waits for nothing."""
    again = outcome("again", "a", when=compare(variable("n"), "<", limit))
    loop = graph(put("n", literal(0)), *ROUND, decision("d", again, otherwise("end")), variables={"n": INTEGER})
    return Run(loop)


def test_a_loop_that_never_waits_is_stopped() -> None:
    """Rule 22: a budget of 100,000 steps for one event, with the element that would have come next in error."""
    run = counting(10**9).start()
    assert run.status.endswith("Budget: one event passed 100,000 elements: this is a loop that never waits")
    (failing,) = run.live.failing
    assert run.graph.elements[failing].name in ("a", "set n 2", "d")
    rounds = run.value("n")
    assert BUDGET / 5 < rounds < BUDGET / 3, "a round passes a stage, a step, an assignment and a decision"


def test_a_loop_within_the_budget_comes_to_its_end() -> None:
    """Rule 22: 20,000 rounds of four elements."""
    assert counting(20_000).start().status == "completed"


def test_what_was_stopped_goes_on_with_a_new_budget_when_it_is_retried() -> None:
    """Rules 15 and 22: an administrator may let it go on, from the element that would have come next."""
    run = counting(40_000).start()
    name = run.graph.elements[run.live.failing[0]].name
    assert run.retry(name).status == "completed"


def test_skipped_steps_count() -> None:
    """Rule 22: a loop through a stage of many steps that are all skipped is stopped as well, and soon."""
    steps = [background(f"x{number}", only_if=FALSE) for number in range(500)]
    loop = graph(
        put("n", literal(0)), stage("a", *steps), put("n", plus(variable("n"), 1)), go_to("a"), variables={"n": INTEGER}
    )
    run = Run(loop).start()
    assert "Budget" in run.status
    assert run.value("n") <= BUDGET / 500


@pytest.mark.parametrize("kind", ["stage", "parallel"])
@pytest.mark.parametrize("limit", range(20, 26))
def test_what_was_left_open_in_an_element_ends_though_the_budget_does_not_let_control_in(
    kind: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules 1 and 22: control has come to it anew, so what `rest continue` has left there is of an older visit."""
    monkeypatch.setattr(control, "BUDGET", limit)
    item, nothing = interactive("y"), background("x", only_if=FALSE)
    around = {
        "stage": stage("again", item, nothing, finish_when=TRUE, rest_continues=True),
        "parallel": parallel("again", branch("b", stage("a", item)), finish_when=TRUE, rest_continues=True),
    }
    again = outcome("on", "again", when=compare(variable("n"), "<", 100))
    body = (
        put("n", literal(0)),
        around[kind],
        put("n", plus(variable("n"), 1)),
        decision("d", again, otherwise("end")),
    )
    run = Run(graph(*body, variables={"n": INTEGER})).start()
    assert f"Budget: one event passed {limit} elements" in run.status
    failing = [run.graph.elements[each].name for each in run.live.failing]
    assert not ("again" in failing and run.open), "something is open in what control has not been let into"
    monkeypatch.undo()
    for name in failing:
        run.retry(name)
    assert run.status == "completed"


def test_errors_that_a_handler_sends_round_are_stopped() -> None:
    """Rule 22: a handler's target can make a loop too."""
    loop = graph(stage("a", background("x", only_if=fails_to_hold(), on_error=[on_error("a")])))
    answer = step(load(loop), new_state("run"), ev.Event("e", 0, ev.Started(())), {})
    assert isinstance(answer, Done)
    assert answer.commit is not None
    assert "Budget" in str(answer.commit.summary.error)
    assert answer.commit.effects == ()


def test_a_handler_does_not_take_the_budgets_error() -> None:
    """Rule 22: it stops the run; a handler would only go on."""
    loop = graph(put("n", literal(0)), go_to("set n"), on_error=[on_error("set n")], variables={"n": INTEGER})
    run = Run(loop).start()
    assert run.status.startswith("error: ")
    assert "handled" not in [note.what for note in run.commits[-1].notes]


def test_each_event_has_a_budget_of_its_own() -> None:
    """Rule 22: for one event."""
    again = outcome("again", "a", when=compare(variable("n"), "<", 10_000))
    loop = graph(
        put("n", literal(0)),
        *ROUND,
        decision("d", again, otherwise("next")),
        stage("wait", background("y")),
        go_to("set n"),
        variables={"n": INTEGER},
    )
    run = Run(loop).start()
    for _ in range(2):
        run.returns("wait.y")
    assert run.status == "active"
    assert run.value("n") == 10_000


@pytest.mark.parametrize("count", [BUDGET, BUDGET + 1])
def test_a_straight_line_of_elements_meets_no_recursion_limit(count: int) -> None:
    """Architecture: 100,000 elements in one event; one more is over the budget."""
    value = literal(0)
    line = [Assign(name=f"set {index}", variable=0, value=value, next=index + 1) for index in range(count - 1)]
    long = Graph(
        format=FORMAT,
        name="long",
        parameters=(),
        variables=(VariableSlot("n", INTEGER),),
        elements=(*line, End(name="end", outcome="Done")),
        first=0,
    )
    answer = step(load(long), new_state("run"), ev.Event("e", 0, ev.Started(())), {})
    assert isinstance(answer, Done)
    assert answer.commit is not None
    assert answer.commit.summary.outcome == ("Done" if count == BUDGET else None)
