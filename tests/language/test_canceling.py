"""`cancel STEP | STAGE` (language.md, rules 1, 2, 6 and 19)."""

from typing import Any

import pytest

from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player, Refusal
from tests.language.texts import CASE, orchestration

ASK = 'interactive {} = look(case) {{ assign to user("{}") }}'


def play(body: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"check": [{"ok": True, "score": 3}], "tell": [{}]})
    return Player(orchestration(body), **outside).put("Case", **CASE)


BESIDE = """
parallel p {
  branch work {
    stage s { timeout 9h -> late
      interactive a = look(case) { assign to user("ann")  timeout 5h }
      interactive b = look(case) { assign to user("bob")  start after a }
      background c = tell("c") { start after b }
    }
    stage below { background t = tell("below") }
  }
  branch other { wait 1h  cancel %s }
}
end "Done"
stage late { background l = tell("late") }
"""


@plays("cancel STEP | STAGE")
def test_a_canceled_step_counts_as_finished_and_its_item_is_withdrawn() -> None:
    """Rule 6: what starts after it starts; its timer is gone."""
    player = play(BESIDE % "s.a").start("1")
    item = player.item("s.a")
    player.advance("1h")
    assert player.items[item.name].status == ItemStatus.WITHDRAWN
    assert player.happened("s.a")[-1] == "canceled"
    assert {kind for kind, _ in player.timers} == {"timeout"}
    with pytest.raises(Refusal, match="no longer open"):
        player.apply(ev.ItemCompleted(item.ref, {"fine": True}), "user:ann")
    player.complete("s.b", "bob", fine=True)
    assert player.told == ["c", "below"]
    assert player.ended == "Done"


@plays("cancel STEP | STAGE")
def test_from_a_canceled_stage_its_own_thread_goes_on_below_it() -> None:
    player = play(BESIDE % "s").start("1").advance("1h")
    assert player.happened("s")[-1] == "canceled"
    assert player.happened("s.a")[-1] == "canceled"
    assert player.told == ["below"]
    assert player.ended == "Done"
    assert player.timers == {}


@pytest.mark.parametrize("target", ["s.b", "s.c", "below", "late", "below.t"])
def test_what_is_not_open_is_not_canceled_and_nothing_happens(target: str) -> None:
    """A step whose `start after` is not met has not begun, neither has a stage that control has not entered."""
    player = play(BESIDE % target).start("1").advance("1h")
    assert player.happened("cancel.1" if "cancel.1" in player.indices else "other.cancel.1") == ["nothing to cancel"]
    player.complete("s.a", "ann", fine=True).complete("s.b", "bob", fine=True)
    assert player.told == ["c", "below"]
    assert player.ended == "Done"


def test_a_step_that_has_ended_stays_as_it_ended() -> None:
    player = play(BESIDE % "s.a").start("1").complete("s.a", "ann", fine=True).advance("1h")
    assert player.happened("s.a")[-1] == "completed"
    assert len(player.open("s.b")) == 1


@pytest.mark.parametrize("clause", ["start when s2.y.fine ?? false", 'start when case.status == "Closed"'])
def test_a_step_and_a_stage_that_wait_for_their_start_can_be_canceled(clause: str) -> None:
    """Their watches go with them."""
    waiting = f'stage w {{ interactive x = look(case) {{ {clause} assign to user("bob") }} }}'
    other = f"stage s2 {{ {ASK.format('y', 'ann')} }}"
    branches = f"branch a {{ {waiting} }} branch b {{ wait 1h cancel w.x }} branch c {{ {other} }}"
    player = play(f'parallel p {{ {branches} finish when 2 of a, b, c }} end "Done"').start("1").advance("1h")
    assert player.ended == "Done"
    stage = 'parallel p { branch a { stage w { start when case.status == "Closed" up to 9h -> end } log "on" }'
    player = play(f"{stage} branch b {{ wait 1h cancel w }} }}").start("1")
    assert len(player.watches) == 1
    player.advance("1h")
    assert player.happened("w")[-1] == "canceled"
    assert player.happened("a.log.1") == ["logged"]
    assert (player.watches, player.timers, player.ended) == ({}, {}, "completed")


def test_an_element_in_error_can_be_canceled_and_the_run_is_in_error_no_more() -> None:
    player = play(
        "parallel p { branch a { stage s { background x = check(case) } } branch b { wait 1h cancel s.x } }",
        flows={"check": [Fails("Down"), {"ok": True, "score": 1}]},
    ).start("1")
    assert str(player.ended).startswith("s.x: Down")
    player.advance("1h")
    assert player.ended == "completed"
    with pytest.raises(Refusal):
        player.retry("s.x")


def test_a_late_answer_of_a_canceled_step_changes_nothing() -> None:
    """Rule 1. Its call is taken out of the outbox."""
    body = "parallel p { branch a { stage s { background x = check(case) } } branch b { wait 1h cancel s.x wait 1h } }"
    player = play(body, flows={}).start("1")
    (call,) = player.outbox.values()
    player.advance("1h")
    assert player.outbox == {}
    before = player.state
    player.apply(ev.FlowReturned(call.ref, {"ok": True, "score": 1}))
    assert player.state == before


def test_the_outputs_of_a_canceled_step_are_missing() -> None:
    """Rule 8: they are `T?`, also those that were there while the step waited to finish."""
    body = """
    parallel p {
      branch a { stage s { interactive x = look(case) { assign to user("ann")  finish when case.status == "Closed" } } }
      branch b { wait 1h  log "{s.x.fine ?? false}"  cancel s.x  log "{s.x.fine ?? false}" }
    }
    """
    player = play(body).start("1").complete("s.x", "ann", fine=True).advance("1h")
    assert [detail["text"] for _, what, detail in player.notes if what == "logged"] == ["false", "false"]


def test_all_open_instances_of_a_for_each_are_canceled_and_what_has_completed_can_be_read() -> None:
    """Rule 5."""
    body = """
    parallel p {
      branch a { stage s { interactive x = look(case) { for each who in [user("ann"), user("bob")]  assign to who } } }
      branch b { wait 1h  cancel s.x }
    }
    stage t { background y = tell("{count(s.x, each => each.fine)}") }
    """
    player = play(body).start("1").complete("s.x", "ann", fine=True).advance("1h")
    assert player.told == ["1"]
    assert {each.status.words for each in player.items.values()} == {"completed", "withdrawn"}


def test_any_and_n_of_do_not_count_a_canceled_step() -> None:
    """Rule 6: once the number cannot be reached it waits for all."""
    two = f"{ASK.format('a', 'ann')} {ASK.format('b', 'bob')} {ASK.format('c', 'cleo')}"
    counted = f"branch w {{ stage s {{ {two} finish when 2 of a, b, c }} }}"
    body = f"parallel p {{ {counted} branch k {{ wait 1h cancel s.a cancel s.b }} }}"
    player = play(body).start("1").advance("1h")
    assert player.ended == "active"
    player.complete("s.c", "cleo", fine=True)
    assert player.ended == "completed"


def test_what_rest_continue_has_left_open_is_canceled_and_control_stays_where_it_is() -> None:
    two = f"{ASK.format('a', 'ann')} {ASK.format('b', 'bob')}"
    player = play(f'stage s {{ {two} finish when any rest continue }} wait 1h cancel s wait 1h end "Done"').start("1")
    player.complete("s.a", "ann", fine=True).advance("1h")
    assert player.happened("s") == ["entered", "started", "completed"]
    assert player.happened("s.b")[-1] == "canceled"
    assert player.ended == "active"
    assert player.advance("1h").ended == "Done"


def test_a_stage_that_is_canceled_from_the_block_of_its_own_steps_handler_ends_with_the_block() -> None:
    body = """
    stage s {
      background a = check(case) { on error { cancel s  log "never" } }
      interactive b = look(case) { assign to user("bob") }
    }
    end "Done"
    """
    player = play(body, flows={"check": [Fails("Down")]}).start("1")
    assert player.ended == "Done"
    assert player.happened("s.b")[-1] == "canceled"
    assert [what for _, what, _ in player.notes if what == "logged"] == []


def test_a_step_canceled_from_its_own_handlers_block_is_canceled_not_skipped() -> None:
    body = 'stage s { background a = check(case) { on error { cancel s.a } } } end "Done"'
    player = play(body, flows={"check": [Fails("Down")]}).start("1")
    assert player.happened("s.a")[-1] == "canceled"
    assert player.ended == "Done"


def test_the_run_of_a_canceled_step_is_canceled_too() -> None:
    """Rule 19."""
    text = orchestration(
        "parallel p { branch a { stage s { background x = run inner(case) } } branch b { wait 1h cancel s } }"
    )
    text += "\norchestration inner(case: Case) { wait 1d }\n"
    player = Player(text, name="process").put("Case", **CASE).start("1").advance("1h")
    assert [type(each) for each in player.posts] == [co.StartRun, co.CancelRun]
    assert player.ended == "completed"


def test_a_loop_of_cancels_leaves_the_state_no_larger() -> None:
    body = """
    var n: integer = 0
    stage s { interactive a = look(case) { assign to user("ann") } interactive b = look(case) { assign to user("bob") }
              finish when any rest continue }
    cancel s
    set n = n + 1
    decide d { outcome again when n < 1000 -> s otherwise { } }
    """
    player = play(body).start("1")
    sizes = []
    for _ in range(20):
        player.complete("s.a", "ann", fine=True)
        sizes.append(len(player.state))
        assert len(decode_state(player.state).steps) == 2
    assert max(sizes[5:]) - min(sizes[5:]) <= 8
