"""Rule 8: an output is there only where its step has certainly completed."""

from itertools import pairwise

import pytest

from orchestra_dsl.syntax import nodes as n
from tests.analysis.flow.drawn import Asked

A = 'stage a "A" { background x = f(case) }'
Z = 'stage z "Z" { background y = f(case) }'


def test_below_its_stage_a_step_has_completed() -> None:
    asked = Asked(f'{A} decide d {{ outcome o when E -> z otherwise -> end }} {Z} end "E" with {{ a: 1 }}')
    assert asked.at("a.x", "d")
    assert asked.inside("a.x", n.Outcome)
    assert asked.at("a.x", "z")
    assert asked.at("a.x", "z.y")
    assert asked.inside("a.x", n.End)


def test_above_and_in_its_stage_it_has_not() -> None:
    asked = Asked(f'{Z} stage a "A" {{ start when E background x = f(case) background w = f(case) {{ only if E }} }}')
    assert not asked.at("a.x", "z")
    assert not asked.at("a.x", "a")
    assert not asked.at("a.x", "a.w")
    assert not asked.at("a.x", "a.x")
    assert not asked.inside("a.x", n.StartWhen)
    assert not asked.inside("a.x", n.OnlyIf)


@pytest.mark.parametrize(
    "clause",
    [
        "only if E",
        "withdraw when E",
        "may skip",
        "without waiting",
        "on error { set v = 1 }",
        'on error "Timeout" as e { log "x" }',
        "on error { }",
        "start when x.out == 1",
        "start when case.id == 1",
        'start when run.started_by == user("ann")',
    ],
)
def test_a_step_that_may_finish_without_its_work_is_not_proven(clause: str) -> None:
    asked = Asked(f'stage a "A" {{ background x = f(case) {{ {clause} }} }} {Z}')
    assert not asked.at("a.x", "z")


@pytest.mark.parametrize(
    "clause",
    [
        "finish when E",
        "on error -> end",
        "on error { go to q }",
        'on error { fail "no" }',
        "retry 2 times",
        'start when case.status == "New"',
        "start when l and E",
        "start when n > 3 or E",
        "start when now > E",
        "start when run.error != null",
        "start when quiet(case)",
        "start when calm(case)",
    ],
)
def test_a_step_that_finishes_only_with_its_work_is_proven(clause: str) -> None:
    asked = Asked(
        "predicate quiet(case: Case) predicate calm(c: Case) = c.status == 1 "
        "orchestration o(case: Case) { let l = case.amount > 1 var n: integer = 0 "
        f'stage a "A" {{ background x = f(case) {{ {clause} }} }} {Z} end stage q "Q" {{ start when E }} }}'
    )
    assert asked.at("a.x", "z")


@pytest.mark.parametrize("clause", ["finish when any", "finish when 1 of x", "finish when E"])
def test_a_stage_that_does_not_wait_for_all_proves_nothing(clause: str) -> None:
    assert not Asked(f'stage a "A" {{ background x = f(case) {clause} }} {Z}').at("a.x", "z")


def test_finish_when_all_is_the_same_as_no_clause() -> None:
    assert Asked(f'stage a "A" {{ background x = f(case) finish when all }} {Z}').at("a.x", "z")


@pytest.mark.parametrize(
    "clause",
    ["timeout 1d -> z", "start when E up to 1d -> z", "on error -> z", "background w = f(case) { on error -> z }"],
)
def test_a_stage_that_is_left_early_proves_nothing_there(clause: str) -> None:
    asked = Asked(f'stage a "A" {{ background x = f(case) {clause} }} stage m "M" {{ background y = f(case) }} end {Z}')
    assert asked.at("a.x", "m")
    assert not asked.at("a.x", "z")


def test_on_an_error_edge_the_predecessors_have_completed_and_the_step_has_not() -> None:
    asked = Asked(
        'stage a "A" { background x = f(case) background v = f(case) '
        "background w = f(case) { start after x on error as e { set n = 1 go to z } } } end " + Z
    )
    for place in ("z", "z.y"):
        assert asked.at("a.x", place)
        assert not asked.at("a.v", place)
        assert not asked.at("a.w", place)
    assert asked.inside("a.x", n.Set)
    assert not asked.inside("a.w", n.Set)


def test_start_after_proves_its_steps_and_theirs() -> None:
    asked = Asked(
        'stage a "A" { background x = f(case) background y = f(case) { start after x } '
        "background w = f(case) { start after y only if E } background z = f(case) { start after w } }"
    )
    assert asked.at("a.x", "a.y")
    assert asked.at("a.x", "a.w")
    assert asked.at("a.y", "a.z")
    assert not asked.at("a.w", "a.z")  # it may have been skipped
    assert not asked.at("a.y", "a.x")
    assert asked.inside("a.y", n.OnlyIf)


def test_start_after_any_proves_what_all_choices_share() -> None:
    asked = Asked(
        'stage a "A" { background s = f(case) background x = f(case) { start after s } '
        "background y = f(case) { start after s } background z = f(case) { start after any of x, y } "
        "background w = f(case) { start after 2 of x, y } background one = f(case) { start after any of x } }"
    )
    assert asked.at("a.s", "a.z")
    assert not asked.at("a.x", "a.z")
    assert asked.at("a.x", "a.w")
    assert asked.at("a.x", "a.one")


def test_one_at_a_time_says_nothing_of_the_order() -> None:
    asked = Asked('stage a "A" { one at a time background x = f(case) background y = f(case) { start after x } }')
    assert asked.at("a.x", "a.y")
    asked = Asked('stage a "A" { one at a time background x = f(case) background y = f(case) background z = f(case) }')
    assert not asked.at("a.x", "a.z")
    assert not asked.at("a.z", "a.x")


def test_its_own_output_is_there_when_the_work_is_done() -> None:
    asked = Asked('stage a "A" { interactive x = f(case) { only if E finish when E undo f(x) assign to E } }')
    assert asked.inside("a.x", n.FinishWhen)
    assert asked.inside("a.x", n.UndoBy)
    assert not asked.inside("a.x", n.AssignTo)


def test_the_list_of_a_for_each_is_always_there() -> None:
    asked = Asked(f'{Z} stage a "A" {{ background x = f(case) {{ for each p in E }} }}')
    assert asked.at("a.x", "z")


def test_what_holds_on_one_way_only_is_not_proven() -> None:
    asked = Asked(f'decide d {{ outcome o when E -> a otherwise -> z }} {A} stage m "M" {{ start when E }} {Z}')
    assert asked.at("a.x", "m")
    assert not asked.at("a.x", "z")


def test_a_block_of_a_decision_joins_below_it() -> None:
    text = f"decide d {{ outcome o when E {{ {A} set n = 1 }} otherwise {{ set m = 2 }} }} {Z}"
    asked = Asked(text)
    assert asked.inside("a.x", n.Set)
    assert not asked.inside("a.x", n.Set, 1)
    assert not asked.at("a.x", "z")


def test_entering_a_stage_again_forgets_its_outputs() -> None:
    asked = Asked(
        f'{A} stage b "B" {{ background v = f(case) timeout 1d -> m }} decide d {{ outcome again when E -> a '
        f'otherwise -> b }} end stage m "M" {{ start when E }} '
    )
    assert asked.at("a.x", "b")
    assert asked.at("a.x", "d")
    assert asked.at("b.v", "d")
    assert not asked.at("b.v", "b")
    assert asked.at("a.x", "m")
    assert not asked.at("b.v", "m")


def test_a_second_round_may_leave_the_stage_otherwise() -> None:
    asked = Asked(
        'stage a "A" { background x = f(case) timeout 1d -> m } decide d { outcome again when E -> a otherwise -> m } '
        'stage m "M" { start when E }'
    )
    assert asked.at("a.x", "d")
    assert not asked.at("a.x", "m")


def test_a_loop_does_not_prove_what_only_a_later_round_has() -> None:
    asked = Asked(f"repeat while E {{ set n = 1 {A} }} {Z}")
    assert not asked.inside("a.x", n.Set)
    assert not asked.inside("a.x", n.Repeat)
    assert not asked.at("a.x", "z")


def test_a_handler_of_the_orchestration_that_goes_through_may_skip_any_step() -> None:
    asked = Asked(f"on error {{ set n = 1 }} {A} {Z}")
    assert not asked.at("a.x", "z")
    assert not Asked(f"on error {{ set n = 1 }} {A.replace(')', ') { on error { set m = 1 } }')} {Z}").at("a.x", "z")
    own = f'on error {{ set n = 1 }} stage a "A" {{ background x = f(case) {{ on error -> end }} CLAUSE }} {Z}'
    assert Asked(own.replace("CLAUSE", "")).at("a.x", "z")
    assert not Asked(own.replace("CLAUSE", "start when E")).at("a.x", "z")  # the stage itself may be skipped


def test_a_handler_of_the_stage_that_goes_through_may_skip_its_steps() -> None:
    stage = 'stage a "A" {{ background x = f(case) {} on error {{ set n = 1 }} }}'
    assert not Asked(stage.format("") + Z).at("a.x", "z")


def test_a_handler_that_jumps_skips_nothing() -> None:
    assert Asked(f'on error {{ go to w }} {A} {Z} end stage w "W" {{ start when E }}').at("a.x", "z")


def test_a_block_that_ends_on_one_way_only_still_goes_through() -> None:
    block = "on error { decide d { outcome o when E -> end otherwise { set n = 1 } } }"
    assert not Asked(f'stage a "A" {{ background x = f(case) {{ {block} }} }} {Z}').at("a.x", "z")


def test_an_unnamed_handler_shields_from_the_outer_ones() -> None:
    inner = "on error { go to z }"
    asked = Asked(f'stage a "A" {{ background x = f(case) {{ {inner} }} on error "T" {{ log "t" }} }} {Z}')
    order = asked.flow
    assert id(asked.step("a.x")) not in order.skippable


def test_after_all_branches_those_outputs_are_there() -> None:
    text = f'parallel p {{ branch one {{ {A} }} branch two {{ {Z} }} CLAUSE }} stage m "M" {{ start when E }}'
    both = Asked(text.replace("CLAUSE", "finish when all"))
    assert both.at("a.x", "m")
    assert both.at("z.y", "m")
    assert not both.at("a.x", "z")
    any_one = Asked(text.replace("CLAUSE", "finish when any"))
    assert not any_one.at("a.x", "m")


def test_branches_do_not_take_away_what_was_there_before() -> None:
    text = f'{A} parallel p {{ branch one {{ {Z} }} branch two {{ wait 3d }} finish when any }} end "E" with {{ a: 1 }}'
    asked = Asked(text)
    assert asked.inside("a.x", n.End)
    assert asked.inside("a.x", n.Wait)
    assert not asked.inside("z.y", n.End)


def test_arms_and_limits_are_ways_of_their_own() -> None:
    asked = Asked(
        f'{A} await first {{ after 1d {{ {Z} }} on E -> m }} wait until E up to 1d -> m stage m "M" {{ start when E }}'
    )
    assert asked.inside("a.x", n.TimerArm)
    assert asked.inside("a.x", n.WaitUntil)
    assert asked.inside("z.y", n.WaitUntil)
    assert not asked.at("z.y", "m")


def test_a_step_that_goes_on_when_control_comes_back_proves_less() -> None:
    text = (
        f'{A} stage b "B" {{ background v = f(case) background w = f(case) {{ start after v }} '
        "finish when any rest continue } decide d { outcome again when E -> a otherwise -> end }"
    )
    assert not Asked(text).at("a.x", "b.w")
    assert Asked(text.replace("rest continue", "rest stop")).at("a.x", "b.w")


def test_an_error_that_comes_late_proves_only_its_predecessors() -> None:
    text = (
        f'{A} stage b "B" {{ background v = f(case) background w = f(case) {{ start after v on error -> m }} '
        "finish when any rest continue } decide d { outcome again when E -> a otherwise -> end } "
        'stage m "M" { start when E }'
    )
    asked = Asked(text)
    assert not asked.at("a.x", "m")
    assert asked.at("b.v", "m")
    assert Asked(text.replace("rest continue", "")).at("a.x", "m")


def test_what_some_cancel_names_is_not_proven() -> None:
    assert not Asked(f"parallel p {{ branch one {{ {A} }} branch two {{ cancel a }} }} {Z}").at("a.x", "z")
    assert not Asked(f"parallel p {{ branch one {{ {A} }} branch two {{ cancel a.x }} }} {Z}").at("a.x", "z")


def test_clauses_of_the_orchestration_see_no_output() -> None:
    asked = Asked(f"start on case created when E allow view by E {A} on cancel {{ background u = f(case) }}")
    assert not asked.inside("a.x", n.StartOnRecord)
    assert not asked.inside("a.x", n.Allow)
    assert not asked.inside("a.x", n.BackgroundStep, 1)
    assert not asked.at("u", "a")


def test_where_nothing_leads_everything_is_said() -> None:
    assert Asked(f"end {A} {Z}").at("a.x", "z")


def test_a_long_chain_of_steps_and_stages_meets_no_limit() -> None:
    names = [f"s{i}" for i in range(2000)]
    steps = [f"background {names[0]} = f(case)"]
    steps += [f"background {later} = f(case) {{ start after {earlier} }}" for earlier, later in pairwise(names)]
    stages = " ".join(f'stage t{i} "T" {{ background u = f(case) }}' for i in range(2000))
    asked = Asked(f'stage a "A" {{ {" ".join(steps)} }} {stages}')
    assert asked.at("a.s0", "a.s1999")
    assert asked.at("a.s1999", "t1999")
    assert not asked.at("a.s1999", "a.s0")
