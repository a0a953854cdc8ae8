"""The guard of the speed: what the hot paths cost, counted and compared with what they cost when it was last noted.

No clock is asked, so that nothing depends on the machine and on what else runs there.
"""

import sys
from collections.abc import Callable

import pytest

from orchestra_dsl.interpreter import step
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.operations import work_off
from orchestra_dsl.runtime.sqlite import opening
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.store.rows import Writes
from tests.benchmarks.costs import PATHS, Costs, case_in_memory, noted, predicate, step_of_a_chain, stored_event

MORE, LESS = 1.02, 0.8
"""How much more than what was noted is too much; how much less is so much that it has to be noted."""

HINT = "If that has to be so, `python -m tests.benchmarks.costs` notes it, and costs.toml shows the change."


def check(name: str, costs: Costs) -> None:
    """Fail where something costs more than it did, or so much less that its gain could be lost unnoticed."""
    known = noted()[name]
    assert costs.keys() == known.keys()
    for what, number in costs.items():
        assert number <= known[what] * MORE, f"{name} takes {number:,} {what}, not {known[what]:,}. {HINT}"
        if sys.version_info[:2] == (3, 11):  # that of the noted figures: a newer one needs fewer instructions
            assert number >= known[what] * LESS, f"{name} takes {number:,} {what} instead of {known[what]:,}. {HINT}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_a_hot_path_costs_what_it_did(path: Callable[[], Costs]) -> None:
    check(path.__name__, path())


def test_all_that_is_noted_is_counted() -> None:
    assert set(noted()) == {path.__name__ for path in PATHS}


# --- the guard is awake -----------------------------------------------------------------------------------------------


def test_a_step_that_does_a_little_more_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def more(m: Machine) -> None:
        for _ in range(20):
            repr(None)
        work_off(m)

    monkeypatch.setattr(step, "work_off", more)
    with pytest.raises(AssertionError, match=r"case_in_memory takes .* instructions"):
        check("case_in_memory", case_in_memory())


def test_a_commit_with_a_statement_more_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    applying = SqliteTransaction.apply

    def more(transaction: SqliteTransaction, writes: Writes) -> None:
        transaction.last_run()
        applying(transaction, writes)

    monkeypatch.setattr(SqliteTransaction, "apply", more)
    costs = stored_event()
    assert costs["statements"] > noted()["stored_event"]["statements"]
    with pytest.raises(AssertionError, match="stored_event takes"):
        check("stored_event", costs)


def test_a_commit_that_writes_larger_pages_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_PAGES", "PRAGMA page_size = 4096")
    with pytest.raises(AssertionError, match=r"stored_event takes .* log"):
        check("stored_event", stored_event())


def test_so_much_less_that_it_has_to_be_noted_is_found() -> None:
    costs = {what: number // 2 for what, number in predicate().items()}
    if sys.version_info[:2] != (3, 11):
        pytest.skip("what is noted is that of Python 3.11")
    with pytest.raises(AssertionError, match=r"instead of .* notes it"):
        check("predicate", costs)


def test_counts_are_the_same_each_time() -> None:
    assert step_of_a_chain() == step_of_a_chain()
    assert stored_event() == stored_event()
