"""Interactive steps: who gets the work item and who may act on it (language.md, rules 15, 16 and section 6)."""

import pytest

from orchestra_dsl.interpreter.events import ItemClaimed, ItemReassigned, ItemReleased
from tests.language.forms import plays
from tests.language.play import Player, Refusal
from tests.language.texts import CASE, orchestration


def play(assign: str) -> Player:
    text = orchestration(f"stage s {{ interactive a = look(case) {{ assign to {assign} }} }}")
    groups = {"Agents": ["ann", "bob"], "Support": ["ines"], "Empty": []}
    return Player(text, groups=groups).put("Case", **CASE).start("1")


@plays("assign to E", 'interactive y = fix_case(case) "Label" { … }')
def test_a_user_a_group_and_a_queue_can_be_assigned() -> None:
    assert play("case.owner").item("s.a").candidates == ("user:omar",)
    assert play('group("Agents")').item("s.a").candidates == ("group:Agents",)
    assert play('queue("Support")').item("s.a").candidates == ("queue:Support",)


@plays("E ?? E")
def test_a_missing_value_falls_back_to_the_next() -> None:
    assert play('case.team ?? queue("Support")').item("s.a").candidates == ("queue:Support",)


@plays("assign to E", "[a, b]")
def test_a_list_of_people_makes_several_candidates() -> None:
    assert play('[user("ann"), user("bob"), user("ann")]').item("s.a").candidates == ("user:ann", "user:bob")


def test_nobody_to_assign_to_is_an_error_that_can_be_retried() -> None:
    player = play('group("Empty")')
    assert "Nobody" in str(player.ended)
    player.groups["Empty"] = ["eve"]
    player.retry("s.a")
    player.complete("s.a", "eve", fine=True)
    assert player.ended == "completed"


@plays("assign to E")
def test_only_a_candidate_may_complete() -> None:
    player = play('group("Agents")')
    with pytest.raises(Refusal, match="not allowed: ines may not"):
        player.complete("s.a", "ines", fine=True)
    player.complete("s.a", "bob", fine=True)
    assert player.ended == "completed"


def test_who_has_claimed_an_item_keeps_the_others_out() -> None:
    player = play('group("Agents")')
    player.apply(ItemClaimed(player.item("s.a").ref), "user:ann")
    with pytest.raises(Refusal, match="claimed: ann has claimed"):
        player.complete("s.a", "bob", fine=True)
    player.apply(ItemReleased(player.item("s.a").ref), "user:ann")
    player.complete("s.a", "bob", fine=True)
    assert player.ended == "completed"


def test_of_two_who_claim_the_same_version_one_is_told() -> None:
    player = play('group("Agents")')
    item = player.item("s.a")
    player.apply(ItemClaimed(item.ref, item.version), "user:ann")
    with pytest.raises(Refusal, match="changed"):
        player.apply(ItemClaimed(item.ref, item.version), "user:bob")


def test_a_reassignment_replaces_the_candidates_and_releases_the_claim() -> None:
    player = play('group("Agents")')
    ref = player.item("s.a").ref
    player.apply(ItemClaimed(ref), "user:ann")
    with pytest.raises(Refusal, match="only an administrator"):
        player.apply(ItemReassigned(ref, ("queue:Support",)), "user:bob")
    player.apply(ItemReassigned(ref, ("queue:Support",)), administrator=True)
    with pytest.raises(Refusal, match="not allowed"):
        player.complete("s.a", "ann", fine=True)
    player.complete("s.a", "ines", fine=True)
    assert player.ended == "completed"


def test_a_reassignment_to_somebody_unknown_is_refused() -> None:
    player = play('group("Agents")')
    with pytest.raises(Refusal, match='no active group called "Nowhere"'):
        player.apply(ItemReassigned(player.item("s.a").ref, ("group:Nowhere",)), administrator=True)


def test_an_item_completed_twice_is_refused() -> None:
    player = play("case.owner")
    ref = player.item("s.a").ref
    player.complete("s.a", "omar", fine=True)
    with pytest.raises(Refusal, match="this run is completed"):
        player.apply(ItemClaimed(ref), "user:omar")


def urgent(priority: str, **case: str) -> Player:
    """A work item of this priority."""
    text = orchestration(f"stage s {{ interactive a = look(case) {{ assign to case.owner\n priority {priority} }} }}")
    return Player(text).put("Case", **CASE, **case).start("1")


@plays("priority E")
@pytest.mark.parametrize(
    ("priority", "number"),
    [
        ("3", 3),
        ("-3", -3),
        ('if case.owner == user("omar") then 5 else 1', 5),
        ("-9_223_372_036_854_775_807", 1 - 2**63),
    ],
)
def test_a_priority_is_worked_out_when_the_item_is_opened(priority: str, number: int) -> None:
    """Section 3: `priority E`."""
    assert urgent(priority).item("s.a").priority == number


def test_an_item_of_a_step_that_says_nothing_has_the_priority_0() -> None:
    assert play("case.owner").item("s.a").priority == 0


@plays("priority E", "for each p in LIST at most 5 at once | one by one")
def test_each_instance_has_a_priority_of_its_own() -> None:
    """Rule 4: `priority` is worked out for each instance."""
    clauses = "for each n in [2, 7]\n assign to case.owner\n priority n\n"
    player = Player(orchestration(f"stage s {{ interactive a = look(case) {{ {clauses} }} }}"))
    player.put("Case", **CASE).start("1")
    assert [item.priority for item in player.open("s.a")] == [2, 7]


def test_a_claim_and_a_reassignment_leave_the_priority_as_it_is() -> None:
    player = urgent("4")
    ref = player.item("s.a").ref
    player.apply(ItemClaimed(ref), "user:omar")
    player.apply(ItemReassigned(ref, ("user:ann",)), administrator=True)
    assert player.item("s.a").priority == 4
