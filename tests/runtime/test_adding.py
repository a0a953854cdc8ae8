"""Items that people add to a `for each`, through the engine (language.md, rule 5)."""

import pytest

from orchestra_dsl.runtime.errors import Refusal
from tests.runtime.texts import MakePlace, Place
from tests.runtime.world import ADMIN, ANN, BOB

REVIEW = """
orchestration review(case: Case, people: list<user>) -> { count: integer } {
  stage s {
    interactive look = fix_case(case) { for each p in people  may add  assign to p }
    background inner = run note(c) { for each c in [case]  may add  start after look }
  }
  end "Done" with { count: count(s.look) }
}
orchestration note(case: Case) { end "Noted" }
"""


@pytest.fixture
def here(place: MakePlace) -> Place:
    found = place(REVIEW)
    found.case()
    found.case("2")
    found.start("review", people=["user:ann"])
    return found


def open_items(here: Place) -> list[tuple[str, ...]]:
    return [each.candidates for each in here.engine.work.of_run("r1") if each.status.words == "open"]


def test_items_are_added_until_nothing_more_comes(here: Place) -> None:
    here.engine.runs.add("r1", "s.look", "user:bob", ANN)
    assert open_items(here) == [("user:ann",), ("user:bob",)]
    here.engine.runs.end_adding("r1", "s.look", BOB)
    for item in here.engine.work.of_run("r1"):
        here.engine.work.complete(item.key, {"ok": True}, ANN if item.candidates == ("user:ann",) else BOB)
    here.settle()
    here.engine.runs.add("r1", "s.inner", "2", ADMIN)
    here.settle()
    assert here.children("r1") == {"r1-1": "completed", "r1-2": "completed"}
    (open_,) = [each for each in here.engine.runs.get("r1").open if each.element == "s.inner"]
    assert open_.adding
    here.engine.runs.end_adding("r1", "s.inner", ADMIN)
    assert (here.ended("r1"), here.engine.runs.get("r1").outputs) == ("Done", {"count": 2})


@pytest.mark.parametrize(
    ("step", "item", "why"),
    [
        ("s.look", 7, "bad value: the item does not fit"),
        ("s.nothing", "user:bob", "not found: review has no step s.nothing; it has s.look, s.inner"),
        ("s.inner", "1", "not open: s.inner is not running"),
        ("s.inner", "9", "not found: the item: there is no Case with the id 9"),
    ],
)
def test_what_cannot_be_added_is_refused(here: Place, step: str, item: object, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        here.engine.runs.add("r1", step, item, ADMIN)
    assert f"{refused.value.code}: {refused.value.message}".startswith(why)
    assert open_items(here) == [("user:ann",)]


def test_one_act_counts_once_however_often_it_is_sent(here: Place) -> None:
    for _ in range(3):
        here.engine.runs.add("r1", "s.look", "user:bob", ANN, event_id="mine")
    assert len(open_items(here)) == 2


def test_a_suspended_run_takes_nothing(here: Place) -> None:
    here.engine.runs.suspend("r1", ADMIN)
    with pytest.raises(Refusal, match="suspended"):
        here.engine.runs.add("r1", "s.look", "user:bob", ADMIN)
