"""Work items that rest, and `allow suspend by E` (language.md, section 6)."""

import pytest

from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import Item
from tests.language.forms import plays
from tests.language.play import Player, Refusal
from tests.language.texts import CASE, orchestration

HOUR = 3_600_000_000


def play(clauses: str = "", assign: str = 'group("Agents")', head: str = "") -> Player:
    """A run with one work item for ann and bob."""
    text = orchestration(f"{head}\nstage s {{ interactive a = look(case) {{ assign to {assign} {clauses} }} }}")
    return Player(text, groups={"Agents": ["ann", "bob"], "Managers": ["lena"]}).put("Case", **CASE).start("1")


def the_item(player: Player) -> Item:
    """The item, whatever its status."""
    (item,) = player.items.values()
    return item


def suspend(player: Player, user: str | None = "ann", until: int | None = None) -> Item:
    """Suspend the item."""
    player.apply(ev.ItemSuspended(the_item(player).ref, until), user and f"user:{user}")
    return the_item(player)


def test_a_suspended_item_cannot_be_done() -> None:
    """Section 6: claim, release, delegate and complete are refused, whoever acts."""
    player = play()
    ref = the_item(player).ref
    player.apply(ev.ItemClaimed(ref), "user:ann")
    assert suspend(player).status == ItemStatus.SUSPENDED
    assert the_item(player).claimed_by == "user:ann"
    for act in (
        ev.ItemClaimed(ref),
        ev.ItemReleased(ref),
        ev.ItemDelegated(ref, "user:bob"),
        ev.ItemCompleted(ref, {"fine": True}),
        ev.ItemSuspended(ref),
    ):
        with pytest.raises(Refusal, match="suspended: this work item is suspended; resume it first"):
            player.apply(act, "user:ann")


def test_it_goes_on_as_it_was() -> None:
    """Section 6: who had claimed it has claimed it; what nobody had claimed is open."""
    player = play()
    suspend(player)
    player.apply(ev.ItemResumed(the_item(player).ref), "user:bob")
    assert the_item(player).status == ItemStatus.OPEN
    player.apply(ev.ItemClaimed(the_item(player).ref), "user:ann")
    version = suspend(player).version
    player.apply(ev.ItemResumed(the_item(player).ref, version), "user:ann")
    assert the_item(player).status == ItemStatus.CLAIMED
    with pytest.raises(Refusal, match="not open: this work item is not suspended"):
        player.apply(ev.ItemResumed(the_item(player).ref), "user:ann")
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "completed"


def test_it_goes_on_by_itself_at_its_instant() -> None:
    """Rule 14: a timer is due at its instant, inclusive."""
    player = play()
    suspend(player, until=player.now + HOUR)
    with pytest.raises(Refusal, match="is suspended until 2026-01-05 10:00:00 UTC"):
        player.apply(ev.ItemClaimed(the_item(player).ref), "user:ann")
    player.advance("59m")
    assert the_item(player).status == ItemStatus.SUSPENDED
    player.advance("1m")
    assert (the_item(player).status, the_item(player).until) == (ItemStatus.OPEN, None)


def test_resumed_by_hand_its_timer_goes() -> None:
    """Section 6: an item suspended again for longer is not woken by the first instant."""
    player = play()
    suspend(player, until=player.now + HOUR)
    player.apply(ev.ItemResumed(the_item(player).ref), "user:ann")
    assert not player.timers
    suspend(player)
    player.advance("2h")
    assert the_item(player).status == ItemStatus.SUSPENDED


@pytest.mark.parametrize("until", [-1, 0, 2**62])
def test_an_instant_that_has_passed_is_refused(until: int) -> None:
    """Section 6: nothing can rest until the past, or for ever after the last of all times."""
    player = play()
    with pytest.raises(Refusal, match="bad value: the instant until which a work item rests has to come yet"):
        suspend(player, until=player.now + until)


def test_its_due_time_and_its_timeout_go_on() -> None:
    """Rule 13: from opening, whatever is done with the item meanwhile."""
    clauses = 'due in 2h { at 100% reassign to user("omar") } timeout 4h on error "Timeout" { }'
    player = play(clauses)
    suspend(player, until=player.now + 10 * HOUR)
    player.advance("2h")
    assert (the_item(player).candidates, the_item(player).status) == (("user:omar",), ItemStatus.SUSPENDED)
    player.advance("2h")
    assert the_item(player).status == ItemStatus.EXPIRED
    assert player.ended == "completed"
    assert not player.timers


def test_it_is_withdrawn_with_its_stage() -> None:
    """Rule 2: a jump out discontinues a suspended item too, and nothing wakes it later."""
    text = """
    stage s { timeout 1h -> late   interactive a = look(case) { assign to group("Agents") } }
    end "Done"
    stage late { interactive b = look(case) { assign to user("omar") } }
    """
    player = Player(orchestration(text), groups={"Agents": ["ann"]}).put("Case", **CASE).start("1")
    item = player.item("s.a")
    player.apply(ev.ItemSuspended(item.ref, player.now + 2 * HOUR), "user:ann")
    player.advance("1h")
    assert player.items[item.name].status == ItemStatus.WITHDRAWN
    assert not player.timers


def test_who_may_suspend_an_item() -> None:
    """Section 6: who has claimed it; while nobody has, its candidates; nobody excluded."""
    player = play('exclude user("bob")')
    for user, why in (("zoe", "zoe may not: this work item is for Agents"), ("bob", "bob is excluded")):
        with pytest.raises(Refusal, match=f"not allowed: {why}"):
            suspend(player, user)
    with pytest.raises(Refusal, match="not allowed: say who acts"):
        suspend(player, None)
    player = play()
    player.apply(ev.ItemClaimed(the_item(player).ref), "user:ann")
    with pytest.raises(Refusal, match="claimed: ann has claimed this work item"):
        suspend(player, "bob")


@plays("allow suspend by E")
def test_those_whom_the_source_names_may_suspend_items_and_runs() -> None:
    """Section 3: `allow suspend by E`."""
    player = play(head='allow suspend by group("Managers")')
    assert suspend(player, "lena").status == ItemStatus.SUSPENDED
    player.apply(ev.ItemResumed(the_item(player).ref), "user:lena")
    with pytest.raises(Refusal, match="not allowed: only Managers or an administrator may suspend this run"):
        player.apply(ev.RunSuspended(), "user:ann")
    player.apply(ev.RunSuspended("a look at the contract"), "user:lena")
    assert player.ended == "suspended"
    with pytest.raises(Refusal, match="not allowed: only Managers or an administrator may resume this run"):
        player.apply(ev.RunResumed(), "user:ann")
    player.apply(ev.RunResumed(), "user:lena")
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "completed"


@plays("allow suspend by E")
def test_without_the_clause_only_administrators_suspend_runs() -> None:
    """Section 3: what nobody is allowed an administrator may."""
    with pytest.raises(Refusal, match="only an administrator may suspend this run"):
        play().apply(ev.RunSuspended(), "user:ann")
    player = play(head="allow suspend by case.owner")
    with pytest.raises(Refusal, match="only omar or an administrator may suspend this run"):
        player.apply(ev.RunSuspended(), "user:ann")
    player.apply(ev.RunSuspended(), "user:omar")
    assert player.ended == "suspended"


def test_items_of_a_suspended_run_show_it_and_stay_what_they_were() -> None:
    """Section 6: nobody acts on them; one that rests by itself rests on when the run goes on."""
    player = play()
    player.apply(ev.ItemClaimed(the_item(player).ref), "user:ann")
    player.apply(ev.RunSuspended(), administrator=True)
    assert the_item(player).status == ItemStatus.SUSPENDED
    with pytest.raises(Refusal, match=r"suspended: run .* is suspended; resume it first"):
        player.apply(ev.ItemCompleted(the_item(player).ref, {"fine": True}), "user:ann")
    player.apply(ev.RunResumed(), administrator=True)
    assert (the_item(player).status, the_item(player).claimed_by) == (ItemStatus.CLAIMED, "user:ann")
    suspend(player)
    player.apply(ev.RunSuspended(), administrator=True)
    player.apply(ev.RunResumed(), administrator=True)
    assert the_item(player).status == ItemStatus.SUSPENDED


def test_what_is_suspended_or_not_is_said() -> None:
    """Section 6: suspending twice, and resuming what goes on."""
    player = play()
    with pytest.raises(Refusal, match=r"not open: run .* is not suspended"):
        player.apply(ev.RunResumed(), administrator=True)
    player.apply(ev.RunSuspended(), administrator=True)
    with pytest.raises(Refusal, match=r"suspended: run .* is suspended already"):
        player.apply(ev.RunSuspended(), administrator=True)
    player.apply(ev.RunCanceled(), administrator=True)
    assert player.ended == "canceled"


def test_a_run_that_is_suspended_before_it_has_begun_begins_when_it_goes_on() -> None:
    """Rule 19: a step's run may be suspended with its parent before its first event is applied."""
    text = orchestration('stage s { interactive a = look(case) { assign to group("Agents") } }')
    player = Player(text, groups={"Agents": ["ann"]}).put("Case", **CASE)
    player.apply(ev.RunSuspended(with_parent=True), administrator=True)
    player.apply(ev.Started(("1",)))
    assert (player.ended, player.put_off) == ("suspended", [ev.Started(("1",))])
    player.apply(ev.RunResumed(with_parent=True), administrator=True)
    assert player.ended == "not started"
    player.apply(player.put_off.pop())
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "completed"


@pytest.mark.parametrize(("days", "ended"), [(5, "paid"), (8, "late")])
def test_a_message_and_a_time_that_came_meanwhile_have_their_turns_as_they_came(days: int, ended: str) -> None:
    """Rule 21: the first of them is taken, though both are there when the run goes on."""
    arms = 'on paid as p where p.order == case.id { end "paid" } after 7d { end "late" }'
    player = Player(orchestration(f"await first {{ {arms} }}")).put("Case", **CASE).start("1")
    player.apply(ev.RunSuspended(), administrator=True)
    player.advance(f"{days}d")
    player.apply(ev.MessageArrived("paid", "m1", {"order": "1", "amount": "3"}))
    player.advance(f"{9 - days}d")
    put_off, player.put_off = player.put_off, []
    player.apply(ev.RunResumed(), administrator=True)
    for act in put_off:
        player.apply(act)
    assert player.ended == ended


def test_what_records_say_by_then_counts_once_it_goes_on() -> None:
    """Rules 9 and 16: predicates are asked about it again, and for whom open work is, is counted again."""
    body = """
    stage s {
      interactive a = look(case) { assign to group("Agents") exclude case.owner }
      interactive b = look(case) { start when quiet(case) assign to user("lena") }
    }
    """
    quiet = {"1": False}
    player = Player(orchestration(body), groups={"Agents": ["ann", "bob"]}, predicates={"quiet": quiet.__getitem__})
    player.put("Case", **CASE).start("1")
    player.apply(ev.ItemClaimed(player.item("s.a").ref), "user:ann")
    player.apply(ev.RunSuspended(), administrator=True)
    quiet["1"] = True
    player.put("Case", id="1", owner="ann")
    player.apply(ev.RunResumed(), administrator=True)
    player.settle()
    assert (player.item("s.a").claimed_by, player.item("s.b").status) == (None, ItemStatus.OPEN)
