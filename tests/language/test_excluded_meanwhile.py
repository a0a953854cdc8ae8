"""Whom open work is for is counted again once its exclusions name others than before (language.md, rule 16)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from tests.counting import calls_made
from tests.language.play import Player, Refusal
from tests.language.texts import CASE, DECLARATIONS, orchestration

BESIDE = """
stage s {{
  interactive fix = look(case) {{ assign to [user("ann"), user("bob")] }}
  interactive check = look(case) {{ assign to {assign}
    {exclude} }}
}}
"""


def play(assign: str, exclude: str = "exclude fix.completed_by", body: str = BESIDE, **substitutes: Any) -> Player:
    """A check that is open while something else is done."""
    player = Player(orchestration(body.format(assign=assign, exclude=exclude)), groups={"Agents": ["ann", "bob"]})
    player.substitutes.update(substitutes)
    return player.put("Case", **CASE).start("1")


def claim(player: Player, user: str, element: str = "s.check") -> None:
    player.apply(ev.ItemClaimed(player.item(element).ref), f"user:{user}")


def test_who_does_another_step_is_no_longer_offered_this_one() -> None:
    """The row says so at once, in the commit of that very act; for whom it is else is left as it is."""
    player = play('group("Agents")')
    version = player.item("s.check").version
    player.complete("s.fix", "ann", fine=True)
    item = player.item("s.check")
    assert (item.candidates, item.excluded, item.version) == (("group:Agents",), ("user:ann",), version)
    assert player.happened("s.check") == ["started", "opened"]
    player.complete("s.check", "bob", fine=True)
    assert player.ended == "completed"


def test_where_nobody_is_left_otherwise_has_it_and_the_history_says_so() -> None:
    player = play('user("ann") otherwise user("lena")')
    player.complete("s.fix", "ann", fine=True)
    assert player.item("s.check").candidates == ("user:lena",)
    left = {"candidates": ["user:ann"], "instead": "otherwise"}
    assert ("s.check", "nobody left", left) in player.notes


def test_where_nobody_at_all_is_left_the_step_is_in_error() -> None:
    player = play('user("ann")')
    player.complete("s.fix", "ann", fine=True)
    assert (player.open("s.check"), player.watches) == ([], {})
    assert player.ended == "s.check: Nobody: there is nobody left in ann who may do this step: ann may not"


def test_a_claim_of_who_is_excluded_since_is_taken_back() -> None:
    player = play('group("Agents")')
    claim(player, "ann")
    player.complete("s.fix", "ann", fine=True)
    item = player.item("s.check")
    assert (item.claimed_by, item.candidates) == (None, ("group:Agents",))
    assert ("s.check", "taken back", {"by": None, "people": ["user:ann"]}) in player.notes


def test_a_claim_in_the_place_of_who_is_excluded_since_is_taken_back() -> None:
    """What bars either name bars the act."""
    player = play('group("Agents")', zoe=("ann",))
    claim(player, "zoe")
    player.complete("s.fix", "ann", fine=True)
    assert player.item("s.check").claimed_by is None


def test_who_has_done_a_step_for_somebody_excludes_them_too() -> None:
    """Also where it is another step than the one that is excluded, and a value that never changes."""
    body = BESIDE.replace("{{ assign to [", '{{ assign to [user("zoe"), ')
    player = play('[user("ann"), user("bob")]', 'exclude user("zoe")', body, zoe=("carl", "ann"))
    player.complete("s.fix", "zoe", fine=True)
    assert player.item("s.check").excluded == ("user:zoe",), "zoe has done it as herself"
    player = play('[user("ann"), user("bob")]', 'exclude user("zoe")', zoe=("ann",))
    player.complete("s.fix", "zoe", fine=True)
    assert player.item("s.check").excluded == ("user:zoe", "user:ann")


def test_values_of_who_skips_or_completes_by_hand_count_too() -> None:
    body = BESIDE.replace("fix = look(case) {{", "fix = look(case) {{ may skip\n")
    player = play('user("ann") otherwise user("bob")', body=body)
    player.apply(ev.ItemSkipped(player.item("s.fix").ref, {"fine": True}), "user:ann")
    assert player.item("s.check").candidates == ("user:bob",)
    body = BESIDE.replace('[user("ann"), user("bob")]', "case.team")
    player = play('user("ann") otherwise user("bob")', body=body)
    act = ev.ElementSkipped(player.indices["s.fix"], {"fine": True})
    player.apply(act, "user:ann", administrator=True)
    assert player.item("s.check").candidates == ("user:bob",)


def test_a_variable_that_names_somebody_counts() -> None:
    body = """
    var barred: user? = null
    parallel p {{
      branch one {{ await first {{ on called as c {{ set barred = c.by }} }} }}
      branch two {{ stage s {{ interactive check = look(case) {{ assign to {assign}
        {exclude} }} }} }}
    }}
    """
    player = play('user("ann") otherwise user("bob")', "exclude barred", body)
    player.send("called", by="user:ann")
    assert player.item("s.check").candidates == ("user:bob",)


def test_a_record_is_watched_as_long_as_the_work_is_open_and_no_longer() -> None:
    player = play('user("ann") otherwise user("bob")', "exclude case.owner")
    assert player.watches == {player.indices["s.check"]: (("Case", "1", "owner"),)}
    player.put("Case", **(CASE | {"owner": "ann"}))
    assert player.item("s.check").candidates == ("user:bob",)
    player.complete("s.check", "bob", fine=True)
    assert not any(player.watches.values())


def test_a_guard_that_reads_the_same_record_keeps_its_watches() -> None:
    exclude = 'exclude case.owner\n enabled while case.status == "New"'
    player = play('user("ann") otherwise user("bob")', exclude)
    reads = {player.indices["s.check"]: (("Case", "1", "owner"), ("Case", "1", "status"))}
    assert player.watches == reads
    player.put("Case", **(CASE | {"status": "Working"}))
    player.put("Case", **(CASE | {"status": "Working", "owner": "ann"}))
    (item,) = (each for each in player.items.values() if each.element == "s.check")
    assert (player.watches, item.candidates) == (reads, ("user:bob",))
    with pytest.raises(Refusal, match="`enabled while` does not hold"):
        player.apply(ev.ItemClaimed(item.ref), "user:bob")


def test_where_it_cannot_be_told_everything_stays_until_it_can() -> None:
    """Rule 17: a deleted record excludes nobody who was not excluded; nobody may act, and it is asked again."""
    player = play('user("ann") otherwise user("bob")', "exclude case.owner")
    player.delete("Case", "1")
    assert player.item("s.check").candidates == ("user:ann",)
    player.put("Case", **(CASE | {"owner": "ann"}))
    assert player.item("s.check").candidates == ("user:bob",)


def test_with_different_people_who_has_only_claimed_another_is_counted_in() -> None:
    body = """
    stage s {{
      interactive fix = look(case) {{ assign to user("bob") }}
      interactive check = look(case) {{ for each n in [1, 2]
        assign to {assign}
        different people
        {exclude} }}
    }}
    """
    player = play('[user("ann"), user("bob")] otherwise user("lena")', body=body)
    player.apply(ev.ItemClaimed(player.open("s.check")[0].ref), "user:ann")
    player.complete("s.fix", "bob", fine=True)
    assert [each.candidates for each in player.open("s.check")] == [("user:ann", "user:bob")] * 2
    assert set(player.open("s.check")[1].excluded) == {"user:ann", "user:bob"}


def test_an_item_that_the_same_write_withdraws_is_for_nobody_else() -> None:
    body = """
    stage s {{ interactive check = look(case) {{ for each n in [1, 2] assign to {assign} {exclude}
      withdraw when n == 1 and case.amount > 9 }} }}
    """
    player = play('user("ann") otherwise user("bob")', "exclude case.owner", body)
    player.put("Case", **(CASE | {"owner": "ann", "amount": 10}))
    assert [(each.candidates, each.excluded) for each in player.open("s.check")] == [(("user:bob",), ("user:ann",))]
    assert player.happened("s.check").count("nobody left") == 1


def test_what_a_run_of_a_step_answers_counts_when_it_ends() -> None:
    """Four eyes across runs: the end of the child, and what it knows of substitutes, are an event of this run."""
    text = (
        DECLARATIONS
        + """
    orchestration process(case: Case) { stage s {
      background below = run other(case)
      interactive check = look(case) { assign to [user("ann"), user("carl")] otherwise user("bob")
        exclude below.by } } }
    orchestration other(case: Case) -> { by: user } {
      stage s { interactive a = look(case) { assign to user("ann") } }
      end "Done" with { by: s.a.completed_by } }
    """
    )
    player = Player(text, name="process").put("Case", **CASE).start("1")
    (post,) = (each for each in player.posts if isinstance(each, co.StartRun))
    ended = ev.ChildEnded(post.ref, {"by": "user:ann", "outcome": "Done"}, stood_in={"user:ann": ("user:carl",)})
    player.apply(ended)
    assert player.item("s.check").candidates == ("user:bob",)


@pytest.mark.parametrize("reading", [True, False])
def test_it_costs_in_proportion_to_the_work_whose_exclusions_read_the_step(*, reading: bool) -> None:
    """Other open work of the run, with exclusions that read something else, is not touched."""

    def cost(many: int) -> int:
        exclude = "fix.completed_by" if reading else "own.completed_by"
        text = 'interactive {} = look(case) {{ assign to user("z") exclude {} }}'
        others = "\n".join(text.format(f"other{number}", exclude) for number in range(many))
        steps = (f'interactive {name} = look(case) {{ assign to user("ann") }}\n' for name in ("own", "fix"))
        player = Player(orchestration(f"stage s {{ {''.join(steps)} {others} }}")).put("Case", **CASE).start("1")
        item = player.item("s.fix")
        act = ev.ItemCompleted(item.ref, {"fine": True})
        player.apply(ev.ItemClaimed(item.ref), "user:ann")  # what is made when it is first needed is there now
        before = player.state
        player.apply(act, "user:ann")
        player.state = before
        return calls_made(lambda: player.apply(act, "user:ann"))

    few, many = cost(2), cost(42)
    per_item = (many - few) / 40
    assert per_item > 5 if reading else per_item < 1


def test_a_thousand_items_ask_the_directory_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The event is gone through again once for all that they want to know, not once for each."""
    text = (
        DECLARATIONS
        + """
    record List { id: text people: list<user> }
    orchestration process(case: Case, names: List) { stage s {
      interactive fix = look(case) { assign to user("boss") }
      interactive check = look(case) { for each p in names.people assign to [p, user("boss")] exclude fix.completed_by }
    } }
    """
    )
    player = Player(text)
    player.put("Case", **CASE).put("List", id="1", people=[f"user:u{number}" for number in range(1000)]).start("1", "1")
    rounds = 0
    through = co.Need

    def counted(keys: tuple[Any, ...]) -> co.Need:
        nonlocal rounds
        rounds += 1
        return through(keys)

    monkeypatch.setattr("orchestra_dsl.interpreter.step.Need", counted)
    player.complete("s.fix", "boss", fine=True)
    assert rounds < 6
    assert {each.excluded for each in player.open("s.check")} == {("user:boss",)}
