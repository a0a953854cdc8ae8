"""`without waiting` and `as E`: calls and runs that nobody waits for, and for whom they are (language.md, rule 19)."""

from typing import Any

import pytest

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import Fails, Player, Refusal, compiled

TEXT = """
record Case { id: text, owner: user, helpers: list<user> }
flow book(case: Case) -> { seat: integer }
flow unbook(seat: integer)
orchestration inner(case: Case) -> { fine: boolean } { allow start by group("Heads")  end "Fine" with { fine: true } }
"""


def play(body: str, **outside: Any) -> Player:
    player = Player(f"{TEXT}\norchestration process(case: Case) {{\n{body}\n}}\n", name="process", **outside)
    return player.put("Case", id="1", owner="ann", helpers=["user:bob", "user:eve"])


def only_call(player: Player) -> co.CallFlow:
    (effect,) = player.outbox.values()
    assert isinstance(effect, co.CallFlow)
    return effect


@plays("without waiting")
def test_its_call_outlives_the_run_and_its_answer_goes_into_the_history_alone() -> None:
    player = play('stage s { background b = book(case) { without waiting } } end "Done"').start("1")
    assert (player.ended, player.happened("s.b")) == ("Done", ["started", "completed"])
    call = only_call(player)
    assert (call.ref.element, call.ref.about, call.key) == (ROOT, player.indices["s.b"], "run-1/s.b/1/0")
    before = player.state
    player.apply(ev.FlowReturned(call.ref, {"seat": 3}))
    assert player.outbox == {}
    assert player.happened("s.b")[-1] == "answered unheard"
    assert decode_state(player.state).outputs == decode_state(before).outputs == {}
    assert player.ended == "Done"


@plays("without waiting")
def test_its_failure_puts_nothing_in_error() -> None:
    """Rule 15 is about what a run waits for."""
    player = play("stage s { background b = book(case) { without waiting } } wait 1d", flows={"book": [Fails("Busy")]})
    player.start("1")
    assert (player.ended, player.happened("s.b")) == ("active", ["started", "completed", "failed unheard"])


@plays("without waiting", "for each p in LIST at most 5 at once | one by one")
def test_of_several_instances_each_has_a_call_of_its_own() -> None:
    body = "stage s { background b = book(case) { for each p in case.helpers one by one  without waiting } }"
    player = play(body).start("1")
    assert player.ended == "completed"
    assert sorted(each.key for each in player.outbox.values() if isinstance(each, co.CallFlow)) == [
        "run-1/s.b/1/0",
        "run-1/s.b/1/1",
    ]


def test_leaving_its_stage_takes_no_call_back() -> None:
    body = """
      var n: integer = 0
      stage s { background b = book(case) { without waiting } }
      set n = n + 1
      decide d { outcome again when n < 3 -> s  otherwise -> end }
    """
    assert len(play(body).start("1").outbox) == 3


@pytest.mark.parametrize("asked", ["book(case)", "run inner(case)"])
def test_it_has_done_its_work_before_anything_else_begins(asked: str) -> None:
    """Rules 5 and 6: what is enough, or over, with it never begins, as beside an empty list."""
    steps = f"background a = {asked} {{ without waiting }} background b = book(case)"
    player = play(f"stage s {{ finish when any {steps} }} wait 1d").start("1")
    assert (player.happened("s.a")[-1], player.happened("s.b")) == ("completed", [])
    each = "for each p in case.helpers without waiting enough when now >= run.started_at"
    player = play(f"stage s {{ background a = {asked} {{ {each} }} }} wait 1d").start("1")
    assert len(player.posts) + len(player.outbox) == 1


@plays("without waiting", "background x = run other(case)")
def test_a_run_that_it_starts_is_not_waited_for_and_not_canceled() -> None:
    """Rule 19: it outlives its parent."""
    player = play("stage s { background b = run inner(case) { without waiting } } wait 1d").start("1")
    (started,) = player.posts
    assert isinstance(started, co.StartRun)
    assert (started.waits, started.depth, started.ref.element) == (False, 1, ROOT)
    player.apply(ev.RunCanceled(), administrator=True)
    assert player.posts == [started]


def test_a_run_that_could_not_be_started_is_told_of_in_the_history() -> None:
    player = play("stage s { background b = run inner(case) { without waiting } } wait 1d").start("1")
    (started,) = player.posts
    assert isinstance(started, co.StartRun)
    player.apply(ev.ChildEnded(started.ref, code="NoOrchestration", message="there is none"))
    assert (player.ended, player.happened("s.b")[-1]) == ("active", "failed unheard")


def test_the_end_of_a_run_that_nobody_waits_for_is_told_to_nobody() -> None:
    player = play("", flows={})
    inner = Player(TEXT, name="inner").put("Case", id="1", owner="ann", helpers=[])
    inner.apply(ev.Started(("1",), parent=ev.Parent("run-0", ev.Ref(ROOT, 4, 1), 1, waits=False)))
    assert (inner.ended, inner.posts, player.posts) == ("Fine", [], [])


@pytest.mark.parametrize("read", ["s.b.seat ?? 0", "count([s.b])", "if s.b.seat == null then 1 else 2"])
def test_its_outputs_are_never_there(read: str) -> None:
    body = f'stage s {{ background b = book(case) {{ without waiting }} }} let n = {read} log "{{n}}"'
    with pytest.raises(AssertionError, match="O504"):
        compiled(f"{TEXT} orchestration process(case: Case) {{ {body} }}")


@pytest.mark.parametrize("clause", ["retry 3 times", "timeout 4h"])
def test_what_is_about_its_answer_has_no_place_beside_it(clause: str) -> None:
    body = f"stage s {{ background b = book(case) {{ without waiting {clause} }} }}"
    with pytest.raises(AssertionError, match="O108"):
        compiled(f"{TEXT} orchestration process(case: Case) {{ {body} }}")


@plays("as E")
def test_a_call_acts_for_the_user_whom_it_names() -> None:
    player = play("stage s { background b = book(case) { as case.owner } }").start("1")
    assert only_call(player).acting_for == "user:ann"
    assert ("s.b", "started", {"acting_for": "user:ann"}) in player.notes


@plays("as E", "undo flow(…)", "retry 5 times every 30s")
def test_it_is_worked_out_once_for_all_attempts_and_for_undo() -> None:
    """Rule 11."""
    body = "stage s { background b = book(case) { as case.owner  retry 1 times every 1h  undo unbook(b.seat) } } undo"
    player = play(body, flows={"book": [Fails("Busy"), {"seat": 3}], "unbook": [{}]}).start("1")
    player.put("Case", id="1", owner="bob").advance("1h")
    assert [(call.flow, call.acting_for) for call in player.calls] == [
        ("book", "user:ann"),
        ("book", "user:ann"),
        ("unbook", "user:ann"),
    ]


@plays("as E")
def test_who_is_unknown_to_the_directory_acts_for_nobody() -> None:
    body = "stage s { background b = book(case) { as manager(case.owner) ?? case.owner } }"
    player = play(body, managers={"ann": "gone"})
    known = player.fact
    player.fact = lambda key: False if key == ("known", "user:gone") else known(key)  # type: ignore[method-assign]  # a directory without them
    assert player.start("1").ended == 's.b: Nobody: the directory knows no active user called "gone"'
    assert player.outbox == {}


@plays("as E", "background x = run other(case)")
def test_a_run_is_started_by_the_user_whom_it_names_and_they_have_to_be_allowed_to() -> None:
    player = play("stage s { background b = run inner(case) { as case.owner } }").start("1")
    (started,) = player.posts
    assert isinstance(started, co.StartRun)
    assert (started.by, started.acting) == ("user:ann", True)
    inner = Player(TEXT, name="inner", groups={"Heads": ["lena"]}).put("Case", id="1", owner="ann", helpers=[])
    inner.apply(ev.Started(("1",), by_hand=True, parent=ev.Parent("run-1", started.ref, 1)), "user:ann")
    assert inner.ended == "only Heads or an administrator may start this orchestration"
    (told,) = inner.posts
    assert isinstance(told, co.TellParent)
    with pytest.raises(Refusal, match="not allowed"):
        Player(TEXT, name="inner", groups={"Heads": []}).apply(ev.Started(("1",), by_hand=True), "user:ann")


def test_a_work_item_is_done_by_whoever_does_it() -> None:
    text = f"{TEXT} screen look(case: Case) -> {{ fine: boolean }} orchestration process(case: Case) {{ stage s {{"
    with pytest.raises(AssertionError, match="O108"):
        compiled(f"{text} interactive i = look(case) {{ assign to case.owner  as case.owner }} }} }}")
