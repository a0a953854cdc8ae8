"""Work that depends on who did other work: `same person as`, `different people` (language.md, rules 4 and 16)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.interpreter.step import step
from tests.language.forms import plays
from tests.language.play import Player, Refusal
from tests.language.texts import CASE, orchestration

FIXED = """
stage fix {{ interactive doing = look(case) {{ assign to group("Agents") {only_if} }} }}
stage check {{ interactive looking = look(case) {{ {clauses} }} }}
"""
GROUPS = {"Agents": ["ann", "bob", "carl"]}


def play(clauses: str, only_if: str = "", **case: Any) -> Player:
    """A case that ann has fixed, if it was to be fixed, and that is to be checked."""
    player = Player(orchestration(FIXED.format(clauses=clauses, only_if=only_if)), groups=dict(GROUPS))
    player.put("Case", **(CASE | case)).start("1")
    return player if player.open("check.looking") else player.complete("fix.doing", "ann", fine=True)


@plays("same person as STEP")
def test_the_work_is_for_who_has_done_the_other_step() -> None:
    """Rule 16: `same person as` means who completed."""
    assert play("same person as fix.doing").item("check.looking").candidates == ("user:ann",)
    both = play('assign to group("Agents")\n same person as fix.doing')
    assert both.item("check.looking").candidates == ("user:ann",)


@plays("same person as STEP", "only if E")
def test_where_nobody_has_done_it_those_who_are_assigned_may() -> None:
    """Rule 8: the outputs of a skipped step are missing; a missing value means nobody."""
    player = play("assign to case.owner\n same person as fix.doing", "only if case.amount > 100")
    assert player.item("check.looking").candidates == ("user:omar",)


@pytest.mark.parametrize(("otherwise", "to"), [('otherwise user("lena")', "user:lena"), ("", "user:root")])
def test_who_is_excluded_is_passed_over_and_the_others_of_the_group_are_not_asked(otherwise: str, to: str) -> None:
    """Rule 16: none takes `otherwise`, then administrators not excluded."""
    clauses = f'assign to group("Agents") {otherwise}\n same person as fix.doing\n exclude fix.doing.completed_by'
    player = Player(orchestration(FIXED.format(clauses=clauses, only_if="")), groups=dict(GROUPS))
    player.administrators = ["user:root"]
    player.put("Case", **CASE).start("1").complete("fix.doing", "ann", fine=True)
    assert player.item("check.looking").candidates == (to,)


def test_where_nobody_at_all_is_left_the_step_is_in_error() -> None:
    """Rule 16: else error."""
    player = play("same person as fix.doing\n exclude [fix.doing.completed_by]")
    assert player.ended == ("check.looking: Nobody: there is nobody left in ann who may do this step: ann may not")


@plays("same person as STEP", "for each p in LIST at most 5 at once | one by one")
def test_each_instance_is_for_that_person() -> None:
    """Rule 4: `same person as` is asked for each instance."""
    player = play("for each _n in [1, 2]\n same person as fix.doing")
    assert [item.candidates for item in player.open("check.looking")] == [("user:ann",)] * 2


# --- different people -------------------------------------------------------------------------------------------

VOTES = """
stage s { interactive votes = look(case) { for each n in [1, 2, 3]
  assign to group("Agents")
  different people
  finish when n != 2 or case.status == "Closed" } }
"""


def voted() -> tuple[Player, list[ev.Ref]]:
    """Three votes of three people."""
    player = Player(orchestration(VOTES), groups=dict(GROUPS))
    player.put("Case", **CASE).start("1")
    return player, [item.ref for item in player.open("s.votes")]


@plays("different people")
@pytest.mark.parametrize("administrator", [False, True])
@pytest.mark.parametrize("first", [ev.ItemClaimed, ev.ItemCompleted])
@pytest.mark.parametrize("second", ["claim", "complete", "delegate", "receive"])
def test_nobody_has_two(first: type, second: str, *, administrator: bool) -> None:
    """Rule 16: after delegation and for administrators too."""
    player, refs = voted()
    player.apply(first(refs[0], *([{"fine": True}] if first is ev.ItemCompleted else [])), "user:ann")
    acts: dict[str, tuple[Any, str]] = {
        "claim": (ev.ItemClaimed(refs[1]), "user:ann"),
        "complete": (ev.ItemCompleted(refs[1], {"fine": True}), "user:ann"),
        "delegate": (ev.ItemDelegated(refs[1], "user:carl"), "user:ann"),
        "receive": (ev.ItemDelegated(refs[1], "user:ann"), "user:bob"),
    }
    with pytest.raises(Refusal, match=r"not allowed: ann (has taken or done another one of these|is excluded)"):
        player.apply(*acts[second], administrator=administrator)


@plays("different people", "finish when E")
def test_who_waits_for_finish_when_has_done_one() -> None:
    """A vote that is handed in counts, whether it is finished or not."""
    player, refs = voted()
    player.apply(ev.ItemCompleted(refs[1], {"fine": True}), "user:ann")
    with pytest.raises(Refusal, match="ann has taken or done another one"):
        player.apply(ev.ItemClaimed(refs[0]), "user:ann")
    player.put("Case", id="1", status="Closed")
    with pytest.raises(Refusal, match="ann has taken or done another one"):
        player.apply(ev.ItemClaimed(refs[0]), "user:ann")
    for ref, user in ((refs[0], "bob"), (refs[2], "carl")):
        player.apply(ev.ItemCompleted(ref, {"fine": True}), f"user:{user}")
    assert player.ended == "completed"


def test_a_reassignment_leaves_out_who_has_done_one() -> None:
    """Rule 16: the candidates less the excluded."""
    player, refs = voted()
    player.apply(ev.ItemCompleted(refs[0], {"fine": True}), "user:ann")
    with pytest.raises(Refusal, match="nobody in ann may do this work item"):
        player.apply(ev.ItemReassigned(refs[1], ("user:ann",)), administrator=True)
    player.apply(ev.ItemReassigned(refs[1], ("user:ann", "user:zoe")), administrator=True)
    assert player.items[next(name for name, each in player.items.items() if each.ref == refs[1])].candidates == (
        "user:zoe",
    )


ALONE = """
stage s {{ interactive votes = look(case) {{ for each n in {}
  assign to {}
  {}
  different people
  finish when n != 2 or case.status == "Closed" }} }}
"""


def alone(numbers: str = "[1, 2, 3]", to: str = 'group("Agents")', *clauses: str) -> tuple[Player, list[ev.Ref]]:
    """Several votes of which some may be left with nobody."""
    text = orchestration(ALONE.format(numbers, to, "\n".join(clauses)))
    player = Player(text, groups={"Agents": ["ann", "bob"]}, name="process")
    player.put("Case", **CASE).start("1")
    return player, [item.ref for item in player.open("s.votes")]


def whose(player: Player, ref: ev.Ref) -> tuple[str, ...]:
    return next(each.candidates for each in player.items.values() if each.ref == ref)


def done(player: Player, ref: ev.Ref, user: str) -> None:
    player.apply(ev.ItemCompleted(ref, {"fine": True}), f"user:{user}")


@plays("different people")
def test_where_everybody_has_done_one_others_stand_in_for_what_is_left() -> None:
    """Rule 16: none takes `otherwise`; whoever has only claimed one may still give it back."""
    player, (first, second, third) = alone("[1, 2, 3]", 'group("Agents")', 'otherwise user("chair")')
    player.apply(ev.ItemClaimed(first), "user:ann")
    done(player, second, "bob")
    assert whose(player, third) == ("group:Agents",)
    done(player, first, "ann")
    assert whose(player, third) == ("user:chair",)
    assert ("s.votes", "nobody left", {"candidates": ["group:Agents"], "instead": "otherwise", "instance": 3}) in (
        player.notes
    )
    done(player, third, "chair")
    player.put("Case", id="1", status="Closed")
    assert player.ended == "completed"


def test_without_otherwise_administrators_do_it_and_without_these_it_is_in_error() -> None:
    """Rule 16."""
    for administrators, candidates, ended in ((["user:root"], ("user:root",), "active"), ([], None, "s.votes: Nobody")):
        player, refs = alone("[1, 3, 5]", '[user("ann"), user("bob")]')
        player.administrators = administrators
        done(player, refs[2], "bob")
        done(player, refs[1], "ann")
        assert str(player.ended).startswith(ended)
        if candidates is not None:
            assert whose(player, refs[0]) == candidates


def test_a_substitute_leaves_neither_name_for_what_is_left() -> None:
    """Rule 16: who is away has done the one that somebody has done in their place."""
    player, (first, second) = alone("[1, 3]", '[user("ann"), user("zoe")]', 'otherwise user("chair")')
    player.substitutes["carl"] = ("ann",)
    done(player, first, "carl")
    assert whose(player, second) == ("user:ann", "user:zoe")
    player, (first, second) = alone("[1, 3]", 'user("ann")', 'otherwise user("chair")')
    player.substitutes["carl"] = ("ann",)
    done(player, first, "carl")
    assert whose(player, second) == ("user:chair",)


def test_the_end_of_one_asks_little_of_the_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are open: it is asked once whether the group has somebody left."""
    player, refs = alone(f"[{', '.join(str(number + 3) for number in range(200))}]")
    asked: list[tuple[Any, ...]] = []
    fact = player.fact

    def counted(key: tuple[Any, ...]) -> Any:
        asked.append(key)
        return fact(key)

    monkeypatch.setattr(player, "fact", counted)
    done(player, refs[7], "ann")
    assert len([each for each in asked if each[0] == "someone"]) == 1
    assert len(asked) < 10


def test_a_changed_directory_is_asked_for_all_instances_at_once() -> None:
    """Rule 16: however many are open, the run asks a few times, for many facts."""
    text = orchestration('stage s { interactive a = look(case) { for each n in [%s] assign to user("u{n}") } }')
    player = Player(text.replace("%s", ", ".join(map(str, range(50)))), name="process").put("Case", **CASE).start("1")
    event, facts, rounds = ev.Event("again", player.now, ev.PeopleChanged()), dict[Any, Any](), 0
    while isinstance(answer := step(player.program, decode_state(player.state), event, facts), co.Need):
        rounds += 1
        facts |= {key: player.fact(key) for key in answer.keys}
    assert answer == co.Done(None)
    assert rounds < 4
