"""Who may do the work of a step: `exclude`, `otherwise`, delegation (language.md, rule 16)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import events as ev
from tests.language.forms import plays
from tests.language.play import Player, Refusal
from tests.language.texts import CASE, orchestration

FIXED = """
stage fix {{ interactive doing = look(case) {{ assign to group("Agents") }} }}
stage check {{ interactive looking = look(case) {{ assign to {assign}
  {exclude} }} }}
"""


def play(assign: str = 'group("Agents")', exclude: str = "exclude fix.doing.completed_by", **case: Any) -> Player:
    """A case that ann has fixed, and that somebody else is to check."""
    text = orchestration(FIXED.format(assign=assign, exclude=exclude))
    groups = {"Agents": ["ann", "bob", "carl"], "Managers": ["lena"], "Empty": [], "Alone": ["ann"]}
    player = Player(text, groups=groups)
    player.put("Case", **(CASE | case)).start("1")
    return player.complete("fix.doing", "ann", fine=True)


def act(player: Player, kind: str, user: str | None, *more: Any, administrator: bool = False) -> None:
    """Somebody acts on the item of the check."""
    kinds = {"claim": ev.ItemClaimed, "delegate": ev.ItemDelegated, "reassign": ev.ItemReassigned}
    kinds["complete"] = ev.ItemCompleted
    ref = player.item("check.looking").ref
    player.apply(kinds[kind](ref, *more), user and f"user:{user}", administrator=administrator)


@plays("exclude E, …")
@pytest.mark.parametrize("administrator", [False, True])
@pytest.mark.parametrize(
    ("kind", "more"), [("claim", ()), ("complete", ({"fine": True},)), ("delegate", ("user:bob",))]
)
def test_who_is_excluded_is_refused_by_every_act(kind: str, more: Any, *, administrator: bool) -> None:
    """Rule 16: separation of duties beats every grant, an administrator's too."""
    player = play()
    with pytest.raises(Refusal, match="not allowed: ann is excluded from this work item: somebody else has to do it"):
        act(player, kind, "ann", *more, administrator=administrator)
    player.complete("check.looking", "bob", fine=True)
    assert player.ended == "completed"


@plays("exclude E, …")
@pytest.mark.parametrize(
    "exclude",
    [
        'exclude group("Alone")',
        'exclude [user("carl"), fix.doing.completed_by]',
        'exclude case.team, group("Alone")',
        'exclude user("zoe")\n  exclude fix.doing.completed_by',
    ],
)
def test_groups_lists_and_missing_values_may_be_excluded(exclude: str) -> None:
    """Section 3: `exclude E, …`; a missing value excludes nobody, and several clauses add up."""
    player = play(exclude=exclude)
    with pytest.raises(Refusal, match="ann is excluded"):
        act(player, "complete", "ann", {"fine": True})
    act(player, "claim", "bob")


def test_a_missing_value_alone_excludes_nobody() -> None:
    """Section 2: a missing value means nobody."""
    act(play(exclude="exclude case.team"), "claim", "ann")


def test_an_excluded_user_is_no_candidate_by_name() -> None:
    """Rule 16: the candidates less the excluded."""
    assert play('[user("ann"), user("bob")]').item("check.looking").candidates == ("user:bob",)


@plays("assign to E otherwise E")
def test_nobody_left_takes_otherwise() -> None:
    """Rule 16: none takes `otherwise`, less the excluded too."""
    player = play('group("Alone") otherwise [user("ann"), group("Managers")]')
    assert player.item("check.looking").candidates == ("group:Managers",)
    assert ("check.looking", "opened", {"candidates": ["group:Managers"], "instead": "otherwise"}) in player.notes


@plays("assign to E otherwise E")
def test_an_empty_list_takes_otherwise() -> None:
    """Rule 16: an empty list of approvers is nobody."""
    player = play('filter([case.owner], u => u == user("zoe")) otherwise user("bob")')
    assert player.item("check.looking").candidates == ("user:bob",)


def test_then_administrators_who_are_not_excluded() -> None:
    """Rule 16: `otherwise`, then administrators not excluded."""
    text = orchestration(
        FIXED.format(assign='group("Empty") otherwise group("Alone")', exclude='exclude group("Alone")')
    )
    player = Player(text, groups={"Agents": ["ann"], "Alone": ["ann"], "Empty": [], "Managers": ["lena"]})
    player.administrators = ["user:ann", "group:Managers"]
    player.put("Case", **CASE).start("1").complete("fix.doing", "ann", fine=True)
    assert player.item("check.looking").candidates == ("group:Managers",)
    with pytest.raises(Refusal, match="ann may not: this work item is for Managers"):
        act(player, "complete", "ann", {"fine": True}, administrator=True)
    player.complete("check.looking", "lena", fine=True)


def test_nobody_at_all_is_an_error() -> None:
    """Rule 16: else error; it is retried once there is somebody."""
    player = play('group("Alone")')
    assert player.ended == "check.looking: Nobody: there is nobody left in Alone who may do this step: ann may not"
    player.groups["Alone"] = ["ann", "dora"]
    player.retry("check.looking")
    player.complete("check.looking", "dora", fine=True)


def test_exclusions_are_asked_for_at_the_act_and_not_at_opening() -> None:
    """Rule 16: who joins an excluded group while the item is open is excluded from then on."""
    player = play(exclude='exclude group("Managers")')
    act(player, "claim", "bob")
    player.groups["Managers"] = ["lena", "bob"]
    with pytest.raises(Refusal, match="bob is excluded"):
        act(player, "complete", "bob", {"fine": True})
    player.groups["Managers"] = ["lena"]
    act(player, "complete", "bob", {"fine": True})


def test_what_the_record_says_now_counts() -> None:
    """Rule 16: an exclusion that reads a record reads it afresh."""
    player = play(exclude="exclude case.owner", owner="omar")
    player.put("Case", **(CASE | {"owner": "carl"}))
    with pytest.raises(Refusal, match="carl is excluded"):
        act(player, "claim", "carl")


def test_nobody_may_act_while_it_cannot_be_told_who_is_excluded() -> None:
    """Rules 16 and 17: a deleted record excludes everybody from acting, rather than nobody."""
    player = play(exclude="exclude case.owner")
    del player.records["Case", "1"]
    with pytest.raises(Refusal, match="cannot be told who is excluded from this work item: there is no Case"):
        act(player, "claim", "bob")


def test_a_reassignment_goes_to_those_who_are_not_excluded() -> None:
    """Rule 16: refused where it would leave nobody."""
    player = play()
    act(player, "reassign", None, ("user:ann", "user:carl"), administrator=True)
    assert player.item("check.looking").candidates == ("user:carl",)
    with pytest.raises(Refusal, match="not allowed: nobody in ann, Alone may do this work item: they are excluded"):
        act(player, "reassign", None, ("user:ann", "group:Alone"), administrator=True)


def test_who_delegates_stays_on_record_and_may_do_it_no_longer() -> None:
    """Rule 16: who has delegated may no longer complete, nor claim, nor get it back."""
    player = play()
    act(player, "claim", "bob")
    act(player, "delegate", "bob", "user:carl")
    item = player.item("check.looking")
    assert (item.candidates, item.claimed_by, item.delegated) == (("user:carl",), None, ("user:bob",))
    act(player, "reassign", None, ("group:Agents",), administrator=True)
    for kind, more in (("claim", ()), ("complete", ({"fine": True},)), ("delegate", ("user:carl",))):
        with pytest.raises(Refusal, match="bob has delegated this work item, and may no longer do it"):
            act(player, kind, "bob", *more)
    with pytest.raises(Refusal, match="bob has delegated this work item before"):
        act(player, "delegate", "carl", "user:bob")
    with pytest.raises(Refusal, match="nobody in bob may do this work item"):
        act(player, "reassign", None, ("user:bob",), administrator=True)
    player.complete("check.looking", "carl", fine=True)


def test_delegating_to_somebody_excluded_is_refused_to_administrators_too() -> None:
    """Rule 16: delegating to somebody excluded is refused."""
    player = play()
    for user, administrator in (("bob", False), (None, True), ("lena", True)):
        with pytest.raises(Refusal, match="not allowed: ann is excluded from this work item: delegate it to somebody"):
            act(player, "delegate", user, "user:ann", administrator=administrator)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("group:Agents", "delegated to one user"),
        ("user:", "delegated to one user"),
        ("user:bob", "bob cannot delegate to bob"),
    ],
)
def test_it_is_delegated_to_one_other_user(to: str, said: str) -> None:
    """Section 6: a delegation is to one user."""
    with pytest.raises(Refusal, match=f"bad value: .*{said}"):
        act(play(), "delegate", "bob", to)


def test_who_is_no_candidate_or_not_the_claimant_may_not_delegate() -> None:
    """Section 6: the claimant delegates, or a candidate; an administrator may too, and is on record."""
    player = play()
    with pytest.raises(Refusal, match="zoe may not: this work item is for Agents"):
        act(player, "delegate", "zoe", "user:carl")
    act(player, "claim", "bob")
    with pytest.raises(Refusal, match="claimed: bob has claimed"):
        act(player, "delegate", "carl", "user:carl")
    act(player, "delegate", "lena", "user:carl", administrator=True)
    assert player.item("check.looking").delegated == ("user:lena",)


def test_a_delegated_item_can_be_delegated_on() -> None:
    """Section 6: every delegator stays on record, in order."""
    player = play()
    act(player, "delegate", "bob", "user:carl")
    act(player, "delegate", "carl", "user:zoe")
    assert player.item("check.looking").delegated == ("user:bob", "user:carl")
    player.complete("check.looking", "zoe", fine=True)
    assert player.ended == "completed"


def test_a_step_that_is_entered_again_has_no_delegators() -> None:
    """Rule 1: a new visit forgets."""
    body = """
    stage s { interactive a = look(case) { assign to group("Agents") } }
    decide again { outcome yes when not s.a.fine -> s   otherwise -> end }
    """
    player = Player(orchestration(body), groups={"Agents": ["ann", "bob"]}).put("Case", **CASE).start("1")
    player.apply(ev.ItemDelegated(player.item("s.a").ref, "user:bob"), "user:ann")
    player.complete("s.a", "bob", fine=False)
    assert player.item("s.a").delegated == ()
    player.complete("s.a", "ann", fine=True)


DELEGATED = """
stage s {{ interactive a = look(case) {{ assign to user("ann")
  exclude user("carl")
  may delegate to {people} }} }}
"""


def delegated(people: str, to: str, *, administrator: bool = False, **case: Any) -> Player:
    """A work item of ann's that is delegated, where that is allowed."""
    groups = {"Agents": ["ann", "bob", "carl"]}
    player = Player(orchestration(DELEGATED.format(people=people)), groups=groups)
    player.put("Case", **(CASE | case)).start("1")
    act = ev.ItemDelegated(player.item("s.a").ref, f"user:{to}")
    player.apply(act, "user:lena" if administrator else "user:ann", administrator=administrator)
    return player


@plays("may delegate to E")
@pytest.mark.parametrize(("people", "to"), [('user("zoe")', "zoe"), ('[case.team, group("Agents")]', "bob")])
def test_an_item_is_delegated_to_whom_the_step_allows(people: str, to: str) -> None:
    """Section 3: `may delegate to E`."""
    assert delegated(people, to).item("s.a").candidates == (f"user:{to}",)


@plays("may delegate to E")
@pytest.mark.parametrize("administrator", [False, True])
def test_an_item_is_delegated_to_nobody_else(*, administrator: bool) -> None:
    """Section 3: for administrators too, who may reassign."""
    with pytest.raises(Refusal, match="bad value: this work item may be delegated to zoe, not to bob"):
        delegated('user("zoe")', "bob", administrator=administrator)
    with pytest.raises(Refusal, match="not allowed: this work item may not be delegated to anybody"):
        delegated("case.team", "bob", administrator=administrator)


def test_who_has_claimed_an_item_reassigns_it_within_the_same_bounds() -> None:
    """Section 3, `may delegate to E`: what may not be delegated to somebody is not reassigned to them either."""
    player = Player(orchestration(DELEGATED.format(people='group("Agents")')), groups={"Agents": ["bob"]})
    player.put("Case", **CASE).start("1")
    player.apply(ev.ItemClaimed(player.item("s.a").ref), "user:ann")
    for to in ("user:zoe", "group:Others"):
        with pytest.raises(Refusal, match="this work item may be delegated to Agents, not to"):
            player.apply(ev.ItemReassigned(player.item("s.a").ref, ("group:Agents", to)), "user:ann")
    player.apply(ev.ItemReassigned(player.item("s.a").ref, ("user:bob", "group:Agents")), "user:ann")
    assert player.item("s.a").candidates == ("user:bob", "group:Agents")
    player.apply(ev.ItemReassigned(player.item("s.a").ref, ("user:zoe",)), "user:lena", administrator=True)
    assert player.item("s.a").candidates == ("user:zoe",)


def test_an_exclusion_beats_what_may_be_delegated() -> None:
    """Rule 16: an exclusion beats every grant."""
    with pytest.raises(Refusal, match="carl is excluded"):
        delegated('group("Agents")', "carl")


def test_a_receiver_who_cannot_be_told_is_refused() -> None:
    """Nobody may act where it cannot be told who may."""
    text = orchestration(DELEGATED.format(people="case.owner"))
    player = Player(text).put("Case", **CASE).start("1")
    player.records.clear()
    with pytest.raises(Refusal, match="it cannot be told to whom this work item may be delegated: there is no Case"):
        player.apply(ev.ItemDelegated(player.item("s.a").ref, "user:bob"), "user:ann")


SKIPPED = """
stage s {{ interactive a = look(case) {{ {clauses} assign to group("Agents") }}
  background t = tell(if s.a.fine ?? false then "fine" else "nothing") {{ start after a }} }}
"""


def skip(clauses: str, user: str, *more: Any) -> Player:
    """An item that a user skips."""
    groups = {"Agents": ["ann", "bob"]}
    player = Player(orchestration(SKIPPED.format(clauses=clauses)), groups=groups, flows={"tell": [{}]})
    player.put("Case", **CASE).start("1")
    player.apply(ev.ItemSkipped(player.item("s.a").ref, *more), f"user:{user}")
    return player.settle()


@plays("may skip")
def test_a_claimant_may_skip_and_the_step_is_skipped() -> None:
    """Section 6: skip where declared."""
    player = skip("may skip\n timeout 1h\n due in 30m { at 50% remind }\n", "ann")
    assert (player.happened("s.a")[-2:], player.told, player.timers) == (["passed over", "skipped"], ["nothing"], {})
    assert (player.items.popitem()[1].status.words, player.ended) == ("withdrawn", "completed")


@plays("may skip")
def test_values_of_who_skips_are_the_outputs() -> None:
    assert skip("may skip\n", "ann", {"fine": True}).told == ["fine"]


def test_a_step_that_says_nothing_may_not_be_skipped() -> None:
    with pytest.raises(Refusal, match="not allowed: this work item may not be skipped: only one whose step says `may"):
        skip("", "ann")


@plays("may skip", "exclude E, …")
def test_who_may_not_complete_may_not_skip() -> None:
    """Section 6: whoever may complete, and nobody else."""
    with pytest.raises(Refusal, match="not allowed: zoe may not"):
        skip("may skip\n", "zoe")
    with pytest.raises(Refusal, match="bob is excluded"):
        skip('may skip\n exclude user("bob")\n', "bob")


@plays("may skip", "for each p in LIST at most 5 at once | one by one")
def test_a_skipped_instance_adds_nothing_to_the_list() -> None:
    """Rule 5: the output is a list of the completed instances."""
    clauses = "for each n in [1, 2] one by one\n may skip\n timeout 1h\n assign to case.owner\n"
    ending = 'end "x" with { total: count(s.a, e => e.fine) }'
    text = f"stage s {{ interactive a = look(case) {{ {clauses} }} }}\n{ending}"
    player = Player(orchestration(text)).put("Case", **CASE).start("1")
    ref = player.item("s.a").ref
    with pytest.raises(Refusal, match=r"bad value: an instance of s\.a is skipped without values"):
        player.apply(ev.ItemSkipped(ref, {"fine": True}), "user:omar")
    player.apply(ev.ItemSkipped(ref), "user:omar")
    with pytest.raises(Refusal, match="not open"):
        player.apply(ev.ItemSkipped(ref), "user:omar")
    assert [ref.instance for _, ref in player.timers] == [1]
    player.complete("s.a", "omar", fine=True)
    assert (player.ended, player.outputs) == ("x", {"total": 1})


# --- the directory changes --------------------------------------------------------------------------------------

OPEN = """
stage s {{ interactive a = look(case) {{ assign to group("Agents") {otherwise}
  exclude user("carl")
  timeout 1h }}
  on error "Nobody" -> t }}
end "Done"
stage t {{ interactive b = look(case) {{ assign to user("boss") }} }}
"""


def opened(otherwise: str = "", administrators: Any = ()) -> Player:
    """A work item for ann, bob and carl, of whom carl is excluded."""
    player = Player(orchestration(OPEN.format(otherwise=otherwise)), groups={"Agents": ["ann", "bob", "carl"]})
    player.administrators = list(administrators)
    return player.put("Case", **CASE).start("1")


def changed(player: Player, *agents: str) -> None:
    """Who the agents are now."""
    player.groups["Agents"] = list(agents)
    player.apply(ev.PeopleChanged())
    player.settle()


@plays("assign to E")
def test_work_that_somebody_may_still_do_stays_as_it_is() -> None:
    """Rule 16: at each change of the directory the candidates less the excluded are counted."""
    player = opened('otherwise user("lena")')
    before = (player.item("s.a"), player.state)
    changed(player, "bob", "carl")
    assert (player.item("s.a"), player.state) == before


@plays("assign to E otherwise E")
def test_when_nobody_is_left_otherwise_does_it() -> None:
    """Rule 16: none takes `otherwise`; who is excluded does not count."""
    player = opened('otherwise user("lena")')
    changed(player, "carl")
    assert player.item("s.a").candidates == ("user:lena",)
    assert player.happened("s.a")[-2:] == ["nobody left", "reassigned"]
    changed(player, "ann")
    player.complete("s.a", "lena", fine=True)
    assert player.ended == "Done"


def test_when_nobody_is_left_administrators_stand_in() -> None:
    """Rule 16: then administrators not excluded."""
    player = opened(administrators=["user:carl", "user:root"])
    changed(player)
    assert player.item("s.a").candidates == ("user:root",)


def test_else_the_step_is_in_error() -> None:
    """Rule 16: else error, which a handler takes as any other."""
    player = opened(administrators=["user:carl"])
    changed(player)
    assert (player.item("t.b").candidates, player.timers) == (("user:boss",), {})
    assert "nobody left" in player.happened("s.a")


@pytest.mark.parametrize(("left", "candidates"), [(["bob"], ("group:Agents",)), (["carl"], ("user:lena",))])
def test_a_claim_of_somebody_who_has_left_is_released(left: list[str], candidates: tuple[str, ...]) -> None:
    """Rule 16: membership counts at a claim; whoever is not there any more can do nothing."""
    player = opened('otherwise user("lena")')
    player.apply(ev.ItemClaimed(player.item("s.a").ref), "user:ann")
    changed(player, "bob", "carl")  # ann is no agent any more, but she is there, and has it
    assert player.item("s.a").claimed_by == "user:ann"
    player.gone = frozenset({"user:ann"})
    changed(player, *left)
    assert (player.item("s.a").claimed_by, player.item("s.a").candidates) == (None, candidates)


def test_a_suspended_item_stays_so_when_who_had_claimed_it_has_left() -> None:
    """Rule 16, section 6: the claim is released; that the work rests is another thing."""
    player = opened()
    ref = player.item("s.a").ref
    player.apply(ev.ItemClaimed(ref), "user:ann")
    player.apply(ev.ItemSuspended(ref), "user:ann")
    player.gone = frozenset({"user:ann"})
    changed(player, "bob")
    (item,) = player.items.values()
    assert (item.status.words, item.claimed_by) == ("suspended", None)
    player.apply(ev.ItemResumed(ref), "user:bob")
    assert player.item("s.a").status.words == "open"


def test_who_cannot_be_told_is_asked_later() -> None:
    """What cannot be evaluated changes nothing now."""
    text = 'stage s { interactive a = look(case) { assign to group("Agents")\n exclude case.owner } }'
    player = Player(orchestration(text), groups={"Agents": ["ann"]}).put("Case", **CASE).start("1")
    player.records.clear()
    changed(player)
    assert player.item("s.a").candidates == ("group:Agents",)
