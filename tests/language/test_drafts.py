"""Drafts and priorities of work items, changed by hand (language.md, section 6)."""

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import Item
from tests.language.play import Player, Refusal
from tests.language.texts import CASE, orchestration


def play(clauses: str = "", head: str = "") -> Player:
    """A run with one work item for ann and bob."""
    text = orchestration(f'{head}\nstage s {{ interactive a = look(case) {{ assign to group("Agents") {clauses} }} }}')
    return Player(text, groups={"Agents": ["ann", "bob"], "Managers": ["lena"]}).put("Case", **CASE).start("1")


def the_item(player: Player) -> Item:
    """The item, whatever its status."""
    (item,) = player.items.values()
    return item


def save(player: Player, user: str = "ann", **outputs: object) -> Item:
    """Somebody saves a draft on the version that they see."""
    player.apply(ev.ItemSaved(the_item(player).ref, outputs, the_item(player).version), f"user:{user}")
    return the_item(player)


def claimed(player: Player, user: str = "ann") -> Player:
    """Somebody claims the item."""
    player.apply(ev.ItemClaimed(the_item(player).ref), f"user:{user}")
    return player


def test_a_draft_grows_and_is_counted_as_a_version() -> None:
    """Section 6: compare-and-set counts drafts too."""
    player = claimed(play())
    version = the_item(player).version
    assert save(player, note="Half").draft == {"note": "Half"}
    assert save(player, fine=True).draft == {"note": "Half", "fine": True}
    assert the_item(player).version == version + 2
    assert save(player, note=None).draft == {"fine": True}
    with pytest.raises(Refusal, match="changed: this work item has changed since you saw it"):
        player.apply(ev.ItemSaved(the_item(player).ref, {"note": "x"}, version), "user:ann")


def test_a_draft_that_says_the_same_changes_nothing() -> None:
    """A window that saves every few seconds leaves no version and no line behind where nothing was typed."""
    player = claimed(play())
    save(player, note="Half")
    version, lines = the_item(player).version, len(player.notes)
    save(player, note="Half")
    assert (the_item(player).version, len(player.notes)) == (version, lines)


def test_only_who_has_claimed_the_item_saves() -> None:
    """Section 6: two people never write into one draft."""
    player = play()
    with pytest.raises(Refusal, match="not allowed: claim this work item first"):
        save(player, note="x")
    claimed(player)
    with pytest.raises(Refusal, match="claimed: ann has claimed this work item"):
        save(player, "bob", note="x")
    player.apply(ev.ItemSuspended(the_item(player).ref), "user:ann")
    with pytest.raises(Refusal, match="suspended"):
        save(player, note="x")


def test_whoever_is_excluded_meanwhile_saves_nothing() -> None:
    """Rule 16: exclusions are read at every act."""
    player = claimed(play("exclude case.owner"))
    player.put("Case", **(CASE | {"owner": "ann"}))
    with pytest.raises(Refusal, match="claim this work item first: a draft is kept for whoever has claimed it"):
        save(player, note="x")


def test_the_next_one_goes_on_from_the_draft() -> None:
    """It belongs to the work: released and reassigned it stays."""
    player = claimed(play())
    save(player, note="Half")
    player.apply(ev.ItemReleased(the_item(player).ref), "user:ann")
    assert the_item(player).draft == {"note": "Half"}
    player.apply(ev.ItemReassigned(the_item(player).ref, ("user:omar",)), administrator=True)
    assert the_item(player).draft == {"note": "Half"}
    player.complete("s.a", "omar", fine=True)
    assert the_item(player).draft == {}
    assert player.ended == "completed"


def test_a_draft_is_no_output() -> None:
    """Rule 8: an output is there once the item is completed; a draft is read by nobody, and goes with the item."""
    text = """
    stage s { finish when (s.a.note ?? "") == "Half" or case.status == "Closed"
      interactive a = look(case) { assign to group("Agents") } }
    """
    player = Player(orchestration(text), groups={"Agents": ["ann"]}).put("Case", **CASE).start("1")
    claimed(player)
    save(player, note="Half")
    assert player.ended == "active"
    player.put("Case", **(CASE | {"status": "Closed"}))
    assert (player.ended, the_item(player).draft) == ("completed", {})


def test_who_may_change_the_priority() -> None:
    """Who has claimed it, administrators, and those who may reassign it; a suspended item's too."""
    player = play(head='allow reassign by group("Managers")')
    ref = the_item(player).ref
    with pytest.raises(Refusal, match="only Managers, an administrator or who has claimed it may change the priority"):
        player.apply(ev.ItemPrioritized(ref, 5), "user:ann")
    player.apply(ev.ItemPrioritized(ref, 5), "user:lena")
    claimed(player)
    player.apply(ev.ItemPrioritized(ref, -(2**63) + 1, the_item(player).version), "user:ann")
    player.apply(ev.ItemSuspended(ref), "user:ann")
    player.apply(ev.ItemPrioritized(ref, 7), administrator=True)
    assert the_item(player).priority == 7
    version = the_item(player).version
    player.apply(ev.ItemPrioritized(ref, 7), administrator=True)
    assert the_item(player).version == version, "the same once more changes nothing"
    with pytest.raises(Refusal, match="bad value: a priority is a whole number of at most 64 bit"):
        player.apply(ev.ItemPrioritized(ref, 2**63), administrator=True)
