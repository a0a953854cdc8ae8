"""Branches side by side (language.md, rules 1, 2, 6, 8 and 10)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player
from tests.language.texts import CASE, orchestration

PARALLEL = "parallel name { branch a { … } … finish when … rest … }"
OK = {"ok": True, "score": 3}
LOOK = 'stage {0} "S" {{ interactive {1} = look(case) "Look" {{ assign to user("ann") }} }}'


def play(body: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"check": [OK], "tell": [{}]})
    player = Player(orchestration(body), groups={"Agents": ["ann", "bob"]}, **outside)
    return player.put("Case", **CASE)


def two(clauses: str = "", after: str = 'end "Joined"') -> str:
    """Two branches with a work item each."""
    left, right = LOOK.format("l", "x"), LOOK.format("r", "y")
    return f"parallel p {{ branch left {{ {left} }}\n branch right {{ {right} }}\n {clauses} }}\n{after}"


@plays(PARALLEL)
def test_branches_run_side_by_side_and_meet() -> None:
    player = play(two()).start("1")
    player.complete("r.y", "ann", fine=True)
    assert player.ended == "active"
    assert player.happened("right") == ["started", "completed"]
    player.complete("l.x", "ann", fine=True)
    assert player.ended == "Joined"
    assert player.happened("p") == ["entered", "completed"]


def test_outputs_of_branches_are_there_after_all_have_met() -> None:
    """Rule 8: after a join of all an output of a branch is proven, and needs no name of the branch."""
    body = (
        "parallel p { branch a { stage s { background x = check(case) } }\n"
        ' branch b { stage t { background y = tell("b") } } }\nend "Done" with { total: s.x.score + 1 }'
    )
    player = play(body).start("1")
    assert player.summary is not None
    assert player.summary.outputs == {"total": 4}


def test_any_stops_the_other_branches() -> None:
    """Rule 6 with `rest stop`, which is what a parallel does without saying so."""
    player = play(two("finish when any")).start("1").complete("l.x", "ann", fine=True)
    assert player.ended == "Joined"
    assert player.happened("r.y")[-1] == "discontinued"
    assert player.happened("right") == ["started", "discontinued"]


def test_two_of_three() -> None:
    three = " ".join(f"branch b{n} {{ {LOOK.format(f's{n}', f'x{n}')} }}" for n in range(3))
    player = play(f'parallel p {{ {three}\n finish when 2 of b0, b1, b2 }}\nend "Two"').start("1")
    player.complete("s2.x2", "ann", fine=True)
    assert player.ended == "active"
    player.complete("s0.x0", "ann", fine=True)
    assert player.ended == "Two"
    assert player.happened("s1.x1")[-1] == "discontinued"


def test_a_condition_over_outputs_of_branches_ends_it() -> None:
    """Rule 8: before the branches have met, the output of one may be missing."""
    body = two('finish when (l.x.fine ?? false) or case.status == "Closed"')
    player = play(body).start("1").complete("l.x", "ann", fine=False)
    assert player.ended == "active"
    player.put("Case", id="1", status="Closed")
    assert player.ended == "Joined"
    assert player.happened("r.y")[-1] == "discontinued"


def test_rest_continue_lets_branches_go_on() -> None:
    player = play(two("finish when any  rest continue", LOOK.format("z", "w"))).start("1")
    player.complete("l.x", "ann", fine=True)
    assert player.happened("p") == ["entered", "completed"]
    player.complete("r.y", "ann", fine=True)
    assert player.happened("right") == ["started", "completed"]
    assert player.ended == "active"
    player.complete("z.w", "ann", fine=True)
    assert player.ended == "completed"


def test_of_branches_that_rest_continue_has_left_each_comes_to_its_own_end() -> None:
    """Rule 6: the parallel is completed once, with the first."""
    three = " ".join(f"branch b{n} {{ {LOOK.format(f's{n}', f'x{n}')} }}" for n in range(3))
    player = play(f"parallel p {{ {three}\n finish when any  rest continue }}\n{LOOK.format('z', 'w')}").start("1")
    for n in range(3):
        player.complete(f"s{n}.x{n}", "ann", fine=True)
        assert player.happened(f"b{n}") == ["started", "completed"]
        assert (player.happened("p"), len(player.open("z.w"))) == (["entered", "completed"], 1)
    assert decode_state(player.state).parallels == {}
    assert player.complete("z.w", "ann", fine=True).ended == "completed"


def test_entering_again_ends_what_was_left_open() -> None:
    """Rule 1: a parallel has one visit at a time."""
    body = "var n: integer = 0\n" + two(
        "finish when any  rest continue",
        'set n = n + 1\ndecide d { outcome again when n < 2 { go to p }\n otherwise { } }\nend "Done"',
    )
    player = play(body).start("1").complete("l.x", "ann", fine=True)
    assert player.happened("right") == ["started", "discontinued", "started"]
    assert player.item("r.y").opened_at == player.now
    player.complete("r.y", "ann", fine=True)
    assert player.ended == "Done"


@plays(PARALLEL)
def test_a_go_to_out_of_a_branch_leaves_all_branches() -> None:
    """Rule 2: the work item that is open in another branch is withdrawn."""
    body = (
        f"parallel p {{ branch a {{ {LOOK.format('l', 'x')} }}\n"
        " branch b { stage t { background y = check(case) }\n"
        "  decide d { outcome out when t.y.ok { go to late }\n otherwise { } } } }\n"
        'end "Joined"\nstage late "L" { background z = tell("late") }\nend "Jumped"'
    )
    player = play(body).start("1")
    assert player.ended == "Jumped"
    assert player.happened("l.x")[-1] == "discontinued"
    assert [item.status.words for item in player.items.values()] == ["withdrawn"]


def test_an_end_in_a_branch_ends_the_run() -> None:
    stop = 'decide d { outcome stop when case.amount > 1 { end "Early" }\n otherwise { } }'
    body = f'parallel p {{ branch a {{ {LOOK.format("l", "x")} }}\n branch b {{ {stop} }} }}\nend "Joined"'
    player = play(body).start("1")
    assert player.ended == "Early"
    assert [item.status.words for item in player.items.values()] == ["withdrawn"]
    assert play(body.replace('end "Early"', 'fail "Early"')).start("1").ended == "Early"


def test_a_branch_with_an_error_does_not_count_until_it_is_mended() -> None:
    """Rule 6: a step in error has not finished."""
    body = (
        "parallel p { branch a { stage s { background x = check(case) } }\n"
        ' branch b { stage t { background y = tell("b") } } }\nend "Joined"'
    )
    player = play(body, flows={"check": [Fails("Down"), OK], "tell": [{}]}).start("1")
    assert player.happened("b") == ["started", "completed"]
    assert player.ended == "s.x: Down: it failed"
    assert player.retry("s.x").ended == "Joined"


def test_handlers_work_inside_branches() -> None:
    """A handler's block skips the step; a handler's target outside leaves the parallel."""
    fails = {"check": [Fails("Down")], "tell": [{}]}
    inside = (
        "parallel p { branch a { stage s { background x = check(case) { on error as e { } } } }\n"
        f' branch b {{ {LOOK.format("l", "y")} }} }}\nend "Joined"'
    )
    player = play(inside, flows=dict(fails)).start("1")
    assert player.happened("a") == ["started", "completed"]
    outside = inside.replace("on error as e { }", 'on error "Down" -> late').replace(
        'end "Joined"', 'end "Joined"\nstage late "L" { background z = tell("late") }\nend "Jumped"'
    )
    player = play(outside, flows=dict(fails)).start("1")
    assert player.ended == "Jumped"
    assert player.happened("l.y")[-1] == "discontinued"


def test_a_handler_of_the_orchestration_may_leave_a_branch() -> None:
    body = (
        "on error { go to late }\n"
        f"parallel p {{ branch a {{ {LOOK.format('l', 'x')} }}\n"
        " branch b { stage s { background y = check(case) } } }\n"
        'end "Joined"\nstage late "L" { background z = tell("late") }\nend "Jumped"'
    )
    player = play(body, flows={"check": [Fails("Down")], "tell": [{}]}).start("1")
    assert player.ended == "Jumped"
    assert player.happened("l.x")[-1] == "discontinued"


def test_parallels_inside_branches_and_loops_inside_them() -> None:
    body = (
        "var n: integer = 0\n"
        "parallel p { branch a { parallel q { branch c { repeat while n < 3 {\n"
        "   stage s { background x = check(case) }\n set n = n + 1 } }\n branch d { } } }\n"
        f' branch b {{ {LOOK.format("l", "y")} }} }}\nend "Done" with {{ total: n }}'
    )
    player = play(body).start("1").complete("l.y", "ann", fine=True)
    assert player.ended == "Done"
    assert player.summary is not None
    assert player.summary.outputs == {"total": 3}
    assert player.happened("q") == ["entered", "completed"]


def test_a_step_waits_for_what_another_branch_will_bring() -> None:
    """Rule 7: an output of a branch that still runs is not final; once the branch has ended without it, it is."""
    body = (
        "parallel p { branch a { stage s { background x = check(case) { start when (t.y.ok ?? false) } } }\n"
        f" branch b {{ {LOOK.format('l', 'w')}\n decide d {{ outcome on when l.w.fine\n"
        '  { stage t { background y = check(case) } }\n otherwise { } } } }\nend "Joined"'
    )
    player = play(body).start("1")
    assert player.happened("s.x") == ["waiting"]
    player.complete("l.w", "ann", fine=True)
    assert player.happened("s.x") == ["waiting", "started", "completed"]
    assert player.ended == "Joined"
    player = play(body).start("1").complete("l.w", "ann", fine=False)
    assert player.happened("s.x") == ["waiting", "skipped"]
    assert player.ended == "Joined"


LEFT_OPEN = (
    "var n: integer = 0\nstage s {{ background x = check(case) }}\n"
    'parallel p {{ branch a {{ {wait}\n stage t {{ background y = tell("{{s.x.score}}") }} }}\n branch b {{ }}\n'
    " finish when any\n rest {rest} }}\nset n = n + 1\ndecide again {{ outcome yes when n < 3 -> s\n otherwise {{ }} }}"
)


def test_what_a_branch_that_is_left_open_reads_may_be_made_anew_meanwhile() -> None:
    """Rule 8: the output is not proven there, because `s` may be entered again while the branch goes on."""
    wait = LOOK.format("l", "w")
    play(LEFT_OPEN.format(wait=wait, rest="stop"))
    with pytest.raises(AssertionError, match="O501"):
        play(LEFT_OPEN.format(wait=wait, rest="continue"))


def test_a_jump_out_of_a_branch_that_is_left_open_may_come_at_any_time() -> None:
    """Rule 8: what has been made below the parallel by then is not proven where the jump leads."""
    body = (
        "parallel p {{ branch a {{ {wait}\n decide d {{ outcome out when l.w.fine -> z\n otherwise {{ }} }} }}\n"
        " branch b {{ }}\n finish when any\n rest continue }}\n"
        'stage s {{ background x = check(case) }}\nstage z {{ background y = tell("{{s.x.score{default}}}") }}'
    )
    wait = LOOK.format("l", "w")
    with pytest.raises(AssertionError, match="O501"):
        play(body.format(wait=wait, default=""))
    play(body.format(wait=wait, default=" ?? 0"))


@pytest.mark.parametrize(
    ("finish", "ended"), [("any", ("active", "completed")), ("2 of a, b, c", ("s.x: Down: it failed", "entered"))]
)
def test_for_any_and_n_of_a_branch_in_error_does_not_count(finish: str, ended: tuple[str, str]) -> None:
    """Rule 6: only completed branches count; one that is stopped while it is in error is in error no longer."""
    body = (
        "parallel p { branch a { stage s { background x = check(case) } }\n"
        f" branch b {{ {LOOK.format('l', 'y')} }}\n branch c {{ {LOOK.format('r', 'z')} }}\n finish when {finish} }}\n"
        f"{LOOK.format('after', 'w')}"
    )
    player = play(body, flows={"check": [Fails("Down")], "tell": [{}]}).start("1")
    assert player.ended == "s.x: Down: it failed"
    player.complete("l.y", "ann", fine=True)
    assert (player.ended, player.happened("p")[-1]) == ended
    if ended[0] != "active":
        player.complete("r.z", "ann", fine=True)
    assert (player.ended, player.happened("p")[-1]) == ("active", "completed")
    assert player.happened("s.x")[-1] == "discontinued"
    assert decode_state(player.state).failing == []


def test_a_branch_that_is_entered_again_forgets_what_its_steps_have_given() -> None:
    """Rule 1: each entry into a branch is a visit; a result of the older one is ignored."""
    body = (
        "var n: integer = 0\n"
        f"parallel p {{ branch a {{ {LOOK.format('l', 'x')} }}\n"
        " branch b { stage t { background y = check(case) } }\n finish when (l.x.fine ?? false) or n > 0 }\n"
        'set n = n + 1\ndecide d { outcome again when n < 2 { go to p }\n otherwise { } }\nend "Done" with { total: '
        "t.y.score ?? 0 }"
    )
    player = play(body, flows={"check": []}).start("1")
    (late,) = player.outbox.values()
    player.apply(ev.FlowReturned(late.ref, OK))
    player.complete("l.x", "ann", fine=True)
    assert player.ended == "Done"
    assert player.outputs == {"total": 0}
    before = player.state
    player.apply(ev.FlowReturned(late.ref, OK))
    assert player.state == before


def test_finish_when_is_asked_while_the_branch_that_it_reads_goes_on() -> None:
    """Rule 9: whenever something that it reads changes, an output or a variable, not only when a branch has ended."""
    more = LOOK.format("more", "z")
    for condition, step in (("l.x.fine ?? false", "l.x"), ("n > 0", "r.y")):
        left, right = LOOK.format("l", "x"), LOOK.format("r", "y")
        body = (
            f"var n: integer = 0\nparallel p {{ branch a {{ {left}\n {more} }}\n"
            f" branch b {{ {right}\n set n = 1\n {LOOK.format('last', 'w')} }}\n finish when {condition} }}\n"
            'end "Joined"'
        )
        player = play(body).start("1").complete(step, "ann", fine=True)
        assert player.ended == "Joined"


def test_an_error_in_finish_when_that_leads_away_leaves_all_branches() -> None:
    """Rules 2 and 15: the orchestration's handler takes it."""
    body = two("finish when 1 / (case.amount - 10) > 5", f'end "Joined"\n{LOOK.format("late", "z")}')
    player = play("on error -> late\n" + body).start("1")
    assert player.happened("p") == ["entered", "failed", "handled", "discontinued"]
    assert player.open("l.x") == player.open("r.y") == []
    assert set(decode_state(player.state).threads) == {-1}
    assert player.complete("late.z", "ann", fine=True).ended == "completed"
