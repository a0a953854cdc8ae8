"""Starts by records through the store: over versions and orchestrations, after errors, and all of it or nothing."""

import pytest

from orchestra_dsl.interpreter.triggers import fired
from orchestra_dsl.runtime.applying import writing
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from tests.runtime.texts import MakePlace, Place, compiled
from tests.runtime.world import ANN

ONCE = """
orchestration one(case: Case) { start on case updated when 100 / case.amount > 1 once per record   end "One" }
orchestration two(case: Case) { start on case created or updated when case.status == "Working" once per record   end }
"""


def test_each_orchestration_has_its_own_run_of_a_record(place: MakePlace) -> None:
    here = place(ONCE, numbered=False)
    assert [here.engine.runs.get(run).orchestration for run in here.case(status="Working")] == ["one", "two"]
    assert here.case(status="Working", amount=2) == []


def test_a_new_version_starts_no_record_again(place: MakePlace) -> None:
    here = place(ONCE, numbered=False)
    here.case(status="Working")
    here.engine.install(compiled(ONCE.replace('end "One"', 'version 2 end "Newer"')))
    assert here.case(status="Working", amount=2) == []
    here.case("2")
    (run, _) = here.case("2", status="Working")
    assert here.engine.runs.get(run).outcome == "Newer"


def test_an_error_takes_the_one_run_of_a_record_away_from_nobody(place: MakePlace) -> None:
    here = place(ONCE, numbered=False)
    written = here.engine.records.put("Case", {"id": "1", "status": "New", "amount": 0}, ANN)
    assert written.problems == ("one: DivisionByZero: a division by zero",)
    assert len(here.case(amount=2)) == 1


def test_a_start_by_hand_is_not_the_one_run_of_a_record(place: MakePlace) -> None:
    here = place(ONCE, numbered=False)
    here.engine.start("one", {"case": "1"}, ANN)
    assert len(here.case(amount=2)) == 1


def test_that_a_record_has_had_its_run_is_written_with_the_run(
    place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a crash between the two would leave."""
    here = place(ONCE, numbered=False)
    whole = SqliteTransaction.apply

    def full(transaction: SqliteTransaction, writes: object) -> None:
        whole(transaction, writes)  # type: ignore[arg-type]  # what is handed on is not looked at
        if getattr(writes, "once", None):
            raise StoreError("full", "store.db", "the disk is full", "Make room.")

    monkeypatch.setattr(SqliteTransaction, "apply", full)
    with pytest.raises(StoreError):
        here.engine.records.update("Case", "1", {"status": "Working"}, ANN)
    assert here.engine.runs.newest() == []
    assert here.field("status") == "New"
    monkeypatch.undo()
    assert len(here.case(status="Working")) == 2


def test_an_error_before_the_write_counts_as_not_true_then(place: MakePlace) -> None:
    """`once per change`: it has become true."""
    here = place("orchestration o(case: Case) { start on case updated when 100 / case.amount > 1   end }")
    here.engine.records.put("Case", {"id": "1", "status": "New", "amount": 0}, ANN)
    assert len(here.case(amount=2)) == 1


def test_an_update_within_a_run_starts_others_and_tells_of_errors(place: MakePlace) -> None:
    here = place(
        """
        orchestration writes(case: Case, amount: integer) { update case { amount: amount } end }
        orchestration bad(case: Case) { start on case updated when 100 / case.amount > 1 every time   end }
        orchestration good(case: Case) { start on case updated when case.amount == 0 every time   end }
        """,
        numbered=False,
    )
    run = here.engine.start("writes", {"case": "1", "amount": 0}, ANN)
    here.settle()
    started = [each.orchestration for each in here.engine.runs.newest()]
    assert sorted(started) == ["good", "writes"]
    details = [line.detail for line in here.engine.runs.timeline(run) if line.what == "written"]
    assert [each["problems"] for each in details] == [["bad: DivisionByZero: a division by zero"]]


def test_a_record_that_is_deleted_starts_nothing_and_may_start_anew(place: MakePlace) -> None:
    here = place("orchestration o(case: Case) { start on case created when case.amount == 2   end }", numbered=False)
    assert len(here.case("2", amount=2)) == 1
    here.engine.records.delete("Case", "2", ANN)
    assert len(here.engine.runs.newest()) == 1
    assert len(here.case("2", amount=2)) == 1


def test_triggers_of_other_records_are_not_asked(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write costs nothing for what starts by something else."""
    asked: list[str] = []
    others = "".join(
        f"record R{n} {{ id: text }} orchestration o{n}(r: R{n}) {{ start on r created end }}" for n in range(50)
    )
    here: Place = place(f"{others} orchestration own(case: Case) {{ start on case updated every time end }}")

    def counted(program, *rest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202 - as `fired`
        asked.append(program.graph.name)
        return fired(program, *rest)

    monkeypatch.setattr(writing, "fired", counted)
    here.case(amount=2)
    assert asked == ["own"]
