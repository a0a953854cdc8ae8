"""`log "text"`: a line in the run's timeline."""

from typing import Any

import pytest

from orchestra_dsl.interpreter.sizes import LONGEST_LINE
from tests.language.forms import plays
from tests.language.play import Player
from tests.language.texts import CASE, orchestration


def play(body: str) -> Player:
    return Player(orchestration(body), flows={"tell": [{}]}).put("Case", **CASE)


def logged(player: Player) -> list[Any]:
    return [detail["text"] for _, what, detail in player.notes if what == "logged"]


@plays('log "text"')
def test_a_log_writes_a_line_and_goes_on() -> None:
    player = play('log "Begins"\nvar n: integer = 2\nlog "{case.owner} has {n} of {case.amount}"\nend "Done"').start(
        "1"
    )
    assert logged(player) == ["Begins", "omar has 2 of 10"]
    assert player.ended == "Done"
    assert player.calls == []


@plays('log "text"')
def test_an_error_in_the_text_is_the_logs_own() -> None:
    """Rule 15: a handler takes it, or it waits for an administrator."""
    body = 'log "{1 / (case.amount - case.amount)}"\nend "Done"'
    assert str(play(body).start("1").ended).startswith("log.1: DivisionByZero")
    assert play(f'on error {{ log run.error?.code ?? "?" }}\n{body}').start("1").ended == "Done"


def test_what_is_long_is_cut_and_the_line_says_so() -> None:
    (text,) = logged(play(f'log "{"x" * (LONGEST_LINE + 1234)}"').start("1"))
    assert text == "x" * LONGEST_LINE + " … (1,234 more characters)"


@pytest.mark.parametrize("length", [0, 1, LONGEST_LINE])
def test_what_is_not_too_long_is_kept_whole(length: int) -> None:
    assert logged(play(f'log "{"y" * length}"').start("1")) == ["y" * length]
