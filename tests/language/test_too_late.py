"""What comes when nobody waits for it any more changes nothing (language.md, rule 1 and section 6)."""

import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import AskPredicate, CancelRun, StartRun
from tests.language.play import Player, Refusal
from tests.language.texts import CASE, orchestration

LOOK = 'interactive look = look(case) { assign to group("Agents") due in 1h { at 100% remind } timeout 2h }'
HOUR = 3_600_000_000
AGAIN = 'interactive again = look(case) { assign to group("Agents") }'


def play(body: str) -> Player:
    player = Player(orchestration(body), groups={"Agents": ["ann", "bob"]})
    return player.put("Case", **CASE).start("1")


def changes_nothing(player: Player, act: ev.Act, *, administrator: bool = False) -> None:
    """The event is applied, and the state is the same, byte for byte."""
    before, notes = player.state, len(player.notes)
    player.apply(act, administrator=administrator)
    assert (player.state, len(player.notes)) == (before, notes)


@pytest.mark.parametrize("kind", ["rung", "remind", "timeout", "until", "resume"])
def test_a_timer_of_a_completed_work_item_changes_nothing(kind: str) -> None:
    """Rule 1."""
    player = play(f"stage s {{ {LOOK} {AGAIN} }}")
    ref = player.item("s.look").ref
    player.complete("s.look", "ann", fine=True)
    changes_nothing(player, ev.TimerDue(kind, ref))


def test_the_time_limit_of_work_that_has_been_handed_in_changes_nothing() -> None:
    """Rule 13: it is one of the work, not of the `finish when` after it."""
    finish = 'finish when case.status == "Closed" due'
    player = play(f"stage s {{ {LOOK.replace('due', finish, 1)} }}")
    ref = player.item("s.look").ref
    player.complete("s.look", "ann", fine=True)
    for kind in ("timeout", "rung", "remind", "resume"):
        changes_nothing(player, ev.TimerDue(kind, ref))
    assert player.timers == {}
    assert player.put("Case", id="1", status="Closed").ended == "completed"


def test_the_time_limit_of_a_run_that_has_failed_changes_nothing_while_the_step_waits_for_its_next_attempt() -> None:
    """Rule 13: a timeout is per attempt."""
    inner = 'orchestration inner(case: Case) { fail "no" }'
    text = orchestration("stage s { background it = run inner(case) { timeout 2h retry 1 times every 1h } }") + inner
    player = Player(text, name="process").put("Case", **CASE).start("1")
    post = next(each for each in player.posts if isinstance(each, StartRun))
    player.apply(ev.ChildEnded(post.ref, None, "Failed", "no"))
    assert [kind for kind, _ in player.timers] == ["retry"]
    changes_nothing(player, ev.TimerDue("timeout", post.ref))
    assert not [each for each in player.posts if isinstance(each, CancelRun)]


def test_the_time_of_an_arm_changes_nothing_once_control_has_gone_on() -> None:
    """Rule 20: the first arm that comes true decides."""
    arms = "on paid as p where p.order == case.id -> s\n after 1h -> s"
    player = play(f"await either first {{ {arms} }} stage s {{ {AGAIN} }}")
    ((kind, ref),) = player.timers
    assert kind == "after"
    player.send("paid", order="1", amount="5")
    assert player.item("s.again").ref.visit > ref.visit
    changes_nothing(player, ev.TimerDue(kind, ref))


def test_an_answer_that_has_been_asked_again_expires_no_more() -> None:
    """Rule 9: a predicate's answer is kept until an input changes."""
    player = Player(
        orchestration(f"stage s {{ start when quiet(case) {AGAIN} }}"), predicates={"quiet": lambda _: False}
    )
    player.put("Case", **CASE).apply(ev.Started(("1",)))
    (question,) = player.outbox.values()
    assert isinstance(question, AskPredicate)
    player.apply(ev.PredicateAnswered(question.ref, "quiet", question.arguments, answer=False, again_in=HOUR))
    ((kind, ref),) = player.timers
    assert kind == "again"
    player.put("Case", id="1", status="Working")
    changes_nothing(player, ev.TimerDue(kind, ref))


def test_an_answer_for_an_older_visit_changes_nothing() -> None:
    """Rule 1: a result or a timer of an older visit is ignored."""
    player = play(f"stage s {{ {LOOK} timeout 1d -> s }}")
    old = player.item("s.look").ref
    player.advance("1d")
    assert player.item("s.look").ref != old
    for kind in ("rung", "timeout", "retry", "condition", "again"):
        changes_nothing(player, ev.TimerDue(kind, old))
    changes_nothing(player, ev.FlowReturned(old, {}))


def test_a_write_of_a_record_that_control_no_longer_waits_for_changes_nothing() -> None:
    """Section 6: an event is applied once, however often it is delivered."""
    player = play(f'update case {{ status: "Working" }} stage s {{ {AGAIN} }}')
    ref = ev.Ref(player.indices["update.1"], 1)
    changes_nothing(player, ev.RecordUpdated(ref))
    changes_nothing(player, ev.RecordUpdateFailed(ref, "RecordGone", "it is gone"))


def test_a_run_stands_still_once_for_one_reason() -> None:
    """Rule 19: suspending goes down to the runs of steps, which may be told twice."""
    player = play(f"stage s {{ {AGAIN} }}")
    player.apply(ev.RunSuspended(with_parent=True))
    changes_nothing(player, ev.RunSuspended(with_parent=True))
    player.apply(ev.RunResumed(with_parent=True))
    changes_nothing(player, ev.RunResumed(with_parent=True))


def test_work_goes_to_nobody_whom_the_directory_does_not_know() -> None:
    """Rule 16: delegating to somebody unknown is refused, to somebody known it is not, whoever asks."""
    player = play(f"stage s {{ {AGAIN} }}")
    ref = player.item("s.again").ref
    player.gone = frozenset({"user:eve"})
    with pytest.raises(Refusal, match="eve"):
        player.apply(ev.ItemDelegated(ref, "user:eve"), "user:ann")
    player.apply(ev.ItemDelegated(ref, "user:bob"), administrator=True)
    assert player.item("s.again").candidates == ("user:bob",)
