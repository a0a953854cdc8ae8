"""Waiting for events, times and conditions (language.md, rules 1, 9, 10, 20 and 21)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player
from tests.language.texts import CASE, orchestration

AWAIT = "await name first { on EVENT as p where E keep D … after 7d … on E … }"
OK = {"ok": True, "score": 3}
LOOK = 'stage {0} "S" {{ interactive {1} = look(case) "Look" {{ assign to user("ann") }} }}'
FIRST = (
    "await answer first {\n  on paid as p where p.order == case.id -> yes\n  after 7d -> late\n"
    '  on case.status == "Closed" { end "Closed" }\n}\n'
    'stage yes "Y" { background t = tell("yes") }\nend "Paid"\nstage late "L" { background u = tell("l") }\nend "Late"'
)


def play(body: str, **outside: Any) -> Player:
    outside.setdefault("flows", {"check": [OK], "tell": [{}]})
    player = Player(orchestration(body), groups={"Agents": ["ann", "bob"]}, **outside)
    return player.put("Case", **CASE)


@plays(AWAIT, "event payment_received { … }")
def test_the_first_arm_that_comes_true_is_taken() -> None:
    body = FIRST
    assert play(body).start("1").send("paid", order="1", amount="5").ended == "Paid"
    assert play(body).start("1").put("Case", id="1", status="Closed").ended == "Closed"
    player = play(body).start("1").advance("6d")
    assert player.ended == "active"
    assert player.advance("1d").ended == "Late"
    assert player.happened("answer") == ["waiting", "elapsed"]
    assert not player.timers
    assert not any(player.watches.values())


def test_an_event_whose_where_does_not_hold_is_not_taken() -> None:
    player = play(FIRST).start("1").send("paid", order="2", amount="5")
    assert player.ended == "active"
    assert player.send("paid", order="1", amount="5").ended == "Paid"


def test_an_arm_that_is_true_at_once_is_taken_on_arrival() -> None:
    """Rule 20: in the order of the source."""
    body = 'await first { after run.started_at - run.started_at { end "Time" }\n on case.amount > 1 { end "True" } }'
    assert play(body).start("1").ended == "Time"
    body = 'await first { on case.amount > 1 { end "True" }\n after run.started_at - run.started_at { end "Time" } }'
    assert play(body).start("1").ended == "True"


def test_of_two_times_at_one_instant_the_first_in_the_source_is_taken() -> None:
    """Rule 21."""
    first, other = ('(if run.id == "no" then 1h else 2d)', '(if run.id == "no" then 1h else 24h)')
    body = (
        f'await first {{ after {first} {{ end "Two" }}\n after 1d {{ end "One" }}\n after {other} {{ end "Hours" }} }}'
    )
    assert play(body).start("1").advance("3d").ended == "One"


def test_the_message_can_be_read_in_the_block_and_in_what_stands_in_it() -> None:
    body = (
        "var sum: decimal = 0\nawait first { on paid as p { set sum = p.amount\n"
        "  decide d { outcome big when p.amount > 3 {\n"
        '   stage s { background t = tell("{p.order}") { on error { set sum = p.amount * 2 } } } }\n'
        "  otherwise { } } } }\n"
        'end "Done"'
    )
    player = play(body).start("1").send("paid", order="A7", amount="5")
    assert player.ended == "Done"
    assert player.calls[0].arguments == {"text": "A7"}


def test_the_message_can_be_read_in_a_branch_and_in_a_handler_s_block() -> None:
    body = (
        "await answer first { on paid as p {\n"
        "  parallel q { branch a { stage s { background x = pay(case, p.amount) {\n"
        '    on error as e { stage m "M" { background t = tell("{p.order}: {e.code}") } } } } }\n branch b { } } } }\n'
        'end "Done"'
    )
    player = play(body, flows={"pay": [Fails("Down")], "tell": [{}]}).start("1").send("paid", order="A7", amount="5")
    assert player.calls[-1].arguments == {"text": "A7: Down"}
    assert player.ended == "Done"


def test_a_message_is_forgotten_when_the_await_is_entered_again() -> None:
    """Rule 1: and it is not remembered at all where nobody reads it."""
    body = (
        "var n: integer = 0\n"
        "repeat while n < 2 { await answer first { on paid as p where p.amount > 1 { BLOCK }\n"
        " after 1d { } }\n set n = n + 1 }"
    )
    player = play(body.replace("BLOCK", 'stage s { background t = tell("{p.order}") }'))
    player.start("1").send("paid", order="A7", amount="5")
    assert decode_state(player.state).threads[-1].messages == {}
    player = play(
        body.replace("BLOCK", LOOK.format("s", "x") + ' decide d { outcome a when p.order == "A7" { } otherwise { } }')
    )
    player.start("1").send("paid", order="A7", amount="5")
    assert [each.fields["order"] for each in decode_state(player.state).threads[-1].messages.values()] == ["A7"]
    player.complete("s.x", "ann", fine=True)
    assert decode_state(player.state).threads[-1].messages == {}


LEFT = {
    "stage": (
        'stage s { background t = tell("on")\n interactive x = look(case) { assign to user("ann")\n'
        ' finish when p.amount > 1 or case.status == "Closed" }\n finish when any\n rest continue }'
    ),
    "branch": (
        'parallel q { branch a { stage s { background t = tell("on") } }\n'
        f" branch b {{ {LOOK.format('r', 'x')} log p.order }}\n finish when any\n rest continue }}"
    ),
    "branch without steps": (
        "parallel q { branch a { }\n branch b { wait 1h log p.order }\n finish when any\n rest continue }"
    ),
}
"""What goes on behind an arm and reads its message."""


@pytest.mark.parametrize("block", LEFT.values(), ids=LEFT)
def test_what_rest_continue_left_open_in_an_arm_ends_when_the_await_is_entered_again(block: str) -> None:
    """Rule 1: it is of an older visit, whose message is gone; until then it goes on with it."""
    body = (
        f"await answer first {{ on paid as p {{ {block} }} after 30d {{ }} }}\n"
        'await other first { on called as c where c.by == case.owner -> answer after 9d { end "Done" } }'
    )

    def goes_on(player: Player) -> Player:
        for item in [*player.open("s.x"), *player.open("r.x")]:
            player.complete(item.element, "ann", fine=True)
        return player.advance("1h")

    last = "s.x" if "log" not in block else "b.log.1"
    player = play(body).start("1").send("paid", order="A7", amount="5")
    assert player.happened("other") == ["waiting"]
    assert goes_on(player).happened(last)[-1] in ("completed", "logged")
    player = play(body).start("1").send("paid", order="A7", amount="5").send("called", by="user:omar")
    assert player.happened("answer") == ["waiting", "received", "waiting"]
    assert player.items.keys() == {item.name for item in player.items.values() if item.status.words == "withdrawn"}
    told = len(player.notes)
    assert (goes_on(player).ended, len(player.notes)) == ("active", told)


KEPT = (
    'stage s "S" { interactive x = look(case) "Look" { assign to user("ann") } }\n'
    'await first { on paid as p where p.order == case.id keep 2d { end "Paid" }\n after 1h { end "Late" } }'
)


@plays(AWAIT, "event payment_received { … }")
def test_an_event_that_came_before_is_kept() -> None:
    """Rule 20: an arm with `keep` listens from the start of the run."""
    player = play(KEPT).start("1").send("paid", order="1", amount="5")
    assert ("", "kept", {"event": "paid"}) in player.notes
    player.advance("1d").complete("s.x", "ann", fine=True)
    assert player.ended == "Paid"
    assert not any(player.watches.values())


def test_a_kept_event_expires() -> None:
    player = play(KEPT).start("1").send("paid", order="1", amount="5").advance("2d")
    player.complete("s.x", "ann", fine=True)
    assert player.ended == "active"
    assert player.advance("1h").ended == "Late"


def test_an_event_for_another_is_not_kept() -> None:
    player = play(KEPT).start("1").send("paid", order="2", amount="5")
    assert not decode_state(player.state).messages


def test_kept_events_are_taken_oldest_first_and_once() -> None:
    """Rule 20: one is consumed once in a run, and no loop brings it back."""
    body = (
        LOOK.format("s", "x") + '\nvar n: integer = 0\nvar last: text = ""\nrepeat while n < 3 {\n'
        ' await first { on paid as p keep 9d { set last = "{last}{p.order}" }\n after 1d { set last = "{last}-" } }\n'
        " set n = n + 1 }\nstage z { background t = tell(last) }"
    )
    player = play(body).start("1").send("paid", order="A", amount="1").send("paid", order="B", amount="2")
    player.complete("s.x", "ann", fine=True)
    assert decode_state(player.state).messages == []
    assert player.advance("1d").calls[0].arguments == {"text": "AB-"}


def test_of_two_branches_the_first_in_the_source_gets_an_event() -> None:
    """Rule 21: it is consumed once; the other branch takes the next."""
    arm = 'await {0} first {{ on paid as p {{ stage s{0} {{ background t{0} = tell("{0} {{p.order}}") }} }} }}'
    body = f'parallel q {{ branch b {{ {arm.format("one")} }}\n branch c {{ {arm.format("two")} }} }}\nend "Done"'
    player = play(body).start("1").send("paid", order="A", amount="1")
    assert player.ended == "active"
    player.send("paid", order="B", amount="1")
    assert [call.arguments["text"] for call in player.calls] == ["one A", "two B"]
    assert player.ended == "Done"


def test_a_where_that_meets_an_error_puts_its_await_in_error() -> None:
    body = 'await w first { on paid as p where p.amount / case.amount > 1 { end "Paid" } }'
    player = play(body).put("Case", id="1", amount="0").start("1").send("paid", order="1", amount="5")
    assert player.ended is not None
    assert player.ended.startswith("w: DivisionByZero")
    assert player.put("Case", id="1", amount="1").retry("w").send("paid", order="1", amount="5").ended == "Paid"


def test_a_where_that_cannot_be_asked_yet_is_asked_at_the_await() -> None:
    body = KEPT.replace("p.order == case.id", "p.amount / case.amount > 1")
    player = play(body).put("Case", id="1", amount="0").start("1").send("paid", order="1", amount="5")
    player.put("Case", id="1", amount="1").complete("s.x", "ann", fine=True)
    assert player.ended == "Paid"


def test_an_event_is_kept_for_an_arm_that_reads_what_has_no_value_yet() -> None:
    """Rule 20: it listens from the start of the run, also before the variable that it reads is declared."""
    arms = 'on paid as p where p.order == code keep 2d { end "Paid" } after 1h { end "Late" }'
    body = f'{LOOK.format("s", "x")} var code: text = "A7"\n await answer first {{ {arms} }}'
    for order, ended in (("A7", "Paid"), ("B8", "active")):
        player = play(body).start("1").send("paid", order=order, amount="5")
        assert player.complete("s.x", "ann", fine=True).ended == ended


def test_an_event_is_kept_for_the_item_of_a_for_each_whose_handler_will_wait_for_it() -> None:
    """Rules 5 and 20: which item it is for is asked when the await has come."""
    arms = "on paid as p where p.order == code keep 2d { log code } after 1h { }"
    step = f'for each code in ["A7", "B8"] one by one on error {{ await answer first {{ {arms} }} }}'
    player = play(f"stage s {{ background x = pay(case, 1) {{ {step} }} }}", flows={}).start("1")
    player.send("paid", order="B8", amount="5").send("paid", order="A7", amount="5")
    player.flows["pay"] = [Fails("Down"), Fails("Down")]
    assert player.settle().ended == "completed"
    assert [detail["text"] for _, what, detail in player.notes if what == "logged"] == ["A7", "B8"]


def test_a_record_that_is_deleted_while_an_arm_reads_it() -> None:
    """Rule 17."""
    player = play(FIRST).start("1").delete("Case", "1")
    assert player.ended is not None
    assert player.ended.startswith("answer: RecordGone")
    body = 'on error "RecordGone" { end "Gone" }\n' + FIRST
    assert play(body).start("1").delete("Case", "1").ended == "Gone"


def test_a_plugin_s_predicate_in_an_arm_does_not_hold_up_the_others() -> None:
    body = (
        'await first { on quiet(case) { end "Quiet" }\n on case.status == "Closed" { end "Closed" }\n'
        ' after 1d { end "Late" } }'
    )
    answers = [False, True]
    player = play(body, predicates={"quiet": lambda _: answers.pop(0)}).start("1")
    assert player.ended == "active"
    assert player.put("Case", id="1", amount="7").ended == "Quiet"
    silent = play(body, predicates={})
    silent.apply(ev.Started(("1",)))
    assert len(silent.outbox) == 1
    silent.now += 86_400_000_000
    ((kind, ref),) = silent.timers
    silent.apply(ev.TimerDue(kind, ref))
    assert silent.ended == "Late"
    assert not silent.outbox


@plays("wait 3d")
def test_wait_for_a_while() -> None:
    player = play('wait 2h\nend "Done"').start("1").advance("1h")
    assert player.ended == "active"
    assert player.advance("1h").ended == "Done"
    assert player.happened("wait.1") == ["waiting", "elapsed"]


@plays("wait until E up to 7d -> target")
def test_wait_until_a_condition_holds_or_a_time_has_passed() -> None:
    late = 'stage late "L" { background t = tell("x") }\nend "Late"'
    body = f'wait until case.status == "Closed" up to 2d -> late\nend "Done"\n{late}'
    assert play(body).start("1").put("Case", id="1", status="Closed").ended == "Done"
    assert play(body).start("1").advance("2d").ended == "Late"
    assert play(body).put("Case", id="1", status="Closed").start("1").ended == "Done"


@plays("wait until E up to 7d -> target")
def test_wait_until_a_moment() -> None:
    """Rule 9: `now` becomes a timer."""
    body = 'wait until now >= run.started_at + 3h\nend "Done"'
    player = play(body).start("1").advance("2h59m")
    assert player.ended == "active"
    assert player.advance("1m").ended == "Done"


def test_wait_until_a_variable_of_another_branch_is_set() -> None:
    body = (
        "var n: integer = 0\nparallel p { branch a { wait until n > 0 }\n"
        f' branch b {{ {LOOK.format("s", "x")}\n set n = 1 }} }}\nend "Done"'
    )
    assert play(body).start("1").complete("s.x", "ann", fine=True).ended == "Done"


@plays("wait 3d")
def test_a_wait_is_begun_anew_in_every_round_of_a_loop() -> None:
    """Rule 1."""
    body = 'var n: integer = 0\nrepeat while n < 3 { wait 1h\n set n = n + 1 }\nend "Done"'
    player = play(body).start("1").advance("2h59m")
    assert player.ended == "active"
    assert player.advance("1m").ended == "Done"
    assert player.happened("repeat.1.wait.1") == ["waiting", "elapsed"] * 3


def test_a_kept_event_and_a_condition_that_are_true_at_entry_are_asked_in_the_order_of_the_source() -> None:
    """Rule 20: an event that loses stays for another try."""
    event = 'on paid as p keep 2d { end "Paid" }'
    condition = "on case.amount > 1 { }"
    later = 'await later first { on paid as p keep 2d { end "Later" } after 1h { end "Late" } }'
    for arms, ended in ((f"{event} {condition}", "Paid"), (f"{condition} {event}", "Later")):
        player = play(f"{LOOK.format('s', 'x')} await first {{ {arms} }} {later}").start("1")
        assert player.send("paid", order="1", amount="5").complete("s.x", "ann", fine=True).ended == ended
    player = play(f"{LOOK.format('s', 'x')} await first {{ on case.amount > 99 {{ }} {event} }}").start("1")
    assert player.send("paid", order="1", amount="5").complete("s.x", "ann", fine=True).ended == "Paid"


def test_the_branch_of_an_arm_forgets_what_its_steps_gave_when_the_await_is_entered_again() -> None:
    """Rule 1: each entry into an await is a visit."""
    body = (
        "var n: integer = 0\nvar sum: integer = 0\nrepeat while n < 2 {\n"
        " await a first { on n == 0 { stage s { background x = check(case) } } on n > 0 { } }\n"
        ' set sum = sum + (s.x.score ?? 10)\n set n = n + 1 }\nend "Done" with { total: sum }'
    )
    assert play(body).start("1").outputs == {"total": 13}


def test_what_is_kept_is_asked_again_at_the_await() -> None:
    """Rule 20: kept ones are tried, the oldest first; one for which `where` no longer holds is not taken."""
    body = KEPT.replace("p.order == case.id", "p.amount > case.amount")
    player = play(body).start("1").send("paid", order="old", amount="11").send("paid", order="new", amount="30")
    player.put("Case", id="1", amount="20").complete("s.x", "ann", fine=True)
    assert player.ended == "Paid"
    again = play(body).start("1").send("paid", order="old", amount="11").put("Case", id="1", amount="20")
    assert again.complete("s.x", "ann", fine=True).ended == "active"
    assert again.send("paid", order="new", amount="30").ended == "Paid"
