"""Calls that nobody waits for, and for whom calls are made: small and by name."""

from tests.model.agreement import acts
from tests.model.agreement.pair import Pair
from tests.model.agreement.small import element, play


def status(pair: Pair, name: str) -> str:
    return pair.run.steps[element(pair, name)].status


def test_what_nobody_waits_for_is_called_whatever_becomes_of_its_step() -> None:
    """Section 3, `without waiting`: the step has done its work, though `finish when` may keep it open until it ends."""
    clauses = "without waiting finish when case.number > 5"
    pair = play(f"stage s {{ finish when case.number == 1\nbackground a = g(case.owner) {{ {clauses} }} }}\nwait 1h")
    assert status(pair, "s.a") == "not started"
    pair = play(f"stage s {{ finish when case.number == 2\nbackground a = g(case.owner) {{ {clauses} }} }}\nwait 1h")
    acts.write(pair, "Case", "1", {"number": 2})
    assert (status(pair, "s.a"), len(pair.calls)) == ("discontinued", 1)


def test_its_answer_comes_after_the_end_of_the_run_and_changes_nothing() -> None:
    """Rule 19: it outlives the run."""
    pair = play("stage s { background a = g(case.owner) { without waiting } }")
    acts.returns(pair, 0, {"n": 1})
    assert (pair.run.status, status(pair, "s.a")) == ("completed", "completed")


def test_what_could_not_be_started_puts_nothing_in_error() -> None:
    """Rules 15 and 19: nobody waits for the run, so nobody is told how it ends."""
    pair = play("stage s { background a = run other(1) { without waiting } }\nwait 1h")
    acts.fails(pair, 0, "NoOrchestration")
    assert (pair.run.status, status(pair, "s.a")) == ("active", "completed")


def test_a_run_that_nobody_waits_for_is_not_canceled() -> None:
    """Rule 19: that of the step beside it is."""
    steps = "background a = run other(1) { without waiting }\nbackground b = run other(2)"
    pair = play(f"stage s {{ {steps} }}")
    acts.cancel(pair, administrator=True)
    assert pair.fast.ended_children == ["run-2"]
