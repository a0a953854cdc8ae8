"""Record sources bring in what has changed outside: in order, with their cursor, and as any write would be made."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.plugin import Changes, Record, source
from orchestra_dsl.runtime import Acting, VirtualClock
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.of_sources import BringChanges
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.store.rows import SourceRow
from tests.patience import wait_for
from tests.runtime.outside import OFTEN, SECOND, Outside, case, once, pages
from tests.runtime.texts import MakePlace, Place, compiled
from tests.runtime.world import ADMIN, ANN

END = "orchestration nothing(case: Case) { end }"
TRIGGERED = """
orchestration work(case: Case) { start on case updated when changed(case.status)   end "Worked" }
orchestration always(case: Case) { start on case created or updated when case.amount > 1 every time   end }
orchestration waits(case: Case) {
  stage s { start when case.status == "Working"   interactive it = fix_case(case) { assign to group("Agents") } }
}
"""


class Case(Record):
    """The record, as far as the sources of these tests know it."""

    id: str
    status: str
    amount: int


def state(here: Place, name: str = "crm") -> SourceRow:
    """What the store knows of a source."""
    return next((each for each in here.engine.sources.all() if each.name == name), SourceRow(name))


def test_pages_come_in_one_after_the_other_with_their_cursors(place: MakePlace, store: Store) -> None:
    first = Changes(records=[case("a"), Case(id="b", status="Working", amount=2)], cursor="1", more=True)
    crm = Outside(pages(first, Changes(records=[case("c")], cursor="2")))
    here = place(END, store=store)
    here.bring(crm.plugin)
    here.settle()
    assert [here.field("status", id_) for id_ in "abc"] == ["New", "Working", "New"]
    assert crm.asked[:2] == [None, "1"]
    wait_for(lambda: crm.asked[-1] == "2")
    row = state(here)
    assert (row.cursor, row.trouble, here.engine.sources.count_rejected("crm", 10)) == ("2", None, 0)
    assert row.at is not None
    here.bring(crm.plugin)  # another worker goes on from there
    asked = len(crm.asked)
    wait_for(lambda: len(crm.asked) > asked)
    assert set(crm.asked[asked:]) == {"2"}


def test_a_source_is_asked_at_its_interval_by_the_clock_of_the_engine(place: MakePlace) -> None:
    clock = VirtualClock(1_700_000_000 * SECOND)
    crm = Outside(pages(), every=timedelta(minutes=5))
    here = place(END, clock=clock)
    here.bring(crm.plugin)
    here.settle()
    assert len(crm.asked) == 1
    clock.advance(299 * SECOND)
    here.settle()
    assert len(crm.asked) == 1
    clock.advance(SECOND)
    wait_for(lambda: len(crm.asked) == 2)
    assert crm.contexts[-1].now == datetime.fromtimestamp(1_700_000_300, UTC)
    assert not crm.contexts[-1].cancelled.is_set()


def test_a_clock_that_is_set_back_keeps_no_source_waiting(place: MakePlace) -> None:
    clock = VirtualClock(1_700_000_000 * SECOND)
    crm = Outside(pages(), every=timedelta(minutes=5))
    here = place(END, clock=clock)
    here.bring(crm.plugin)
    here.settle()
    clock.advance(-365 * 86_400 * SECOND)
    wait_for(lambda: len(crm.asked) == 2)
    here.settle()
    clock.advance(299 * SECOND)
    here.settle()
    assert len(crm.asked) == 2


def test_what_is_brought_starts_runs_and_wakes_those_that_wait(place: MakePlace) -> None:
    here = place(TRIGGERED, numbered=False)
    waits = here.start("waits")
    here.bring(Outside(once(case("1", status="Working"), case("2"))).plugin)
    here.settle()
    (row,) = here.engine.runs.newest(orchestration="work")
    view = here.engine.runs.get(row.id)
    assert (view.outcome, view.arguments) == ("Worked", {"case": "1"})
    assert here.item(waits)
    for run in (row.id, waits):
        entry = here.engine.runs.history(run)[-1]
        assert (entry.actor, entry.door) == (None, "source crm")


def test_what_comes_twice_is_no_change(place: MakePlace) -> None:
    crm = Outside(lambda _: Changes(records=[case("1", amount=2), case("2", amount=2)], deleted=[("Case", "3")]))
    here = place(TRIGGERED, numbered=False)
    here.bring(crm.plugin)
    here.settle()
    wait_for(lambda: len(crm.asked) > 3)
    assert len(here.engine.runs.newest(orchestration="always")) == 2
    row = here.engine.records.get("Case", "1")
    assert row is not None
    assert row.version == 2  # it was there before


def test_fields_that_are_not_named_stay_and_none_takes_a_value_away(place: MakePlace) -> None:
    here = place(END)
    here.case(note="ours", owner="ann")
    here.bring(Outside(once(("Case", {"id": "1", "amount": 7, "owner": None}))).plugin)
    here.settle()
    assert [here.field(name) for name in ("status", "amount", "note", "owner")] == ["New", 7, "ours", None]


def test_what_is_deleted_goes_after_what_is_written(place: MakePlace) -> None:
    here = place(END)
    gone = [("Case", "1"), Case(id="2", status="New", amount=1), ("Case", "never")]
    here.bring(Outside(once(case("2"), case("3"), deleted=gone)).plugin)
    here.settle()
    assert [row.id for row in here.engine.records.of_type("Case")] == ["3"]
    assert here.engine.sources.rejected() == []


def test_of_a_record_that_stands_twice_in_a_page_the_last_counts(place: MakePlace) -> None:
    here = place(TRIGGERED, numbered=False)
    twice = (
        case("1", status="Working"),
        ("Case", {"id": "1", "status": "New", "note": "x"}),
        ("Case", {"id": "1", "amount": 1}),
    )
    here.bring(Outside(once(*twice)).plugin)
    here.settle()
    row = here.engine.records.get("Case", "1")
    assert row is not None
    assert (row.version, row.fields) == (2, {"id": "1", "status": "New", "amount": 1, "note": "x"})
    assert here.engine.runs.newest() == []


def test_pages_that_are_yielded_are_written_as_they_come(place: MakePlace) -> None:
    here, go_on = place(END), threading.Event()

    @source("crm", every=OFTEN)
    def crm(cursor: str | None) -> Iterator[Changes]:
        if cursor is None:
            yield Changes(records=[case("a")], cursor="1")
            go_on.wait(60)
            yield Changes(records=[case("b")], cursor="2")
            raise OSError("the line is down")
        yield Changes()

    here.bring(SimpleNamespace(crm=crm))
    wait_for(lambda: here.field("status", "a") == "New")
    assert (state(here).cursor, here.field("status", "b")) == ("1", None)
    go_on.set()
    wait_for(lambda: state(here).cursor == "2" and here.field("status", "b") == "New")


def test_a_source_may_be_async_and_yield_pages_so(place: MakePlace) -> None:
    here = place(END)

    @source("one", every=OFTEN)
    async def one() -> Changes:
        return Changes(records=[case("a")])

    @source("many", every=OFTEN)
    async def many(cursor: str | None) -> AsyncIterator[Changes]:
        for page in range(int(cursor or 0), 3):
            yield Changes(records=[case(f"b{page}")], cursor=str(page + 1))
        yield Changes()

    here.bring(SimpleNamespace(one=one, many=many))
    here.settle()
    assert [row.id for row in here.engine.records.of_type("Case")] == ["1", "a", "b0", "b1", "b2"]
    assert state(here, "many").cursor == "3"


def test_many_records_are_written_in_parts(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """No transaction holds others up for as long as a large page takes; the cursor comes with the last part."""
    parts: list[tuple[int, str | None]] = []
    perform = BringChanges.perform

    def noting(request: BringChanges, batch: Any) -> Any:
        parts.append((len(request.changes), request.cursor))
        return perform(request, batch)

    monkeypatch.setattr(BringChanges, "perform", noting)
    here = place(END)
    here.bring(Outside(once(*(case(str(number)) for number in range(1_010)))).plugin)
    here.settle()
    assert parts == [*[(50, None)] * 20, (10, "1")]
    assert here.field("status", "1009") == "New"


def test_of_two_processes_only_the_one_that_works_asks(place: MakePlace, tmp_path: Path) -> None:
    first, second = Outside(once(case("a"))), Outside(once(case("b")))
    here = place(END, store=SqliteStore.open(tmp_path / "store.db"))
    here.bring(first.plugin)
    here.settle()
    with closing(Place(END, store=SqliteStore.open(tmp_path / "store.db"))) as there:
        there.bring(second.plugin)
        asked = len(first.asked)
        wait_for(lambda: len(first.asked) > asked + 2)
        assert second.asked == []
        here.worker.stop()
        wait_for(lambda: second.asked)
    assert set(second.asked) == {"1"}


def test_a_cursor_that_goes_back_brings_again_what_is_there_and_does_no_harm(place: MakePlace) -> None:
    told = {None: ("2", "b"), "2": ("1", "a"), "1": ("2", "b")}
    crm = Outside(lambda cursor: Changes(records=[case(told[cursor][1])], cursor=told[cursor][0]))
    here = place(END)
    here.bring(crm.plugin)
    wait_for(lambda: len(crm.asked) > 5)
    assert crm.asked[:4] == [None, "2", "1", "2"]
    versions = [row.version for row in here.engine.records.of_type("Case")]
    assert versions == [1, 1, 1]


def test_who_was_overtaken_writes_nothing(place: MakePlace) -> None:
    """As where a process comes back for which another has taken over meanwhile."""
    here = place(END)
    here.bring(Outside(once(case("a"))).plugin)
    here.settle()
    with pytest.raises(Refusal, match="the record source crm has gone on elsewhere meanwhile"):
        here.engine.submit(BringChanges("crm", None, (), "older")).result()
    assert state(here).cursor == "1"


def test_where_nothing_is_new_nothing_is_written(place: MakePlace) -> None:
    crm = Outside(once(case("a")))
    here = place(END)
    here.bring(crm.plugin)
    here.settle()
    asked = len(crm.asked)
    wait_for(lambda: len(crm.asked) > asked + 1)
    commits: list[object] = []
    here.engine.listen(commits.append)
    wait_for(lambda: len(crm.asked) > asked + 4)
    assert commits == []


def test_a_trigger_that_asks_the_directory_is_asked_between_two_transactions(place: MakePlace) -> None:
    """What came before it in the same part is written by then, and no second time."""
    here = place(
        """
        orchestration asks(case: Case) {
          start on case created when case.amount == 2 and count(members(group("Agents"))) == 2 every time
          end "Asked"
        }
        orchestration plain(case: Case) { start on case created when case.amount == 1 every time   end }
        """,
        numbered=False,
    )
    here.bring(Outside(once(case("a"), case("b", amount=2), case("c"), case("d", amount=2))).plugin)
    here.settle()
    assert [row.outcome for row in here.engine.runs.newest(orchestration="asks")] == ["Asked", "Asked"]
    assert len(here.engine.runs.newest(orchestration="plain")) == 3  # the case 1 of all these tests included
    assert state(here).cursor == "1"


def test_nobody_is_asked_before_records_are_known(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    here = place(END)
    monkeypatch.setattr(here.engine.programs, "installed", 0)
    crm = Outside(once(case("a")))
    here.bring(crm.plugin)
    here.worker.settle(0.2)
    assert crm.asked == []
    here.engine.install(compiled(END))
    wait_for(lambda: crm.asked)


def test_where_there_is_no_source_nothing_is_done_for_any(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is the store read nor a thread begun: what a worker does in each turn is a look at an empty list."""
    here = place(END)
    here.bring(SimpleNamespace())
    here.settle()

    sourcing = here.worker._sourcing
    monkeypatch.setattr(sourcing, "_core", None)  # whatever is done with it fails
    sourcing.take_over()
    sourcing.look()
    assert not sourcing.is_busy
    assert here.engine.sources.all() == []
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("orchestra-source")]


def test_only_an_administrator_says_what_becomes_of_what_was_rejected(place: MakePlace) -> None:
    here = place(END)
    here.bring(Outside(once(case("a", amount="many"), case("b", amount="many"))).plugin)
    here.settle()
    first, second = here.engine.sources.rejected("crm")
    assert first.key is not None
    for act in (lambda: here.engine.sources.retry("crm", ANN), lambda: here.engine.sources.discard(1, Acting())):
        with pytest.raises(Refusal, match="only an administrator"):
            act()
    assert [here.engine.sources.discard(first.key, ADMIN) for _ in range(2)] == [True, False]
    assert here.engine.sources.rejected() == [second]
