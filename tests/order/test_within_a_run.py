"""Rule 21 within one run: source order of elements, list order of instances, and what comes of an event first."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from tests.language.play import Fails, Player
from tests.language.texts import CASE, DECLARATIONS
from tests.order.says import says

OK = {"ok": True, "score": 3}
DECLARED = DECLARATIONS + "record List { id: text names: list<text> }\nflow named(name: text) -> { found: text }\n"
DECLARED += "flow listed(names: list<text>)\n"


def play(body: str, **outside: Any) -> Player:
    text = f"{DECLARED}orchestration process(case: Case, names: List) {{\n{body}\n}}\n"
    player = Player(text, groups={"Agents": ["ann", "bob"]}, **outside)
    player.put("List", id="1", names=["c", "a", "b"])
    return player.put("Case", **CASE).start("1", "1")


def begun(player: Player, *elements: str) -> list[str]:
    """The elements of which the timeline says that they have begun, in its order."""
    return [name for name, what, _ in player.notes if what == "started" and name in elements]


def calling(player: Player) -> list[str]:
    """The steps whose calls are under way, in the order of the calls."""
    return [player.graph.elements[each.ref.element].name for each in player.outbox.values()]


@says("What an event brings about itself")
def test_what_an_event_leads_to_comes_before_those_that_it_wakes() -> None:
    player = play(
        "stage s { background late = tell(case.id) { start when a.ok ?? false }\n"
        "  background a = check(case)\n background next = check(case) { start after a } }",
        flows={"check": []},
    )
    assert calling(player) == ["s.a"]
    player.flows["check"] = [OK]
    player.settle()
    assert begun(player, "s.late", "s.next") == ["s.next", "s.late"]


@says("For whom open work is whose exclusions have changed")
def test_it_is_counted_again_after_all_else_in_the_order_of_the_source() -> None:
    """What the event itself leads to, and conditions that wait, come before."""
    exclude = 'assign to user("ann") exclude a.completed_by'
    player = play(
        f"stage s {{ interactive c = look(case) {{ {exclude} }}\n interactive b = look(case) {{ {exclude} }}\n"
        '  interactive a = look(case) { assign to user("ann") }\n'
        "  background next = tell(case.id) { start after a }\n"
        "  background late = tell(case.id) { start when a.fine ?? false } }"
    )
    before = len(player.notes)
    player.administrators = ["user:lena"]
    player.complete("s.a", "ann", fine=True)
    happened = [(name, what) for name, what, _ in player.notes[before:] if what in ("started", "nobody left")]
    assert happened == [
        ("s.next", "started"),
        ("s.late", "started"),
        ("s.c", "nobody left"),
        ("s.b", "nobody left"),
    ]


@says("Steps that may begin at the same moment")
def test_steps_begin_in_the_order_of_the_source() -> None:
    player = play(
        'stage s { background c = tell("c") { start after gate start when case.status == "Closed" }\n'
        ' interactive gate = look(case) "Gate" { assign to user("ann") }\n'
        ' background b = tell("b") { start when case.status == "Closed" }\n'
        ' background a = tell("a") { start when case.status == "Closed" } }'
    )
    player.complete("s.gate", "ann", fine=True)
    assert player.happened("s.c") == ["waiting"], "it has waited the shortest"
    player.put("Case", id="1", status="Closed")
    assert calling(player) == ["s.c", "s.b", "s.a"]


@says("Steps that may begin at the same moment")
def test_a_step_whose_turn_has_come_just_now_begins_before_those_behind_it() -> None:
    player = play(
        'stage s { background a = tell("a") { only if case.status == "Closed" }\n'
        ' background b = tell("b") { start after a }\n background c = tell("c") }'
    )
    assert calling(player) == ["s.b", "s.c"]


@says("The conditions of a stage")
def test_a_stage_is_asked_before_its_steps() -> None:
    player = play('stage s { background a = tell("a") { start when case.status == "Closed" }\n'
                  ' finish when case.status == "Closed" }')  # fmt: skip
    assert player.put("Case", id="1", status="Closed").ended == "completed"
    assert begun(player, "s.a") == []


@says("An error finds who takes it")
def test_a_stage_that_fails_as_it_begins_is_left_before_its_steps_begin() -> None:
    body = 'stage s { finish when 1 / (case.amount - 10) > 0  on error -> t\n background a = tell("a") }\n'
    player = play(f'{body}stage t {{ background b = tell("b") }}')
    assert begun(player, "s.a") == []
    assert begun(player, "t.b") == ["t.b"]


@says("Whether a stage or a parallel is over")
def test_what_is_over_begins_nothing_more() -> None:
    steps = 'background a = tell("a")\n background b = tell("b") { start after a }'
    assert begun(play(f'stage s {{ finish when case.status == "New"\n {steps} }}'), "s.a") == []
    branches = f"branch x {{ stage s {{ {steps} }} }} branch y {{ wait 1h }}"
    assert begun(play(f'parallel p {{ {branches} finish when case.status == "New" }}'), "s.a") == []
    over = play(f"stage s {{ finish when any\n {steps} }}")
    assert (begun(over, "s.a"), begun(over, "s.b")) == (["s.a"], [])


@says("Branches of a parallel")
def test_branches_begin_in_the_order_of_the_source_and_take_turns() -> None:
    player = play(
        "var n: integer = 0\nvar m: integer = 0\nparallel p {\n"
        "  branch z { set n = 1\n set n = 2\n stage one { background x = tell(case.id) } }\n"
        "  branch a { set m = 1\n stage two { background y = tell(case.id) } } }"
    )
    assert begun(player, "z", "a", "one", "two") == ["z", "a", "two", "one"]
    assert player.happened("one")[0] == "entered"
    assert calling(player) == ["two.y", "one.x"]


@says("The outcomes of a decision")
def test_the_first_outcome_that_holds_is_taken() -> None:
    outcomes = 'outcome large when case.amount > 5 {{ end "Large" }}\n outcome {} when case.amount > 1 {{ end "Some" }}'
    assert play(f"decide d {{ {outcomes.format('some')}\n otherwise {{ }} }}").ended == "Large"


@says("The handlers of an error")
def test_handlers_are_tried_from_the_step_outwards_and_in_the_order_of_the_source() -> None:
    handlers = 'on error "{0}" {{ set who = "{1} named" }}\n on error {{ set who = "{1}" }}'
    step = "background a = check(case) {{ {0} }}"
    said = {}
    for name, code in (("step", "Busy"), ("stage", "Busy"), ("run", "Busy"), ("step", "Other")):
        of = {each: handlers.format("Busy", each) if each == name else "" for each in ("step", "stage", "run")}
        body = (
            f'{of["run"]}\nvar who: text = ""\nstage s {{ {step.format(of["step"])} {of["stage"]} }}\n'
            "stage t { background told = tell(who) }"
        )
        player = play(body, flows={"check": [Fails(code)], "tell": [{}]})
        said[name, code] = player.told
    assert said == {
        ("step", "Busy"): ["step named"],
        ("stage", "Busy"): ["stage named"],
        ("run", "Busy"): ["run named"],
        ("step", "Other"): ["step"],
    }


ARMS = ('on case.amount > 1 { end "True" }', 'after run.started_at - run.started_at { end "Time" }')


@says("Of the arms of an await")
def test_the_first_arm_that_is_true_on_arrival_is_taken() -> None:
    """Rules 20 and 21."""
    kept = 'on paid as p keep 1d { end "Paid" }'
    gate = 'stage s { interactive gate = look(case) "Gate" { assign to user("ann") } }'
    for arms, ended in (((kept, *ARMS), "Paid"), ((*ARMS, kept), "True"), ((ARMS[1], kept, ARMS[0]), "Time")):
        player = play(f"{gate}\nawait first {{ {' '.join(arms)} }}").send("paid", order="1", amount="2")
        assert player.complete("s.gate", "ann", fine=True).ended == ended


@says("Of the events that are kept")
def test_the_oldest_event_that_was_kept_and_fits_is_taken() -> None:
    """Rules 20 and 21."""
    gate = 'stage s { interactive gate = look(case) "Gate" { assign to user("ann") } }'
    arm = "await first { on paid as p where p.amount > case.amount keep 1d { set who = p.order } }"
    player = play(f'var who: text = ""\n{gate}\n{arm}\nstage t {{ background told = tell(who) }}', flows={"tell": [{}]})
    for order in ("old", "older", "new"):
        player.send("paid", order=order, amount="20" if order == "old" else "40")
    player.put("Case", id="1", amount="30").complete("s.gate", "ann", fine=True)
    assert player.told == ["older"], "the one before it does not fit any more"


@pytest.mark.parametrize(
    "jump",
    [
        'await w first { on case.status == "New" -> t }',
        'decide d { outcome out when case.status == "New" -> t  otherwise { } }',
        'decide d { outcome out when case.status == "New" -> end  otherwise { } }',
    ],
)
def test_a_jump_out_of_a_branch_ends_the_others_before_they_have_their_turn(jump: str) -> None:
    """Rules 2 and 21: leaving is what the element that jumps has brought about, as the end of the run is."""
    stage = "stage t { background a = tell(case.id) }"
    player = play(f"parallel p {{ branch x {{ {jump} }}\n branch y {{ log case.id }} }}\n{stage}")
    assert "logged" not in [what for _, what, _ in player.notes]


@says("The instances of a `for each`")
def test_instances_begin_and_are_answered_in_the_order_of_the_list() -> None:
    player = play(
        "stage s { background each = named(name) { for each name in names.names } }\n"
        "stage t { background told = listed(map(s.each, e => e.found)) }",
        flows={"listed": [{}]},
    )
    calls = [each for each in player.outbox.values() if isinstance(each, co.CallFlow)]
    assert [each.arguments["name"] for each in calls] == ["c", "a", "b"]
    for call in reversed(calls):
        player.apply(ev.FlowReturned(call.ref, {"found": call.arguments["name"]}))
    player.settle()
    assert player.calls[-1].arguments == {"names": ["c", "a", "b"]}


def test_an_instance_that_ends_at_once_lets_none_begin_before_those_ahead_of_it() -> None:
    """Rule 21: list order of instances, also where there is room for some of them only."""
    each = 'for each name in names.names at most 2 at once  withdraw when name == "c"'
    player = play(f"stage s {{ background each = named(name) {{ {each} }} }}")
    assert [each.arguments["name"] for each in player.outbox.values() if isinstance(each, co.CallFlow)] == ["a", "b"]


def test_instances_for_which_there_is_room_at_one_moment_begin_in_the_order_of_the_list() -> None:
    """Rule 21: a write ends both of two instances; the third begins before the fourth."""
    each = 'for each name in ["a", "b", "c", "d"] at most 2 at once  finish when case.amount > 10'
    player = play(f"stage s {{ background each = named(name) {{ {each} }} }}")
    for call in list(player.outbox.values()):
        player.apply(ev.FlowReturned(call.ref, {"found": "it"}))
    player.put("Case", id="1", amount=11)
    assert [each.arguments["name"] for each in player.outbox.values() if isinstance(each, co.CallFlow)] == ["c", "d"]


def test_instances_begin_before_the_steps_that_come_later_in_the_source() -> None:
    """Rule 21: what a list gives up as it begins is over before a later step asks about it."""
    each = 'background each = named(n) { for each n in names.names  withdraw when n != "" }'
    later = 'background later = tell("l") { withdraw when state(s.each) != "completed" }'
    assert begun(play(f"stage s {{ {each}\n {later} }}"), "s.each", "s.later") == ["s.each", "s.later"]


@says("Rungs of a due time")
def test_rungs_that_have_passed_are_done_at_once_in_their_order() -> None:
    """Rules 14 and 21."""
    player = play(
        'stage s { interactive a = look(case) "Look" { assign to group("Agents")\n'
        "  due at run.started_at - 3h { after 1h notify case.owner via late\n at 100% notify case.owner via now } } }"
    )
    assert [each.channel for each in player.notices] == ["now", "late"]


@says("`undo` takes back")
def test_undo_begins_with_what_has_completed_last() -> None:
    """Rules 12 and 21."""
    player = play(
        'stage s { background b = check(case) { undo tell("b") }\n'
        '  background a = check(case) { start after c undo tell("a") }\n'
        '  background c = check(case) { start after b undo tell("c") } }\n undo',
        flows={"check": [OK], "tell": [{}]},
    )
    assert player.told == ["a", "c", "b"]
