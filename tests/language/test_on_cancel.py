"""`on cancel { … }`: what a run does when it is canceled, before it ends (language.md, sections 3 and 4, rule 19)."""

from typing import Any

import pytest

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.source import SourceFile
from tests.language.forms import plays
from tests.language.play import Fails, Player, Refusal
from tests.language.texts import CASE, orchestration

PAY = 'background paid = pay(case, case.amount) { undo tell("back {paid.receipt}") }'
LOOK = 'interactive seen = look(case) { assign to user("ann") }'
WORK = f"stage s {{ {PAY} }} stage t {{ timeout 9h -> end {LOOK} }}"
AFTER = 'on cancel { background freed = tell("free") undo background said = tell("bye") }'


def play(body: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"check": [{"ok": True, "score": 3}], "tell": [{}], "pay": [{"receipt": "r1"}]})
    return Player(orchestration(body), **outside).put("Case", **CASE)


def cancel(player: Player, *, at_once: bool = False, reason: str | None = None) -> Player:
    player.apply(ev.RunCanceled(reason, at_once), "user:lena", administrator=True)
    return player.settle()


@plays("on cancel { … }")
def test_what_is_open_ends_then_the_block_is_worked_off_then_the_run_is_canceled() -> None:
    player = play(f"{AFTER} {WORK}").start("1")
    item = player.item("t.seen")
    cancel(player, reason="not needed")
    assert player.items[item.name].status == ItemStatus.WITHDRAWN
    assert player.told == ["free", "back r1", "bye"]
    assert player.ended == "not needed"
    assert player.summary is not None
    assert player.summary.status.words == "canceled"
    assert player.happened("t")[-1] == player.happened("t.seen")[-1] == "canceled"
    assert player.happened("freed")[-1] == "completed"
    assert (player.timers, player.outbox, player.watches) == ({}, {}, {})


@plays("on cancel { … }")
def test_each_waits_for_the_one_before() -> None:
    player = cancel(play(f"{AFTER} {WORK}", flows={"pay": [{"receipt": "r1"}], "tell": []}).start("1"))
    assert [getattr(each, "arguments", None) for each in player.outbox.values()] == [{"text": "free"}]
    assert player.ended == "active"
    assert decode_state(player.state).canceling == ""
    player.flows["tell"] = [{}]
    assert player.settle().ended == "canceled"
    assert player.told == ["free", "back r1", "bye"]


def test_a_run_that_ends_otherwise_does_nothing_of_it() -> None:
    body = f'{AFTER} {WORK} decide d {{ outcome bad when not (t.seen.fine ?? false) {{ fail "bad" }} otherwise {{ }} }}'
    for fine, ended in ((True, "completed"), (False, "bad")):
        player = play(body).start("1").complete("t.seen", "ann", fine=fine)
        assert (player.told, player.ended) == ([], ended)


def test_canceled_again_it_goes_on_as_before_unless_it_is_to_end_at_once() -> None:
    player = cancel(play(f"{AFTER} {WORK}", flows={"pay": [{"receipt": "r1"}], "tell": []}).start("1"), reason="first")
    before = player.state
    cancel(player, reason="second")
    assert player.state == before
    cancel(player, at_once=True, reason="third")
    assert player.ended == "first"
    assert (player.outbox, player.told) == ({}, [])


def test_at_once_nothing_of_it_is_done_and_that_may_who_administers() -> None:
    body = f'allow cancel by user("bob") allow administer by user("cleo") {AFTER} {WORK}'
    player = play(body).start("1")
    with pytest.raises(Refusal, match="may end this run without what it does on cancel"):
        player.apply(ev.RunCanceled(at_once=True), "user:bob")
    player.apply(ev.RunCanceled(at_once=True), "user:cleo")
    assert (player.ended, player.told) == ("canceled", [])
    player = play(body).start("1")
    player.apply(ev.RunCanceled(), "user:bob")
    assert player.settle().ended == "canceled"
    assert player.told == ["free", "back r1", "bye"]


def test_an_error_waits_to_be_tried_again_and_no_handler_of_the_orchestration_takes_it() -> None:
    """Rule 15."""
    flows: Any = {"pay": [{"receipt": "r1"}], "tell": [Fails("Down"), {}]}
    player = cancel(play(f'on error {{ log "taken" }} {AFTER} {WORK}', flows=flows).start("1"))
    assert str(player.ended).startswith("freed: Down")
    assert "logged" not in [what for _, what, _ in player.notes]
    player.retry("freed")
    assert player.ended == "canceled"
    assert player.told == ["free", "free", "back r1", "bye"]


def test_a_step_in_error_can_be_skipped_and_the_rest_is_done() -> None:
    flows: Any = {"pay": [{"receipt": "r1"}], "tell": [Fails("Down"), {}]}
    player = cancel(play(f"{AFTER} {WORK}", flows=flows).start("1"))
    player.apply(ev.ElementSkipped(player.indices["freed"]), administrator=True)
    assert player.settle().ended == "canceled"
    assert player.told == ["free", "back r1", "bye"]


def test_its_steps_have_retries_time_limits_and_conditions() -> None:
    """Rule 13."""
    body = """
    on cancel {
      background a = tell("a") { retry 1 times every 1m }
      background b = tell("b") { only if case.status == "New" }
      background c = check(case) { timeout 1h }
      background d = tell("{c.score ?? 0}")
    }
    """
    flows: Any = {"tell": [Fails("Down"), {}], "check": [], "pay": [{"receipt": "r1"}]}
    player = play(f"{body} {WORK}", flows=flows).start("1")
    player.put("Case", id="1", status="Working")
    cancel(player)
    assert player.told == ["a"]
    player.advance("1m")
    assert player.told == ["a", "a"]
    assert player.happened("b") == ["skipped"]
    player.advance("1h")
    assert str(player.ended).startswith("c: Timeout")
    player.flows["check"] = [{"ok": True, "score": 7}]
    player.retry("c")
    assert player.told == ["a", "a", "7"]
    assert player.ended == "canceled"


def test_it_sees_what_the_run_has_done_and_its_variables() -> None:
    """Outputs may be missing there; a variable is as it was."""
    body = f"var n: integer = 1 {WORK.replace('stage t', 'set n = n + 1 stage t')}"
    after = 'on cancel { background a = tell("{s.paid.receipt ?? run.id} {n}") }'
    player = cancel(play(f"{after.replace('{n}', '{case.owner}')} {body}").start("1"))
    assert player.told == ["r1 omar"]


def test_a_run_in_the_middle_of_an_undo_takes_up_where_that_stood() -> None:
    """Rule 12: the call that was under way is made again, under the same key."""
    body = f"on cancel {{ undo }} stage s {{ {PAY} }} undo"
    player = play(body, flows={"pay": [{"receipt": "r1"}], "tell": []}).start("1")
    (call,) = player.outbox.values()
    cancel(player)
    (again,) = player.outbox.values()
    assert isinstance(call, co.CallFlow)
    assert isinstance(again, co.CallFlow)
    assert (again.key, again.ref.attempt) == (call.key, 2)
    before = player.state
    player.apply(ev.FlowReturned(call.ref, {}))
    assert player.state == before
    player.flows["tell"] = [{}]
    assert player.settle().ended == "canceled"


def test_a_suspended_run_stands_still_no_longer() -> None:
    player = play(f"{AFTER} {WORK}").start("1")
    player.apply(ev.RunSuspended(), administrator=True)
    assert cancel(player).ended == "canceled"
    assert player.told == ["free", "back r1", "bye"]


def test_locks_are_given_back_before_it_begins() -> None:
    """Rule 18."""
    body = f'on cancel {{ background a = tell("a") }} stage s {{ lock "press" {LOOK} }}'
    player = cancel(play(body, flows={"tell": []}).start("1"))
    assert player.ended == "active"
    assert player.lines["press"] == []


def test_parallels_handlers_blocks_and_what_rest_continue_left_end_first() -> None:
    body = f"""
    {AFTER}
    stage r {{ finish when any rest continue
      interactive x = look(case) {{ assign to user("bob") }} background y = check(case) }}
    parallel p {{
      branch a {{ stage s {{ background z = check(case) {{ on error {{ wait 1h }} }} }} }}
      branch b {{ await first {{ on paid as e where e.order == case.id {{ }} }} }}
    }}
    """
    flows: Any = {"check": [{"ok": True, "score": 1}, Fails("Down")], "tell": [{}]}
    player = play(body, flows=flows).start("1")
    assert cancel(player).ended == "canceled"
    assert player.told == ["free", "bye"]
    assert not player.open("r.x")


@pytest.mark.parametrize("handler", ["on error -> s", "on error { }", 'on error "Down" as e { undo }'])
def test_a_step_of_it_has_no_handler(handler: str) -> None:
    text = orchestration(f'on cancel {{ background a = tell("a") {{ {handler} }} }} {WORK}')
    found = compile_source("t.orch", {"t.orch": SourceFile("t.orch", text)}.__getitem__, None).diagnostics
    assert [each.code for each in found if each.severity.name == "ERROR"][:1] == ["O108"]


def test_a_run_that_has_not_begun_has_nothing_to_do_and_tells_who_waits_for_it() -> None:
    """Rule 19: suspended with the run that it is a step of before its first event came, and canceled then."""
    player = play(f"{AFTER} {WORK}")
    player.apply(ev.RunSuspended(with_parent=True), administrator=True)
    cancel(player, reason="not needed")
    assert (player.told, player.ended) == ([], "not needed")
    started = ev.Started(("1",), parent=ev.Parent("above", ev.Ref(3, 4), 1))
    for _ in range(2):
        player.apply(started)
    (told,) = [each for each in player.posts if not isinstance(each, co.GoOn)]
    assert isinstance(told, co.TellParent)
    assert (told.parent.run, told.status, told.outcome) == ("above", Status.CANCELED, "not needed")
    assert player.ended == "not needed"
