"""Control: decisions, jumps, loops, variables, handlers, the end (language.md, rules 1, 2, 15, 22)."""

from typing import Any

from tests.language.forms import plays
from tests.language.play import Fails, Player
from tests.language.texts import CASE, orchestration

OK = {"ok": True, "score": 3}


def play(body: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"check": [OK], "tell": [{}]})
    player = Player(orchestration(body), groups={"Agents": ["ann", "bob"]}, **outside)
    return player.put("Case", **CASE)


DECIDE = (
    "decide size {{ outcome big when large(case) -> big\n"
    ' outcome middle when case.amount > {middle} {{ end "Middle" }}\n'
    ' otherwise -> small }}\nstage big {{ background t = tell("big") }}\nend "Big"\n'
    'stage small {{ background u = tell("small") }}\nend "Small"'
)


@plays(
    "decide name { … }", "outcome name when E -> target", "is_vip(case): a predicate", "predicate vip(case: Case) = E"
)
def test_the_first_outcome_that_holds_is_taken() -> None:
    player = play(DECIDE.format(middle=5)).put("Case", id="1", amount="5000").start("1")
    assert player.ended == "Big"
    assert ("size", "decided", {"outcome": "size.big"}) in player.notes


@plays("outcome name when E { … }", 'end "Outcome"')
def test_a_branch_of_a_decision_may_be_a_block() -> None:
    assert play(DECIDE.format(middle=5)).start("1").ended == "Middle"


@plays("decide name { … }", "otherwise -> target")
def test_otherwise_is_taken_when_no_outcome_holds() -> None:
    assert play(DECIDE.format(middle=50)).start("1").ended == "Small"


@plays("outcome name when E { … }", "set n = n + 1", "end … with { … }")
def test_control_goes_on_below_the_decision_after_a_block() -> None:
    player = play(
        "var n: integer = 1\n"
        "decide d { outcome yes when case.amount > 1 { set n = n + 1 }\n otherwise { set n = 7 } }\n"
        'end "Done" with { total: n }'
    ).start("1")
    assert player.summary is not None
    assert player.summary.outputs == {"total": 2}


@plays("predicate quiet(case: Case)", "is_vip(case): a predicate", "otherwise { … }")
def test_a_decision_waits_for_a_plugin_s_predicate() -> None:
    text = 'decide d { outcome calm when quiet(case) { end "Quiet" }\n otherwise { end "Loud" } }'
    assert play(text, predicates={"quiet": lambda _: True}).start("1").ended == "Quiet"
    assert play(text, predicates={"quiet": lambda _: False}).start("1").ended == "Loud"


@plays("predicate quiet(case: Case)")
def test_a_waiting_predicate_is_asked_again_when_its_record_changes() -> None:
    answers = [False, False, True]
    player = play(
        "stage s { start when quiet(case)\n background a = check(case) }",
        predicates={"quiet": lambda _: answers.pop(0)},
    ).start("1")
    player.put("Case", id="1", amount="11")
    assert player.ended == "active"
    player.put("Case", id="1", amount="12")
    assert player.ended == "completed"


@plays("go to TARGET", "otherwise { … }")
def test_go_to_jumps_backwards_and_counts() -> None:
    player = play(
        "var n: integer = 0\nstage s { background a = check(case) }\n"
        "set n = n + 1\ndecide d { outcome again when n < 4 { go to s }\n otherwise { } }\n"
        'end "Done" with { total: n }'
    ).start("1")
    assert player.ended == "Done"
    assert len(player.calls) == 4


@plays("go to TARGET")
def test_go_to_jumps_forwards_over_what_lies_between() -> None:
    player = play(
        "decide d { outcome over when case.amount > 1 { go to b }\n otherwise { } }\n"
        'stage a { background x = check(case) }\nstage b { background y = tell("x") }'
    ).start("1")
    assert [call.flow for call in player.calls] == ["tell"]


@plays("repeat while E { … }", "end … with { … }")
def test_repeat_while_runs_its_block_again() -> None:
    player = play(
        "var n: integer = 0\nrepeat while n < 3 { set n = n + 1\n stage s { background a = check(case) } }\n"
        'end "Done" with { total: n }'
    ).start("1")
    assert player.summary is not None
    assert player.summary.outputs == {"total": 3}


@plays("repeat while E { … }")
def test_repeat_while_that_is_false_at_first_runs_never() -> None:
    player = play("repeat while large(case) { stage s { background a = check(case) } }").start("1")
    assert player.calls == []
    assert player.ended == "completed"


@plays("let x = E", "var n: integer = 0")
def test_let_is_read_afresh_and_var_is_stored() -> None:
    player = play(
        "let sum = case.amount * 2\nvar stored: decimal = case.amount\n"
        "stage s { interactive a = look(case) { assign to case.owner } }\n"
        'stage t { background b = tell("{sum} {stored}") }'
    ).start("1")
    player.put("Case", id="1", amount="21")
    player.complete("s.a", "omar", fine=True)
    assert player.calls[-1].arguments == {"text": "42 10"}


@plays("set n = n + 1", "on error { … }")
def test_set_wakes_a_condition_that_reads_the_variable() -> None:
    player = play(
        "var ready: boolean = false\n"
        "stage s { background a = check(case) { on error { set ready = true } }\n"
        ' background b = tell("x") { start when ready } }',
        flows={"check": [Fails("Busy")], "tell": [{}]},
    ).start("1")
    assert player.happened("s.b") == ["waiting", "started", "completed"]
    assert player.happened("s.a")[-1] == "skipped"


@plays("on error -> target")
def test_on_error_with_a_target_leaves_the_stage_of_its_step() -> None:
    player = play(
        "stage s { background a = check(case) { on error -> mend }\n"
        ' interactive b = look(case) { assign to case.owner } }\nend "Done"\n'
        'stage mend { background t = tell("x") }\nend "Mended"',
        flows={"check": [Fails("Busy")], "tell": [{}]},
    ).start("1")
    assert player.ended == "Mended"
    assert player.happened("s.b")[-1] == "discontinued"


@plays("on error { … }", "on error as e …")
def test_on_error_with_a_block_that_falls_off_skips_the_step() -> None:
    player = play(
        'var seen: text = ""\nstage s { background a = check(case) { on error as e { set seen = e.code } } }\n'
        'stage t { background u = tell(seen) { only if seen != "" } }',
        flows={"check": [Fails("Busy")], "tell": [{}]},
    ).start("1")
    assert player.happened("s.a")[-1] == "skipped"
    assert player.calls[-1].arguments == {"text": "Busy"}


@plays("on error { … }")
def test_on_error_with_a_block_may_jump() -> None:
    player = play(
        'stage s { background a = check(case) { on error "Busy" { go to mend } } }\nend "Done"\n'
        'stage mend { background t = tell("x") }\nend "Mended"',
        flows={"check": [Fails("Busy")], "tell": [{}]},
    ).start("1")
    assert player.ended == "Mended"


@plays("on error -> target", "run.id, run.started_by, run.started_at, run.error")
def test_on_error_of_the_orchestration_takes_what_nobody_else_takes() -> None:
    player = play(
        'on error -> mend\nstage s { background a = check(case) }\nend "Done"\n'
        'stage mend { background t = tell(run.error?.message ?? "none") }\nend "Mended"',
        flows={"check": [Fails("Busy")], "tell": [{}]},
    ).start("1")
    assert player.ended == "Mended"
    assert player.calls[-1].arguments == {"text": "it failed"}


def test_a_division_by_zero_puts_the_decision_in_error_until_it_is_mended() -> None:
    player = (
        play('decide d { outcome yes when 1 / case.amount > 0 { end "Yes" }\n otherwise { end "No" } }')
        .put("Case", id="1", amount="0")
        .start("1")
    )
    assert "DivisionByZero" in str(player.ended)
    player.put("Case", id="1", amount="4")
    player.retry("d")
    assert player.ended == "Yes"


@plays('on error "Name" …')
def test_a_deleted_record_is_an_error_that_can_be_caught() -> None:
    player = play(
        'stage s { interactive a = look(case) { assign to user("ann") }\n finish when case.status == "Closed"\n'
        ' on error "RecordGone" -> gone }\nend "Done"\nstage gone { background t = tell("x") }\nend "Gone"'
    ).start("1")
    player.delete("Case", "1")
    assert player.ended == "Gone"


@plays('end "Outcome"')
def test_end_stops_everything_that_is_open() -> None:
    player = play(
        'stage s { interactive a = look(case) { assign to user("ann") }\n'
        ' interactive b = look(case) { assign to user("bob") }\n finish when any\n rest continue }\n'
        'end "Done" with { total: 5 }'
    ).start("1")
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "Done"
    assert player.happened("s.b")[-1] == "discontinued"


@plays('fail "reason"')
def test_fail_ends_the_run_as_failed_with_its_reason() -> None:
    player = play('fail "The case {case.id} is broken"').start("1")
    assert player.summary is not None
    assert player.summary.status.words == "failed"
    assert player.ended == "The case 1 is broken"


@plays('fail "reason"')
def test_fail_in_an_outcome_stops_what_comes_after() -> None:
    player = play(
        'decide d { outcome bad when case.amount > 1 { fail "Too much" }\n otherwise { } }\n'
        "stage s { background a = check(case) }"
    ).start("1")
    assert player.calls == []
    assert player.ended == "Too much"


@plays("outcome name when E -> target", "otherwise -> target")
def test_an_outcome_may_skip_what_lies_between() -> None:
    body = "decide d { outcome over when case.amount > 5 -> b otherwise -> a }\n"
    body += 'stage a { background x = check(case) }\nstage b { background y = tell("x") }'
    assert [call.flow for call in play(body).start("1").calls] == ["tell"]
    assert [call.flow for call in play(body).put("Case", id="1", amount="5").start("1").calls] == ["check", "tell"]


@plays("let x = E")
def test_a_let_may_build_on_another_and_hides_nothing_of_its_errors() -> None:
    body = 'let half = case.amount / 2\nlet quarter = half / 2\nstage s { background a = tell("{quarter}") }'
    assert play(body).start("1").told == ["2.5"]
    assert "DivisionByZero" in str(play(body.replace("/ 2", "/ (case.amount - 10)", 1)).start("1").ended)


@plays("end")
def test_end_completes_the_run_without_an_outcome() -> None:
    player = play(
        "decide d { outcome yes when large(case) { } otherwise { end } }\nstage s { background a = check(case) }"
    )
    assert player.start("1").calls == []
    assert player.summary is not None
    assert (player.ended, player.summary.outcome) == ("completed", None)


@plays("end", "on error { … }")
def test_end_in_a_handler_stops_what_is_open() -> None:
    player = play(
        "stage s { background a = check(case) { on error { end } }\n"
        " interactive b = look(case) { assign to case.owner } }\n"
        'stage t { background c = tell("x") }',
        flows={"check": [Fails("Busy")], "tell": [{}]},
    ).start("1")
    assert (player.ended, player.told) == ("completed", [])
    assert player.happened("s.b")[-1] == "discontinued"


@plays("on error as e …", 'on error "Name" …')
def test_on_error_takes_the_first_handler_that_fits_and_says_what_it_took() -> None:
    player = play(
        'on error "Gone" as e { fail "gone" }\non error "Busy" as e { fail "{e.code}: {e.message}" }\n'
        "stage s { background a = check(case) }",
        flows={"check": [Fails("Busy")]},
    ).start("1")
    assert player.ended == "Busy: it failed"


@plays("## a doc comment")
def test_a_doc_comment_is_kept_beside_the_element_below_it() -> None:
    player = play(
        "## First look,\n## then act.\nstage s { background a = check(case) }\nstage t { background b = check(case) }"
    )
    docs = {name: origin.doc for name, origin in player.compiled.origins.elements.items()}
    assert (docs["s"], docs["t"]) == ("First look,\nthen act.", None)
    assert player.start("1").ended == "completed"


@plays("## a doc comment")
def test_a_doc_comment_changes_no_process() -> None:
    commented, plain = (play(f"{doc}\nstage s {{ background a = check(case) }}") for doc in ("## Look.", ""))
    assert commented.compiled.hash == plain.compiled.hash
    assert commented.start("1").ended == "completed"
