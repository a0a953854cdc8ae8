"""`allow start | cancel | reassign | administer by E` (language.md, section 3)."""

import pytest

from orchestra_dsl.interpreter import events as ev
from tests.language.forms import plays
from tests.language.play import Fails, Player, Refusal
from tests.language.texts import CASE, orchestration

BODY = 'stage s { interactive a = look(case) { assign to group("Agents") } }'


def play(*clauses: str, body: str = BODY) -> Player:
    """A run that has not begun, about a case of omar's."""
    groups = {"Agents": ["ann"], "Managers": ["lena"]}
    text = orchestration("\n".join((*clauses, body)))
    return Player(text, groups=groups, flows={"check": [Fails("Oops")]}).put("Case", **CASE)


def start(player: Player, user: str | None, *, administrator: bool = False, by_hand: bool = True) -> Player:
    """Somebody starts it."""
    player.apply(ev.Started(("1",), by_hand=by_hand), user and f"user:{user}", administrator=administrator)
    return player


@plays("allow start by E")
def test_only_those_who_are_allowed_start_it_by_hand() -> None:
    """Section 3: `allow start by E`; the refusal names who may."""
    for user in ("zoe", None):
        with pytest.raises(Refusal, match="not allowed: only Managers, omar or an administrator may start this orch"):
            start(play('allow start by [group("Managers"), case.owner]'), user)
    for user in ("lena", "omar"):
        start(play('allow start by [group("Managers"), case.owner]'), user)


@plays("allow start by E")
def test_an_administrator_and_a_trigger_may_always() -> None:
    """Section 3: a trigger is nobody's act."""
    start(play('allow start by group("Managers")'), "root", administrator=True)
    start(play('allow start by group("Managers")'), "zoe", by_hand=False)


def test_without_a_clause_everybody_starts_it() -> None:
    """Section 3: and always by hand."""
    start(play('allow cancel by group("Managers")'), "zoe")


@plays("allow cancel by E")
def test_who_may_cancel() -> None:
    """Section 3: `allow cancel by E`, read afresh."""
    player = start(play("allow cancel by case.owner"), "zoe")
    with pytest.raises(Refusal, match="only omar or an administrator may cancel this run"):
        player.apply(ev.RunCanceled(), "user:zoe")
    player.put("Case", **(CASE | {"owner": "zoe"}))
    player.apply(ev.RunCanceled(), "user:zoe")
    assert player.ended == "canceled"


@plays("allow reassign by E")
def test_who_may_reassign() -> None:
    """Section 3: `allow reassign by E`."""
    player = start(play('allow reassign by group("Managers")'), "zoe")
    ref = player.item("s.a").ref
    with pytest.raises(Refusal, match="only Managers, an administrator or who has claimed it may reassign this work"):
        player.apply(ev.ItemReassigned(ref, ("user:bob",)), "user:ann")
    player.apply(ev.ItemReassigned(ref, ("user:bob",)), "user:lena")
    assert player.item("s.a").candidates == ("user:bob",)


@plays("allow administer by E")
def test_who_administers_may_retry_and_everything_else() -> None:
    """Section 3: `allow administer by E` makes administrators of this orchestration."""
    player = start(play('allow administer by group("Managers")', body="stage s { background a = check(case) }"), "zoe")
    player.settle()
    act = ev.ElementRetried(player.indices["s.a"])
    with pytest.raises(Refusal, match="only Managers or an administrator may retry what is in error"):
        player.apply(act, "user:zoe")
    player.apply(act, "user:lena")
    player.apply(ev.RunCanceled(), "user:lena")
    assert player.ended == "canceled"


@plays("allow cancel by E")
def test_an_output_may_say_who() -> None:
    """Rule 8: an output that a grant reads is kept as long as the run."""
    body = BODY + '\nstage t { interactive b = look(case) { assign to group("Agents") } }'
    player = start(play("allow cancel by s.a.completed_by", body=body), "zoe")
    with pytest.raises(Refusal, match="only an administrator may cancel"):
        player.apply(ev.RunCanceled(), "user:ann")
    player.complete("s.a", "ann", fine=True)
    player.apply(ev.RunCanceled(), "user:ann")
    assert player.ended == "canceled"


def test_where_it_cannot_be_told_nobody_may() -> None:
    """Rule 17: a record that is gone allows nothing; an administrator still may."""
    player = start(play("allow cancel by case.owner"), "zoe")
    del player.records["Case", "1"]
    with pytest.raises(Refusal, match="cannot be told who may cancel this run: there is no Case"):
        player.apply(ev.RunCanceled(), "user:omar")
    player.apply(ev.RunCanceled(), administrator=True)


@plays("allow reassign by E")
def test_whom_the_directory_does_not_know_any_more_may_nothing() -> None:
    """Rule 16: being named is not enough for somebody who has left."""
    player = start(play('allow reassign by group("Managers")'), "zoe")
    player.groups["Managers"] = []
    with pytest.raises(Refusal, match="only Managers"):
        player.apply(ev.ItemReassigned(player.item("s.a").ref, ("user:bob",)), "user:lena")


@plays("allow administer by E")
def test_who_administers_may_give_a_claim_back_and_delegate() -> None:
    """Section 3: as an administrator may."""
    player = start(play('allow administer by group("Managers")'), "zoe")
    ref = player.item("s.a").ref
    player.apply(ev.ItemClaimed(ref), "user:ann")
    player.apply(ev.ItemReleased(ref), "user:lena")
    player.apply(ev.ItemDelegated(ref, "user:bob"), "user:lena")
    assert player.item("s.a").candidates == ("user:bob",)
