"""Timeouts and retries (language.md, rule 13)."""

from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.graph.moments import LATEST, LONGEST
from orchestra_dsl.graph.types import BUSINESS, DURATION, INTEGER
from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned, TimerDue
from tests.interpreter.build import background, duration, end, graph, interactive, on_error, put, stage
from tests.interpreter.terms import fails, literal, seconds, variable
from tests.interpreter.world import Run


def calling(**clauses: Any) -> Run:
    """A run with one background step."""
    return Run(graph(stage("a", background("x", **clauses)), end("Done"))).start()


# --- retries --------------------------------------------------------------------------------------------------------


def test_retry_means_further_attempts() -> None:
    """Rule 13: `retry 2 times` means 2 further attempts after the first."""
    run = calling(retry=Retry(2))
    for attempt in (1, 2, 3):
        assert run.call("a.x").ref.attempt == attempt
        run.fails("a.x")
    assert run.stands("a.x") == "error"
    assert run.happened("a.x") == ["started", "retrying", "retrying", "failed", "error"]


def test_a_retry_that_works_goes_on() -> None:
    """Rule 13: a later attempt completes the step."""
    run = calling(retry=Retry(5)).fails("a.x").fails("a.x").returns("a.x")
    assert run.status == "completed: Done"
    assert run.happened("a.x").count("retrying") == 2


def test_no_retry_without_the_clause() -> None:
    """Rule 13: one attempt."""
    assert calling().fails("a.x").stands("a.x") == "error"


def test_every_attempt_has_the_same_idempotency_key() -> None:
    """Section 6: the key is the same for every retry; the attempt tells them apart."""
    run = calling(retry=Retry(2))
    first = run.call("a.x")
    run.fails("a.x")
    assert run.call("a.x").key == first.key
    assert run.call("a.x").ref != first.ref
    run.fails("a.x").fails("a.x").retry("a.x")
    assert run.call("a.x").key == first.key


def test_another_visit_has_another_idempotency_key() -> None:
    """Section 6: the key is for one step instance in one visit."""
    run = Run(graph(stage("a", background("x"), on_error=[on_error("a")]))).start()
    first = run.call("a.x").key
    run.fails("a.x")
    assert run.call("a.x").key != first


def test_a_pause_before_the_next_attempt() -> None:
    """Section 3: `every 30s`."""
    run = calling(retry=Retry(2, every=seconds(30))).fails("a.x")
    assert run.calling == []
    assert run.timers == [("retry", "a.x", 30)]
    run.advance("29s")
    assert run.calling == []
    run.advance("1s")
    assert run.call("a.x").ref.attempt == 2


def test_pauses_double_up_to_a_limit() -> None:
    """Section 3: `every 30s doubling up to 2m`."""
    run = calling(retry=Retry(5, every=seconds(30), doubling=True, up_to=seconds(120)))
    pauses = []
    for _ in range(5):
        run.fails("a.x")
        ((_, _, pause),) = run.timers
        pauses.append(pause)
        run.advance("2m")
    assert pauses == [30, 60, 120, 120, 120]


def test_doubling_without_a_limit_never_leaves_time() -> None:
    """Architecture: a timer always has a time that can be stored."""
    run = calling(retry=Retry(80, every=seconds(86_400), doubling=True))
    for _ in range(79):
        run.fails("a.x")
        ((_, ref), due) = next(iter(run.rows.timers.items()))
        assert due <= LATEST
        run.apply(TimerDue("retry", ref))
    run.fails("a.x")
    assert run.rows.timers.popitem()[1] == LATEST


def test_a_result_of_an_earlier_attempt_is_ignored_while_the_next_is_awaited() -> None:
    """Architecture: the effect's name recognises a stale answer."""
    run = calling(retry=Retry(2, every=seconds(30)))
    first = run.call("a.x").ref
    run.fails("a.x")
    assert run.apply(FlowReturned(first, {})) is None
    assert run.apply(FlowFailed(first, "Oops", "")) is None
    run.advance("30s")
    assert run.apply(FlowReturned(first, {})) is None
    assert run.returns("a.x").status == "completed: Done"


def test_a_pause_that_cannot_be_computed_is_an_error_that_tells_both() -> None:
    """Rule 15: the flow's own error is not lost."""
    run = calling(retry=Retry(2, every=ex.Arithmetic("+", seconds(2**43), seconds(2**43), "duration"))).fails(
        "a.x", "Down"
    )
    assert run.status.startswith("error: a.x: Overflow")
    assert "Down: it broke" in run.status


def test_the_pause_of_a_retry_ends_with_its_step() -> None:
    """Rule 1: a timer of a step that was left wakes nobody (the world checks it)."""
    left = graph(
        stage("a", background("x", retry=Retry(2, every=seconds(30))), background("y"), finish=(1, ("y",))),
        stage("b", background("z")),
    )
    run = Run(left).start().fails("a.x")
    assert run.timers == [("retry", "a.x", 30)]
    assert run.returns("a.y").timers == []


# --- timeouts of background steps -----------------------------------------------------------------------------------


def test_a_flow_has_so_much_time_for_each_attempt() -> None:
    """Rule 13: background: per attempt."""
    run = calling(timeout=seconds(60), retry=Retry(1))
    assert run.call("a.x").timeout == 60_000_000
    run.advance("60s")
    assert run.call("a.x").ref.attempt == 2
    assert run.timers == [("timeout", "a.x", 60)]
    run.advance("59s")
    assert run.stands("a.x") == "active"
    run.advance("1s")
    assert run.status == "error: a.x: Timeout: the flow did not answer in time"
    assert run.calling == []


def test_a_timeout_is_an_error_named_timeout() -> None:
    """Rule 13: a handler names it."""
    run = Run(
        graph(
            stage("a", background("x", timeout=seconds(60), on_error=[on_error("b", code="Timeout")])),
            stage("b", background("y")),
        )
    )
    assert run.start().advance("60s").calling == ["b.y"]


def test_a_result_in_time_takes_the_timeout_back() -> None:
    """Rule 13: no timer is left."""
    run = (
        Run(graph(stage("a", background("x", timeout=seconds(60)), background("y"))))
        .start()
        .advance("59s")
        .returns("a.x")
    )
    assert run.timers == []
    assert run.advance("1h").stands("a.x") == "completed"


def test_a_result_that_comes_after_the_timeout_is_ignored() -> None:
    """Rule 13: the step is in error already."""
    run = calling(timeout=seconds(60))
    late = run.call("a.x").ref
    run.advance("60s")
    assert run.apply(FlowReturned(late, {})) is None
    assert run.stands("a.x") == "error"


@pytest.mark.parametrize("code", ["Oops", "Timeout"])
def test_an_error_takes_the_timeout_back(code: str) -> None:
    """Rule 13: also when the caller has noticed the time limit before the timer has (the world checks it)."""
    run = calling(timeout=seconds(60), retry=Retry(1, every=seconds(600))).fails("a.x", code)
    assert run.timers == [("retry", "a.x", 600)]


def test_a_timer_of_an_earlier_attempt_is_ignored() -> None:
    """Rule 13: each attempt has its own."""
    run = calling(timeout=seconds(60), retry=Retry(1))
    first = run.call("a.x").ref
    run.fails("a.x")
    assert run.apply(TimerDue("timeout", first)) is None
    assert run.stands("a.x") == "active"


def test_a_timeout_that_cannot_be_computed_is_an_error() -> None:
    """Rule 15: before anything is called."""
    run = calling(timeout=fails())
    assert run.stands("a.x") == "error"
    assert run.calling == []


def test_a_timeout_of_nothing_is_over_at_once() -> None:
    """Rule 14: a timer is due at its instant, inclusive."""
    run = calling(timeout=seconds(0))
    assert run.timers == [("timeout", "a.x", 0)]
    assert run.advance("0s").stands("a.x") == "error"


@pytest.mark.parametrize(("amount", "why"), [(-5, "it cannot be negative"), (2**60, "a thousand years is the longest")])
def test_a_timeout_that_cannot_pass_is_an_error(amount: int, why: str) -> None:
    """Rule 15: nothing is called, and the step can be mended."""
    run = calling(timeout=ex.Literal(DURATION, amount))
    assert run.stands("a.x") == "error"
    assert why in str(run.status)
    assert run.calling == []


# --- timeouts of interactive steps ----------------------------------------------------------------------------------


def test_an_item_expires() -> None:
    """Rule 13: interactive: from opening."""
    run = Run(graph(stage("a", background("w"), interactive("x", after="w", timeout=seconds(60))))).start()
    run.advance("1h").returns("a.w").advance("60s")
    assert run.item("a.x").status.words == "expired"
    assert run.status == "error: a.x: Timeout: nobody completed the work item in time"


def test_a_claim_or_a_reassignment_does_not_restart_the_time() -> None:
    """Rule 13: not restarted by claim, delegation, reassignment."""
    run = Run(graph(stage("a", interactive("x", timeout=seconds(60))))).start()
    run.advance("30s").claims("ann", "a.x").releases("ann", "a.x")
    run.reassigns("root", "a.x", "user:bob", administrator=True).claims("bob", "a.x").advance("29s")
    assert run.item("a.x").status.words == "claimed"
    run.advance("1s")
    assert run.item("a.x").status.words == "expired"


def test_an_item_that_is_completed_does_not_expire() -> None:
    """Rule 13: no timer is left, also while the step waits in `finish when`."""
    done = graph(
        put("n", literal(0)),
        stage(
            "a", interactive("x", timeout=seconds(60), finish_when=ex.Compare(">", variable("n"), literal(0), INTEGER))
        ),
        variables={"n": INTEGER},
    )
    run = Run(done).start().completes("ann", "a.x")
    assert run.timers == []
    assert run.advance("1h").stands("a.x") == "active"


def test_an_item_that_expired_is_opened_again_by_a_retry() -> None:
    """Rule 15: the administrator's retry opens it anew, with its time."""
    run = Run(graph(stage("a", interactive("x", timeout=seconds(60))), end("Done"))).start().advance("60s").retry("a.x")
    assert run.open == ["a.x"]
    assert run.timers == [("timeout", "a.x", 60)]
    assert run.completes("ann", "a.x").status == "completed: Done"


# --- timeouts of stages ---------------------------------------------------------------------------------------------


def test_a_stage_has_so_much_time_from_its_entry() -> None:
    """Rule 13: stage: from entry; control goes to the target, it is no error."""
    run = Run(
        graph(stage("a", interactive("x"), timeout=(seconds(60), "b")), end("Not here"), stage("b", background("y")))
    )
    run.start().advance("60s")
    assert run.calling == ["b.y"]
    assert run.status == "active"
    assert run.happened("a")[-2:] == ["timed out", "discontinued"]


def test_a_stage_that_finishes_in_time_takes_its_timeout_back() -> None:
    """Rule 13: no timer is left."""
    run = Run(graph(stage("a", interactive("x"), timeout=(seconds(60), "b")), stage("b", background("y")))).start()
    run.completes("ann", "a.x")
    assert run.timers == []
    assert run.calling == ["b.y"]


def test_a_stage_in_error_is_still_left_in_time() -> None:
    """Rules 13 and 15: a step in error does not hold the stage for ever."""
    run = Run(graph(stage("a", background("x"), timeout=(seconds(60), "b")), stage("b", background("y")))).start()
    run.fails("a.x").advance("60s")
    assert run.calling == ["b.y"]
    assert run.status == "active"


def test_a_stage_whose_rest_continues_has_no_timeout_any_more() -> None:
    """Rule 13: it is completed."""
    goes_on = graph(
        stage(
            "a", interactive("x"), interactive("y"), finish=(1, ("x",)), rest_continues=True, timeout=(seconds(60), "b")
        ),
        stage("c", interactive("z")),
        stage("b", background("y")),
    )
    run = Run(goes_on).start()
    ((_, ref),) = run.rows.timers
    run.completes("ann", "a.x")
    assert run.timers == []
    assert run.apply(TimerDue("timeout", ref)) is None
    assert run.open == ["a.y", "c.z"]


def test_the_timeout_of_a_stage_leads_to_the_end() -> None:
    """Section 3: a target is a named element or `end`."""
    run = Run(graph(stage("a", interactive("x"), timeout=(seconds(60), "end")))).start().advance("60s")
    assert run.status == "completed"


def test_a_retry_of_the_stage_does_not_restart_its_time() -> None:
    """Rule 13: from entry."""
    broken = ex.Compare(
        ">", ex.Arithmetic("/", ex.Literal(DURATION, 1), variable("n"), "duration"), seconds(0), DURATION
    )
    waits = graph(
        put("n", literal(0)),
        stage("a", finish_when=broken, timeout=(duration(60), "b")),
        stage("b", background("y")),
        variables={"n": INTEGER},
    )
    run = Run(waits).start().advance("50s")
    assert run.stands("a") == "error"
    run.retry("a").advance("10s")
    assert run.calling == ["b.y"]


def test_the_longest_duration_is_a_timer_that_can_be_stored() -> None:
    """A time after the last of all times is that one, which the store can hold."""
    run = Run(graph(stage("a", background("x", timeout=ex.Literal(DURATION, LONGEST)))))
    run.now = LATEST - LONGEST + 1
    assert set(run.start().rows.timers.values()) == {LATEST}


def test_business_days_without_a_calendar_are_an_error() -> None:
    """Rule 14: the compiler asks for a calendar (O6); a graph that comes from elsewhere may lack one."""
    run = calling(timeout=ex.Literal(BUSINESS, 2))
    assert run.status == "error: a.x: NoWorkingTime: business days are counted in a calendar, and none is used"
    assert (run.calling, run.timers) == ([], [])
