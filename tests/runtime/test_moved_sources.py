"""A record source goes on from where an administrator says, also while a worker asks it."""

import threading
from typing import Any

import pytest

from orchestra_dsl.plugin import Changes
from orchestra_dsl.plugin.changes import LONGEST_CURSOR
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.worker import polling
from tests.patience import PATIENCE, wait_for
from tests.runtime.outside import Outside, case, once, pages
from tests.runtime.test_sources import state
from tests.runtime.texts import MakePlace
from tests.runtime.world import ADMIN, ANN

END = "orchestration nothing(case: Case) { end }"
STARTS = "orchestration always(case: Case) { start on case created or updated every time   end }"


def test_it_begins_anew_and_what_is_there_is_no_write(place: MakePlace, store: Store) -> None:
    crm = Outside(pages(Changes(records=[case("a")], cursor="1", more=True), Changes(records=[case("b")], cursor="2")))
    here = place(STARTS, store=store, numbered=False)
    here.bring(crm.plugin)
    here.settle()
    started = here.engine.runs.count()
    assert here.engine.sources.reset("crm", ADMIN) == "2"
    asked = len(crm.asked)
    wait_for(lambda: crm.asked[asked:].count("1") == 1 and state(here).cursor == "2")
    here.settle()
    assert here.engine.runs.count() == started
    assert here.worker.status.sources[0].trouble is None


def test_one_that_is_being_asked_writes_nothing_more_of_what_it_answers(place: MakePlace, store: Store) -> None:
    """Else what was asked before would have the last word, and what was asked for would never come."""
    inside, go_on = threading.Event(), threading.Event()

    def answer(cursor: str | None) -> Changes:
        if cursor == "1" and not go_on.is_set():
            inside.set()
            assert go_on.wait(PATIENCE)
            return Changes(records=[case("late")], cursor="9")
        return Changes(records=[case(f"after {cursor}")], cursor="1") if cursor in (None, "0") else Changes()

    crm = Outside(answer)
    here = place(END, store=store)
    here.bring(crm.plugin)
    assert inside.wait(PATIENCE)
    assert here.engine.sources.reset("crm", ADMIN, cursor="0") == "1"
    go_on.set()
    wait_for(lambda: state(here).cursor == "1" and here.field("status", "after 0"))
    here.settle()
    assert here.field("status", "late") is None
    assert (crm.asked[:3], state(here).trouble) == ([None, "1", "0"], None)


def test_one_that_is_moved_within_a_page_begins_again(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large page is written in parts, of which the first ones are there by then."""
    monkeypatch.setattr(polling, "PART", 2)
    here = place(END)
    moved: list[str | None] = []

    def answer(cursor: str | None) -> Any:
        def records() -> Any:
            for number in range(5):
                if number == 3 and cursor == "0" and not moved:
                    moved.append(here.engine.sources.reset("crm", ADMIN, cursor="x"))
                yield case(f"{cursor}-{number}")

        return Changes(records=records(), cursor="1") if cursor in ("0", "x") else Changes()

    crm = Outside(answer)
    here.engine.sources.reset("crm", ADMIN, cursor="0", supplied=["crm"])
    here.bring(crm.plugin)
    wait_for(lambda: state(here).cursor == "1")
    assert moved == ["0"]
    assert [here.field("status", f"x-{number}") for number in range(5)] == ["New"] * 5
    assert crm.asked[:2] == ["0", "x"]


def test_one_that_nobody_has_asked_yet_begins_there(place: MakePlace) -> None:
    here = place(END)
    assert here.engine.sources.reset("crm", ADMIN, cursor="1", supplied=("crm", "other")) is None
    crm = Outside(once(case("a")))
    here.bring(crm.plugin)
    wait_for(lambda: crm.asked)
    assert crm.asked[0] == "1"
    assert here.field("status", "a") is None


@pytest.mark.parametrize(
    ("source", "cursor", "by", "code", "message"),
    [
        ("crn", None, ADMIN, "not found", "there is no record source crn; there are: crm, other"),
        ("crm", None, ANN, "not allowed", "only an administrator may say from where a record source goes on"),
        ("crm", 7, ADMIN, "bad value", r"cursor: text is expected, not int; str\(…\) makes one of it"),
        ("crm", "\ud800", ADMIN, "bad value", "cursor: it has half a character"),
        ("crm", "x" * (LONGEST_CURSOR + 1), ADMIN, "bad value", "cursor: it is too long: 65,537 characters"),
    ],
)
def test_what_cannot_be_is_refused(
    place: MakePlace, source: str, cursor: Any, by: Any, code: str, message: str
) -> None:
    here = place(END)
    here.engine.sources.reset("crm", ADMIN, cursor="1", supplied=["crm"])
    with pytest.raises(Refusal, match=message) as refused:
        here.engine.sources.reset(source, by, cursor=cursor, supplied=["other"])
    assert refused.value.code == code
    assert state(here).cursor == "1"
