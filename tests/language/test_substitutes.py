"""Substitutes for people who are out of office: what they may, and what bars them (language.md, rule 16)."""

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import Item
from tests.language.play import Player, Refusal
from tests.language.texts import CASE, orchestration

TWO = """
stage s { interactive a = look(case) { assign to group("Agents") } }
stage t { interactive b = look(case) { assign to group("Agents") exclude s.a.completed_by } }
"""
ONE = 'stage s { interactive a = look(case) { assign to group("Agents") %s } }'


def play(text: str = ONE % "", /, **substitutes: tuple[str, ...]) -> Player:
    """A run; each of `substitutes` stands in for these people."""
    player = Player(orchestration(text), groups={"Agents": ["ann", "bob"], "Managers": ["lena"]})
    player.substitutes.update(substitutes)
    return player.put("Case", **CASE).start("1")


def the_item(player: Player, element: str = "s.a") -> Item:
    """The newest item of a step, whatever its status."""
    return [each for each in player.items.values() if each.element == element][-1]


def claim(player: Player, user: str, element: str = "s.a") -> Item:
    """Somebody claims the item of a step."""
    player.apply(ev.ItemClaimed(the_item(player, element).ref), f"user:{user}")
    return the_item(player, element)


def test_a_substitute_does_the_work_and_both_names_are_on_record() -> None:
    """Both who acted and for whom: on the item, and in the history."""
    player = play(zoe=("ann",))
    item = claim(player, "zoe")
    assert (item.claimed_by, item.acting_for) == ("user:zoe", "user:ann")
    player.complete("s.a", "zoe", fine=True)
    item = the_item(player)
    assert (item.completed_by, item.acting_for) == ("user:zoe", "user:ann")
    told = [(what, detail.get("by"), detail.get("place_of")) for name, what, detail in player.notes if name == "s.a"]
    assert ("claimed", "user:zoe", "user:ann") in told
    assert ("submitted", "user:zoe", "user:ann") in told
    assert player.ended == "completed"


def test_a_candidate_acts_for_nobody_else() -> None:
    """Whoever may by themselves needs no place of another."""
    item = claim(play(bob=("ann",)), "bob")
    assert (item.claimed_by, item.acting_for) == ("user:bob", None)


def test_who_stands_in_for_somebody_else_may_not() -> None:
    """A substitute may what the one who is away could, and nothing more."""
    nobody: dict[str, tuple[str, ...]] = {}
    for substitutes in (nobody, {"zoe": ("lena",)}):
        with pytest.raises(Refusal, match="not allowed: zoe may not: this work item is for Agents"):
            claim(play(**substitutes), "zoe")


def test_what_somebody_has_claimed_before_they_left_is_taken_over() -> None:
    """Nothing waits for who is away: the substitute takes it over, or completes it."""
    player = play(zoe=("ann",), carl=("zoe", "ann"))
    claim(player, "ann")
    with pytest.raises(Refusal, match="claimed: ann has claimed this work item"):
        claim(player, "lena")
    assert claim(player, "zoe").acting_for == "user:ann"
    item = claim(player, "carl")
    assert (item.claimed_by, item.acting_for) == ("user:carl", "user:ann"), "it is still the work of ann"
    player.apply(ev.ItemReleased(item.ref), "user:carl")
    assert (the_item(player).claimed_by, the_item(player).acting_for) == (None, None)


def test_who_takes_over_their_own_work_acts_for_nobody() -> None:
    """Two stand in for each other: what zoe has claimed for ann is ann's, and ann does it as herself."""
    player = play(zoe=("ann",), ann=("zoe",))
    assert claim(player, "zoe").acting_for == "user:ann"
    item = claim(player, "ann")
    assert (item.claimed_by, item.acting_for) == ("user:ann", None)
    player.complete("s.a", "ann", fine=True)
    assert the_item(player).acting_for is None


def test_nobody_who_is_excluded_comes_in_by_a_substitute() -> None:
    """Exclusions hold for both names."""
    player = play(ONE % 'exclude user("ann")', zoe=("ann",))
    with pytest.raises(Refusal, match="zoe may not stand in: ann is excluded from this work item"):
        claim(player, "zoe")
    player = play(ONE % 'exclude user("zoe")', zoe=("ann",))
    with pytest.raises(Refusal, match="zoe is excluded from this work item"):
        claim(player, "zoe")
    player = play(ONE % 'exclude user("ann")', zoe=("ann", "bob"))
    assert claim(player, "zoe").acting_for == "user:bob"


def test_a_substitute_who_did_the_first_step_may_not_do_the_second() -> None:
    """Separation of duties, for the one who acted, whether for themself or for another."""
    player = play(TWO, zoe=("ann", "bob"))
    player.complete("s.a", "zoe", fine=True)
    with pytest.raises(Refusal, match="zoe is excluded from this work item"):
        claim(player, "zoe", "t.b")
    player = play(TWO, bob=("ann",))
    player.complete("s.a", "bob", fine=True)
    with pytest.raises(Refusal, match="bob is excluded from this work item"):
        claim(player, "bob", "t.b")


def test_nor_may_the_one_in_whose_place_it_was_done() -> None:
    """Separation of duties, for the other name: ann is back, and somebody else stands in for her."""
    player = play(TWO, zoe=("ann",), carl=("ann",))
    player.complete("s.a", "zoe", fine=True)
    assert set(the_item(player, "t.b").excluded) == {"user:zoe", "user:ann"}
    for user, why in (("ann", "ann is excluded"), ("carl", "carl may not stand in: ann is excluded")):
        with pytest.raises(Refusal, match=why):
            claim(player, user, "t.b")
    player.complete("t.b", "bob", fine=True)
    assert player.ended == "completed"


def test_an_exclusion_that_comes_later_stops_the_substitute() -> None:
    """Rule 16: exclusions are read at every act, also those of the one who is away."""
    player = play(ONE % "exclude case.owner", zoe=("ann",))
    claim(player, "zoe")
    player.put("Case", **(CASE | {"owner": "ann"}))
    with pytest.raises(Refusal, match="zoe may not stand in: ann is excluded"):
        player.complete("s.a", "zoe", fine=True)


def test_what_was_claimed_in_time_is_completed_after_it() -> None:
    """Membership counts at claim, and so does standing in."""
    player = play(zoe=("ann",))
    claim(player, "zoe")
    player.substitutes.clear()
    player.complete("s.a", "zoe", fine=True)
    assert the_item(player).acting_for == "user:ann"


def test_who_delegates_for_another_is_out_with_them() -> None:
    """Rule 16: who has delegated may no longer complete."""
    player = play(zoe=("ann",))
    player.apply(ev.ItemDelegated(the_item(player).ref, "user:bob"), "user:zoe")
    assert the_item(player).delegated == ("user:zoe", "user:ann")
    player.apply(ev.ItemReassigned(the_item(player).ref, ("group:Agents",)), administrator=True)
    for user, why in (("ann", "ann has delegated"), ("zoe", "zoe has delegated")):
        with pytest.raises(Refusal, match=why):
            claim(player, user)


def test_different_people_are_different_under_both_names() -> None:
    """Rule 4: of instances for different people neither the substitute nor the one who is away has two."""
    text = """
    stage s { interactive a = look(case) {
      for each n in [1, 2]   assign to group("Agents")   different people } }
    """
    player = play(text, zoe=("ann",))
    first, second = player.items.values()
    player.apply(ev.ItemClaimed(first.ref), "user:zoe")
    for user in ("zoe", "ann"):
        with pytest.raises(Refusal, match="not allowed"):
            player.apply(ev.ItemClaimed(second.ref), f"user:{user}")
    player.apply(ev.ItemClaimed(second.ref), "user:bob")


def test_a_substitute_suspends_and_saves_too() -> None:
    """What the one who is away could do with the item, the substitute can."""
    player = play(zoe=("ann",))
    ref = the_item(player).ref
    player.apply(ev.ItemSuspended(ref), "user:zoe")
    player.apply(ev.ItemResumed(ref), "user:zoe")
    assert the_item(player).acting_for is None
    claim(player, "zoe")
    player.apply(ev.ItemSaved(ref, {"note": "Half"}), "user:zoe")
    assert (the_item(player).draft, the_item(player).acting_for) == ({"note": "Half"}, "user:ann")
