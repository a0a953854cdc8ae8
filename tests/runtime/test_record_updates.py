"""`update`: a run writes a record (language.md, section 3; rules 9, 15 and 17)."""

import pytest

from orchestra_dsl.interpreter.events import RecordUpdateWanted, Ref
from orchestra_dsl.runtime.acting import ENGINE
from orchestra_dsl.runtime.errors import EventFailed
from orchestra_dsl.runtime.requests.deliver import Deliver
from tests.runtime.texts import MakePlace
from tests.runtime.world import ADMIN, ANN

WORK = "orchestration work(case: Case) { update case { %s } %s }"
LOOK = 'stage look { interactive it = fix_case(case) { assign to group("Agents") } }'


def test_the_run_goes_on_when_the_record_is_written(place: MakePlace) -> None:
    """Section 3: what comes after reads what was written."""
    seen = 'case.status == "Working" and case.amount == 2'
    check = f'decide seen {{ outcome yes when {seen} {{ end "Seen" }} otherwise {{ end }} }}'
    here = place(WORK % ('status: "Working", amount: case.amount + 1', check))
    run = here.start("work")
    assert (here.ended(run), here.field("status"), here.field("amount")) == ("Seen", "Working", 2)
    assert [each.kind for each in here.engine.runs.history(run)] == ["started", "record updated"]


def test_a_missing_value_is_taken_away(place: MakePlace) -> None:
    """Section 2: `null` takes an optional field away; other fields stay."""
    here = place(WORK % ("note: null", ""))
    here.case(note="old", owner="ann")
    here.start("work")
    assert (here.field("note"), here.field("owner")) == (None, "ann")


def test_triggers_and_watchers_are_woken_as_for_any_write(place: MakePlace) -> None:
    """Section 3: an update starts runs and wakes those that wait, the run itself included."""
    others = """
    orchestration waiter(case: Case) {
      stage s { start when case.status == "Working"   interactive it = fix_case(case) { assign to group("Agents") } }
    }
    orchestration started(case: Case) { start on case updated when case.status == "Working"   end "Triggered" }
    """
    here = place(WORK % ('status: "Working"', "") + others, numbered=False)
    waiter = here.start("waiter")
    here.start("work")
    assert here.item(waiter)
    (row,) = here.engine.runs.newest(orchestration="started")
    assert row.outcome == "Triggered"


def test_a_trigger_that_asks_the_directory_is_asked_all_the_same(place: MakePlace) -> None:
    """Section 6: the write waits for the answer, outside of any transaction."""
    asks = """
    orchestration started(case: Case) {
      start on case updated when case.status == "Working" and count(members(group("Agents"))) == 2
      end "Triggered"
    }
    """
    here = place(WORK % ('status: "Working"', 'end "Went on"') + asks, numbered=False)
    run = here.start("work")
    assert (here.ended(run), here.field("status")) == ("Went on", "Working")
    (row,) = here.engine.runs.newest(orchestration="started")
    assert row.outcome == "Triggered"


def test_a_record_that_is_gone_is_an_error_that_handlers_catch(place: MakePlace) -> None:
    """Rule 17: RecordGone."""
    for handler, ends in (
        ("", "update.1: RecordGone: there is no Case with the id 1"),
        ('on error "RecordGone" { end "Gone" }', "Gone"),
    ):
        here = place(f'orchestration work(case: Case) {{ {handler} {LOOK} update case {{ status: "Closed" }} }}')
        run = here.start("work")
        here.engine.records.delete("Case", "1", ANN)
        here.complete(run)
        assert here.ended(run) == ends


def test_it_is_retried_once_the_record_is_there_again(place: MakePlace) -> None:
    """Rule 15: an administrator retries what is in error."""
    here = place(f'orchestration work(case: Case) {{ {LOOK} update case {{ status: "Closed" }} }}')
    run = here.start("work")
    here.engine.records.delete("Case", "1", ANN)
    here.complete(run)
    here.case()
    here.engine.runs.retry(run, ADMIN)
    here.settle()
    assert (here.ended(run), here.field("status")) == ("completed", "Closed")


def test_a_value_that_is_too_large_is_the_error_of_the_element(place: MakePlace) -> None:
    """Section 3: size is one of the errors that an evaluation meets."""
    text = WORK.replace("{ update", '{ let note = case.note ?? "" update', 1)
    here = place(text % ("note: note, owner: note", ""))
    here.case(note="x" * 200_000)
    run = here.start("work")
    assert here.ended(run).startswith("update.1: TooLarge: a value of 400,0")


def test_a_loop_of_updates_that_never_waits_is_stopped(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule 22: the budget of one event counts on while records are written."""
    monkeypatch.setattr("orchestra_dsl.interpreter.control.BUDGET", 3000)
    stage = LOOK.replace("assign", "only if case.amount < 0 assign")
    on = "decide on { outcome yes when case.amount > 0 -> look  otherwise -> end }"
    body = f"{stage} update case {{ amount: case.amount + 1 }} {on}"
    here = place(f"orchestration work(case: Case) {{ {body} }}")
    run = here.start("work")
    assert "Budget" in here.ended(run)
    assert 700 < here.field("amount") < 800


def test_a_run_that_has_gone_elsewhere_meanwhile_ignores_it(place: MakePlace) -> None:
    """Rule 1: two runs that write each other's condition come to an end."""
    other = """
    orchestration echo(case: Case) {
      stage s { finish when case.status == "Working"
        interactive it = fix_case(case) { assign to group("Agents") } }
      update case { status: "Closed" }
    }
    """
    here = place(WORK % ('status: "Working"', 'end "Done"') + other)
    echo = here.start("echo")
    assert here.ended(here.start("work")) == "Done"
    assert (here.ended(echo), here.field("status")) == ("completed", "Closed")


def test_a_write_that_had_to_wait_is_not_done_for_a_run_that_waits_for_it_no_longer(place: MakePlace) -> None:
    """Rule 1: as when it was put aside, the directory being down, and the run has been canceled since."""
    here = place(WORK % ('status: "Working"', LOOK))
    run = here.start("work")
    assert here.field("status") == "Working"
    late = RecordUpdateWanted(Ref(0, 1), "Case", "1", {"status": "Closed"}, 1)
    assert here.engine.submit(Deliver(here.engine.run_key(run), late, ENGINE, internal=True)).result(60) is False
    assert (here.field("status"), here.ended(run)) == ("Working", "active")


def test_neither_half_is_left_by_a_crash_in_between(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Section 6: the record and the run that writes it are written together, or not at all."""
    here = place(f'orchestration work(case: Case) {{ {LOOK} update case {{ status: "Closed" }} }}')
    run = here.start("work")
    before = here.engine.runs.get(run).sequence

    def breaks(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("orchestra_dsl.runtime.applying.writing.wake", breaks)
    with pytest.raises(EventFailed):
        here.complete(run)
    monkeypatch.undo()
    assert (here.engine.runs.get(run).sequence, here.field("status")) == (before, "New")
    here.complete(run)
    assert (here.ended(run), here.field("status")) == ("completed", "Closed")
