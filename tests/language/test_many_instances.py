"""Ten thousand instances of a `for each` (language.md, rule 5): they run, and one costs no more for the others."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from tests.counting import calls_made
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
    player = Player(text, flows={"told": [{}]})
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
