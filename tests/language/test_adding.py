"""`may add`: people give a `for each` further items while its step is open (language.md, rules 4 and 5)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter import for_each
from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player, Refusal, compiled

TEXT = """
record Case { id: text, status: "New" | "Closed", reviewers: list<user> }
flow book(leg: text) -> { seat: integer }
flow tell(text: text)
screen look(case: Case) -> { fine: boolean }
"""
REVIEW = """
  stage s {
    interactive look = look(case) { for each p in case.reviewers %s  may add  assign to p  exclude user("eve")  %s }
    background told = tell("{count(look)} have looked") { start after look }
  }
  end "Done"
"""


def play(window: str = "", clauses: str = "", body: str = REVIEW, **outside: Any) -> Player:
    outside.setdefault("flows", {})["tell"] = [{}]
    text = f"{TEXT}\norchestration process(case: Case, legs: list<text> = []) {{ {body % (window, clauses)} }}\n"
    return Player(text, **outside).put("Case", id="1", status="New", reviewers=["user:ann", "user:bob"])


def add(player: Player, item: Any, by: str = "ann", step: str = "s.look", *, administrator: bool = False) -> None:
    player.apply(ev.InstanceAdded(player.indices[step], item), f"user:{by}", administrator=administrator)
    player.settle()


def no_more(player: Player, by: str = "ann", step: str = "s.look", *, administrator: bool = False) -> None:
    player.apply(ev.AddingEnded(player.indices[step]), f"user:{by}", administrator=administrator)
    player.settle()


@plays("may add")
def test_an_item_more_is_an_instance_more() -> None:
    player = play().start("1", [])
    add(player, "user:carl")
    assert [item.candidates for item in player.open("s.look")] == [("user:ann",), ("user:bob",), ("user:carl",)]
    for user in ("carl", "ann", "bob"):
        player.complete("s.look", user, fine=True)
    assert (player.ended, player.told) == ("active", []), "none is open, but one may be added"
    no_more(player, "lena", administrator=True)
    assert (player.ended, player.told) == ("Done", ["3 have looked"])


@plays("may add", "enough when E")
def test_enough_ends_it() -> None:
    player = play(clauses="enough when count(look) > 1").start("1", [])
    add(player, "user:carl")
    player.complete("s.look", "carl", fine=True).complete("s.look", "ann", fine=True)
    assert (player.ended, player.told) == ("Done", ["2 have looked"])


@plays("may add")
def test_after_the_last_one_has_been_said_to_be_there_the_step_ends_with_it() -> None:
    player = play().start("1", [])
    no_more(player)
    player.complete("s.look", "ann", fine=True)
    with pytest.raises(Refusal, match="not open: nothing more is to be added to"):
        add(player, "user:carl", "bob")
    assert player.complete("s.look", "bob", fine=True).ended == "Done"


def test_an_empty_list_finishes_at_once() -> None:
    """Rule 5."""
    player = play().put("Case", id="1", reviewers=[]).start("1", [])
    assert (player.ended, player.told) == ("Done", ["0 have looked"])
    with pytest.raises(Refusal, match="not open"):
        add(player, "user:ann")


def test_what_is_added_waits_for_room() -> None:
    player = play("one by one").start("1", [])
    add(player, "user:carl")
    assert [item.candidates for item in player.open("s.look")] == [("user:ann",)]
    player.complete("s.look", "ann", fine=True).complete("s.look", "bob", fine=True)
    assert [item.candidates for item in player.open("s.look")] == [("user:carl",)]


@pytest.mark.parametrize("who", ["carl", "eve"])
def test_nobody_may_add_who_may_do_no_open_item_of_it(who: str) -> None:
    player = play().put("Case", id="1", reviewers=["user:ann", "user:eve", "user:bob"]).start("1", [])
    with pytest.raises(Refusal, match="not allowed: only who may do an open work item of"):
        add(player, "user:carl", who)
    with pytest.raises(Refusal, match="not allowed"):
        no_more(player, who)


def test_a_substitute_may_add_and_has_done_nothing_for_anybody_with_it() -> None:
    """Rule 16: who has acted in somebody's place is who has done a step."""
    player = play()
    player.substitutes["zoe"] = ("ann",)
    player.start("1", [])
    add(player, "user:carl", "zoe")
    state = decode_state(player.state)
    assert state.stood_in == {}
    assert [each.acting_for for each in state.steps[player.indices["s.look"]].instances.values()] == [None] * 3


def test_who_has_done_theirs_may_add_no_longer_but_administrators_may() -> None:
    player = play().start("1", []).complete("s.look", "ann", fine=True).complete("s.look", "bob", fine=True)
    with pytest.raises(Refusal, match="not allowed"):
        add(player, "user:carl", "ann")
    add(player, "user:carl", "lena", administrator=True)
    assert [item.candidates for item in player.open("s.look")] == [("user:carl",)]


@plays("may add")
def test_to_a_background_step_administrators_add() -> None:
    body = "stage s { background look = book(leg) { for each leg in legs may add %s %s } }"
    player = play(body=body, flows={"book": [{"seat": 1}]}).start("1", ["a"])
    with pytest.raises(Refusal, match="not allowed"):
        add(player, "b", "ann")
    add(player, "b", "lena", administrator=True)
    assert [call.arguments for call in player.calls] == [{"leg": "a"}, {"leg": "b"}]
    no_more(player, "lena", administrator=True)
    assert player.ended == "completed"


def test_nothing_is_added_where_the_source_does_not_say_so_or_the_step_does_not_run() -> None:
    body = """
      stage s {
        background look = book(leg) { for each leg in legs  start when case.status == "Closed" %s %s may add }
        background other = book("x")
        background third = book(leg) { for each leg in legs }
      }
    """
    player = play(body=body).start("1", ["a"])
    for step, why in (
        ("s.look", "not open: s.look is not running"),
        ("s.other", "not allowed: nothing can be added"),
        ("s.third", "not allowed: nothing can be added"),
    ):
        with pytest.raises(Refusal, match=why):
            add(player, "b", "lena", step, administrator=True)


def test_no_more_can_be_added_than_a_step_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for the list itself; who adds is told, and what is there goes on."""
    monkeypatch.setattr(for_each, "MOST", 3)
    player = play().start("1", [])
    add(player, "user:carl")
    with pytest.raises(Refusal, match="bad value: the step has 3 instances, which is the most there may be"):
        add(player, "user:dora")
    assert len(player.open("s.look")) == 3


def test_leaving_the_stage_ends_it_and_a_new_visit_begins_anew() -> None:
    """Rule 1."""
    body = REVIEW.replace("stage s {", "stage s { timeout 1d -> s").replace("%s", "") + "%s%s"
    player = play(body=body).start("1", [])
    add(player, "user:carl")
    no_more(player)
    player.advance("1d")
    assert [item.candidates for item in player.open("s.look")] == [("user:ann",), ("user:bob",)]
    assert not decode_state(player.state).steps[player.indices["s.look"]].closed
    add(player, "user:dora")


def test_an_error_of_one_that_was_added_is_its_own() -> None:
    """Rule 15."""
    body = "stage s { background look = book(leg) { for each leg in legs may add %s %s } }"
    player = play(body=body, flows={"book": [{"seat": 1}, Fails("Full"), {"seat": 2}]}).start("1", ["a"])
    add(player, "b", "lena", administrator=True)
    assert player.ended == "s.look: Full: it failed"
    player.retry("s.look")
    assert player.ended == "active"


@pytest.mark.parametrize("clause", ["may add", 'enough when case.status == "New"'])
def test_a_step_that_runs_once_has_nothing_to_add_to(clause: str) -> None:
    with pytest.raises(AssertionError, match="O108"):
        compiled(f'{TEXT} orchestration p(case: Case) {{ stage s {{ background b = book("x") {{ {clause} }} }} }}')


def test_who_adds_in_the_place_of_somebody_has_done_no_step_for_them() -> None:
    """Rule 16: four eyes count who has done a step; adding is none, and leaves items and claims as they are."""
    player = play()
    player.substitutes.update(zoe=("ann",))
    player.start("1", [])
    player.apply(ev.ItemClaimed(player.open("s.look")[0].ref), "user:ann")
    add(player, "user:carl", "zoe")
    state = decode_state(player.state)
    assert state.stood_in == {}
    assert [each.acting_for for each in state.steps[player.indices["s.look"]].instances.values()] == [None, None, None]
