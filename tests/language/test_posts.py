"""What a run asks of records and of other runs (language.md, rules 11, 15, 17 and 19)."""

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.children import DEEPEST
from orchestra_dsl.interpreter.commit import CancelRun, StartRun, TellParent
from tests.language.forms import plays
from tests.language.play import Player, Refusal
from tests.language.texts import CASE, orchestration

INNER = """
orchestration inner(case: Case, limit: decimal) -> { ok: boolean } {
  end "Good" with { ok: case.amount < limit }
}
"""


def play(body: str, name: str = "process") -> Player:
    """A run that has been started."""
    player = Player(orchestration(body) + INNER, name=name, groups={"Agents": ["ann"]})
    return player.put("Case", **CASE).start("1").settle()


def child(clauses: str = "", after: str = "") -> Player:
    """A run whose step waits for another one."""
    return play(f"stage s {{ background it = run inner(case, 20) {{ {clauses} }} }} {after}")


def started(player: Player) -> StartRun:
    """The one run that has been asked for last."""
    return [each for each in player.posts if isinstance(each, StartRun)][-1]


@plays('update case { status: "Working" }')
def test_an_update_writes_what_it_names_and_the_run_goes_on() -> None:
    """Section 3: `update`; what it does not name stays."""
    before = play("end").records["Case", "1"]
    player = play('update case { status: "Working", team: group("Agents") } end "Done"')
    assert player.records["Case", "1"] == {
        **before,
        "status": "Working",
        "team": "group:Agents",
    }
    assert player.ended == "Done"


@plays('update case { status: "Working" }')
def test_an_update_of_a_record_that_is_gone_is_handled() -> None:
    """Rule 17: RecordGone."""
    body = 'on error "RecordGone" { end "Gone" } stage s { interactive a = look(case) { assign to user("ann") } }'
    player = play(body + ' update case { status: "Closed" }')
    del player.records["Case", "1"]
    player.complete("s.a", "ann", fine=True)
    assert player.settle().ended == "Gone"


@plays("background x = run other(case)")
def test_the_other_run_gets_the_arguments_and_gives_the_outputs() -> None:
    """Rules 11 and 19: arguments are evaluated once, as the parameters' types are stored."""
    player = child(after='decide d { outcome yes when s.it.ok { end "Fine" } otherwise { end } }')
    post = started(player)
    assert (post.orchestration, post.run, post.arguments) == ("inner", "run-1-1", {"case": "1", "limit": "20"})
    assert (post.depth, post.by) == (1, None)
    player.apply(ev.ChildEnded(post.ref, {"ok": True, "outcome": "Good"}))
    assert player.ended == "Fine"


@plays("background x = run other(case)")
def test_the_outputs_of_a_for_each_of_runs_are_a_list() -> None:
    """Rule 5."""
    step = "background it = run inner(case, n) { for each n in [1, 20] }"
    one = 'outcome one when count(s.it, r => r.ok) == 1 { end "One" }'
    player = play(f"stage s {{ {step} }} decide d {{ {one} otherwise {{ end }} }}")
    for post in [each for each in player.posts if isinstance(each, StartRun)]:
        player.apply(ev.ChildEnded(post.ref, {"ok": post.arguments["limit"] == "20", "outcome": "Good"}))
    assert player.ended == "One"


def test_a_flow_that_undoes_a_run_is_one_of_those_that_the_graph_uses() -> None:
    """Rule 12: whether a plugin has it is found out before anything runs."""
    text = orchestration('stage s { background it = run inner(case, 20) { undo tell("back") } } undo') + INNER
    assert [each.name for each in Player(text, name="process").graph.flows] == ["tell"]


@plays("background x = run other(case)")
def test_every_attempt_is_a_run_of_its_own() -> None:
    """Rule 13: a timeout is per attempt; the run that took too long is canceled, and what it says is too late."""
    player = child("timeout 1h retry 1 times every 1m")
    first = started(player)
    player.advance("1h")
    assert [each.run for each in player.posts if isinstance(each, CancelRun)] == ["run-1-1"]
    player.advance("1m")
    second = started(player)
    assert (second.run, second.ref.attempt) == ("run-1-2", 2)
    player.apply(ev.ChildEnded(first.ref, {"ok": True, "outcome": "Good"}))
    assert player.ended == "active"
    player.advance("1h")
    assert player.ended == "s.it: Timeout: inner did not end in time"


def test_a_run_that_is_a_step_tells_its_parent_how_it_ended() -> None:
    """Rule 19: the outcome and the outputs."""
    player = Player(orchestration("end") + INNER, name="inner").put("Case", **CASE)
    parent = ev.Parent("above", ev.Ref(4, 2), 1)
    player.apply(ev.Started(("1", "20"), parent=parent))
    (told,) = player.posts
    assert isinstance(told, TellParent)
    assert (told.parent, told.status.words, told.outcome, told.outputs) == (parent, "completed", "Good", {"ok": True})


def test_no_run_is_started_below_the_deepest() -> None:
    """Rule 19: depth is limited."""
    text = orchestration("stage s { background it = run inner(case, 20) }") + INNER
    too_deep = "s.it: TooDeep: inner would run 17 runs deep, where 16 is the most"
    for depth, ended in (
        (DEEPEST - 1, "active"),
        (DEEPEST, too_deep),
    ):
        player = Player(text, name="process").put("Case", **CASE)
        player.apply(ev.Started(("1",), parent=ev.Parent("above", ev.Ref(4, 2), depth)))
        assert player.ended == ended


def test_a_child_of_a_run_that_is_canceled_is_canceled() -> None:
    """Rule 19: cancel goes down; who may not cancel changes nothing."""
    player = child()
    with pytest.raises(Refusal):
        player.apply(ev.RunCanceled(), "user:ann")
    player.apply(ev.RunCanceled(), administrator=True)
    assert player.posts[-1] == CancelRun("run-1-1", "the step s.it of run run-1 has ended")


def test_a_run_whose_step_ends_in_the_same_event_is_not_even_started() -> None:
    """Rules 2 and 19: `rest stop` ends what has just begun; there is no run yet to be canceled."""
    said = 'background said = tell("now") { without waiting }'
    step = "background it = run inner(case, 20) { for each n in [1, 2] }"
    other = "stage t { background other = run inner(case, 20) }"
    player = play(f"stage s {{ finish when any {step} {said} }} {other}")
    assert player.happened("s.it")[-1] == "discontinued"
    assert len(player.posts) == 1
    assert started(player).ref.element == player.indices["t.other"]


@pytest.mark.parametrize("between", ['update case { status: "Working" }', 'notify case.owner via email "On"'])
def test_outputs_are_kept_over_what_only_goes_on(between: str) -> None:
    """Section 6: what can still be read is kept, whatever control passes on its way there."""
    body = f"""
    var n: integer = 0
    stage s {{ interactive a = look(case) {{ assign to user("ann") }} }}
    decide size {{ outcome large when case.amount > 100 {{ end "Large" }} otherwise {{ set n = 1 }} }}
    {between}
    decide fine {{ outcome yes when s.a.fine {{ end "Fine" }} otherwise {{ end "Not fine" }} }}
    """
    player = play(body)
    player.complete("s.a", "ann", fine=True)
    assert player.settle().ended == "Fine"
