"""Ten thousand instances of a `for each` (language.md, rule 5): they run, and one costs no more for the others."""

from collections.abc import Callable
from typing import Any

import pytest

from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.interpreter.step import step
from tests.counting import calls_made
from tests.growth import growth
from tests.language.play import Player

TEXT = """
record List { id: text names: list<text> }
flow named(name: text) -> { found: text }
flow told(count: integer)
screen look(name: text) -> { fine: boolean }
orchestration process(names: List) {
  stage s { STEP { for each name in names.names CLAUSES } }
  stage t { background said = told(count(s.each)) }
}
"""


def flow(clauses: str) -> str:
    return TEXT.replace("STEP", "background each = named(name)").replace("CLAUSES", clauses)


def work(clauses: str) -> str:
    step = "interactive each = look(name)"
    return TEXT.replace("STEP", step).replace("CLAUSES", f'assign to user("ann")\n{clauses}')


MANY = 10_000


def play(text: str, count: int) -> Player:
    player = Player(text, flows={"told": [{}]}, name="process")
    player.put("List", id="1", names=[f"n{number}" for number in range(count)])
    return player.start("1")


def returned(player: Player, number: int) -> None:
    """The call that was made so many calls ago returns."""
    calls = [each for each in player.outbox.values() if isinstance(each, co.CallFlow)]
    player.apply(ev.FlowReturned(calls[number].ref, {"found": "x"}))


def result(player: Player) -> Any:
    player.settle()
    return player.calls[-1].arguments["count"]


def test_ten_thousand_calls_are_made_and_the_rest_is_stopped_once_it_is_enough() -> None:
    """Rule 5: open instances are discontinued when `enough when` holds."""
    player = play(flow("enough when count(each) >= 3"), MANY)
    assert len(player.outbox) == MANY
    for number in (0, MANY // 2, -1):
        returned(player, number)
    assert result(player) == 3
    assert player.outbox == {}


@pytest.mark.parametrize("clause", ["", "at most 5 at once", "one by one"])
def test_an_instance_costs_the_same_among_ten_thousand_as_among_a_hundred(clause: str) -> None:
    """Rule 5."""
    costs = []
    for count in (100, MANY):
        player = play(flow(clause), count)
        returned(player, 0)
        calls = [each for each in player.outbox.values() if isinstance(each, co.CallFlow)]
        act = ev.FlowReturned(calls[0].ref, {"found": "x"})
        costs.append(calls_made(lambda player=player, act=act: player.apply(act)))  # type: ignore[misc]  # bound at once
    assert costs[0] == pytest.approx(costs[1], abs=10)


def test_a_window_keeps_the_state_as_small_as_what_is_open() -> None:
    """Rule 5: `at most 5 at once` leaves five open, and the rest is a list."""
    few, all_ = play(flow("at most 5 at once"), MANY), play(flow(""), MANY)
    assert len(few.outbox) == 5
    assert len(few.state) < len(all_.state) / 5


def test_ten_thousand_work_items_are_opened_and_withdrawn() -> None:
    """Rule 5, rule 2: what is left when the stage is left is withdrawn, in one event."""
    player = play(work("enough when count(each) >= 1"), MANY)
    assert len(player.open("s.each")) == MANY
    player.complete("s.each", "ann", fine=True)
    assert result(player) == 1
    assert player.open("s.each") == []


def test_an_empty_list_and_one_of_one_are_no_exception() -> None:
    """Rule 5: an empty list finishes at once."""
    assert result(play(flow(""), 0)) == 0
    player = play(flow(""), 1)
    returned(player, 0)
    assert result(player) == 1


def stepping(player: Player, act: ev.Act) -> Callable[[], object]:
    """What applies the act to the run as it stands, as often as one likes, with all facts at hand."""
    event, facts, state = ev.Event("again", player.now, act), dict[Any, Any](), player.state
    while isinstance(answer := step(player.program, decode_state(state), event, facts), co.Need):
        facts |= {key: player.fact(key) for key in answer.keys}
    return lambda: step(player.program, decode_state(state), event, facts)


LINEAR = 2.8
"""Twice as many take twice as long, where they would take four times as long if each asked all."""


def test_many_work_items_are_opened_for_different_people_each_by_itself() -> None:
    """Rule 16: who has taken another one is worked out once."""

    def prepare(count: int) -> Callable[[], object]:
        player = Player(work("different people"))
        player.put("List", id="1", names=[f"n{number}" for number in range(count)])
        return stepping(player, ev.Started(("1",)))

    assert growth(prepare, 1000) < LINEAR


def test_many_work_items_with_due_times_are_withdrawn_each_by_itself() -> None:
    """Rule 2: with their timers."""

    def prepare(count: int) -> Callable[[], object]:
        text = work("due in 5h { at 50% remind   at 80% remind }   remind every 7h")
        player = play(text.replace("stage s {", "stage s { timeout 1d -> t"), count)
        (ref,) = [ref for kind, ref in player.timers if kind == "timeout"]
        return stepping(player, ev.TimerDue("timeout", ref))

    assert growth(prepare, 1000) < LINEAR


def test_many_runs_that_are_steps_are_canceled_each_by_itself() -> None:
    """Rule 19."""

    def prepare(count: int) -> Callable[[], object]:
        text = TEXT.replace("STEP", "background each = run other(name)").replace("CLAUSES", "")
        text = text.replace("stage s {", "stage s { timeout 1d -> t") + "orchestration other(name: text) { wait 1d }"
        player = play(text, count)
        (ref,) = [ref for kind, ref in player.timers if kind == "timeout"]
        return stepping(player, ev.TimerDue("timeout", ref))

    assert growth(prepare, 2000) < LINEAR
