"""What record sources do wrong is named, holds up nobody else, and loses nothing."""

import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.plugin import Changes, hookimpl, source
from orchestra_dsl.plugin.settings import read_secret
from orchestra_dsl.runtime import VirtualClock
from orchestra_dsl.runtime.applying.bringing import Bringing
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.worker import polling, sourcing
from orchestra_dsl.runtime.worker.polling import Turns
from tests.patience import wait_for
from tests.runtime.outside import OFTEN, SECOND, Outside, case, hanging, once, pages
from tests.runtime.test_sources import END, state
from tests.runtime.texts import MakePlace, Place, compiled
from tests.runtime.world import ADMIN, ANN

LOCKS = """
orchestration hold(case: Case) { stage s { interactive it = fix_case(case) { assign to group("Agents")  locks case } } }
"""


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask again soon."""
    monkeypatch.setattr(sourcing, "FIRST_PAUSE", 10_000)
    monkeypatch.setattr(sourcing, "LONGEST_PAUSE", 50_000)


def trouble(here: Place, name: str = "crm") -> str:
    """What keeps a source from being asked, as the worker's status has it."""
    return next((each.trouble for each in here.worker.status.sources if each.name == name), None) or ""


def reasons(here: Place) -> dict[str, str]:
    """Why changes were rejected, by record."""
    return {row.id: row.reason for row in here.engine.sources.rejected(limit=1000)}


def was_asked(crm: Outside, times: int) -> None:
    """Wait until a source has been asked so often, and what it answered has been dealt with."""
    name = "orchestra-source-crm"
    wait_for(lambda: len(crm.asked) == times and name not in [each.name for each in threading.enumerate()])


# --- a source that fails ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [OSError("the line is down"), SystemExit(3), KeyboardInterrupt(), BaseException("all"), GeneratorExit()]
)
def test_one_that_raises_is_asked_again_and_holds_up_nobody(place: MakePlace, error: BaseException) -> None:
    mended = threading.Event()

    def failing(_: str | None) -> Changes:
        if mended.is_set():
            return Changes(records=[case("a")], cursor="1")
        raise error

    bad, good = Outside(failing), Outside(once(case("b")), "good")
    here = place(END)
    here.bring(bad.plugin, good.plugin)
    here.settle()  # nobody waits for what is in trouble
    wait_for(lambda: here.field("status", "b") and len(bad.asked) > 2)
    assert trouble(here).startswith(f"{type(error).__name__}: ")
    assert "(outside.py, line " in trouble(here)
    assert trouble(here, "good") == ""
    wait_for(lambda: state(here).trouble == trouble(here))
    mended.set()
    wait_for(lambda: state(here).cursor == "1" and state(here).trouble is None)
    wait_for(lambda: trouble(here) == "")


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit", "RuntimeError('no')"])
def test_one_whose_module_cannot_be_imported_is_tried_again(
    place: MakePlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    (tmp_path / "bad_crm.py").write_text(f"raise {error}", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    class Plugin:
        @hookimpl
        def orchestra_sources(self) -> dict[str, str]:
            return {"crm": "bad_crm:crm"}

    good = Outside(once(case("b")), "good")
    here = place(END)
    here.bring(Plugin(), good.plugin)
    wait_for(lambda: here.field("status", "b") and error.partition("(")[0] in trouble(here))
    wait_for(lambda: state(here).trouble == trouble(here))


def test_pauses_grow_up_to_the_longest_and_are_short_again_afterwards(
    place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sourcing, "FIRST_PAUSE", SECOND)
    monkeypatch.setattr(sourcing, "LONGEST_PAUSE", 3 * SECOND)
    clock = VirtualClock(0)
    crm = Outside(lambda _: 1 / 0)
    here = place(END, clock=clock)
    here.bring(crm.plugin)
    for asked, pause in enumerate((1, 2, 3, 3), 1):
        was_asked(crm, asked)
        clock.advance(pause * SECOND - 1)
        here.settle()
        assert len(crm.asked) == asked
        crm.answer = pages() if asked == 4 else crm.answer
        clock.advance(1)
    was_asked(crm, 5)
    crm.answer = lambda _: 1 / 0
    clock.advance(SECOND)
    was_asked(crm, 6)
    clock.advance(SECOND)
    was_asked(crm, 7)


def test_one_that_hangs_is_given_up_and_what_it_answers_late_is_not_written(
    place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sourcing, "SLOW", 0.01)
    go_on = threading.Event()
    hangs, good = Outside(hanging(go_on)), Outside(once(case("b")), "good")
    here = place(END)
    here.bring(hangs.plugin, good.plugin)
    wait_for(lambda: "it has not come back for" in trouble(here))
    here.settle()
    assert here.field("status", "b") == "New"
    monkeypatch.setattr(sourcing, "GIVEN_UP_AFTER", 0.01)
    wait_for(lambda: len(hangs.asked) == sourcing.MOST_GIVEN_UP)
    wait_for(lambda: all(each.cancelled.is_set() for each in hangs.contexts))
    wait_for(lambda: "was given up" in str(state(here).trouble))
    monkeypatch.setattr(sourcing, "GIVEN_UP_AFTER", 600)
    hangs.answer = once(case("a"))
    go_on.set()  # those that were given up come back, and it may be asked again
    wait_for(lambda: state(here).cursor == "1")
    assert (here.field("status", "a"), here.field("status", "late")) == ("New", None)


def test_one_that_hangs_keeps_no_worker_from_stopping(place: MakePlace) -> None:
    go_on = threading.Event()
    crm = Outside(hanging(go_on))
    here = place(END)
    here.bring(crm.plugin)
    wait_for(lambda: crm.asked)
    here.worker.stop(grace=0)
    assert crm.contexts[0].cancelled.is_set()
    go_on.set()
    here.bring(Outside(once(case("a"))).plugin)
    wait_for(lambda: state(here).cursor == "1")
    assert here.field("status", "late") is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "BadResult: it answered NoneType, where Changes are expected"),
        ([case("a")], "BadResult: it answered list, where Changes are expected"),
        (Changes(cursor=7), "BadResult: cursor: text is expected, not int; str(…) makes one of it"),  # type: ignore[arg-type]  # on purpose
        (Changes(cursor="\ud800"), "BadResult: cursor: it has half a character, which no text in UTF-8 can hold"),
        (
            Changes(cursor="x" * 70_000),
            "BadResult: cursor: it is too long: 70,000 characters, where 65,536 are allowed",
        ),
        (Changes(records=[7]), 'BadResult: records: a Record or ("Case", {…}) is expected, not int'),  # type: ignore[list-item]  # on purpose
        (Changes(records=[("Case", "1", {})]), 'a Record or ("Case", {…}) is expected, not (str, str, dict)'),  # type: ignore[list-item]  # on purpose
        (Changes(deleted=["1"]), 'BadResult: deleted: a Record or ("Case", "5001") is expected, not str'),  # type: ignore[list-item]  # on purpose
        (
            Changes(records=(case(str(number)) for number in count())),
            "it answered more than 100,000 records in one page",
        ),
        (Changes(records=None), "TypeError: 'NoneType' object is not iterable"),  # type: ignore[arg-type]  # on purpose
        (Changes(more=True), "it says that there is more, and its cursor comes back to none"),
    ],
)
def test_an_answer_of_another_form_is_named(place: MakePlace, answer: Any, said: str) -> None:
    here = place(END)
    here.bring(Outside(lambda _: answer).plugin)
    wait_for(lambda: said in trouble(here))
    assert [row.id for row in here.engine.records.of_type("Case")] == ["1"]


def test_one_of_another_form_is_named(place: MakePlace) -> None:
    def other(since: int) -> Changes:
        raise NotImplementedError

    def says_nothing(cursor: str | None) -> None: ...

    def twice(one: str | None, other: str | None) -> Changes:
        raise NotImplementedError

    def yields_nothing() -> Iterator[Changes]:
        yield from ()

    wrong = (other, says_nothing, twice, yields_nothing)
    made = {each.__name__: source(each.__name__, every=OFTEN)(each) for each in wrong}
    here = place(END)
    here.bring(SimpleNamespace(**made))
    wait_for(lambda: all(trouble(here, name) for name in made))
    assert "source other: it does not take a cursor and a context" in trouble(here, "other")
    assert "it does not say that it answers Changes" in trouble(here, "says_nothing")
    assert "it does not take a cursor and a context" in trouble(here, "twice")
    assert "it yielded no page" in trouble(here, "yields_nothing")


def test_a_cursor_that_comes_back_ends_what_would_have_no_end(place: MakePlace) -> None:
    """It is found out without remembering all cursors there were."""
    round_ = {None: "1", "1": "2", "2": "3", "3": "4", "4": "2"}
    crm = Outside(lambda cursor: Changes(cursor=round_[cursor], more=True))
    here = place(END)
    here.bring(crm.plugin)
    wait_for(lambda: "its cursor comes back to" in trouble(here))
    turns = Turns()
    assert not any(turns.has_been_at(str(number)) for number in range(10_000))


def test_what_goes_wrong_within_a_page_keeps_its_cursor_where_it_was(place: MakePlace) -> None:
    def broken() -> Iterator[Any]:
        yield from (case(str(number)) for number in range(200))
        raise OSError("the line is down")

    crm = Outside(lambda _: Changes(records=broken(), cursor="1"))
    here = place(END)
    here.bring(crm.plugin)
    wait_for(lambda: len(crm.asked) > 1 and trouble(here).startswith("OSError: the line is down"))
    assert set(crm.asked) == {None}
    assert here.field("status", "99") is None


# --- records that cannot be applied -----------------------------------------------------------------------------------

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


def test_a_secret_in_an_error_is_masked(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", "open sesame 42")

    def failing(_: str | None) -> Changes:
        raise OSError(f"no access with {read_secret('CRM_PASSWORD', 'crm.password')}")

    here = place(END)
    here.bring(Outside(failing).plugin)
    wait_for(lambda: trouble(here).startswith("OSError: no access with ***"))


def test_a_store_that_cannot_be_written_is_no_fault_of_the_source(
    place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = SqliteTransaction.put_source

    def full(*_: Any) -> None:
        raise StoreError("full", "store.db", "the disk is full", "Make room.")

    monkeypatch.setattr(SqliteTransaction, "put_source", full)
    here = place(END)
    here.bring(Outside(once(case("a"))).plugin)
    wait_for(lambda: trouble(here) == "store.db: the disk is full. Make room.")
    assert here.field("status", "a") is None  # with its cursor, or not at all
    monkeypatch.setattr(SqliteTransaction, "put_source", whole)
    wait_for(lambda: here.field("status", "a") == "New" and state(here).cursor == "1")
    assert here.engine.records.put("Case", {"id": "z", "status": "New", "amount": 1}, ANN).version == 1
