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
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.worker import sourcing
from orchestra_dsl.runtime.worker.polling import Turns
from tests.patience import wait_for
from tests.runtime.bad_sources import trouble, was_asked
from tests.runtime.outside import OFTEN, SECOND, Outside, case, hanging, once, pages
from tests.runtime.test_sources import END, state
from tests.runtime.texts import MakePlace
from tests.runtime.world import ANN

pytestmark = pytest.mark.usefixtures("ask_soon")


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
