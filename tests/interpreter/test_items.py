"""Work items: who may do what, and that of two people at once one wins (language.md, section 6)."""

from typing import Any

import pytest

from orchestra_dsl.graph.types import PEOPLE, TEXT
from orchestra_dsl.interpreter.events import ItemClaimed, ItemCompleted, ItemReassigned, ItemReleased, Ref
from orchestra_dsl.interpreter.state import decode_state
from tests.interpreter.build import background, end, graph, interactive, people, stage
from tests.interpreter.terms import output
from tests.interpreter.world import START, Refusal, Run

AGENTS = people("group:Agents", "user:zoe")


def opened(assign: Any = AGENTS, **clauses: Any) -> Run:
    """A run with one open item, for the group Agents (ann, bob) and zoe."""
    run = Run(graph(stage("a", interactive("x", assign=assign, outputs={"ok": TEXT}, **clauses)), end("Done")))
    run.groups = {"Agents": ["ann", "bob"], "Other": ["carl"]}
    return run.start()


def refused(run: Run, act: Any, actor: str | None = None, *, administrator: bool = False) -> str:
    """The code with which an act is refused; nothing of it is kept."""
    before, rows = run.stored, str(run.rows)
    with pytest.raises(Refusal) as refusal:
        run.apply(act, actor, administrator=administrator)
    assert (run.stored, str(run.rows)) == (before, rows)
    assert str(refusal.value)
    return refusal.value.code


def test_an_open_item_says_everything_that_a_list_shows() -> None:
    """Section 6: what a row of open work is made from."""
    item = opened().item("a.x")
    assert (item.element, item.screen, item.status.words, item.version) == ("a.x", "x", "open", 1)
    assert item.candidates == ("group:Agents", "user:zoe")
    assert (item.claimed_by, item.completed_by, item.opened_at) == (None, None, START)


@pytest.mark.parametrize("user", ["ann", "zoe"])
def test_a_candidate_claims_an_item(user: str) -> None:
    """Section 3: the first to claim has it; by name or by membership."""
    item = opened().claims(user, "a.x").item("a.x")
    assert (item.status.words, item.claimed_by, item.version) == ("claimed", f"user:{user}", 2)


def test_who_is_no_candidate_may_not_claim() -> None:
    """Section 6: rules on who may claim are enforced below the doors."""
    run = opened()
    assert refused(run, ItemClaimed(run.item("a.x").ref), "carl") == "not allowed"
    assert refused(run, ItemClaimed(run.item("a.x").ref), "group:Agents") == "not allowed"


def test_an_administrator_is_no_candidate_either() -> None:
    """Section 6: administering is not doing somebody's work."""
    run = opened()
    assert refused(run, ItemClaimed(run.item("a.x").ref), "root", administrator=True) == "not allowed"
    assert refused(run, ItemCompleted(run.item("a.x").ref, {}), "root", administrator=True) == "not allowed"


def test_a_claim_needs_a_name() -> None:
    """Section 6: who acts is part of every event."""
    run = opened()
    assert refused(run, ItemClaimed(run.item("a.x").ref)) == "not allowed"
    assert refused(run, ItemCompleted(run.item("a.x").ref, {})) == "not allowed"


def test_membership_counts_at_claim() -> None:
    """Rule 16: membership counts at claim, not at opening."""
    run = opened()
    run.groups["Agents"] = ["carl"]
    assert refused(run, ItemClaimed(run.item("a.x").ref), "ann") == "not allowed"
    assert run.claims("carl", "a.x").item("a.x").claimed_by == "user:carl"


def test_a_user_whom_the_directory_no_longer_knows_may_not_claim() -> None:
    """Rule 16: being named is not enough for somebody who has left."""
    run = opened()
    run.unknown.add("user:zoe")
    assert refused(run, ItemClaimed(run.item("a.x").ref), "zoe") == "not allowed"


def test_a_claimed_item_is_not_for_others() -> None:
    """Section 6: one wins and the other is told."""
    run = opened().claims("ann", "a.x")
    ref = run.item("a.x").ref
    assert refused(run, ItemClaimed(ref), "bob") == "claimed"
    assert refused(run, ItemCompleted(ref, {}), "bob") == "claimed"
    assert refused(run, ItemReleased(ref), "bob") == "claimed"


def test_claiming_what_one_has_changes_nothing() -> None:
    """Section 6: no new version, no new line."""
    run = opened().claims("ann", "a.x").claims("ann", "a.x")
    assert run.item("a.x").version == 2
    assert run.commits[-1].notes == ()


def test_a_claim_of_another_version_is_refused() -> None:
    """Section 6: compare-and-set on the item's version."""
    run = opened()
    ref, seen = run.item("a.x").ref, run.item("a.x").version
    run.claims("ann", "a.x", seen).releases("ann", "a.x")
    assert refused(run, ItemClaimed(ref, seen), "bob") == "changed"
    assert refused(run, ItemCompleted(ref, {}, seen), "bob") == "changed"
    assert refused(run, ItemReassigned(ref, ("user:bob",), seen), administrator=True) == "changed"
    assert run.claims("bob", "a.x", 3).item("a.x").claimed_by == "user:bob"


def test_of_two_people_who_complete_at_once_one_wins() -> None:
    """Section 6: the other is told, with the version that both have seen."""
    run = opened()
    ref, seen = run.item("a.x").ref, run.item("a.x").version
    run.completes("ann", "a.x", seen, ok="yes")
    assert run.status == "completed: Done"
    assert refused(run, ItemCompleted(ref, {"ok": "no"}, seen), "bob") == "not open"


def test_a_claim_is_released() -> None:
    """Section 6: release."""
    run = opened().claims("ann", "a.x").releases("ann", "a.x")
    assert (run.item("a.x").status.words, run.item("a.x").claimed_by) == ("open", None)
    assert run.claims("bob", "a.x").item("a.x").claimed_by == "user:bob"


def test_an_administrator_releases_somebodys_claim() -> None:
    """Section 6: also without a name of their own."""
    assert opened().claims("ann", "a.x").releases(None, "a.x", administrator=True).item("a.x").claimed_by is None


def test_what_nobody_has_claimed_cannot_be_released() -> None:
    """Section 6: it says so."""
    run = opened()
    assert refused(run, ItemReleased(run.item("a.x").ref), "ann") == "not allowed"


def test_an_administrator_reassigns_an_item() -> None:
    """Rule 16: a reassignment replaces the candidates and releases a claim."""
    run = opened().claims("ann", "a.x").reassigns("root", "a.x", "group:Other", "user:bob", administrator=True)
    item = run.item("a.x")
    assert (item.status.words, item.claimed_by, item.candidates) == ("open", None, ("group:Other", "user:bob"))
    assert refused(run, ItemClaimed(item.ref), "ann") == "not allowed"
    assert run.claims("carl", "a.x").item("a.x").claimed_by == "user:carl"


def test_who_has_claimed_an_item_reassigns_it() -> None:
    """Section 6: it is theirs to hand on."""
    assert opened().claims("ann", "a.x").reassigns("ann", "a.x", "user:carl").item("a.x").candidates == ("user:carl",)


def test_a_candidate_may_not_reassign_what_is_not_claimed() -> None:
    """Section 6: neither may who has not claimed it."""
    run = opened()
    assert refused(run, ItemReassigned(run.item("a.x").ref, ("user:bob",)), "ann") == "not allowed"
    run.claims("bob", "a.x")
    assert refused(run, ItemReassigned(run.item("a.x").ref, ("user:ann",)), "ann") == "not allowed"
    assert refused(run, ItemReassigned(run.item("a.x").ref, ("user:ann",)), None) == "not allowed"


@pytest.mark.parametrize("to", [(), ("user:ghost",), ("ann",), ("",), ("user:",), ("group:Empty",), ("role:x",)])
def test_an_item_is_reassigned_only_to_somebody(to: tuple[str, ...]) -> None:
    """Rule 16: to at least one that the directory knows, with somebody in it."""
    run = opened()
    run.unknown.add("user:ghost")
    assert refused(run, ItemReassigned(run.item("a.x").ref, to), "root", administrator=True) == "bad value"


def test_a_candidate_completes_an_item_without_claiming_it() -> None:
    """Section 6: complete."""
    run = opened().completes("bob", "a.x", ok="yes")
    item = run.item("a.x")
    assert (item.status.words, item.completed_by, item.claimed_by) == ("completed", "user:bob", "user:bob")
    assert run.status == "completed: Done"


def test_who_has_claimed_an_item_completes_it_though_membership_has_ended() -> None:
    """Rule 16: membership counts at claim."""
    run = opened().claims("ann", "a.x")
    run.groups["Agents"] = ["bob"]
    assert run.completes("ann", "a.x", ok="yes").status == "completed: Done"


def test_who_is_no_candidate_may_not_complete() -> None:
    """Section 6: below every door."""
    run = opened()
    assert refused(run, ItemCompleted(run.item("a.x").ref, {"ok": "yes"}), "carl") == "not allowed"


def test_the_outputs_say_who_completed_and_when() -> None:
    """Section 3: outputs also `completed_by`, `completed_at`."""
    run = Run(
        graph(
            stage("a", interactive("x", outputs={"ok": TEXT})),
            stage("b", background("y", args={"who": (PEOPLE, output("a.x", "completed_by"))})),
        )
    )
    run.start().advance("1h").completes("ann", "a.x", ok="yes")
    assert decode_state(run.stored).outputs[run.names["a.x"]] == {
        "ok": "yes",
        "completed_by": "user:ann",
        "completed_at": "2026-01-05T10:00:00Z",
    }
    assert run.call("b.y").arguments == {"who": "user:ann"}


def test_nobody_says_who_completed_but_the_engine() -> None:
    """Section 6: an answer cannot pretend to be somebody else's."""
    run = Run(graph(stage("a", interactive("x")), stage("b", interactive("y")))).start()
    run.completes("ann", "a.x", completed_by="user:boss", completed_at="2000-01-01T00:00:00Z")
    assert decode_state(run.stored).outputs[run.names["a.x"]]["completed_by"] == "user:ann"


def test_a_withdrawn_item_takes_no_act() -> None:
    """Section 6: every act on it is refused as no longer open."""
    run = Run(graph(stage("a", interactive("x"), background("y"), finish=(1, ("y",))), stage("b", interactive("z"))))
    run.start().claims("ann", "a.x").returns("a.y")
    ref = run.item("a.x").ref
    assert run.item("a.x").status.words == "withdrawn"
    for act in (ItemClaimed(ref), ItemReleased(ref), ItemReassigned(ref, ("user:bob",)), ItemCompleted(ref, {})):
        assert refused(run, act, "ann") == "not open"


def test_an_item_of_an_ended_run_takes_no_act() -> None:
    """Section 6: the run is over, and says how."""
    run = opened()
    ref = run.item("a.x").ref
    run.cancel()
    with pytest.raises(Refusal, match="this run is canceled"):
        run.apply(ItemCompleted(ref, {}), "ann")


def test_an_item_that_never_was_takes_no_act() -> None:
    """Section 6: whatever a caller makes up."""
    run = opened()
    for ref in (Ref(99, 1), Ref(0, 1), Ref(run.names["a.x"], 999), Ref(run.names["a.x"], 1, 5), Ref(-1, 0)):
        assert refused(run, ItemCompleted(ref, {}), "ann") == "not open"


def test_the_item_keeps_its_name_over_claims_and_reassignments() -> None:
    """Section 6: it is one row."""
    run = opened().claims("ann", "a.x").reassigns("ann", "a.x", "user:bob").completes("bob", "a.x", ok="")
    assert len(run.rows.items) == 1
