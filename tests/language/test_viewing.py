"""`allow view by E`: who may look at a run (language.md, section 3)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter.commit import Need, Refused
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.interpreter.viewing import why_not
from tests.language.forms import plays
from tests.language.play import Player
from tests.language.texts import CASE, orchestration

BODY = 'stage s { interactive a = look(case) { assign to group("Agents") } }'


def play(clauses: str) -> Player:
    """A run about a case of omar's."""
    text = orchestration(f"{clauses}\n{BODY}")
    return Player(text, groups={"Agents": ["ann"], "Managers": ["lena"]}).put("Case", **CASE).start("1")


def look(player: Player, user: str | None, *, administrator: bool = False) -> str | None:
    """Somebody wants to look: why they may not."""
    facts: dict[Any, Any] = {}
    while True:
        state = decode_state(player.state)
        actor = user and f"user:{user}"
        answer = why_not(player.program, state, player.now, facts, actor, administrator=administrator)
        if not isinstance(answer, Need):
            return answer.message if isinstance(answer, Refused) else None
        facts |= {key: player.fact(key) for key in answer.keys}


@plays("allow view by E")
def test_only_those_who_are_allowed_look() -> None:
    """Section 3: `allow view by E`; the refusal names who may."""
    player = play('allow view by [group("Managers"), case.owner]')
    assert (look(player, "lena"), look(player, "omar")) == (None, None)
    assert look(player, "ann") == "only Managers, omar or an administrator may view this run"
    assert look(player, None) == "only Managers, omar or an administrator may view this run"
    assert look(player, "root", administrator=True) is None


@plays("allow view by E", "allow administer by E")
def test_it_is_read_afresh_and_who_administers_may_look() -> None:
    """Section 3: whom the record names now; `allow administer` allows everything."""
    player = play('allow view by case.owner allow administer by group("Managers")')
    player.put("Case", **(CASE | {"owner": "zoe"}))
    assert (look(player, "zoe"), look(player, "lena")) == (None, None)
    assert look(player, "omar") == "only zoe, Managers or an administrator may view this run"


def test_without_the_clause_everybody_looks() -> None:
    """Section 3: what is not limited is open to all who may open the store."""
    assert look(play('allow cancel by group("Managers")'), "zoe") is None


@plays("allow view by E")
def test_where_it_cannot_be_told_nobody_may() -> None:
    """Rule 17: a record that is gone allows nothing; an administrator still may."""
    player = play("allow view by case.owner")
    del player.records["Case", "1"]
    assert look(player, "omar") == "it cannot be told who may view this run: there is no Case with the id 1"
    assert look(player, "omar", administrator=True) is None


@pytest.mark.parametrize("user", ["ann", "zoe"])
def test_looking_changes_nothing(user: str) -> None:
    """A question is no event: the state stays as it is, and the history too."""
    player = play('allow view by group("Agents")')
    before = player.state
    look(player, user)
    assert (player.state, player.steps_run) == (before, 1)
