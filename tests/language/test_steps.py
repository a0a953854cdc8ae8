"""Steps: the order of their clauses, joins, retries, timeouts (language.md, rules 4, 6, 7, 11, 13)."""

from typing import Any

from orchestra_dsl.interpreter.events import TimerDue
from tests.language.forms import plays
from tests.language.play import Fails, Player
from tests.language.texts import CASE, orchestration

OK = {"ok": True, "score": 3}


def play(body: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"check": [OK]})
    player = Player(orchestration(body), groups={"Agents": ["ann", "bob"], "Empty": []}, **outside)
    return player.put("Case", **CASE)


@plays("background x = crm.classify(case)")
def test_steps_without_start_after_run_side_by_side() -> None:
    player = play("stage s { background a = check(case)\n background b = check(case) }", flows={}).start("1")
    assert [effect.ref.element for effect in player.outbox.values()] == [1, 2]


@plays("start after a, b")
def test_start_after_waits_for_all_that_it_names() -> None:
    player = play(
        "stage s { background a = check(case)\n interactive b = look(case) { assign to case.owner }\n"
        ' background c = tell("x") { start after a, b } }',
        flows={"check": [OK], "tell": [{}]},
    ).start("1")
    assert player.happened("s.c") == []
    player.complete("s.b", "omar", fine=True)
    assert player.happened("s.c") == ["started", "completed"]
    assert player.ended == "completed"


@plays("start after any of a, b")
def test_start_after_any_begins_once_with_the_first() -> None:
    player = play(
        'stage s { interactive a = look(case) { assign to user("ann") }\n'
        ' interactive b = look(case) { assign to user("bob") }\n'
        ' background c = tell("x") { start after any of a, b } }',
        flows={"tell": [{}]},
    ).start("1")
    player.complete("s.b", "bob", fine=True)
    assert player.happened("s.c") == ["started", "completed"]
    player.complete("s.a", "ann", fine=True)
    assert player.happened("s.c") == ["started", "completed"]


@plays("start after 2 of a, b, c", "only if E")
def test_start_after_n_of_that_cannot_be_reached_waits_for_all() -> None:
    player = play(
        "stage s { background a = check(case)\n background b = check(case) { only if case.amount > 50 }\n"
        " interactive c = look(case) { assign to case.owner\n only if case.amount > 50 }\n"
        ' background d = tell("x") { start after 2 of a, b, c } }',
        flows={"check": [OK], "tell": [{}]},
    ).start("1")
    assert player.happened("s.d") == ["started", "completed"]


@plays("only if E", "start after a, b")
def test_only_if_false_skips_the_step_and_its_dependents_go_on() -> None:
    player = play(
        'stage s { background a = check(case) { only if large(case) }\n background b = tell("x") { start after a } }',
        flows={"tell": [{}]},
    ).start("1")
    assert player.happened("s.a") == ["skipped"]
    assert player.happened("s.b") == ["started", "completed"]


@plays("only if E")
def test_only_if_is_asked_once_and_never_again() -> None:
    player = play("stage s { interactive a = look(case) { assign to case.owner\n only if not large(case) } }").start(
        "1"
    )
    steps = player.steps_run
    player.put("Case", id="1", amount="5000")
    assert player.steps_run == steps
    assert player.item("s.a").version == 1


@plays("start when E")
def test_start_when_waits_until_the_record_changes() -> None:
    player = play('stage s { background a = check(case) { start when case.status == "Working" } }').start("1")
    assert player.happened("s.a") == ["waiting"]
    player.put("Case", id="1", status="Working")
    assert player.happened("s.a") == ["waiting", "started", "completed"]


def test_start_when_is_not_asked_again_for_a_field_that_it_does_not_read() -> None:
    player = play('stage s { background a = check(case) { start when case.status == "Working" } }').start("1")
    steps = player.steps_run
    player.put("Case", id="1", amount="11")
    assert player.steps_run == steps


@plays("start when E")
def test_start_when_that_can_never_hold_skips_the_step() -> None:
    player = play(
        'stage s { background a = check(case)\n background b = tell("x") { start after a\n start when a.score > 5 } }'
    ).start("1")
    assert player.happened("s.b") == ["skipped"]
    assert player.ended == "completed"


@plays("finish when E")
def test_finish_when_keeps_a_submitted_step_open_until_it_holds() -> None:
    player = play(
        'stage s { interactive a = look(case) { assign to case.owner\n finish when case.status == "Closed" } }'
    ).start("1")
    player.complete("s.a", "omar", fine=True)
    assert player.ended == "active"
    player.put("Case", id="1", status="Closed")
    assert player.ended == "completed"


def test_finish_when_may_hold_at_once() -> None:
    player = play("stage s { background a = check(case) { finish when case.amount > 1 } }").start("1")
    assert player.ended == "completed"


@plays("retry 5 times", "retry 5 times every 30s", "retry … doubling", "retry … up to 10m")
def test_retry_calls_again_with_the_same_key_and_other_attempts() -> None:
    player = play(
        "stage s { background a = check(case) { retry 3 times every 30s doubling up to 1m } }",
        flows={"check": [Fails("Busy"), Fails("Busy"), OK]},
    ).start("1")
    player.advance("30s")
    assert len(player.calls) == 2
    player.advance("59s")
    assert len(player.calls) == 2
    player.advance("1s")
    assert [call.ref.attempt for call in player.calls] == [1, 2, 3]
    assert len({call.key for call in player.calls}) == 1
    assert player.ended == "completed"


@plays("retry 5 times")
def test_retry_that_is_used_up_leaves_the_step_in_error_until_somebody_retries() -> None:
    player = play(
        "stage s { background a = check(case) { retry 1 times } }",
        flows={"check": [Fails("Busy"), Fails("Busy"), OK]},
    ).start("1")
    assert player.ended == "s.a: Busy: it failed"
    player.retry("s.a")
    assert player.ended == "completed"
    assert [call.ref.attempt for call in player.calls] == [1, 2, 3]


@plays("retry 5 times every 30s", "flow crm.classify(case: Case) -> { … }")
def test_arguments_are_evaluated_once_for_all_attempts() -> None:
    player = play(
        "stage s { background a = pay(case, amount: case.amount) { retry 1 times every 1h } }",
        flows={"pay": [Fails("Busy"), {"receipt": "r"}]},
    ).start("1")
    player.put("Case", id="1", amount="99")
    player.advance("1h")
    assert [call.arguments["amount"] for call in player.calls] == ["10", "10"]


@plays("timeout D", "on error -> target")
def test_timeout_of_a_flow_is_an_error_named_timeout() -> None:
    player = play(
        'stage s { background a = check(case) { timeout 1m\n on error "Timeout" -> late } }\n'
        'end "In time"\nstage late { background t = tell("x") }\nend "Late"',
        flows={"tell": [{}]},
    ).start("1")
    player.advance("59s")
    assert player.ended == "active"
    player.advance("1s")
    assert player.ended == "Late"


@plays("timeout D")
def test_timeout_counts_for_each_attempt_of_a_flow() -> None:
    player = play("stage s { background a = check(case) { timeout 1m\n retry 1 times } }", flows={}).start("1")
    player.advance("1m")
    assert [effect.ref.attempt for effect in player.outbox.values()] == [2]
    player.advance("1m")
    assert player.ended == "s.a: Timeout: the flow did not answer in time"


@plays("timeout D")
def test_timeout_of_a_work_item_expires_it() -> None:
    player = play("stage s { interactive a = look(case) { assign to case.owner\n timeout 1d } }").start("1")
    player.advance("1d")
    assert [item.status.words for item in player.items.values()] == ["expired"]
    assert "Timeout" in str(player.ended)


@plays('interactive y = fix_case(case) "Label" { … }')
def test_interactive_outputs_say_who_and_when() -> None:
    player = play(
        "stage s { interactive a = look(case) { assign to case.owner }\n"
        ' background b = tell("{a.completed_by}") { start after a } }',
        flows={"tell": [{}]},
    ).start("1")
    player.complete("s.a", "omar", fine=True)
    assert player.calls[0].arguments == {"text": "omar"}


def test_a_retry_timer_that_comes_twice_calls_once() -> None:
    player = play(
        "stage s { background a = check(case) { retry 1 times every 30s } }", flows={"check": [Fails("Busy")]}
    ).start("1")
    ((kind, ref),) = player.timers
    player.flows = {}
    player.advance("30s")
    events = len(player.notes)
    player.apply(TimerDue(kind, ref))
    assert len(player.outbox) == 1
    assert len(player.notes) == events


@plays("background x = crm.classify(case)", "flow crm.classify(case: Case) -> { … }")
def test_what_a_background_step_answers_is_read_inside_and_outside_its_stage() -> None:
    player = play(
        'stage s { background a = check(case)\n background b = tell("{a.score}") { start after a } }\n'
        'end "Done" with { total: s.a.score }',
        flows={"check": [OK], "tell": [{}]},
    ).start("1")
    assert (player.told, player.outputs) == (["3"], {"total": 3})


@plays("start after any of a, b")
def test_start_after_any_goes_on_when_none_of_them_can_complete() -> None:
    player = play(
        "stage s { background a = check(case) { only if large(case) }\n"
        " background b = check(case) { only if large(case) }\n"
        ' background c = tell("x") { start after any of a, b } }',
        flows={"tell": [{}]},
    ).start("1")
    assert player.told == ["x"]


@plays("start after 2 of a, b, c")
def test_start_after_n_of_begins_with_the_nth() -> None:
    steps = "".join(f" interactive {step} = look(case) {{ assign to case.owner }}\n" for step in "abc")
    player = play(
        f'stage s {{ {steps} background d = tell("x") {{ start after 2 of a, b, c }} }}', flows={"tell": [{}]}
    )
    player.start("1").complete("s.c", "omar", fine=True)
    assert player.told == []
    player.complete("s.a", "omar", fine=True)
    assert player.told == ["x"]
    player.complete("s.b", "omar", fine=True)
    assert player.told == ["x"]


def pauses(clause: str) -> list[int]:
    """The seconds between the calls of a flow that always fails."""
    player = play(f"stage s {{ background a = check(case) {{ {clause} }} }}", flows={"check": [Fails("Busy")] * 9})
    player.start("1")
    found = []
    while player.timers:
        (due,) = player.timers.values()
        found.append((due - player.now) // 1_000_000)
        player.advance(f"{found[-1]}s")
    return found


@plays("retry … doubling", "retry … up to 10m")
def test_the_pauses_between_retries_double_up_to_a_limit() -> None:
    assert pauses("retry 5 times every 30s doubling up to 3m") == [30, 60, 120, 180, 180]


@plays("retry … up to 10m")
def test_a_limit_below_the_first_pause_shortens_it() -> None:
    assert pauses("retry 2 times every 30s doubling up to 20s") == [20, 20]


@plays("retry … doubling", "retry 5 times every 30s")
def test_the_pauses_between_retries_stay_as_they_are_unless_they_double() -> None:
    assert pauses("retry 4 times every 30s") == [30, 30, 30, 30]
    assert pauses("retry 4 times every 30s doubling") == [30, 60, 120, 240]
