"""How a run ends: at an end, after the last element, by fail, by cancel (language.md, rules 1 and 15, section 3)."""

from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import DATETIME, DECIMAL, INTEGER, TEXT, USER, Optional
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from tests.interpreter.build import (
    background,
    decision,
    duration,
    end,
    fail,
    graph,
    interactive,
    on_error,
    otherwise,
    outcome,
    put,
    stage,
)
from tests.interpreter.terms import FALSE, NULL, ask, decimal, literal, output, seconds, variable
from tests.interpreter.world import Refusal, Run

BUSY = (
    put("n", literal(1)),
    stage(
        "left",
        background("slow", timeout=duration(600)),
        interactive("desk", timeout=duration(600)),
        background("quick"),
        finish=(1, ("quick",)),
        rest_continues=True,
        timeout=(seconds(5), "end"),
    ),
    stage(
        "here",
        background("x", timeout=duration(600), on_error=[on_error(None, stage("mend", interactive("look")))]),
        background("asks", start_when=ask("ready")),
        background("waits", start_when=ex.Compare(">", variable("n"), literal(5), INTEGER)),
        background("broken"),
        interactive("y"),
        finish=(1, ("y",)),
        timeout=(seconds(3600), "end"),
    ),
)


def busy(last: Any) -> Run:
    """A run in which everything that can be open is, and whose last element is `last`."""
    run = Run(graph(*BUSY, last, variables={"n": INTEGER})).start().returns("left.quick")
    return run.fails("here.x").fails("here.broken")


def nothing_left(run: Run) -> bool:
    """Whether nothing is open any more; the world checks rows and state, this is for the reader."""
    return (run.calling, run.open, run.questions, run.timers, run.watches) == ([], [], [], [], {})


def test_an_end_completes_the_run_and_discontinues_everything() -> None:
    """Rule 1: `end` discontinues everything, what `rest continue` left and a handler's block included."""
    run = busy(end("Done"))
    assert run.open == ["left.desk", "here.y", "mend.look"]
    run.completes("ann", "here.y")
    assert run.status == "completed: Done"
    assert nothing_left(run)
    assert run.stands("left.slow") == run.stands("here.asks") == "discontinued"


def test_fail_ends_the_run_and_discontinues_everything() -> None:
    """Rule 1: so does `fail`."""
    run = busy(fail("no")).completes("ann", "here.y")
    assert run.status == "failed: no"
    assert nothing_left(run)


def test_cancel_ends_the_run_and_cancels_everything() -> None:
    """Rule 1: so does cancel; what was open is canceled."""
    run = busy(end("Done")).cancel()
    assert run.status == "canceled: not needed"
    assert nothing_left(run)
    for element in ("left.slow", "left.desk", "here.x", "here.y", "here", "mend", "mend.look"):
        assert run.stands(element) == "canceled", element


def test_after_the_last_element_the_run_is_completed_without_an_outcome() -> None:
    """Section 3: after the last element."""
    run = busy(put("n", literal(2))).completes("ann", "here.y")
    assert run.status == "completed"
    assert nothing_left(run)


def test_the_target_end_completes_the_run_without_an_outcome() -> None:
    """Section 3: a target is a named element or `end`."""
    run = Run(
        graph(decision("d", outcome("out", "end", when=ex.Not(FALSE)), otherwise("next")), end("Not here"))
    ).start()
    assert run.status == "completed"


def test_an_orchestration_without_elements_is_completed_at_once() -> None:
    """Section 3: there is nothing to do."""
    assert Run(graph()).start().status == "completed"


def test_the_end_gives_the_outputs() -> None:
    """Section 3: `end "Outcome" with { … }`."""
    given = ex.MakeObject(("paid", "why"), (decimal("10.50"), NULL))
    run = Run(graph(end("Done", given), outputs={"paid": DECIMAL, "why": Optional(TEXT)})).start()
    assert run.commits[-1].summary.outputs == {"paid": "10.5"}


def test_the_end_may_read_outputs_of_steps() -> None:
    """Section 3: whatever was given so far."""
    given = ex.MakeObject(("paid",), (output("a.x", "n"),))
    run = Run(graph(stage("a", background("x", outputs={"n": DECIMAL})), end("Done", given), outputs={"paid": DECIMAL}))
    assert run.start().returns("a.x", n="7.25").commits[-1].summary.outputs == {"paid": "7.25"}


@pytest.mark.parametrize(
    "act",
    [
        ev.Started(()),
        ev.FlowReturned(ev.Ref(1, 1), {}),
        ev.FlowFailed(ev.Ref(1, 1), "Oops", ""),
        ev.PredicateAnswered(ev.Ref(1, 1), "p", (), answer=True),
        ev.PredicateFailed(ev.Ref(1, 1), "p", "Oops", ""),
        ev.RecordChanged("Case", "1", None),
        ev.TimerDue("timeout", ev.Ref(1, 1)),
    ],
)
def test_an_ended_run_ignores_what_comes_late(act: ev.Act) -> None:
    """Section 6: the engine's own events come too late, and change nothing."""
    assert Run(graph(end("Done"))).start().apply(act) is None


@pytest.mark.parametrize(
    "act",
    [
        ev.ItemClaimed(ev.Ref(1, 1)),
        ev.ItemReleased(ev.Ref(1, 1)),
        ev.ItemReassigned(ev.Ref(1, 1), ("user:ann",)),
        ev.ItemCompleted(ev.Ref(1, 1), {}),
        ev.RunCanceled(),
        ev.ElementRetried(0),
    ],
)
def test_an_ended_run_refuses_what_people_do(act: ev.Act) -> None:
    """Section 6: people are told."""
    run = Run(graph(fail("no"))).start()
    with pytest.raises(Refusal, match="this run is failed") as refusal:
        run.apply(act, "ann", administrator=True)
    assert refusal.value.code == "not open"


def test_a_run_starts_once() -> None:
    """Section 6: a second start changes nothing."""
    run = Run(graph(stage("a", background("x")))).start()
    assert run.apply(ev.Started(())) is None


def test_a_run_that_has_not_started_ignores_everything_else() -> None:
    """Section 6: whatever comes before the start."""
    run = Run(graph(stage("a", background("x"))))
    assert run.apply(ev.FlowReturned(ev.Ref(1, 1), {})) is None
    assert run.apply(ev.RecordChanged("Case", "1", None)) is None
    assert run.start().calling == ["a.x"]


def test_who_started_the_run_and_when_can_be_read() -> None:
    """Section 2: `run.id`, `run.started_by`, `run.started_at`."""
    args: Any = {
        "id": (TEXT, ex.RunFact("id")),
        "by": (Optional(USER), ex.RunFact("started_by")),
        "at": (DATETIME, ex.RunFact("started_at")),
        "now": (DATETIME, ex.Now()),
    }
    run = Run(graph(stage("a", background("w"), background("x", after="w", args=args))))
    run.apply(ev.Started(()), "ann")
    run.advance("1h").returns("a.w")
    assert run.call("a.x").arguments == {
        "id": "run",
        "by": "user:ann",
        "at": "2026-01-05T09:00:00Z",
        "now": "2026-01-05T10:00:00Z",
    }


def test_an_ended_run_is_small() -> None:
    """Section 6: a state holds what can still be read, which is nothing."""
    run = busy(end("Done")).completes("ann", "here.y")
    assert len(run.stored) < 60
    assert decode_state(run.stored).outcome == "Done"
