"""Calls that nobody waits for, and for whom calls are made: small and by name."""

from tests.model.agreement import acts
from tests.model.agreement.pair import Pair
from tests.model.agreement.small import MINUTE, element, play


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


def acting(pair: Pair) -> list[str | None]:
    return [each.acts_for for each in pair.run.calls]


def test_for_whom_it_acts_is_found_out_once_and_undone_for_them_too() -> None:
    """Section 3, `as E`, and rule 11: for all attempts, and for what takes it back."""
    clauses = "as case.owner retry 1 times every 1m undo back(1)"
    pair = play(f"stage s {{ background a = g(case.owner) {{ {clauses} }} }}\nundo")
    acts.write(pair, "Case", "1", {"owner": "user:bob"})
    acts.fails(pair, 0, "Oops")
    acts.advance(pair, MINUTE)
    acts.returns(pair, 1, {"n": 1})
    assert acting(pair) == ["user:omar", "user:omar", "user:omar"]


def test_a_run_acts_for_the_user_too_and_nobody_acts_for_somebody_unknown() -> None:
    """Rule 15: a user whom the directory does not know puts the step in error."""
    steps = 'background a = run other(1) { as case.owner }\nbackground b = g(case.owner) { as user("gone") }'
    pair = play(f"stage s {{ {steps} }}")
    assert acting(pair) == ["user:omar"]
    failures = [each.failure for each in pair.run.steps[element(pair, "s.b")].instances]
    assert [each.code for each in failures if each is not None] == ["Nobody"]
