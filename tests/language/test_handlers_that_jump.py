"""A handler's block that goes elsewhere leaves what it handles (language.md, rules 2 and 15)."""

from typing import Any

from tests.language.play import Player
from tests.language.texts import CASE, orchestration

AFTER = 'end "Done"\nstage t { background b = tell("mended") }\nend "Mended"'


def play(body: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"tell": [{}]})
    player = Player(orchestration(body), groups={"Agents": ["ann"]}, **outside)
    return player.put("Case", **CASE)


def test_a_stage_whose_own_handler_jumps_is_left_with_all_that_is_open_in_it() -> None:
    """Rule 2: a jump out discontinues everything open in what it leaves."""
    player = play(
        "stage s { finish when 1 / (case.amount - 10) < 0 on error { go to t }\n"
        'interactive a = look(case) { assign to group("Agents") }\n'
        f'background c = tell("begun") }}\n{AFTER}'
    )
    player.put("Case", id="1", amount="11").start("1")
    assert player.ended == "active"
    player.put("Case", id="1", amount="10")
    assert player.ended == "Mended"
    assert player.happened("s")[-2:] == ["handled", "discontinued"]
    assert player.happened("s.a")[-1] == "discontinued"
    assert player.told == ["begun", "mended"]


def test_what_is_no_step_and_no_stage_is_left_by_its_handlers_jump() -> None:
    """Rule 15: a decision that cannot be made is handled by the orchestration."""
    player = play(
        "on error { go to t }\ndecide d { outcome big when 1 / (case.amount - 10) > 0 { } otherwise { } }\n" + AFTER
    ).start("1")
    assert player.ended == "Mended"
    assert player.told == ["mended"]
