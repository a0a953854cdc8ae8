"""`one at a time`: the steps of a stage have turns, in the order in which they become ready."""

from typing import Any

import pytest

from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player
from tests.language.texts import CASE, orchestration


def ask(name: str, user: str = "ann", clauses: str = "") -> str:
    return f'interactive {name} = look(case) {{ {clauses} assign to user("{user}") }}'


def play(body: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"check": [{"ok": True, "score": 3}], "tell": [{}]})
    return Player(orchestration(body), **outside).put("Case", **CASE)


def opened(player: Player) -> list[str]:
    return [
        each.element.partition(".")[2] for each in player.items.values() if each.status.words in ("open", "claimed")
    ]


@plays("one at a time")
def test_of_steps_that_are_ready_at_once_one_is_open_at_a_time_in_the_order_of_the_source() -> None:
    player = play(f'stage s {{ one at a time {ask("a")} {ask("b")} {ask("c")} }} end "Done"').start("1")
    for name in ("a", "b", "c"):
        assert opened(player) == [name]
        player.complete(f"s.{name}", "ann", fine=True)
    assert player.ended == "Done"


@plays("one at a time")
def test_the_order_is_that_in_which_they_become_ready() -> None:
    """No two at a time, in any order: c and b are ready before a."""
    late = ask("a", clauses='start when case.status != "New"')
    player = play(
        f"stage s {{ one at a time {late} {ask('b', clauses='start after c')} {ask('c')} {ask('d')} }}"
    ).start("1")
    assert opened(player) == ["c"]
    player.complete("s.c", "ann", fine=True)
    assert opened(player) == ["d"]
    assert player.happened("s.b") == ["waits for turn"]
    player.put("Case", id="1", status="Working")
    assert player.happened("s.a") == ["waiting", "waits for turn"]
    player.complete("s.d", "ann", fine=True)
    assert opened(player) == ["b"]
    player.complete("s.b", "ann", fine=True)
    assert opened(player) == ["a"]


def test_who_stands_in_line_keeps_the_place_when_what_let_it_start_changes() -> None:
    """Rules 4 and 9: `start when` has held; it stands in line once."""
    late = ask("late", clauses="start when n > 0")
    body = (
        "var n: integer = 1\nparallel p {\n"
        f" branch a {{ stage s {{ one at a time {ask('early')} {late} {ask('third')} }} }}\n"
        f' branch b {{ stage t {{ {ask("y")} }} set n = 0 }} }}\nend "Done"'
    )
    player = play(body).start("1").complete("t.y", "ann", fine=True)
    assert player.happened("s.late") == ["waits for turn"]
    for name in ("early", "late", "third"):
        assert opened(player) == [name]
        player.complete(f"s.{name}", "ann", fine=True)
    assert player.ended == "Done"


def test_what_becomes_ready_at_one_instant_goes_by_the_source_whatever_makes_it_ready() -> None:
    """Rule 21: `first` is ready by what it reads, `later` by what it starts after; both by one event."""
    body = f"""
    stage s {{ one at a time
      {ask("early", clauses="start when s.a.fine ?? false")} {ask("a")} {ask("later", clauses="start after a")}
    }}
    """
    player = play(body).start("1").complete("s.a", "ann", fine=True)
    assert opened(player) == ["early"]


def test_once_ready_a_step_stays_ready_and_only_if_is_asked_at_its_turn() -> None:
    """Rule 4."""
    body = f"""
    stage s {{ one at a time {ask("a")}
      {ask("b", clauses='start when case.status == "New"')}
      {ask("c", clauses='only if case.status == "New"')}
    }}
    """
    player = play(body).start("1")
    player.put("Case", id="1", status="Working").complete("s.a", "ann", fine=True)
    assert opened(player) == ["b"]
    player.complete("s.b", "ann", fine=True)
    assert player.happened("s.c")[-1] == "skipped"
    assert player.ended == "completed"


def test_a_step_in_error_keeps_its_turn() -> None:
    """A retry must not run beside another step."""
    body = f"stage s {{ one at a time background x = check(case) {ask('b')} }}"
    player = play(body, flows={"check": [Fails("Down"), {"ok": True, "score": 1}]}).start("1")
    assert opened(player) == []
    player.retry("s.x")
    assert opened(player) == ["b"]


def test_an_error_that_a_handlers_block_takes_ends_the_turn_with_the_block() -> None:
    body = f"stage s {{ one at a time background x = check(case) {{ on error {{ wait 1h }} }} {ask('b')} }}"
    player = play(body, flows={"check": [Fails("Down")]}).start("1")
    assert opened(player) == []
    assert opened(player.advance("1h")) == ["b"]


def test_a_canceled_step_gives_its_turn_on_and_one_that_waits_loses_it() -> None:
    body = f"""
    parallel p {{
      branch w {{ stage s {{ one at a time {ask("a")} {ask("b")} {ask("c")} }} }}
      branch k {{ wait 1h cancel s.b wait 1h cancel s.a }}
    }}
    """
    player = play(body).start("1").advance("1h")
    assert opened(player) == ["a"]
    assert player.happened("s.b")[-1] == "canceled"
    assert opened(player.advance("1h")) == ["c"]
    player.complete("s.c", "ann", fine=True)
    assert player.ended == "completed"


def test_all_instances_of_a_for_each_share_one_turn() -> None:
    each = 'interactive e = look(case) { for each who in [user("ann"), user("bob")] assign to who }'
    player = play(f"stage s {{ one at a time {each} {ask('b')} }}").start("1")
    assert opened(player) == ["e", "e"]
    player.complete("s.e", "ann", fine=True)
    assert opened(player) == ["e"]
    player.complete("s.e", "bob", fine=True)
    assert opened(player) == ["b"]


@pytest.mark.parametrize(("rest", "left"), [("stop", []), ("continue", ["b"])])
def test_when_the_stage_finishes_the_rest_stops_or_goes_on_in_turn(rest: str, left: list[str]) -> None:
    """Rule 6."""
    finish = f"finish when any rest {rest}"
    last = 'stage t { interactive z = look(case) { assign to user("eve") } }'
    player = play(f"stage s {{ one at a time {finish} {ask('a')} {ask('b')} {ask('c')} }} {last}").start("1")
    player.complete("s.a", "ann", fine=True)
    assert [each for each in opened(player) if each != "z"] == left
    if left:
        player.complete("s.b", "ann", fine=True)
        assert sorted(opened(player)) == ["c", "z"]
        player.complete("s.c", "ann", fine=True)
        assert decode_state(player.state).stages.keys() == {player.indices["t"]}


def test_each_visit_has_turns_of_its_own() -> None:
    """Rule 1."""
    body = f"""
    var n: integer = 0
    stage s {{ one at a time timeout 1h -> again {ask("a")} {ask("b")} }}
    end "Done"
    stage again {{ }}
    set n = n + 1
    decide d {{ outcome more when n < 3 -> s otherwise -> end }}
    """
    player = play(body).start("1").advance("1h")
    assert opened(player) == ["a"]
    player.complete("s.a", "ann", fine=True)
    assert opened(player) == ["b"]


def test_a_thousand_steps_are_done_one_after_the_other_with_a_state_that_forgets() -> None:
    steps = " ".join(f"background x{number} = check(case)" for number in range(1000))
    player = play(f'stage s {{ one at a time {steps} }} end "Done"', flows={}).start("1")
    first = len(player.state)
    player.flows["check"] = [{"ok": True, "score": 1}]
    assert player.settle().ended == "Done"
    assert first < 40_000
    assert [call.ref.element for call in player.calls] == list(range(1, 1001))
