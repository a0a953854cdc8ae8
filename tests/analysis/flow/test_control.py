"""O401, O402, O406, O408 and O411: where control cannot go, or should not."""

from itertools import pairwise

import pytest

from tests.analysis.flow.drawn import found, shown

A = 'stage a "A" { background x = f(case) }'
Z = 'stage z "Z" { background y = f(case) }'


# --- O401 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        (f"end {A} {Z}", "stage a"),
        (f"go to z {A} {Z}", "stage a"),
        (f'fail "no" {A} {Z}', "stage a"),
        (f"let l = 1 end let m = 2 decide d {{ otherwise -> a }} {A}", "decide d"),
        (f"decide d {{ outcome o when E -> z otherwise -> end }} set n = 1 {A} {Z}", "set n = 1"),
        (f"decide d {{ outcome o when E {{ end set n = 1 }} otherwise -> a }} {A}", "set n = 1"),
        (f"{A} repeat while E {{ go to a log 1 }}", "log 1"),
        (f"parallel p {{ branch q {{ end }} branch r {{ {A} }} }} {Z}", "stage z"),
    ],
)
def test_what_no_way_leads_to_is_reported_once(text: str, stretch: str) -> None:
    assert shown(text) == [("O401", stretch)]


def test_the_finding_shows_what_stands_before() -> None:
    (finding,) = found(f"end {A}")
    assert finding.message == "The stage `a` is never reached: no way leads to it."
    assert [label.message for label in finding.labels] == ["Control never goes on below this."]


@pytest.mark.parametrize(
    "text",
    [
        f'{A} decide d {{ outcome o when E -> a otherwise -> z }} {Z} end "x"',
        f'stage b "B" {{ background x = f(case) timeout 1d -> a }} end {A}',
        f'stage b "B" {{ start when E up to 1d -> a background x = f(case) }} end {A}',
        f'stage b "B" {{ background x = f(case) {{ on error -> a }} }} end {A}',
        f'stage b "B" {{ background x = f(case) {{ on error as e {{ go to a }} }} }} end {A}',
        f"on error -> a {Z} end {A}",
        f"on error {{ decide d {{ outcome o when E -> a otherwise {{ }} }} }} {Z} end {A}",
        f"await first {{ after 1d -> z on E {{ {A} }} }} end {Z}",
        f"wait until E up to 1d -> z end {Z}",
        f"repeat while E {{ {A} }} {Z}",
        f"parallel p {{ branch q {{ end }} branch r {{ {A} }} finish when any }} {Z}",
    ],
)
def test_what_some_way_leads_to_is_not_reported(text: str) -> None:
    assert shown(text) == []


def test_an_unknown_target_hides_what_lies_behind_it() -> None:
    assert shown(f"go to nowhere {A}") == []


@pytest.mark.parametrize(
    ("handlers", "stretch"),
    [
        ('on error -> end on error "T" -> end', 'on error "T" -> end'),
        ('on error "T" -> end on error "T" as e { end }', 'on error "T" as e'),
        ("on error -> end on error { end }", "on error { end }"),
    ],
)
def test_a_handler_that_never_has_a_turn_is_reported(handlers: str, stretch: str) -> None:
    assert shown(f'stage a "A" {{ background x = f(case) {{ {handlers} }} }}') == [("O401", stretch)]
    assert shown(f'stage a "A" {{ background x = f(case) {handlers} }}') == [("O401", stretch)]
    assert shown(f"{handlers} {A}") == [("O401", stretch)]


def test_handlers_of_different_errors_all_have_a_turn() -> None:
    assert shown(f'on error "T" -> end on error "S" -> end on error -> end {A}') == []


# --- O402 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        (f"{A} go to a", "stage a"),
        (f"log 1 {A} {Z} go to a", "stage a"),
        (f"{A} decide d {{ outcome o when E -> a otherwise {{ {Z} go to d }} }}", "stage a"),
        (f"decide d {{ outcome o when E -> a otherwise -> end }} {A} {Z} go to a", "stage a"),
        (f"parallel p {{ branch q {{ {A} go to a }} branch r {{ {Z} }} }}", "stage a"),
    ],
)
def test_a_part_that_cannot_be_left_is_reported_once(text: str, stretch: str) -> None:
    assert shown(text) == [("O402", stretch)]


def test_each_such_part_is_reported() -> None:
    text = f"decide d {{ outcome o when E -> a outcome p when E -> z otherwise -> end }} {A} go to a {Z} go to z"
    assert shown(text) == [("O402", "stage a"), ("O402", "stage z")]


@pytest.mark.parametrize(
    "text",
    [
        f"parallel p {{ branch q {{ end }} branch r {{ {A} }} }}",
        'stage a "A" { background x = f(case) timeout 9d -> end } go to a',
        f'{A} decide d {{ outcome o when E -> a otherwise {{ fail "no" }} }}',
        'stage a "A" { background x = f(case) { on error { log 1 } } }',
    ],
)
def test_a_part_that_can_be_left_is_not_reported(text: str) -> None:
    assert [code for code, _ in shown(text) if code == "O402"] == []


# --- O406, O411 ---------------------------------------------------------------------------------


def stage(*steps: str) -> str:
    return f'stage a "A" {{ {" ".join(steps)} }}'


def step(name: str, after: str = "") -> str:
    return f"background {name} = f(case) {{ {f'start after {after}' if after else ''} }}"


def test_steps_that_wait_for_each_other_are_reported_with_each_hop() -> None:
    (finding,) = found(stage(step("x", "z"), step("y", "x"), step("z", "y"), step("w", "x")))
    assert finding.code == "O406"
    assert finding.message == "The steps `x`, `z` and `y` wait for each other, so none of them ever starts."
    hops = ["`x` starts after `z`.", "`z` starts after `y`.", "`y` starts after `x`."]
    assert [label.message for label in finding.labels] == hops


@pytest.mark.parametrize(
    ("steps", "messages"),
    [
        ((step("x", "x"),), ["The step `x` waits for itself, so it never starts."]),
        (
            (step("x", "y"), step("y", "x"), step("v", "w"), step("w", "v")),
            [
                "The steps `x` and `y` wait for each other, so none of them ever starts.",
                "The steps `v` and `w` wait for each other, so none of them ever starts.",
            ],
        ),
        (
            (step("x", "any of y, z"), step("y", "x"), step("z", "x")),
            ["The steps `x` and `y` wait for each other, so none of them ever starts."],
        ),
    ],
)
def test_every_circle_is_reported_once(steps: tuple[str, ...], messages: list[str]) -> None:
    assert [each.message for each in found(stage(*steps)) if each.code == "O406"] == messages


@pytest.mark.parametrize(
    "steps",
    [
        (step("x"), step("y", "x"), step("z", "x, y")),
        (step("x", "any of y, z"), step("y", "x"), step("z")),
        (step("x", "2 of y, z, w"), step("y"), step("z"), step("w", "x")),
        ("one at a time", step("x", "y"), step("y")),
    ],
)
def test_steps_that_can_all_start_are_not_reported(steps: tuple[str, ...]) -> None:
    assert found(stage(*steps)) == []


@pytest.mark.parametrize("after", ["0 of x, y", "3 of x, y"])
def test_more_asked_for_than_there_is_is_reported(after: str) -> None:
    assert shown(stage(step("x"), step("y"), step("z", after))) == [("O411", after)]
    assert shown(stage(step("x"), step("y"), f"finish when {after}")) == [("O411", after)]


def test_a_thousand_steps_in_a_circle_are_one_finding() -> None:
    names = [f"s{i}" for i in range(1000)]
    steps = [step(names[0], names[-1]), *(step(later, earlier) for earlier, later in pairwise(names))]
    assert [each.code for each in found(stage(*steps))] == ["O406"]


# --- O408 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        (f"{A} decide d {{ outcome o when E -> a.x otherwise -> end }}", "a.x"),
        (f"decide d {{ outcome o when E -> a otherwise -> q }} parallel p {{ branch q {{ {A} }} }}", "a"),
        (f"await first {{ after 1d {{ {A} }} on E -> a }}", "a"),
        (f"on error {{ {A} }} decide d {{ outcome o when E -> a otherwise -> z }} {Z}", "a"),
        (f'{Z} stage b "B" {{ background w = f(case) {{ on error {{ {A} }} }} timeout 1d -> a }}', "a"),
        (f"parallel p {{ branch q {{ {A} }} branch r {{ {Z} go to a }} }}", "a"),
    ],
)
def test_a_jump_inside_is_reported_at_its_target(text: str, stretch: str) -> None:
    assert ("O408", stretch) in shown(text)


def test_for_a_step_its_stage_is_offered() -> None:
    (finding,) = found(f"{A} decide d {{ outcome o when E -> a.x otherwise -> end }}")
    assert finding.message == "`a.x` is inside the stage `a`, and a jump cannot lead into it from outside."
    assert finding.fix is not None
    assert finding.fix.edits[0].text == "a"


@pytest.mark.parametrize(
    "text",
    [
        f"parallel p {{ branch q {{ {A} decide d {{ outcome o when E -> a otherwise -> z }} }} }} {Z}",
        f"on error {{ {A} decide d {{ outcome o when E -> a otherwise -> z }} }} {Z}",
        f"decide d {{ outcome o when E {{ {A} }} otherwise -> a }} {Z}",
        f'stage b "B" {{ background w = f(case) {{ on error {{ go to b }} }} }} {Z}',
    ],
)
def test_a_jump_that_stays_in_its_block_or_leaves_it_is_right(text: str) -> None:
    assert found(text) == []


# --- O003 ---------------------------------------------------------------------------------------


def test_a_stage_has_a_largest_size() -> None:
    steps = " ".join(f"background s{i} = f()" for i in range(10_001))
    assert [each.code for each in found(f'stage a "A" {{ {steps} }}')] == ["O003"]
