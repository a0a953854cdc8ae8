"""What is done when a run is canceled: small and by name (sections 3 and 4)."""

from tests.model.agreement import acts
from tests.model.agreement.pair import Pair
from tests.model.agreement.small import element, play

WORK = """
stage s { background a = g(case.owner) { undo back(1) } }
stage t { interactive b = look(case.owner) { assign to case.owner } }
"""


def canceled(block: str, work: str = "wait 1h") -> Pair:
    """A run that is canceled after its first call was answered, where it made one."""
    pair = play(f"{work}\non cancel {{ {block} }}")
    if pair.calls:
        acts.returns(pair, 0, {"n": 1})
    acts.cancel(pair, administrator=True)
    return pair


def called(pair: Pair) -> list[str]:
    return [pair.name(call.element) for call in pair.run.calls]


def test_all_that_is_open_ends_before_anything_is_done() -> None:
    """Section 3, `on cancel { … }`: then each waits for the one before."""
    pair = canceled("background x = g(case.owner) undo", WORK)
    assert [each.status for each in pair.run.work] == ["withdrawn"]
    assert called(pair) == ["s.a", "x"]
    acts.returns(pair, 1, {"n": 1})
    assert called(pair) == ["s.a", "x", "on_cancel.undo.1"]
    assert pair.run.status == "active"
    acts.returns(pair, 2, {})
    assert pair.run.status == "canceled"


def test_nobody_is_asked_any_more_which_outcome_a_decision_has() -> None:
    """Rules 1 and 9: control has left it."""
    decision = "decide d { outcome yes when small(case.number) { } otherwise { } }"
    pair = canceled("background x = g(case.owner)", decision)
    assert pair.fast.questions == []


def test_an_error_there_is_left_to_an_administrator() -> None:
    """Rule 15: no handler of the orchestration takes it, nothing is open to which it could lead."""
    pair = canceled("background x = g(case.owner)", "on error -> end\nwait 1h")
    acts.fails(pair, 0, "Oops")
    assert pair.run.status == "active"
    acts.retry(pair, element(pair, "x"))
    acts.returns(pair, 1, {"n": 1})
    assert pair.run.status == "canceled"


def test_canceled_again_it_goes_on_unless_it_is_to_end_at_once() -> None:
    """Section 3: what is done on cancel is begun once."""
    pair = canceled("background x = g(case.owner)")
    acts.cancel(pair, administrator=True)
    assert (called(pair), pair.run.status) == (["x"], "active")
    acts.cancel(pair, administrator=True, at_once=True)
    assert (called(pair), pair.run.status) == (["x"], "canceled")


def test_who_may_cancel_may_not_leave_out_what_is_done_then() -> None:
    """Section 3, `allow cancel`: for that one has to be allowed to administer the run."""
    for act, status in (("cancel", "active"), ("administer", "canceled")):
        pair = play(f'allow {act} by user("eve")\nwait 1h\non cancel {{ background x = g(case.owner) }}')
        acts.cancel(pair, administrator=False, at_once=True)
        assert pair.run.status == status
