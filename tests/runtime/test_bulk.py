"""Many work items reassigned at once, and drafts through the engine."""

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.graph.types import PEOPLE, USER
from orchestra_dsl.runtime.counters import bulk
from orchestra_dsl.runtime.counters.bulk import Which
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.store.port import Store
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import person
from tests.runtime.world import ADMIN, ANN, BOB, World

FOR_ANN = ex.Literal(USER, "user:ann")
FOR_BOTH = ex.Literal(PEOPLE, ["user:ann", "user:lena"])


@pytest.fixture
def here(world: MakeWorld, store: Store) -> World:
    """Items 1 to 3 for ann, 4 for ann and lena, 5 for the Agents."""
    made = world(person("a", assign=FOR_ANN), person("b", assign=FOR_BOTH), person("g"), store=store)
    made.case()
    for name in "aaabg":
        made.start(name)
    return made


def candidates(here: World) -> dict[int, tuple[str, ...]]:
    """Whom each open item is for."""
    return {item.key: item.candidates for item in here.engine.work.all_open()}


def test_the_work_of_a_person_goes_to_another(here: World) -> None:
    came = here.engine.work.reassign_all(Which(of="user:ann"), ["user:bob"], ADMIN)
    assert (came.done, came.left) == ((1, 2, 3, 4), ())
    expected = dict.fromkeys((1, 2, 3), ("user:bob",)) | {4: ("user:bob", "user:lena"), 5: ("group:Agents",)}
    assert candidates(here) == expected


def test_what_they_have_claimed_goes_too_and_what_others_have_stays(here: World) -> None:
    here.engine.work.claim(5, ANN)
    here.engine.work.claim(4, ADMIN)
    came = here.engine.work.reassign_all(Which(of="user:ann"), ["user:bob"], ADMIN)
    assert (came.done, came.left) == ((1, 2, 3, 5), ((4, "lena has claimed it"),))
    item = here.engine.work.get(5)
    assert (item.candidates, item.status) == (("user:bob",), ItemStatus.OPEN)


def test_a_group_a_step_an_orchestration_a_run(here: World) -> None:
    work = here.engine.work
    assert work.reassign_all(Which(of="group:Agents"), ["user:lena"], ADMIN).done == (5,)
    assert work.reassign_all(Which(orchestration="b", step="s.fix"), ["user:bob"], ADMIN).done == (4,)
    assert work.reassign_all(Which(run=work.get(2).run), ["user:bob"], ADMIN).done == (2,)
    assert work.reassign_all(Which(step="s.none"), ["user:bob"], ADMIN) == bulk.Reassigned()
    assert work.reassign_all(Which(of="user:ann", orchestration="g"), ["user:bob"], ADMIN).done == ()


def test_what_may_not_be_is_told_of_each(here: World) -> None:
    came = here.engine.work.reassign_all(Which(of="user:ann"), ["user:bob"], BOB)
    assert came.done == ()
    assert {why for _, why in came.left} == {
        "only an administrator or who has claimed it may reassign this work item",
    }
    came = here.engine.work.reassign_all(Which(step="s.fix"), ["user:nobody"], ADMIN)
    assert {why for _, why in came.left} == {'the directory knows no active user called "nobody"'}
    with pytest.raises(Refusal, match="say which work"):
        here.engine.work.reassign_all(Which(), ["user:bob"], ADMIN)


def test_what_somebody_has_changed_meanwhile_is_left(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = bulk._begin

    def late(*arguments: object) -> object:
        row = arguments[1]
        if row.key == 2:  # type: ignore[attr-defined]  # a row of the items
            here.engine.work.claim(2, ANN)
        return begin(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(bulk, "_begin", late)
    came = here.engine.work.reassign_all(Which(of="user:ann"), ["user:bob"], ADMIN)
    assert came.done == (1, 3, 4)
    assert came.left == ((2, "this work item has changed since you saw it; look at it again"),)
    assert here.engine.work.get(2).claimed_by == "user:ann"


def test_more_than_fit_into_one_batch(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 7)
    here = world(person("a", assign=FOR_ANN))
    here.case()
    for _ in range(30):
        here.start("a")
    came = here.engine.work.reassign_all(Which(of="user:ann"), ["user:bob", "user:bob", "group:Agents"], ADMIN)
    assert came.done == tuple(range(1, 31))
    assert set(candidates(here).values()) == {("user:bob", "group:Agents")}
    assert here.engine.work.reassign_all(Which(of="user:ann"), ["user:bob"], ADMIN) == bulk.Reassigned()


def test_a_draft_is_checked_kept_and_shown(here: World) -> None:
    work = here.engine.work
    work.claim(5, ANN)
    saved = work.save(5, {"words": "Half"}, ANN)
    assert (saved.draft, saved.version) == ({"words": "Half"}, 3)
    assert work.for_user("user:ann")[-1].draft == {"words": "Half"}
    for outputs, said in (({"ok": "x"}, "ok: boolean"), ({"x": 1}, "x: there is no")):
        with pytest.raises(Refusal, match=said) as refused:
            work.save(5, outputs, ANN)
        assert refused.value.code == "bad value"
    assert work.release(5, ANN).draft == {"words": "Half"}
    assert work.complete(5, {"ok": True, **work.get(5).draft}, BOB).draft == {}


def test_lists_follow_a_changed_priority(here: World) -> None:
    here.engine.work.prioritize(3, 10, ADMIN)
    assert [item.key for item in here.engine.work.for_user("user:ann")] == [3, 1, 2, 4, 5]
    assert here.engine.work.get(3).priority == 10
