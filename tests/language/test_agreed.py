"""What the interpreter did otherwise than the description of the language says, until the model showed it."""

from typing import Any

from tests.language.play import Player
from tests.language.texts import CASE, orchestration

BERLIN = 'calendar office { zone "Europe/Berlin"  open mon to fri 09:00 to 17:00 }\n'


def play(body: str, before: str = "", **outside: Any) -> Player:
    return Player(before + orchestration(body), name="process", **outside).put("Case", **CASE)


def logged(player: Player) -> list[str]:
    return [detail["text"] for _, what, detail in player.notes if what == "logged"]


def test_a_step_is_completed_at_a_time_of_the_calendars_zone() -> None:
    """Section 2: the calendar says in which zone times are shown."""
    body = 'stage s { interactive a = look(case) { assign to user("ann") } }\nlog "{s.a.completed_at}"'
    player = play(f"use calendar office\n{body}", BERLIN).start("1").complete("s.a", "ann", fine=True)
    assert logged(player) == ["2026-01-05 10:00 Europe/Berlin"]


def test_the_outputs_of_a_step_can_be_read_only_once_it_is_completed() -> None:
    """Rule 8: `finish when` says that it is not done before; its own outputs it may ask about."""
    steps = (
        'interactive a = look(case) { assign to user("ann")  finish when a.fine and case.status == "Closed" }\n'
        "background b = check(case) { start when (a.fine ?? false) }"
    )
    player = play(f"stage s {{ {steps} }}", flows={"check": []}).start("1").complete("s.a", "ann", fine=True)
    assert player.happened("s.b") == ["waiting"]
    player.put("Case", id="1", status="Closed")
    assert player.happened("s.b") == ["waiting", "started"]


def test_a_stage_that_is_over_at_once_opens_no_work() -> None:
    """Rule 9: `finish when` is asked on entry; nobody is told of work that is withdrawn in the same instant."""
    body = (
        'stage s { finish when case.status == "New"\n'
        ' interactive a = look(case) { assign to user("ann")  notify via email } }\nend "Done"'
    )
    player = play(body).start("1")
    assert (player.ended, player.notices, list(player.items)) == ("Done", [], [])


def test_a_stage_that_is_over_opens_no_work_that_would_come_next() -> None:
    """Rule 6: with `finish when any` what starts after the first step never begins."""
    body = (
        "stage s { finish when any\n background a = check(case)\n"
        ' interactive b = look(case) { start after a  assign to user("ann")  notify via email } }\nend "Done"'
    )
    player = play(body, flows={"check": [{"ok": True, "score": 1}]}).start("1")
    assert (player.ended, player.notices, list(player.items)) == ("Done", [], [])


def test_the_last_error_is_the_one_whose_handler_runs() -> None:
    """`run.error` is the last error that a handler took: one that waits until the block is free is not yet taken."""
    steps = " ".join(f'background {name} = check(case) {{ start when case.status == "Closed" }}' for name in "ab")
    handler = 'on error { log "{run.error?.element ?? run.id}" }'
    player = play(f"{handler}\nstage s {{ {steps} }}").start("1").delete("Case", "1")
    assert logged(player) == ["s.a", "s.b"]


def test_a_handler_that_jumps_leaves_its_stage_before_anything_else_happens_there() -> None:
    """Rules 2 and 15: a stage that fails as it begins begins no step."""
    body = (
        "stage s { finish when 1 / (case.amount - 10) > 0  on error -> t\n background a = check(case) }\n"
        "stage t { background b = check(case) }"
    )
    player = play(body).start("1")
    assert player.happened("s.a") == []
    assert player.happened("t.b") == ["started"]


def test_a_stage_that_is_tried_again_and_begins_has_no_time_to_wait_any_more() -> None:
    """Rule 3: `up to` ends when the stage begins, also when somebody has tried it again before."""
    body = 'stage t { start when case.owner == user("ann") up to 1h -> end\n background b = check(case) }'
    player = play(body).start("1").delete("Case", "1").retry("t")
    player.put("Case", **(CASE | {"owner": "ann"})).retry("t")
    assert player.happened("t.b") == ["started"]
    assert player.timers == {}


def test_a_stage_that_is_completed_stays_so_when_what_it_left_open_ends() -> None:
    """Section 6: a stage that ends while steps go on is completed; the end of the run discontinues these alone."""
    body = (
        "stage s { finish when any  rest continue\n background a = check(case)\n"
        ' interactive b = look(case) { assign to user("ann") } }\nend "Done"'
    )
    player = play(body, flows={"check": [{"ok": True, "score": 1}]}).start("1")
    assert player.happened("s.b")[-1] == "discontinued"
    assert player.happened("s") == ["entered", "started", "completed"]


def test_what_is_asked_once_is_asked_again_as_long_as_it_waits_for_a_predicate() -> None:
    """Rule 9: `only if` waits for an answer that nobody needs any more once a variable has changed."""
    body = (
        "var n: integer = 0\nstage s { finish when any  rest continue\n background b = check(case)\n"
        " background a = tell(case.id) { only if n > 0 or quiet(case) } }\nset n = n + 1\nwait 1h"
    )
    player = play(body, flows={"check": [{"ok": True, "score": 1}], "tell": [{}]}).start("1")
    assert player.happened("s.a")[-1] == "completed"


def test_a_stage_that_an_empty_list_finishes_begins_no_step_beside_it() -> None:
    """Rules 5, 6 and 21: an empty list finishes at once; with `finish when any` the stage does before the next step."""
    body = (
        "stage s { finish when any\n background a = check(case) { for each n in [] }\n"
        ' interactive b = look(case) { assign to user("ann")  notify via email } }\nend "Done"'
    )
    player = play(body).start("1")
    assert (player.ended, player.notices, list(player.items)) == ("Done", [], [])
    assert player.happened("s.b") == []
