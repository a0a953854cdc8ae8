"""What record sources bring and cannot be applied is kept, holds up no other, and is applied once it fits."""

from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.plugin import Changes
from orchestra_dsl.runtime.applying.bringing import Bringing
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker import polling
from tests.patience import wait_for
from tests.runtime.bad_sources import reasons, trouble
from tests.runtime.outside import Outside, case, once, pages
from tests.runtime.test_sources import END, state
from tests.runtime.texts import MakePlace, compiled
from tests.runtime.world import ADMIN

pytestmark = pytest.mark.usefixtures("ask_soon")


LOCKS = """
orchestration hold(case: Case) { stage s { interactive it = fix_case(case) { assign to group("Agents")  locks case } } }
"""


WRONG = [
    (case("a", amount="many"), "a", 'Case.amount: integer is expected, not "many"'),
    (case("a", colour="red"), "a", "Case.colour: there is no such field"),
    (("Case", {"id": "a"}), "a", "Case.status: it is missing"),
    (("Csae", {"id": "a"}), "a", "there is no record type Csae; there are: Case"),
    (("Case", {"status": "New"}), "without an id", "Case.id: it is missing; text is expected"),
    (("Case", {"id": ""}), "without an id", "Case.id: it is empty"),
    (("Case", {"id": 7}), "without an id", "Case.id: text is expected, not 7"),
    (case("\ud800"), "\\ud800", "it cannot be stored: it has half a character"),
    (case("a", note="\ud800"), "a", "it cannot be stored: it has half a character"),
    (case("a", note="x" * 300_000), "a", "it is too large"),
    (case("a", note=object()), "a", "Case.note: text is expected, not a object (its fields cannot be kept"),
    (("Case\ud800", {"id": "a"}), "a", "there is no record type Case\\ud800"),
]


@pytest.mark.parametrize(("record", "id_", "said"), WRONG)
def test_a_record_that_cannot_be_applied_is_kept_and_holds_up_no_other(
    place: MakePlace, record: Any, id_: str, said: str
) -> None:
    here = place(END)
    crm = Outside(once(case("before"), record, case("behind")))
    here.bring(crm.plugin)
    here.settle()
    assert [here.field("status", each) for each in ("before", "behind")] == ["New", "New"]
    (rejected,) = here.engine.sources.rejected()
    assert rejected.id.startswith(id_)
    assert said in rejected.reason
    assert (state(here).cursor, trouble(here)) == ("1", "")
    assert here.engine.sources.retry("crm", ADMIN).left == 1


def test_what_is_nested_too_deeply_is_kept_without_its_fields(place: MakePlace) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    here = place(END)
    here.bring(Outside(once(case("a", note=deep), case("b"))).plugin)
    here.settle()
    assert "its fields cannot be kept: the source has to bring it again" in reasons(here)["a"]
    assert here.field("status", "b") == "New"


def test_the_next_change_that_fits_takes_its_place_and_what_it_does_not_name_of_it(place: MakePlace) -> None:
    here = place(END)
    crm = Outside(
        pages(
            Changes(records=[case("a", status="Bad", amount=7)], cursor="1"),
            Changes(records=[("Case", {"id": "a", "amount": 8})], cursor="2"),
            Changes(records=[("Case", {"id": "a", "status": "Working"})], cursor="3"),
        )
    )
    here.bring(crm.plugin)
    wait_for(lambda: state(here).cursor == "3")
    assert (here.field("status", "a"), here.field("amount", "a")) == ("Working", 8)
    assert here.engine.sources.rejected() == []


def test_a_deletion_takes_the_place_of_what_was_rejected(place: MakePlace) -> None:
    here = place(END)
    pages_ = Changes(records=[case("1", status="Bad")], cursor="1"), Changes(deleted=[("Case", "1")], cursor="2")
    here.bring(Outside(pages(*pages_)).plugin)
    wait_for(lambda: state(here).cursor == "2")
    assert here.engine.records.get("Case", "1") is None
    assert here.engine.sources.rejected() == []


def test_rejected_records_are_tried_again_once_others_are_declared(place: MakePlace) -> None:
    """Also those of a type of their own, with points in time, exactly as they came."""
    here = place(END)
    order = ("Order", {"id": "7", "total": "12.50", "at": "2026-03-02T08:00:00Z[Europe/Berlin]", "takes": 90_000_000})
    here.bring(Outside(once(order, case("a", amount="many"))).plugin)
    here.settle()
    assert list(reasons(here)) == ["7", "a"]
    here.engine.install(compiled(END + "record Order { id: text  total: decimal  at: datetime  takes: duration }"))
    wait_for(lambda: list(reasons(here)) == ["a"])
    row = here.engine.records.get("Order", "7")
    assert row is not None
    assert row.fields == {**order[1], "total": "12.5"}


def test_a_record_that_is_locked_is_applied_as_soon_as_it_is_not(place: MakePlace) -> None:
    here = place(LOCKS, numbered=False)
    run = here.start("hold")
    here.bring(Outside(once(case("1", status="Closed"), deleted=[("Case", "1")])).plugin)
    here.settle()
    (rejected,) = here.engine.sources.rejected()
    assert "Case 1 is locked by work item 1" in rejected.reason
    assert (rejected.soon, rejected.deleted) == (True, True)
    here.complete(run)
    wait_for(lambda: here.engine.sources.rejected() == [])
    assert here.engine.records.get("Case", "1") is None


def test_retrying_applies_what_fits_by_now_in_the_order_in_which_it_came(place: MakePlace) -> None:
    here = place(END)
    partial = [("Case", {"id": id_, "amount": 3}) for id_ in "abc"]
    here.bring(Outside(once(*partial)).plugin)
    here.settle()
    assert list(reasons(here)) == ["a", "b", "c"]
    for id_ in "ab":
        here.case(id_)
    found = here.engine.sources.retry("crm", ADMIN)
    assert (found.tried, found.left, list(reasons(here))) == (3, 1, ["c"])
    assert [here.field("amount", id_) for id_ in "ab"] == [3, 3]


def test_with_too_many_rejected_records_a_source_is_asked_no_more_until_they_are_fewer(
    place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "MOST_REJECTED", 3)
    wrong = [Changes(records=[case(str(number), amount="many")], cursor=str(number + 1)) for number in range(5)]
    crm = Outside(pages(*wrong))
    here = place(END)
    here.bring(crm.plugin)
    wait_for(lambda: "3 of its changes could not be applied" in trouble(here))
    assert state(here).cursor == "3"
    key = here.engine.sources.rejected()[0].key
    assert key is not None
    assert here.engine.sources.discard(key, ADMIN)
    wait_for(lambda: state(here).cursor == "4")
    assert len(here.engine.sources.rejected()) == 3


def test_a_record_that_breaks_the_program_down_is_kept_alone(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Bringing._put

    def breaks(bringing: Bringing, change: Any, fields: Any) -> bool:
        if change.id == "bad":
            raise ZeroDivisionError("a fault")
        return whole(bringing, change, fields)

    monkeypatch.setattr(Bringing, "_put", breaks)
    here = place(END)
    here.bring(Outside(once(case("a"), case("bad"), case("b"))).plugin)
    here.settle()
    assert [here.field("status", each) for each in "ab"] == ["New", "New"]
    assert reasons(here) == {"bad": "it broke down inside Orchestra (ZeroDivisionError: a fault)"}
    here.engine.install(compiled(END))  # it is tried again, breaks down again, and holds up nothing
    here.settle()
    assert here.engine.sources.retry("crm", ADMIN).left == 1
    monkeypatch.setattr(Bringing, "_put", whole)
    assert here.engine.sources.retry("crm", ADMIN).left == 0
    assert here.field("status", "bad") == "New"


@pytest.mark.damages
def test_a_record_whose_stored_form_is_damaged_is_rejected_and_not_written_over(
    place: MakePlace, tmp_path: Path
) -> None:
    store = SqliteStore.open(tmp_path / "store.db")
    here = place(END, store=store)
    with store.writing() as transaction:
        transaction._connection.execute("UPDATE record SET data = x'00' WHERE id = '1'")
    here.bring(Outside(once(case("1", amount=2), case("b"))).plugin)
    here.settle()
    assert "Case 1 is damaged" in reasons(here)["1"]
    assert here.field("status", "b") == "New"


def test_a_rejected_change_that_is_damaged_is_shown_without_its_fields(place: MakePlace, tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "store.db")
    here = place(END, store=store)
    crm = Outside(once(case("a", amount="many")))
    here.bring(crm.plugin)
    here.settle()
    with store.writing() as transaction:
        transaction._connection.execute("UPDATE rejected SET data = x'00'")
    (row,) = here.engine.sources.rejected()
    assert (row.id, row.fields) == ("a", None)
    assert here.engine.sources.retry("crm", ADMIN).left == 1
    crm.answer = lambda _: Changes(records=[case("a")], cursor="2")
    wait_for(lambda: here.field("amount", "a") == 1)
    assert here.engine.sources.rejected() == []
