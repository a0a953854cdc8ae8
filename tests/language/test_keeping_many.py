"""Events that are kept (language.md, rule 20): what has expired goes, at little cost, and no run keeps any number."""

import pytest

from orchestra_dsl.interpreter import keeping
from orchestra_dsl.interpreter.state import State, decode_state
from tests.language.play import Player
from tests.language.texts import CASE, orchestration

KEPT = """
wait 90d
await w first { on paid as p where p.order == case.id keep KEEP -> done
  on called as c keep 90d -> done   after 1d { } }
stage done { background x = tell(case.id) }
"""


def play(keep: str = "1d") -> Player:
    player = Player(orchestration(KEPT.replace("KEEP", keep)), flows={"tell": [{}]})
    return player.put("Case", **CASE).start("1")


def kept(player: Player) -> State:
    return decode_state(player.state)


def test_what_has_expired_does_not_stay_behind_one_that_lasts() -> None:
    """Hundreds of short ones behind a long one: at most twice what is wanted is kept, or a handful."""
    player = play()
    player.send("called", by="user:ann")
    most = 0
    for _ in range(200):
        player.send("paid", order="1", amount="1").advance("8h")
        most = max(most, len(kept(player).messages))
    assert most <= keeping.FEWEST
    assert kept(player).messages[0].message.event == "called"


def test_each_is_gone_through_a_few_times_at_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Amortized: sweeps come at doubled numbers, so those that stay are not gone through at each new one."""
    sweeps = list[int]()
    plain = keeping._sweep

    def counted(state: State, now: int) -> None:
        before = state.messages
        plain(state, now)
        if state.messages is not before:
            sweeps.append(len(before))

    monkeypatch.setattr(keeping, "_sweep", counted)
    player = play("20d")
    for _ in range(300):
        player.send("paid", order="1", amount="1")
    assert len(kept(player).messages) == 300
    assert sweeps == [16, 32, 64, 128, 256]


def test_what_comes_when_a_run_keeps_too_many_is_told_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """It grows no further; what has expired makes room."""
    monkeypatch.setattr(keeping, "MOST", 20)
    player = play()
    for _ in range(21):
        player.send("paid", order="1", amount="1")
    assert (len(kept(player).messages), player.notes[-1]) == (20, ("", "not kept", {"event": "paid", "most": 20}))
    player.advance("25h").send("paid", order="1", amount="1")
    assert len(kept(player).messages) == 1
