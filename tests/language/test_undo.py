"""`undo flow(…)` on steps and the element `undo` (language.md, rules 11 and 12)."""

from typing import Any

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player

TEXT = """
record Case { id: text, name: text, owner: user, legs: list<text> }
flow book(leg: text) -> { seat: integer }
flow cancel(leg: text, seat: integer?)
flow tell(text: text)
screen sign(case: Case) -> { fine: boolean }
"""


def play(body: str, **flows: Any) -> Player:
    answers: dict[str, Any] = {"book": [{"seat": 1}, {"seat": 2}, {"seat": 3}], "cancel": [{}], "tell": [{}], **flows}
    player = Player(f"{TEXT}\norchestration trip(case: Case) {{\n{body}\n}}\n", flows=answers)
    return player.put("Case", id="1", name="Trip", owner="omar", legs=["x", "y"])


def undone(player: Player) -> list[dict[str, Any]]:
    return [call.arguments for call in player.calls if call.flow == "cancel"]


TWO = """
stage s {
  background a = book("a") { undo cancel("a", a.seat) }
  background b = book("b") { start after a   undo cancel("b", b.seat) }
}
"""


@plays("undo", "undo flow(…)")
def test_undo_takes_back_what_has_completed_newest_first_with_what_was_there_then() -> None:
    """Rules 11 and 12: the arguments are captured at completion."""
    player = play(
        'stage s { background a = book("a") { undo cancel(case.name, a.seat) }\n'
        ' interactive i = sign(case) { start after a\n assign to case.owner\n undo cancel("i", null) } } undo'
    ).start("1")
    player.put("Case", id="1", name="Another").complete("s.i", "omar", fine=True)
    assert undone(player) == [{"leg": "i"}, {"leg": "Trip", "seat": 1}]
    assert player.ended == "completed"
    assert player.happened("s.a")[-2:] == ["undoing", "undone"]


@plays("undo", "undo flow(…)")
def test_undo_waits_for_one_call_after_the_other() -> None:
    """Rule 12."""
    player = play(f"{TWO} undo stage t {{ background c = tell(case.id) }}", cancel=[]).start("1")
    assert [getattr(each, "arguments", None) for each in player.outbox.values()] == [{"leg": "b", "seat": 2}]
    assert player.happened("t") == []
    player.flows["cancel"] = [{}]
    player.settle()
    assert undone(player) == [{"leg": "b", "seat": 2}, {"leg": "a", "seat": 1}]
    assert player.ended == "completed"


def test_nothing_to_undo_goes_on_at_once() -> None:
    skipped = TWO.replace("start after a", 'start after a only if run.id == "no"')
    player = play(f"{skipped} undo undo")
    player = player.start("1")
    assert undone(player) == [{"leg": "a", "seat": 1}]
    assert player.ended == "completed"
    assert play("undo stage t { background c = tell(case.id) }").start("1").ended == "completed"


def test_a_failure_puts_the_undo_in_error_and_a_retry_goes_on_from_there() -> None:
    """Rule 12. The call has a key of its own, the same for every attempt."""
    player = play(f"{TWO} undo", cancel=[{}, Fails("Down"), {}]).start("1")
    assert player.ended == "undo.1: Down: undoing s.a: it failed"
    assert [each.step for each in decode_state(player.state).done] == [player.indices["s.a"]]
    player.retry("undo.1")
    assert player.ended == "completed"
    calls = [call for call in player.calls if call.flow == "cancel"]
    assert [call.arguments["leg"] for call in calls] == ["b", "a", "a"]
    first, second, third = (call.key for call in calls)
    assert first != second == third
    assert third not in {call.key for call in player.calls if call.flow == "book"}
    assert [call.ref.attempt for call in calls] == [1, 1, 2]


def test_a_late_or_repeated_answer_of_an_undo_call_changes_nothing() -> None:
    player = play(f"{TWO} undo", cancel=[]).start("1")
    (call,) = player.outbox.values()
    player.apply(ev.FlowReturned(call.ref, {}))
    before = player.state
    for act in (ev.FlowReturned(call.ref, {}), ev.FlowFailed(call.ref, "Oops", "")):
        player.apply(act)
        assert player.state == before


def test_entering_a_step_again_drops_its_older_entry() -> None:
    """Rule 12."""
    player = play(
        """
        var n: integer = 0
        stage s { background a = book("a") { undo cancel("a", a.seat) }
                  background b = book("b") { start after a  only if n == 0  undo cancel("b", b.seat) } }
        set n = n + 1
        decide d { outcome again when n < 2 -> s  otherwise { undo } }
        """
    ).start("1")
    assert undone(player) == [{"leg": "a", "seat": 3}]
    assert player.ended == "completed"


def test_every_completed_instance_of_a_for_each_is_undone() -> None:
    """Rules 5 and 12."""
    player = play(
        "stage s { background a = book(leg) { for each leg in case.legs\n undo cancel(leg, null)\n"
        ' on error "No" { } } } undo',
        book=[{"seat": 1}, Fails("No"), {"seat": 3}],
    )
    player.put("Case", id="1", legs=["x", "y", "z"]).start("1")
    assert undone(player) == [{"leg": "z"}, {"leg": "x"}]
    assert [detail for _, what, detail in player.notes if what == "undone"] == [{"instance": 3}, {"instance": 1}]
    keys = [call.key for call in player.calls if call.flow == "cancel"]
    assert len(set(keys)) == len(keys)


def test_what_was_done_before_an_error_is_undone_in_the_block_of_a_handler() -> None:
    player = play(
        """
        stage s {
          on error { undo end "Back" }
          background a = book("a") { undo cancel("a", a.seat) }
          background b = book("b") { start after a  undo cancel("b", b.seat) }
        }
        """,
        book=[{"seat": 1}, Fails("Full")],
    ).start("1")
    assert undone(player) == [{"leg": "a", "seat": 1}]
    assert player.ended == "Back"


def test_an_error_in_the_arguments_is_the_steps_and_a_retry_captures_them() -> None:
    """Rule 15: it has not completed before they are there."""
    player = play('stage s { background a = book("a") { undo cancel(case.name, a.seat) } } undo')
    del player.records["Case", "1"]
    player.start("1")
    assert str(player.ended).startswith("s.a: RecordGone")
    player.put("Case", id="1", name="Trip", owner="omar", legs=[]).retry("s.a")
    assert undone(player) == [{"leg": "Trip", "seat": 1}]
    assert player.ended == "completed"


def test_a_process_without_the_element_undo_keeps_nothing_for_it() -> None:
    player = play(f"{TWO} stage t {{ interactive i = sign(case) {{ assign to case.owner }} }}").start("1")
    assert decode_state(player.state).done == []


@pytest.mark.parametrize("end", ["cancel", "timeout"])
def test_an_undo_that_is_left_in_the_middle_abandons_its_call(end: str) -> None:
    body = """
    stage s {
      timeout 1h -> after
      background a = book("a") { undo cancel("a", a.seat) }
      background b = book("b") { start after a  on error { undo } }
    }
    stage after { background c = tell(case.id) }
    """
    player = play(body, book=[{"seat": 1}, Fails("Full")], cancel=[]).start("1")
    (call,) = player.outbox.values()
    if end == "cancel":
        player.apply(ev.RunCanceled(), administrator=True)
    else:
        player.advance("1h")
    assert player.outbox == {}
    assert player.timers == {}
    before = player.state
    player.apply(ev.FlowReturned(call.ref, {}))
    assert player.state == before


IN_BRANCHES = """
stage before { background z = book("z") { undo cancel("z", z.seat) } }
parallel p {
  branch left {
    stage l { background a = book("a") { undo cancel("a", a.seat) } }
    parallel q { branch deep { stage d { background c = book("c") { undo cancel("c", c.seat) } } } branch other { } }
    undo
  }
  branch right {
    stage r { background b = book("b") { undo cancel("b", b.seat) } }
  }
}
"""


@plays("undo", "undo flow(…)")
def test_undo_in_a_branch_takes_back_what_that_branch_has_done() -> None:
    """Rule 12: that branch only, with the branches inside of it; the rest is left to an `undo` outside."""
    answers = [{"seat": number} for number in range(1, 5)]
    player = play(f"{IN_BRANCHES} end", book=answers).start("1")
    assert sorted(str(each["leg"]) for each in undone(player)) == ["a", "c"]
    assert player.ended == "completed"
    player = play(f"{IN_BRANCHES} undo", book=answers).start("1")
    legs = [each["leg"] for each in undone(player)]
    assert legs == ["c", "a", "b", "z"]


def test_two_branches_undo_side_by_side_and_each_its_own() -> None:
    """Rule 12: one at a time is for each `undo`; no entry is taken back twice."""
    both = IN_BRANCHES.replace(
        'background b = book("b") { undo cancel("b", b.seat) } }',
        'background b = book("b") { undo cancel("b", b.seat) } } undo',
    )
    player = play(f"{both} undo", cancel=[]).start("1")
    assert sorted(each.arguments["leg"] for each in player.outbox.values() if isinstance(each, CallFlow)) == ["b", "c"]
    player.flows["cancel"] = [{}]
    player.settle()
    assert sorted(str(each["leg"]) for each in undone(player)) == ["a", "b", "c", "z"]
    assert undone(player)[-1] == {"leg": "z", "seat": 1}


def test_the_arguments_of_each_instance_are_captured_when_it_completes() -> None:
    """Rules 5, 11 and 12: not when the step does."""
    player = play(
        "stage s { background a = book(leg) { for each leg in case.legs one by one\n"
        " undo cancel(case.name + leg, null) } } undo",
        book=[],
    ).start("1")
    player.put("Case", id="1", name="Another")
    player.flows["book"] = [{"seat": 1}]
    first = next(iter(player.outbox.values()))
    player.apply(ev.FlowReturned(first.ref, {"seat": 1}))
    player.put("Case", id="1", name="Third").settle()
    assert undone(player) == [{"leg": "Thirdy"}, {"leg": "Anotherx"}]


def test_what_is_canceled_or_left_before_it_completes_is_not_undone() -> None:
    """Rule 12: completions are undone, nothing else."""
    left = 'stage s { timeout 1h -> t\n background a = book("a") { undo cancel("a", a.seat) }\n'
    left += ' interactive i = sign(case) { assign to case.owner\n undo cancel("i", null) } } stage t { } undo'
    player = play(left).start("1").advance("1h")
    assert undone(player) == [{"leg": "a", "seat": 1}]


def test_what_another_undo_is_taking_back_is_not_taken_back_twice() -> None:
    """Rule 12: a branch that is left open undoes its own while the orchestration undoes all."""
    body = (
        'parallel p { branch a { stage s { background x = book("x") { undo cancel("x", x.seat) } } undo }\n'
        " branch b { stage w { interactive j = sign(case) { assign to case.owner } } }\n"
        " finish when any rest continue } undo stage t { background c = tell(case.id) }\n"
        " stage u { interactive i = sign(case) { assign to case.owner } }"
    )
    player = play(body, cancel=[]).start("1").complete("w.j", "omar", fine=True)
    calls = [each for each in player.outbox.values() if isinstance(each, CallFlow)]
    assert [each.arguments for each in calls] == [{"leg": "x", "seat": 1}]
    assert player.happened("t.c")[-1] == "completed"
    player.flows["cancel"] = [{}]
    player.settle()
    assert undone(player) == [{"leg": "x", "seat": 1}]
    player.complete("u.i", "omar", fine=True)
    assert player.ended == "completed"


def test_an_answer_to_an_earlier_attempt_of_an_undo_call_is_ignored() -> None:
    """Rule 12: the entry stays until the call that is under way has taken it back."""
    player = play(f"{TWO} undo", cancel=[]).start("1")
    (first,) = player.outbox.values()
    player.apply(ev.FlowFailed(first.ref, "Down", "it failed"))
    player.retry("undo.1")
    before = player.state
    player.apply(ev.FlowReturned(first.ref, {}))
    assert player.state == before
    player.flows["cancel"] = [{}]
    player.settle()
    assert [each["leg"] for each in undone(player)] == ["b", "a"]


@plays("undo", "undo flow(…)")
def test_each_instance_is_undone_with_its_own_outputs() -> None:
    """Rule 11: captured at the completion of the instance, whose outputs the name of its step stands for there."""
    player = play(
        "stage s { background a = book(leg) { for each leg in case.legs   undo cancel(leg, a.seat) } } undo"
    ).start("1")
    assert undone(player) == [{"leg": "y", "seat": 2}, {"leg": "x", "seat": 1}]
    assert player.ended == "completed"


def test_the_outputs_of_an_instance_are_read_in_its_own_undo_alone() -> None:
    for clauses in ("undo cancel(leg, a.seat) finish when a.seat > 0", "timeout 1m * a.seat"):
        with pytest.raises(AssertionError, match=r"`s\.a` is a list"):
            play(f"stage s {{ background a = book(leg) {{ for each leg in case.legs {clauses} }} }} undo")


THREE = """
stage one { background a = book("a") { undo cancel("a", a.seat) } }
stage second { background b = book("b") { undo cancel("b", b.seat) } }
stage third { background c = book("c") { undo cancel("c", c.seat) } }
"""


@plays("undo back to STAGE")
@pytest.mark.parametrize(("stage", "legs"), [("third", ["c"]), ("second", ["c", "b"]), ("one", ["c", "b", "a"])])
def test_undo_back_to_a_stage_takes_back_what_was_done_since_it_was_entered(stage: str, legs: list[str]) -> None:
    """Rule 12: that stage's own steps included, and nothing before; an `undo` then takes back the rest."""
    player = play(f"{THREE} undo back to {stage} stage t {{ background x = tell(case.id) }} undo").start("1")
    before = [call.flow for call in player.calls].index("tell")
    taken = [call.arguments["leg"] for call in player.calls[:before] if call.flow == "cancel"]
    assert taken == legs
    assert sorted(str(each["leg"]) for each in undone(player)) == ["a", "b", "c"]
    assert player.ended == "completed"


@plays("undo back to STAGE")
def test_undo_back_to_means_the_last_entry_of_the_stage() -> None:
    """Rules 1 and 12: what was done between two entries is before the last one."""
    player = play(
        """
        var n: integer = 0
        stage s { background a = book("s") { undo cancel("s{n}", a.seat) } }
        stage t { background b = book("t") { only if n == 0  undo cancel("t{n}", b.seat) } }
        set n = n + 1
        decide d { outcome again when n < 2 -> s  otherwise { undo back to s } }
        """
    ).start("1")
    assert [each["leg"] for each in undone(player)] == ["s1"]
    assert player.ended == "completed"


def test_a_stage_that_was_never_entered_has_nothing_behind_it_to_undo() -> None:
    skipped = 'decide d { outcome no when run.id == "no" { stage never { } } otherwise { } }'
    player = play(f"{THREE} {skipped} undo back to never").start("1")
    assert undone(player) == []
    assert player.ended == "completed"


def test_undo_back_to_in_a_branch_takes_back_only_what_the_branch_did_since() -> None:
    """Rule 12, also where the stage stands before the parallel."""
    player = play(
        """
        stage before { background z = book("z") { undo cancel("z", z.seat) } }
        parallel p {
          branch left {
            stage l { background a = book("a") { undo cancel("a", a.seat) } }
            undo back to before
          }
          branch right { stage r { background b = book("b") { undo cancel("b", b.seat) } } }
        }
        """
    ).start("1")
    assert [each["leg"] for each in undone(player)] == ["a"]


def test_what_rest_continue_left_open_and_completes_after_the_entry_was_done_since() -> None:
    """Undo goes by the order of completion, not by that of stages."""
    player = play(
        """
        stage s { background a = book("a") { undo cancel("a", a.seat) }
                  interactive i = sign(case) { assign to case.owner  undo cancel("i", null) }
                  finish when any  rest continue }
        stage t { interactive j = sign(case) { assign to case.owner } }
        undo back to t
        stage u { interactive k = sign(case) { assign to case.owner } }
        """
    ).start("1")
    player.complete("s.i", "omar", fine=True).complete("t.j", "omar", fine=True)
    assert [each["leg"] for each in undone(player)] == ["i"]


def test_an_error_of_undo_back_to_is_mended_as_that_of_an_undo() -> None:
    player = play(f"{THREE} undo back to second", cancel=[{}, Fails("Down"), {}]).start("1")
    assert player.ended == "undo.1: Down: undoing second.b: it failed"
    player.retry("undo.1")
    assert [each["leg"] for each in undone(player)] == ["c", "b", "b"]
    assert player.ended == "completed"
    assert decode_state(player.state).entered == {}
