"""`enabled while` and `withdraw when`: asked of an instance until its work is done (language.md, rules 4, 9 and 13)."""

from typing import Any

import pytest

from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from tests.language.forms import plays
from tests.language.play import Fails, Player, Refusal

TEXT = """
record Case { id: text, status: "New" | "Held" | "Closed", legs: list<text> }
flow book(case: Case) -> { seat: integer }
flow reserve(leg: text) -> { seat: integer }
predicate calm(case: Case)
screen look(case: Case) -> { fine: boolean }
screen check(case: Case, leg: text) -> { fine: boolean }
orchestration other(case: Case) { wait until case.status == "Closed" }
"""


def play(body: str, **outside: Any) -> Player:
    player = Player(f"{TEXT}\norchestration process(case: Case) {{\n{body}\n}}\n", name="process", **outside)
    player.groups["Agents"] = ["ann", "bob"]
    return player.put("Case", id="1", status="New", legs=["a", "b", "c"])


def enabled(*clauses: str, condition: str = 'case.status == "New"') -> str:
    lines = ['assign to group("Agents")', f"enabled while {condition}", *clauses]
    return "stage s { interactive see = look(case) {\n" + "\n".join(lines) + '\n} } end "Done"'


def claim(player: Player, user: str = "ann") -> None:
    player.apply(ev.ItemClaimed(item(player).ref), f"user:{user}")
    player.settle()


def item(player: Player) -> co.Item:
    """The latest item of the step."""
    return list(player.items.values())[-1]


@plays("enabled while E")
def test_an_item_is_closed_while_the_condition_is_false_and_opens_again() -> None:
    player = play(enabled()).start("1")
    assert item(player).status == ItemStatus.OPEN
    player.put("Case", id="1", status="Held")
    assert item(player).status == ItemStatus.SUSPENDED
    with pytest.raises(Refusal, match="suspended: this work item is closed as long as"):
        claim(player)
    player.put("Case", id="1", status="New")
    assert player.complete("s.see", "bob", fine=True).ended == "Done"
    assert player.happened("s.see") == ["started", "opened", "disabled", "enabled", "submitted", "completed"]


@plays("enabled while E")
def test_it_is_closed_from_the_start_where_the_condition_is_false_then() -> None:
    player = play(enabled("notify via email")).put("Case", id="1", status="Held").start("1")
    assert item(player).status == ItemStatus.SUSPENDED
    assert player.notices == []
    player.put("Case", id="1", status="New")
    assert item(player).status == ItemStatus.OPEN
    assert [each.to for each in player.notices] == [("group:Agents",)]


@plays("enabled while E")
def test_who_has_claimed_it_keeps_it() -> None:
    player = play(enabled()).start("1")
    claim(player)
    assert player.watches.get(player.indices["s.see"], ()) == ()
    player.put("Case", id="1", status="Held")
    assert item(player).status == ItemStatus.CLAIMED
    player.apply(ev.ItemReleased(item(player).ref), "user:ann")
    assert item(player).status == ItemStatus.SUSPENDED
    player.put("Case", id="1", status="New")
    assert item(player).status == ItemStatus.OPEN


@plays("enabled while E", "timeout D")
def test_its_times_go_on_while_it_is_closed() -> None:
    """Rule 13: they run from the opening, not restarted by `enabled while`."""
    late = '\nstage late { background b = book(case) } end "Late"'
    body = enabled("timeout 2h", 'on error "Timeout" -> late') + late
    player = play(body, flows={"book": [{"seat": 1}]})
    player.start("1").advance("1h").put("Case", id="1", status="Held").advance("59m")
    assert item(player).status == ItemStatus.SUSPENDED
    player.advance("1m")
    assert item(player).status == ItemStatus.EXPIRED
    assert player.ended == "Late"


@plays("enabled while E")
def test_due_times_are_acted_on_while_it_is_closed_but_nobody_is_reminded() -> None:
    due = 'due in 2h { at 50% remind   at 100% notify user("lena") via email   after 1h reassign to user("eve") }'
    player = play(enabled("notify via email", due)).start("1")
    player.put("Case", id="1", status="Held").advance("4h")
    assert [each.to for each in player.notices] == [("group:Agents",), ("user:lena",)]
    assert item(player).candidates == ("user:eve",)
    assert item(player).status == ItemStatus.SUSPENDED
    player.put("Case", id="1", status="New")
    assert [each.to for each in player.notices][2:] == [("user:eve",)]


@plays("enabled while E")
def test_a_predicate_that_has_not_answered_keeps_the_item_from_opening() -> None:
    answers = [True]
    player = play(enabled(condition="calm(case)"), predicates={"calm": lambda _: answers[0]})
    player.apply(ev.Started(("1",)))
    assert player.items == {}
    player.settle()
    assert item(player).status == ItemStatus.OPEN
    answers[0] = False
    player.put("Case", id="1", status="Held")
    assert item(player).status == ItemStatus.SUSPENDED


@plays("enabled while E", "withdraw when E")
def test_an_error_in_the_condition_takes_the_item_back_and_a_retry_opens_another() -> None:
    """Rule 15."""
    division = "10 / count(case.legs) > 2.0"
    player = play(enabled('withdraw when case.status == "Closed"', condition=division)).start("1")
    player.put("Case", id="1", legs=[])
    assert item(player).status == ItemStatus.WITHDRAWN
    assert (player.ended or "").startswith("s.see: DivisionByZero:")
    player.put("Case", id="1", legs=["a"])
    player.retry("s.see")
    assert player.complete("s.see", "ann", fine=True).ended == "Done"


STEPS = {
    "background": "background x = book(case)",
    "interactive": 'interactive x = look(case) { assign to group("Agents")',
    "run": "background x = run other(case)",
}


def withdrawn(kind: str, *clauses: str) -> str:
    head = STEPS[kind] if "{" in STEPS[kind] else f"{STEPS[kind]} {{"
    more = "\n".join(clauses)
    return f'stage s {{ {head} withdraw when case.status == "Held"\n{more} }} }} end "Done"'


@plays("withdraw when E")
@pytest.mark.parametrize("kind", STEPS)
def test_a_step_is_discontinued_once_the_condition_holds(kind: str) -> None:
    player = play(withdrawn(kind)).start("1")
    assert player.ended == "active"
    player.put("Case", id="1", status="Held")
    assert player.ended == "Done"
    assert player.happened("s.x")[-1] == "discontinued"
    assert player.outbox == {}
    assert player.watches == dict.fromkeys(player.watches, ())
    assert all(each.status == ItemStatus.WITHDRAWN for each in player.items.values())
    assert [type(post) for post in player.posts] == ([co.StartRun, co.CancelRun] if kind == "run" else [])


@plays("withdraw when E")
@pytest.mark.parametrize("kind", STEPS)
def test_where_the_condition_holds_at_first_the_step_does_not_begin(kind: str) -> None:
    player = play(withdrawn(kind)).put("Case", id="1", status="Held").start("1")
    assert (player.ended, player.happened("s.x")) == ("Done", ["discontinued"])
    assert (player.items, player.calls, player.posts) == ({}, [], [])


def test_it_is_not_asked_once_the_work_is_done() -> None:
    player = play(withdrawn("interactive", 'finish when case.status == "Closed"')).start("1")
    player.complete("s.x", "ann", fine=True).put("Case", id="1", status="Held")
    assert player.ended == "active"
    player.put("Case", id="1", status="Closed")
    assert player.happened("s.x")[-1] == "completed"


@plays("withdraw when E")
def test_its_outputs_are_missing() -> None:
    """Rule 8: nobody may count on them."""
    body = withdrawn("interactive").replace(
        'end "Done"', "decide d { outcome fine when s.x.fine ?? false -> end\n otherwise -> bad }\n"
    )
    player = play(body + 'stage bad { background b = reserve("none") }', flows={"reserve": [{"seat": 1}]}).start("1")
    player.put("Case", id="1", status="Held")
    assert [call.flow for call in player.calls] == ["reserve"]


@plays("withdraw when E", "for each p in LIST at most 5 at once | one by one")
def test_each_instance_is_withdrawn_by_itself() -> None:
    """Rule 4: it is a clause of the instance. Rule 5: what is withdrawn is not in the list."""
    body = """
      stage s { interactive x = check(case, leg) {
        for each leg in case.legs at most 2 at once
        assign to group("Agents")
        withdraw when leg not in case.legs
      } }
      end "Done"
    """
    player = play(body).start("1")
    assert [each.arguments["leg"] for each in player.open("s.x")] == ["a", "b"]
    player.put("Case", id="1", legs=["b"])
    assert [each.arguments["leg"] for each in player.open("s.x")] == ["b"]
    assert [detail.get("instance") for _, what, detail in player.notes if what == "discontinued"] == [1, 3]
    player.complete("s.x", "ann", fine=True)
    assert player.ended == "Done"


@plays("withdraw when E", "retry 5 times every 30s")
def test_a_call_that_is_to_be_tried_again_is_not_after_it() -> None:
    player = play(withdrawn("background", "retry 3 times every 1h"), flows={"book": [Fails("Busy")]}).start("1")
    assert [kind for kind, _ in player.timers] == ["retry"]
    player.put("Case", id="1", status="Held")
    assert (player.ended, player.timers) == ("Done", {})


@plays("withdraw when E")
def test_only_the_instance_is_asked_again_that_reads_what_has_changed() -> None:
    """Rule 9."""
    body = """
      stage s { interactive x = look(each_case) {
        for each each_case in [case, find(Case, "2") ?? case, find(Case, "3") ?? case]
        assign to group("Agents")
        withdraw when calm(each_case)
      } }
    """
    asked: list[str] = []

    def calm(case: str) -> bool:
        asked.append(case)
        return False

    player = play(body, predicates={"calm": calm})
    for number in ("2", "3"):
        player.put("Case", id=number, status="New", legs=[])
    player.start("1")
    assert asked == ["1", "2", "3"]
    player.put("Case", id="2", status="Closed")
    assert asked[3:] == ["2"]


@pytest.mark.parametrize("clause", ["withdraw when", "enabled while"])
def test_a_predicate_that_fails_takes_the_item_back(clause: str) -> None:
    """Rule 15: the step is in error, so nobody can complete its item beside that."""
    player = play(f'stage s {{ interactive see = look(case) {{ assign to group("Agents") {clause} calm(case) }} }} end')
    player.apply(ev.Started(("1",)))
    answer_predicate(player, clause == "enabled while")
    assert item(player).status == ItemStatus.OPEN
    player.now += 1_000_000
    ((kind, ref),) = player.timers
    player.apply(ev.TimerDue(kind, ref))
    asked = question(player)
    player.apply(ev.PredicateFailed(asked.ref, "calm", "Down", "no answer"))
    assert player.ended == "s.see: Down: calm: no answer"
    assert item(player).status == ItemStatus.WITHDRAWN
    with pytest.raises(Refusal, match="not open"):
        claim(player)
    player.predicates["calm"] = lambda _: clause == "enabled while"
    assert player.retry("s.see").complete("s.see", "bob", fine=True).ended == "completed"


def question(player: Player) -> co.AskPredicate:
    """The question that the run has put."""
    (asked,) = [each for each in player.outbox.values() if isinstance(each, co.AskPredicate)]
    return asked


def answer_predicate(player: Player, answer: bool) -> None:  # noqa: FBT001 - the answer
    """The predicate answers, and wants to be asked again a second later."""
    asked = question(player)
    player.apply(ev.PredicateAnswered(asked.ref, "calm", asked.arguments, answer, 1_000_000))


EACH = """
stage s {{
  interactive see = check(case, leg) {{
    for each leg in case.legs   {}
    assign to group("Agents")
    withdraw when {}
  }}
}}
end "Done"
"""


def test_those_behind_the_one_whose_end_is_enough_are_asked_no_more() -> None:
    """Rule 5: the step has finished with what the first one came to, whatever the others would say."""
    enough = 'enough when case.status == "Closed" and count(see) > 0'
    withdrawn = 'case.status == "Closed" and leg == "b" or (leg == "c" and 1 / count(case.legs) > 2.0)'
    player = play(EACH.format(enough, withdrawn)).start("1")
    player.apply(ev.ItemCompleted(player.open("s.see")[0].ref, {"fine": True}), "user:ann")
    player.put("Case", id="1", status="Closed", legs=[])
    assert player.ended == "Done"
    assert player.happened("s.see")[-2:] == ["discontinued", "completed"]


def test_instances_that_are_withdrawn_when_they_are_tried_again_end_the_step() -> None:
    """Rule 15: a retry asks what had failed."""
    player = play(EACH.format("", "1 / count(case.legs) > 0.5")).start("1")
    assert player.put("Case", id="1", legs=[]).ended == "s.see: DivisionByZero: a division by zero"
    player.put("Case", id="1", legs=["a"])
    assert player.retry("s.see").ended == "Done"


def test_what_a_predicate_has_answered_holds_until_the_step_is_left() -> None:
    """Rule 9: `finish when` asks the same, and nobody is asked again."""
    asked = list[int]()

    def calm(_: Any) -> bool:
        asked.append(1)
        return True

    player = play(enabled("finish when calm(case)", condition="calm(case)"), predicates={"calm": calm}).start("1")
    player.complete("s.see", "ann", fine=True)
    assert (player.ended, len(asked)) == ("Done", 1)


@plays("withdraw when E")
def test_the_time_limit_of_an_instance_goes_with_it() -> None:
    """Rule 13: a timeout is one of the work, and ends with it."""
    body = (
        "stage s { interactive see = check(case, leg) { for each leg in case.legs\n timeout 1h\n"
        ' assign to group("Agents")\n withdraw when case.status == "Held" and leg == "b" } }\nend "Done"'
    )
    player = play(body).start("1").put("Case", id="1", status="Held")
    assert sorted(ref.instance for kind, ref in player.timers if kind == "timeout") == [0, 2]
