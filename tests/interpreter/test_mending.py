"""What an administrator does about an element in error: retry (language.md, rule 15)."""

from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.graph.types import INTEGER, TEXT, RecordOf
from orchestra_dsl.interpreter.events import ElementRetried, RunCanceled
from tests.interpreter.build import (
    background,
    branch,
    decision,
    end,
    graph,
    interactive,
    on_error,
    otherwise,
    outcome,
    parallel,
    put,
    stage,
)
from tests.interpreter.terms import compare, equal, field, output, seconds
from tests.interpreter.world import Refusal, Run

CASE: Any = {"parameters": {"case": RecordOf("Case")}, "records": {"Case": {"status": TEXT, "amount": INTEGER}}}
OPEN = equal(field("Case", "status"), "Open")


def gone(*body: Any, **more: Any) -> Run:
    """A run whose record does not exist: whatever reads it fails."""
    return Run(graph(*body, end("Done"), **{**CASE, **more})).start("1")


def test_only_an_administrator_retries() -> None:
    """Rule 15: an administrator retries it."""
    run = Run(graph(stage("a", background("x")))).start().fails("a.x")
    with pytest.raises(Refusal) as refusal:
        run.retry("a.x", administrator=False)
    assert refusal.value.code == "not allowed"
    assert run.stands("a.x") == "error"


@pytest.mark.parametrize("element", ["a", "a.y", "b"])
def test_only_what_is_in_error_is_retried(element: str) -> None:
    """Rule 15: nothing else is touched."""
    run = Run(graph(stage("a", background("x"), background("y")), stage("b", background("z")))).start().fails("a.x")
    with pytest.raises(Refusal) as refusal:
        run.retry(element)
    assert refusal.value.code == "not open"


def test_what_has_been_retried_is_not_retried_again() -> None:
    """Rule 15: the second of two administrators is told."""
    run = Run(graph(stage("a", background("x")))).start().fails("a.x").retry("a.x")
    with pytest.raises(Refusal):
        run.retry("a.x")


def test_an_element_that_never_was_is_not_retried() -> None:
    """Rule 15: whatever a caller makes up."""
    run = Run(graph(stage("a", background("x")))).start()
    with pytest.raises(Refusal):
        run.apply(ElementRetried(999), "root", administrator=True)


def test_a_step_that_failed_in_its_start_when_is_asked_again() -> None:
    """Rules 4 and 15: it goes on from the clause that failed."""
    run = gone(stage("a", background("x", start_when=OPEN)))
    assert run.stands("a.x") == "error"
    run.records["Case", "1"] = {"id": "1", "status": "New"}
    run.retry("a.x")
    assert run.stands("a.x") == "waiting"
    assert run.watches == {"a.x": ["Case.1.status"]}
    assert run.write("Case", "1", status="Open").calling == ["a.x"]


def test_a_step_that_failed_while_it_waited_is_asked_again() -> None:
    """Rules 9 and 15: the same for a condition that failed later."""
    run = Run(graph(stage("a", background("x", start_when=OPEN)), **CASE)).write("Case", "1", status="New").start("1")
    run.delete("Case", "1")
    assert run.stands("a.x") == "error"
    assert run.watches == {}
    run.records["Case", "1"] = {"id": "1", "status": "Open"}
    assert run.retry("a.x").calling == ["a.x"]


def test_a_step_that_failed_in_its_only_if_is_asked_again() -> None:
    """Rules 4 and 15."""
    run = gone(stage("a", background("x", only_if=OPEN)))
    run.records["Case", "1"] = {"id": "1", "status": "Closed"}
    run.retry("a.x")
    assert run.happened("a.x")[-1] == "skipped"
    assert run.status == "completed: Done"


def test_a_step_that_failed_in_its_arguments_computes_them_again() -> None:
    """Rules 11 and 15: it has not started."""
    run = gone(stage("a", background("x", args={"n": (INTEGER, field("Case", "amount"))})))
    run.records["Case", "1"] = {"id": "1", "amount": 5}
    assert run.retry("a.x").call("a.x").arguments == {"n": 5}


def test_a_step_whose_flow_failed_is_called_again() -> None:
    """Rule 15: with a new row of attempts."""
    run = (
        Run(graph(stage("a", background("x", retry=Retry(1))), end("Done")))
        .start()
        .fails("a.x")
        .fails("a.x")
        .retry("a.x")
    )
    assert run.call("a.x").ref.attempt == 3
    run.fails("a.x")
    assert run.call("a.x").ref.attempt == 4
    assert run.fails("a.x").stands("a.x") == "error"
    assert run.retry("a.x").returns("a.x").status == "completed: Done"


def test_the_pauses_begin_anew_with_a_new_row_of_attempts() -> None:
    """Rule 13: doubling starts over."""
    step = background("x", retry=Retry(1, every=seconds(10), doubling=True))
    run = Run(graph(stage("a", step))).start().fails("a.x").advance("10s").fails("a.x").retry("a.x").fails("a.x")
    assert run.timers == [("retry", "a.x", 10)]


def test_an_interactive_step_is_opened_again() -> None:
    """Rule 15: as a new state of the same item."""
    run = Run(graph(stage("a", interactive("x", timeout=seconds(10))), end("Done"))).start().claims("ann", "a.x")
    run.advance("10s")
    version = run.item("a.x").version
    run.retry("a.x")
    item = run.item("a.x")
    assert (item.status.words, item.version > version) == ("open", True)
    assert item.opened_at == run.now


def test_an_item_that_is_opened_again_is_claimed_by_nobody() -> None:
    """Rule 15: who had it before may claim it like everybody else."""
    run = Run(graph(stage("a", interactive("x", timeout=seconds(10))))).start().claims("ann", "a.x").advance("10s")
    assert run.retry("a.x").item("a.x").claimed_by is None


def test_a_step_that_failed_in_its_finish_when_keeps_what_was_handed_in() -> None:
    """Rules 4 and 15: nobody does the work twice."""
    run = Run(
        graph(
            stage("a", interactive("x", outputs={"ok": TEXT}, finish_when=OPEN)),
            stage("b", background("y", args={"ok": (TEXT, output("a.x", "ok"))})),
            **CASE,
        )
    )
    run.start("1").completes("ann", "a.x", ok="yes")
    assert run.stands("a.x") == "error"
    run.records["Case", "1"] = {"id": "1", "status": "Open"}
    assert run.retry("a.x").call("b.y").arguments == {"ok": "yes"}


def test_a_stage_that_failed_in_its_start_when_is_asked_again() -> None:
    """Rules 3 and 15."""
    run = gone(stage("a", background("x"), start_when=OPEN))
    assert run.stands("a") == "error"
    run.records["Case", "1"] = {"id": "1", "status": "New"}
    assert run.retry("a").stands("a") == "waiting"
    assert run.write("Case", "1", status="Open").calling == ["a.x"]


def test_a_stage_that_failed_in_its_finish_when_is_asked_again() -> None:
    """Rules 3 and 15: its steps are not started again."""
    run = gone(stage("a", background("x"), background("y"), finish_when=OPEN))
    assert run.stands("a") == "error"
    run.returns("a.x")
    run.records["Case", "1"] = {"id": "1", "status": "New"}
    run.retry("a")
    assert run.stands("a") == "active"
    assert run.calling == ["a.y"]
    assert run.happened("a").count("started") == 1
    assert run.write("Case", "1", status="Open").status == "completed: Done"


def test_a_stage_without_steps_is_not_started_again() -> None:
    """Rules 3 and 15: `start when` is behind it."""
    run = gone(stage("a", start_when=ex.Not(compare(ex.Now(), "<", ex.Now())), finish_when=OPEN))
    run.records["Case", "1"] = {"id": "1", "status": "New"}
    run.retry("a")
    assert run.happened("a").count("started") == 1


def test_a_stage_whose_timeout_cannot_be_computed() -> None:
    """Rules 13 and 15: its steps do not begin; a retry starts it."""
    run = gone(stage("a", background("x"), timeout=(field("Case", "amount"), "end")))
    assert run.stands("a") == "error"
    assert run.calling == []
    run.records["Case", "1"] = {"id": "1", "amount": 5_000_000}
    run.retry("a")
    assert run.calling == ["a.x"]
    assert run.timers == [("timeout", "a", 5)]


def test_a_parallel_that_failed_in_its_finish_when_is_asked_again() -> None:
    """Rules 6 and 15: its branches go on meanwhile, and are not begun again; what ends in it mends nothing."""
    sides = [branch(name, stage(f"in {name}", background("x"))) for name in ("a", "b")]
    run = gone(parallel("p", *sides, finish_when=OPEN))
    assert run.status.startswith("error: p: RecordGone")
    assert run.calling == ["in a.x", "in b.x"]
    assert run.returns("in a.x").status.startswith("error: p: RecordGone")
    run.records["Case", "1"] = {"id": "1", "status": "New"}
    assert run.retry("p").status == "active"
    assert run.calling == ["in b.x"]
    assert run.write("Case", "1", status="Open").status == "completed: Done"


def test_a_parallel_whose_error_is_being_handled_waits_for_the_handler() -> None:
    """Rules 6 and 15: a branch that ends meanwhile does not end it."""
    sides = [branch(name, stage(f"in {name}", background("x"))) for name in ("a", "b")]
    run = gone(parallel("p", *sides, finish_when=OPEN), on_error=[on_error(None, stage("c", background("x")))])
    assert run.calling == ["in a.x", "in b.x", "c.x"]
    assert run.returns("in a.x").returns("in b.x").calling == ["c.x"]
    assert run.status == "active"
    assert run.returns("c.x").status == "completed: Done"


def test_a_decision_is_asked_again() -> None:
    """Rule 15: a decision, from its first outcome."""
    run = gone(decision("d", outcome("yes", "a", when=OPEN), otherwise("end")), stage("a", background("x")))
    assert run.status.startswith("error: d: RecordGone")
    run.records["Case", "1"] = {"id": "1", "status": "Open"}
    assert run.retry("d").calling == ["a.x"]


def test_an_assignment_is_computed_again() -> None:
    """Rule 15: and control goes on behind it."""
    run = gone(put("n", field("Case", "amount")), stage("a", background("x")), variables={"n": INTEGER})
    run.records["Case", "1"] = {"id": "1", "amount": 5}
    run.retry("set n")
    assert run.value("n") == 5
    assert run.calling == ["a.x"]


def test_the_end_is_tried_again() -> None:
    """Rule 15: outputs that could not be computed."""
    run = Run(graph(end("Done", ex.MakeObject(("n",), (field("Case", "amount"),))), outputs={"n": INTEGER}, **CASE))
    run.start("1")
    assert run.status.startswith("error: end: RecordGone")
    run.records["Case", "1"] = {"id": "1", "amount": 5}
    assert run.retry("end").status == "completed: Done"
    assert run.commits[-1].summary.outputs == {"n": 5}


def test_a_retry_that_fails_again_is_an_error_again() -> None:
    """Rule 15: as often as it takes."""
    run = gone(stage("a", background("x", only_if=OPEN)))
    assert run.retry("a.x").retry("a.x").stands("a.x") == "error"


def test_only_an_administrator_cancels() -> None:
    """Rule 15: an administrator cancels it."""
    run = Run(graph(stage("a", background("x")))).start()
    with pytest.raises(Refusal) as refusal:
        run.apply(RunCanceled(), "ann")
    assert refusal.value.code == "not allowed"
    assert run.cancel().status == "canceled: not needed"


def test_a_run_in_error_can_be_canceled() -> None:
    """Rule 15: nothing of the error is left."""
    run = Run(graph(stage("a", background("x"), interactive("y")))).start().fails("a.x").cancel()
    assert run.status == "canceled: not needed"
    assert [run.stands("a.x"), run.stands("a.y"), run.stands("a")] == ["canceled"] * 3
