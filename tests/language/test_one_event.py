"""What an event has ended, the same event does not go on with, though it was about to (language.md, rules 2 and 6)."""

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import CallFlow, StartRun
from tests.language.play import Fails, Player
from tests.language.texts import CASE, orchestration

LATE = 'stage late { background l = tell("late") } end "Late"'
LIMIT = 'timeout (if case.amount > 1 then 1h else 2h) on error "RecordGone" -> late'
INNER = "\norchestration inner(n: integer) { end }"


def play(body: str, **outside: object) -> Player:
    return Player(orchestration(body) + INNER, name="process", **outside).put("Case", **CASE)  # type: ignore[arg-type]  # the options of the player


def without_record(player: Player) -> Player:
    """From now on whatever reads the record fails, without the run being told."""
    player.records.clear()
    return player


def test_of_instances_that_are_tried_again_none_is_called_once_one_has_left_the_stage() -> None:
    """Rules 2 and 15."""
    body = f'stage s {{ background a = tell("{{n}}") {{ for each n in [1, 2]\n {LIMIT} }} }} end {LATE}'
    player = play(body, flows={"tell": [Fails("Down"), Fails("Down"), {}]}).start("1")
    assert player.ended == "s.a: Down: it failed"
    without_record(player).retry("s.a")
    assert player.told == ["1", "2", "late"]
    assert player.ended == "Late"


def test_of_items_that_are_opened_again_none_is_once_one_has_left_the_stage() -> None:
    """Rules 2 and 15."""
    step = f'interactive a = look(case) {{ for each n in [1, 2] assign to user("ann")\n {LIMIT} }}'
    player = play(f"stage s {{ {step} }} end {LATE}", flows={"tell": [{}]}).start("1").advance("1h")
    assert player.ended == "s.a: Timeout: nobody completed the work item in time"
    without_record(player).retry("s.a")
    assert player.ended == "Late"
    assert {item.status.words for item in player.items.values()} == {"expired"}


def test_of_runs_that_are_to_be_started_none_is_once_one_has_left_the_stage() -> None:
    """Rules 2 and 19."""
    body = f"stage s {{ background a = run inner(n) {{ for each n in [1, 2]\n {LIMIT} }} }} end {LATE}"
    player = without_record(play(body, flows={"tell": [{}]})).start("1")
    assert player.ended == "Late"
    assert not [each for each in player.posts if isinstance(each, StartRun)]


def test_instances_whose_conditions_fail_in_one_event_go_where_the_first_goes() -> None:
    """Rules 2 and 15: the others are left with the stage."""
    step = 'background a = tell("{n}") { for each n in [1, 2] finish when case.status == "Closed" on error -> late }'
    player = play(f"stage s {{ {step} }} end {LATE}", flows={"tell": [{}]}).start("1").delete("Case", "1")
    assert player.ended == "Late"
    assert player.happened("s.a").count("failed") == 2
    assert "handled" in player.happened("s.a")
    assert player.happened("s.a").count("handled") == 1


def test_what_nobody_waits_for_ends_its_stage_before_the_next_such_step_begins() -> None:
    """Rules 6 and 21: whether a stage is over is asked before anything in it begins."""
    step = 'background {0} = tell("{0}") {{ without waiting }}'
    player = play(
        f'stage s {{ {step.format("a")} {step.format("b")} finish when any }} end "Done"', flows={"tell": [{}]}
    )
    player.start("1")
    assert player.happened("s.a")[:2] == ["started", "completed"]
    assert player.happened("s.b") == []
    assert (player.told, player.ended) == (["a"], "Done")


@pytest.mark.parametrize("each", ["", "for each n in [1]"])
def test_the_end_of_a_handlers_block_is_not_that_of_a_step_that_has_been_left(each: str) -> None:
    """Rules 6 and 15: both steps are skipped at once, and the first is all that the stage waits for."""
    step = "background {0} = pay(case, case.amount) {{ {1} on error {{ }} }}"
    body = f'stage s {{ {step.format("a", "")} {step.format("b", each)} finish when 1 of a }} end "Done"'
    player = without_record(play(body)).start("1")
    assert (player.happened("s.a")[-1], player.happened("s.b")[-1]) == ("skipped", "discontinued")
    assert player.ended == "Done"


def test_a_parallel_in_a_branch_that_has_been_left_is_not_entered() -> None:
    """Rule 6: `any` is met before the other branch has come to anything."""
    body = "parallel p { branch a { } branch b { parallel q { branch c { } branch d { } } } finish when any }"
    player = play(f'{body} end "Done"').start("1")
    assert (player.happened("q"), player.happened("b")) == ([], ["started", "discontinued"])
    assert player.ended == "Done"
    body = body.replace("branch a { }", 'branch a { log "on" }')
    player = play(f'{body} end "Done"').start("1")
    assert (player.happened("q"), player.happened("c")) == (["entered", "discontinued"], ["started", "discontinued"])
    assert player.ended == "Done"


def test_branches_that_are_over_at_once_are_over_once() -> None:
    """Rule 6."""
    player = play('parallel p { branch a { } branch b { } finish when any } end "Done"').start("1")
    assert (player.happened("a"), player.happened("b")) == (["started", "completed"], ["started", "discontinued"])
    assert player.ended == "Done"


def test_work_that_nobody_has_done_yet_stays_when_the_work_beside_it_is_asked_about_again() -> None:
    """Rule 9: `finish when` is about what has been handed in."""
    step = 'interactive x = look(case) { for each u in ["ann", "bob"] assign to user(u)\n finish when n > 0 }'
    body = (
        f"var n: integer = 0\nparallel p {{ branch a {{ stage s {{ {step} }} }}\n"
        ' branch b { stage t { interactive y = look(case) { assign to user("ann") } } set n = 1 } }\nend "Done"'
    )
    player = play(body).start("1").complete("s.x", "ann", fine=True)
    assert player.complete("t.y", "ann", fine=True).happened("s.x")[-1] == "completed"
    assert [item.candidates for item in player.open("s.x")] == [("user:bob",)]
    assert player.complete("s.x", "bob", fine=True).ended == "Done"


def test_an_instance_in_error_is_not_asked_again_with_those_beside_it() -> None:
    """Rules 9 and 15: it stays in error until somebody tries it again."""
    body = (
        "var n: integer = 0\nparallel p {\n"
        ' branch a { stage s { background x = tell("{i}") { for each i in [1, 2]\n finish when n > 0 } } }\n'
        ' branch b { stage t { interactive y = look(case) { assign to user("ann") } } set n = 1 } }\nend "Done"'
    )
    player = play(body, flows={"tell": [Fails("Down"), {}]}).start("1").complete("t.y", "ann", fine=True)
    assert player.ended == "s.x: Down: it failed"
    assert player.happened("s.x")[-1] == "completed", "the other one"
    player.apply(ev.ElementSkipped(player.indices["s.x"]), administrator=True)
    assert player.ended == "Done"
    assert not [each for each in player.outbox.values() if isinstance(each, CallFlow)]


def test_a_run_that_is_canceled_by_the_event_that_has_begun_it_is_never_started() -> None:
    """Rules 2 and 19: the other branch jumps out before anything is committed."""
    branches = "branch x { stage s { background it = run inner(1) } } branch y { go to t }"
    body = f'parallel p {{ {branches} }} stage t {{ background b = tell("t") }} end "Out"'
    player = play(body, flows={"tell": [{}]}).start("1")
    assert player.ended == "Out"
    assert player.happened("s.it")[-1] == "discontinued"
    assert player.posts == []
