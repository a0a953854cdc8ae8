"""`lock "name"` of stages, as one run sees it (language.md, rules 3, 13, 15 and 18); over runs: tests/runtime."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player
from tests.language.texts import CASE, orchestration

LOOK = 'interactive look = look(case) { assign to user("ann") }'
LOCKED = f'stage s {{ lock "press" {LOOK} }} end "Done"'


def play(body: str, *locked: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"check": [{"ok": True, "score": 3}], "tell": [{}]})
    player = Player(orchestration(body), **outside).put("Case", **CASE)
    player.locked = list(locked)
    return player


@plays('lock "name"')
def test_a_stage_takes_its_lock_and_gives_it_back_when_it_is_left() -> None:
    """Rule 18."""
    player = play(LOCKED).start("1")
    assert player.happened("s") == ["entered", "waits for lock", "has lock", "started"]
    assert len(player.lines["press"]) == 1
    player.complete("s.look", "ann", fine=True)
    assert player.lines["press"] == []
    assert player.ended == "Done"


@plays('lock "name"')
def test_the_steps_begin_when_the_lock_is_there() -> None:
    """Rule 3."""
    player = play(LOCKED, "press").start("1")
    assert player.open("s.look") == []
    assert player.ended == "active"
    assert len(player.unlock("press").open("s.look")) == 1


def test_it_is_asked_for_after_start_when() -> None:
    """Rule 18."""
    player = play(f'stage s {{ start when case.status == "Working" lock "press" {LOOK} }}').start("1")
    assert player.lines == {}
    player.put("Case", id="1", status="Working")
    assert len(player.lines["press"]) == 1
    assert player.watches == {0: ()}


def test_a_stage_that_stands_in_line_is_not_asked_for_its_start_again() -> None:
    """Rule 18: the lock is taken after `start when`, first come first served, whatever changes meanwhile."""
    body = (
        "var n: integer = 1\nparallel p {\n"
        f' branch a {{ stage s {{ start when n > 0 lock "press" {LOOK} }} }}\n'
        ' branch b { stage t { interactive y = look(case) { assign to user("ann") } } set n = 0 } }'
    )
    player = play(body, "press").start("1").complete("t.y", "ann", fine=True)
    assert player.happened("s") == ["entered", "waits for lock"]
    assert len(player.lines["press"]) == 1
    assert len(player.unlock("press").open("s.look")) == 1


def test_the_name_is_worked_out_when_it_is_asked_for() -> None:
    player = play(f'stage s {{ lock "press of {{case.owner}}" {LOOK} }}').start("1")
    assert list(player.lines) == ["press of omar"]
    player.put("Case", id="1", owner="eve").complete("s.look", "ann", fine=True)
    assert player.lines == {"press of omar": []}


@pytest.mark.parametrize(
    ("before", "name", "code"),
    [
        ("", '"{1 / (case.amount - 10)}"', "DivisionByZero"),
        ('var press: text = ""', "press", "BadLock"),
        ('var press: text = "  "', "press", "BadLock"),
        ("", f'"{"x" * 1001}"', "BadLock"),
    ],
)
def test_a_name_that_is_none_is_the_stages_error_and_a_retry_asks_again(before: str, name: str, code: str) -> None:
    """Rule 15."""
    player = play(f'{before} stage s {{ timeout 1h -> end lock {name} {LOOK} }} end "Done"').start("1")
    assert str(player.ended).startswith(f"s: {code}")
    assert (player.timers, player.lines) == ({}, {})
    player.retry("s")
    assert str(player.ended).startswith(f"s: {code}")


def test_the_timeout_includes_the_wait_for_the_lock_and_takes_the_stage_out_of_the_line() -> None:
    """Rules 13 and 18."""
    body = f'stage s {{ timeout 1h -> late lock "press" {LOOK} }} end "Done" stage late {{ }} end "Late"'
    player = play(body, "press").start("1").advance("59m")
    assert len(player.lines["press"]) == 1
    player.advance("1m")
    assert player.lines["press"] == []
    assert player.ended == "Late"
    player = play(body, "press").start("1").advance("30m").unlock("press").advance("30m")
    assert player.ended == "Late"
    assert player.lines["press"] == []


@pytest.mark.parametrize("locked", [(), ("press",)])
def test_a_run_that_is_canceled_gives_the_lock_back_or_leaves_the_line(locked: tuple[str, ...]) -> None:
    player = play(LOCKED, *locked).start("1")
    player.apply(ev.RunCanceled(), administrator=True)
    assert player.settle().lines["press"] == []


def test_a_stage_that_ends_within_the_event_that_enters_it_never_stands_in_line() -> None:
    body = f"""
    parallel p {{
      branch a {{ stage s {{ lock "press" {LOOK} }} }}
      branch b {{ log "x" log "y" cancel s }}
    }}
    """
    player = play(body).start("1")
    assert player.posts == []
    assert player.lines == {}
    assert player.ended == "completed"


def test_it_is_held_in_error_too_and_given_back_once_the_error_is_mended() -> None:
    """Rule 18."""
    body = 'stage s { lock "press" background x = check(case) } end "Done"'
    player = play(body, flows={"check": [Fails("Down"), {"ok": True, "score": 1}]}).start("1")
    assert str(player.ended).startswith("s.x: Down")
    assert len(player.lines["press"]) == 1
    player.retry("s.x")
    assert player.lines["press"] == []
    assert player.ended == "Done"


@pytest.mark.parametrize("way", ["handler", "jump", "timeout", "finish", "cancel"])
def test_it_is_given_back_whichever_way_the_stage_is_left(way: str) -> None:
    """Rules 2 and 18."""
    fails = "background x = check(case)" + (" { on error -> end }" if way == "handler" else "")
    bodies = {
        "handler": f'stage s {{ lock "press" {fails} {LOOK} }}',
        "jump": f'stage s {{ lock "press" on error {{ go to t }} {fails} {LOOK} }} stage t {{ }}',
        "timeout": f'stage s {{ lock "press" timeout 1h -> end {LOOK} }}',
        "finish": f'stage s {{ lock "press" finish when case.status == "Closed" {LOOK} }}',
        "cancel": f'parallel p {{ branch a {{ stage s {{ lock "press" {LOOK} }} }} branch b {{ wait 1h cancel s }} }}',
    }
    player = play(bodies[way], flows={"check": [Fails("Down")]}).start("1")
    player.put("Case", id="1", status="Closed").advance("1h")
    assert player.lines["press"] == []
    assert player.ended == "completed"


def test_with_rest_continue_it_is_held_until_nothing_of_the_stage_is_open() -> None:
    two = f'{LOOK} interactive other = look(case) {{ assign to user("bob") }}'
    body = f'stage s {{ lock "press" finish when any rest continue {two} }} stage t {{ interactive i = look(case) '
    player = play(f'{body} {{ assign to user("cleo") }} }}').start("1").complete("s.look", "ann", fine=True)
    assert player.happened("t") == ["entered", "started"]
    assert len(player.lines["press"]) == 1
    player.complete("s.other", "bob", fine=True)
    assert player.lines["press"] == []
    player.complete("t.i", "cleo", fine=True)
    assert player.ended == "completed"


def test_two_branches_use_one_lock_one_after_the_other() -> None:
    """Rule 18: two branches may use one lock; first come first served."""
    branches = []
    for name in ("a", "b", "c"):
        step = f'interactive i{name} = look(case) {{ assign to user("{name}") }}'
        branches.append(f'branch {name} {{ stage s{name} {{ lock "press" {step} }} }}')
    player = play(f"parallel p {{ {' '.join(branches)} }}").start("1")
    for name in ("a", "b", "c"):
        assert [each.element for each in player.items.values() if each.status == 0] == [f"s{name}.i{name}"]
        player.complete(f"s{name}.i{name}", name, fine=True)
    assert player.ended == "completed"


def test_each_round_of_a_loop_stands_in_line_anew_and_leaves_nothing_behind() -> None:
    body = f'var n: integer = 0 repeat while n < 200 {{ set n = n + 1 stage s {{ lock "press" {LOOK} }} }}'
    player = play(body).start("1")
    sizes = []
    for _ in range(50):
        player.complete("s.look", "ann", fine=True)
        assert len(player.lines["press"]) == 1
        sizes.append(len(player.state))
    assert max(sizes[10:]) - min(sizes[10:]) <= 4


def test_having_a_lock_twice_or_too_late_changes_nothing() -> None:
    player = play(LOCKED, "press").start("1")
    ref = player.lines["press"][0]
    player.unlock("press")
    before = player.state
    player.apply(ev.LockTaken(ref))
    assert player.state == before
    player.complete("s.look", "ann", fine=True)
    body = f'stage s {{ lock "press" {LOOK} timeout 1h -> t }} end stage t {{ {LOOK.replace("look =", "again =")} }}'
    player = play(body, "press").start("1").advance("1h")
    before = player.state
    player.apply(ev.LockTaken(ref))
    assert player.state == before


def test_what_the_step_asks_of_the_line_says_what_the_event_has_passed() -> None:
    """Rule 22: a loop of locks that nobody else has ends, although each is an event of its own."""
    player = play(LOCKED)
    player.apply(ev.Started(("1",)))
    (post,) = player.posts
    assert isinstance(post, co.TakeLock)
    assert post.passed == 1
    assert decode_state(player.state).stages[0].lock == "press"
