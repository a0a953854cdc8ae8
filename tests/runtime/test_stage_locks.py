"""`lock "name"` over runs and processes: a line in the store, first come first served (language.md, rule 18)."""

from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.interpreter import control
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.sqlite.reads import SingleReads
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.workspace.explaining import waits_for
from orchestra_dsl.workspace.timeline import Timeline
from tests.runtime.texts import MakePlace, Place, compiled
from tests.runtime.world import ADMIN, ANN, PEOPLE

PRESS = """
orchestration printing(case: Case) {
  stage s "Press" { lock "press" interactive fix = fix_case(case) { assign to group("Agents") } %s }
  end "Printed"
}
"""


def opened(here: Place, *runs: str) -> list[str]:
    """Those of the runs that have an open work item."""
    return [run for run in runs if any(each.status.words == "open" for each in here.engine.work.of_run(run))]


def lines(here: Place) -> dict[str, int]:
    """The locks that somebody has, with how many wait."""
    return {each.name: each.others for each in here.engine.locks.held()}


def waits(here: Place, run: str) -> list[str]:
    graph = here.engine.programs.orchestration("printing").graph
    return [each.text for each in waits_for(here.engine.runs.get(run), here.engine.work.of_run(run), Timeline(graph))]


def test_one_run_at_a_time_has_a_lock_and_the_next_is_the_one_that_came_first(place: MakePlace) -> None:
    """Rule 18."""
    here = place(PRESS % "")
    runs = [here.start("printing") for _ in range(4)]
    for number, run in enumerate(runs):
        assert opened(here, *runs) == [run]
        assert lines(here) == {"press": 3 - number}
        here.complete(run)
        assert here.ended(run) == "Printed"
    assert lines(here) == {}


def test_it_is_told_who_has_the_lock_and_who_stands_before(place: MakePlace) -> None:
    here = place(PRESS % "")
    runs = [here.start("printing") for _ in range(3)]
    assert waits(here, runs[1]) == [f"waiting for the lock press, which s of run {runs[0]} has, and that run is active"]
    (text,) = waits(here, runs[2])
    assert text.endswith("; 1 stands in line before it")
    (lock,) = here.engine.locks.held()
    assert (lock.run, lock.element, lock.others) == (runs[0], "s", 2)
    assert lock.since is not None


def test_whoever_waits_is_woken_by_an_event_of_the_run_that_gives_the_lock_back(place: MakePlace) -> None:
    here = place(PRESS % "")
    first, second = here.start("printing"), here.start("printing")
    here.complete(first)
    entry = here.engine.runs.history(second)[-1]
    assert (entry.kind, entry.door) == ("lock taken", f"run {first}")
    assert [each.what for each in entry.lines if each.element == "s"] == ["has lock", "started"]


@pytest.mark.parametrize("who", ["holder", "waiter"])
def test_a_canceled_run_leaves_the_line_at_once(place: MakePlace, who: str) -> None:
    here = place(PRESS % "")
    runs = [here.start("printing") for _ in range(3)]
    here.cancel(runs[0 if who == "holder" else 1])
    left = [each for each in runs if here.status(each) == "active"]
    assert opened(here, *left) == [left[0]]
    assert lines(here) == {"press": 1}
    here.complete(left[0])
    assert opened(here, *left) == [left[1]]


def test_a_run_in_error_keeps_its_lock_and_the_list_says_so(place: MakePlace) -> None:
    """Rule 18: held in error too; mending or canceling it lets the next one in."""
    text = (
        PRESS % ""
        + """
    orchestration broken(case: Case) { stage s { lock "press" finish when 1 / (case.amount - 1) > 0
      interactive fix = fix_case(case) { assign to group("Agents") } } }
    """
    )
    here = place(text)
    broken, other = here.start("broken"), here.start("printing")
    assert here.status(broken) == "error"
    (lock,) = here.engine.locks.held()
    assert (lock.run, lock.status.words, lock.others) == (broken, "error", 1)
    assert waits(here, other) == [f"waiting for the lock press, which s of run {broken} has, and that run is in error"]
    here.cancel(broken)
    assert opened(here, other) == [other]


def test_a_name_of_its_own_for_each_record_is_a_lock_of_its_own(place: MakePlace) -> None:
    here = place((PRESS % "").replace('"press"', '"press of {case.id}"'))
    here.case("2")
    first, second, other = here.start("printing"), here.start("printing"), here.start("printing", "2")
    assert opened(here, first, second, other) == [first, other]
    assert lines(here) == {"press of 1": 1, "press of 2": 0}


def test_the_line_and_the_lock_are_there_after_a_restart(tmp_path: Path) -> None:
    """Durable: the holder keeps it, the waiter is still woken."""
    path = tmp_path / "store.db"
    here = Place(PRESS % "", store=SqliteStore.open(path))
    here.case()
    runs = [here.start("printing") for _ in range(3)]
    here.close()
    again = Place(PRESS % "", store=SqliteStore.open(path))
    assert lines(again) == {"press": 2}
    for run in runs:
        assert opened(again, *runs) == [run]
        again.complete(run)
    again.close()


def test_a_lock_goes_from_one_process_to_another(tmp_path: Path) -> None:
    """Two engines on one file, as two processes have them; the worker of one brings what the other has to ask for."""
    path = tmp_path / "store.db"
    here = Place(PRESS % "", store=SqliteStore.open(path), numbered=False)
    here.case()
    other = Engine(SqliteStore.open(path), directory=People(PEOPLE))
    other.install(compiled(PRESS % ""))
    engines = [here.engine, other]
    runs = [engines[number % 2].start("printing", {"case": "1"}, ANN) for number in range(6)]
    for number, run in enumerate(runs):
        here.settle()
        assert opened(here, *runs) == [run]
        engines[(number + 1) % 2].work.complete(here.item(run), {"ok": True}, ANN)
        assert other.runs.get(run).outcome == "Printed"
    other.close()
    here.close()


def test_a_transaction_that_fails_gives_nothing_back(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of the stage and the lock's going over are one transaction."""
    here = place(PRESS % "")
    first, second = here.start("printing"), here.start("printing")

    def broken(*_: Any) -> None:
        raise RuntimeError("out of paper")

    with monkeypatch.context() as patch:
        patch.setattr(SqliteTransaction, "hold_lock", broken)
        with pytest.raises(Exception, match="out of paper"):
            here.engine.work.complete(here.item(first), {"ok": True}, ANN)
    assert opened(here, first, second) == [first]
    assert lines(here) == {"press": 1}
    here.complete(first)
    assert opened(here, second) == [second]


def test_a_loop_of_locks_that_nobody_else_has_is_stopped(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule 22: as any loop that never waits, although having a lock is an event of its own."""
    monkeypatch.setattr(control, "BUDGET", 500)
    text = """
    orchestration loop(case: Case) {
      var n: integer = 0
      repeat while n >= 0 { set n = n + 1 stage s { lock "press" interactive i = fix_case(case) {
        only if case.amount > 5  assign to group("Agents") } } }
    }
    """
    here = place(text)
    run = here.start("loop")
    assert "Budget" in here.ended(run)


def test_handing_over_costs_the_same_however_many_wait(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    here = place(PRESS % "", numbered=False)
    steps: list[int] = []
    counted: list[int] = []
    rows = SingleReads.lock

    def counting(self: SingleReads, name: str) -> Any:
        steps.append(1)
        return rows(self, name)

    monkeypatch.setattr(SingleReads, "lock", counting)
    runs = [here.start("printing") for _ in range(3)]
    for many in (0, 300):
        runs += [here.engine.start("printing", {"case": "1"}, ANN) for _ in range(many)]
        here.settle()
        run = next(each for each in runs if here.status(each) == "active")
        before = len(steps)
        changed: set[int] = set()
        stop = here.engine.listen(changed.update)
        here.complete(run)
        stop()
        counted += [len(steps) - before, len(changed)]
    assert counted[:2] == counted[2:]
    assert counted[1] == 2  # the one that gives it back, and the one that has it


def test_a_suspended_run_keeps_its_place_in_line_and_begins_when_it_goes_on(place: MakePlace) -> None:
    """It has the lock when its turn comes, and others wait: a run that stands still has what it had."""
    here = place(PRESS % "")
    first, second, third = (here.start("printing") for _ in range(3))
    here.engine.runs.suspend(second, ADMIN)
    here.complete(first)
    assert opened(here, second, third) == []
    (lock,) = here.engine.locks.held()
    assert (lock.run, lock.status.words, lock.others) == (second, "suspended", 1)
    assert waits(here, third)[0].endswith(f"run {second} has, and that run is suspended")
    here.engine.runs.resume(second, ADMIN)
    here.settle()
    assert opened(here, second, third) == [second]
    here.complete(second)
    assert opened(here, third) == [third]


def test_a_step_that_waits_for_its_turn_says_so(place: MakePlace) -> None:
    text = """
    orchestration printing(case: Case) {
      stage s { one at a time
        interactive a = fix_case(case) { assign to group("Agents") }
        interactive b = fix_case(case) { assign to group("Agents") } }
    }
    """
    here = place(text)
    run = here.start("printing")
    assert waits(here, run) == ["open for Agents", "waiting for its turn, which s.a has"]


@pytest.mark.parametrize(
    ("clauses", "of_a"),
    [
        ("", 'finish when state(b) == "completed"'),
        ('one at a time  finish when state(b) == "active" and state(a) == "active"', ""),
    ],
)
def test_what_is_done_but_not_finished_says_so(place: MakePlace, clauses: str, of_a: str) -> None:
    """What waits has a sentence, also where no record is read (language.md, section 6: a run explains itself)."""
    text = f"""
    orchestration printing(case: Case) {{
      stage s {{ {clauses}
        interactive a = fix_case(case) {{ assign to group("Agents")  {of_a} }}
        interactive b = fix_case(case) {{ assign to group("Agents") }} }}
    }}
    """
    here = place(text)
    run = here.start("printing")
    here.engine.work.complete(here.engine.work.of_run(run)[0].key, {"ok": True}, ANN)
    here.settle()
    ending = "done, and waiting for its `finish when` to hold"
    assert waits(here, run) == ([ending, "open for Agents"] if of_a else ["open for Agents"])
    if not of_a:
        here.complete(run)
        assert waits(here, run) == [ending]


def test_a_replay_of_the_history_leads_to_the_same_end(place: MakePlace) -> None:
    here = place(PRESS % "")
    first, second = here.start("printing"), here.start("printing")
    here.complete(first)
    here.complete(second)
    kinds = [each.row.kind for each in here.engine.runs.replayed(second)]
    assert kinds == ["started", "lock taken", "item completed"]
