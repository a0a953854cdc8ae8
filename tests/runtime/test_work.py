"""Work items: who sees them, and what people do with them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import ForEach, Subject
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.graph.types import INTEGER, PEOPLE, TEXT, USER
from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.runtime.errors import FactsUnavailable, Refusal
from orchestra_dsl.runtime.store.port import Store
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import limited, person
from tests.runtime.world import ADMIN, ANN, BOB, World


def keys(here: World, user: str, **page: Any) -> list[int]:
    """The keys of a user's list."""
    return [item.key for item in here.engine.work.for_user(user, **page)]


def test_members_of_the_group_see_the_item_and_others_do_not(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store)
    here.case()
    run = here.start("person")
    (item,) = here.engine.work.for_user("user:ann")
    assert (item.run, item.element, item.label, item.screen) == (run, "s.fix", "Fix it", "fix_case")
    assert (item.status, item.candidates, item.arguments) == (ItemStatus.OPEN, ("group:Agents",), {"case": "1"})
    assert [field.name for field in item.outputs] == ["ok", "words"]
    assert keys(here, "user:bob") == [item.key]
    assert keys(here, "user:lena") == []


def test_somebody_unknown_is_told_so(world: MakeWorld) -> None:
    here = world(person())
    for user in ("anna", "old"):
        with pytest.raises(Refusal, match=f'the directory knows no active user called "{user}"'):
            here.engine.work.for_user(f"user:{user}")


def test_a_claimed_item_is_in_the_list_of_the_claimant_only(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store)
    here.case()
    here.start("person")
    (key,) = keys(here, "user:ann")
    assert here.engine.work.claim(key, ANN).claimed_by == "user:ann"
    assert (keys(here, "user:ann"), keys(here, "user:bob")) == ([key], [])
    assert here.engine.work.release(key, ANN).status == ItemStatus.OPEN
    assert keys(here, "user:bob") == [key]


def test_of_two_people_at_once_one_wins_and_the_other_is_told(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    here.start("person")
    (item,) = here.engine.work.for_user("user:ann")
    here.engine.work.complete(item.key, {"ok": True}, ANN, version=item.version)
    with pytest.raises(Refusal, match="ann has completed this work item"):
        here.engine.work.complete(item.key, {"ok": False}, BOB, version=item.version)


def test_an_item_that_has_changed_since_it_was_seen_is_refused(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    here.start("person")
    (item,) = here.engine.work.for_user("user:ann")
    here.engine.work.claim(item.key, ANN)
    here.engine.work.release(item.key, ANN)
    with pytest.raises(Refusal, match="has changed since you saw it"):
        here.engine.work.claim(item.key, BOB, version=item.version)


def test_what_does_not_fit_the_screen_is_refused(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    here.start("person")
    (key,) = keys(here, "user:ann")
    for outputs, said in (({}, "ok: it is missing"), ({"ok": 1}, "ok: boolean"), ({"ok": True, "x": 1}, "x: there is")):
        with pytest.raises(Refusal, match=said) as refused:
            here.engine.work.complete(key, outputs, ANN)
        assert refused.value.code == "bad value"
    with pytest.raises(Refusal, match="there is no work item 99"):
        here.engine.work.complete(99, {"ok": True}, ANN)
    assert here.engine.work.get(key).status == ItemStatus.OPEN


def test_a_reassigned_item_changes_lists(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store)
    here.case()
    here.start("person")
    (key,) = keys(here, "user:ann")
    here.engine.work.reassign(key, ["group:Managers"], ADMIN)
    assert (keys(here, "user:ann"), keys(here, "user:lena")) == ([], [key])
    with pytest.raises(Refusal, match="ann may not: this work item is for Managers"):
        here.engine.work.complete(key, {"ok": True}, ANN)


def test_a_completed_item_is_in_no_list_and_stays_with_its_run(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store)
    here.case()
    run = here.start("person")
    (key,) = keys(here, "user:ann")
    item = here.engine.work.complete(key, {"ok": True, "words": "Restarted"}, ANN)
    assert (item.status, item.completed_by) == (ItemStatus.COMPLETED, "user:ann")
    assert keys(here, "user:ann") == []
    assert here.engine.work.all_open() == []
    assert [each.key for each in here.engine.work.of_run(run)] == [key]
    with here.engine.store.reading() as reads:
        assert reads.principals_with_work() == []


def test_lists_go_on_page_by_page_over_all_of_somebodys_groups(world: MakeWorld, store: Store) -> None:
    for_ann = ex.Literal(USER, "user:ann")
    for_both = ex.Literal(PEOPLE, ["user:ann", "group:Agents"])
    here = world(person("g"), person("a", assign=for_ann), person("b", assign=for_both), store=store)
    here.case()
    for number in range(30):
        here.start("gab"[number % 3])
    everything = keys(here, "user:ann")
    assert len(everything) == 30
    assert everything == sorted(everything)
    pages, after = [], 0
    while page := keys(here, "user:ann", after=after, limit=7):
        pages += page
        after = page[-1]
    assert pages == everything
    assert len(keys(here, "user:bob")) == 20
    assert [item.key for item in here.engine.work.all_open(limit=5)] == everything[:5]


def test_an_item_of_a_stage_that_timed_out_is_withdrawn(world: MakeWorld, store: Store) -> None:
    here = world(limited(0), store=store)
    here.case()
    here.work()
    run = here.start("limited")
    here.settle()
    assert here.ended(run) == "Too late"
    assert [item.status for item in here.engine.work.of_run(run)] == [ItemStatus.WITHDRAWN]
    assert keys(here, "user:ann") == []
    with pytest.raises(Refusal, match="this work item is withdrawn"):
        here.engine.work.claim(1, ANN)


def test_a_failing_directory_is_named(world: MakeWorld) -> None:
    class Broken:
        def known(self, _principal: str) -> bool:
            raise OSError("the LDAP server is away")

        member = someone = members = manager = known

    here = world(person(), directory=Broken())
    with pytest.raises(FactsUnavailable, match="the LDAP server is away"):
        here.engine.work.for_user("user:ann")


@pytest.mark.parametrize("page", [1, 2, 3, 50])
def test_the_most_urgent_comes_first_and_of_those_the_oldest(world: MakeWorld, store: Store, page: int) -> None:
    """Of any priority that an integer can be; claimed items and those of several groups stand in one line."""
    texts = ("0", "7", "-9223372036854775808", "7", "9223372036854775807", "-1")
    graphs = [person(f"p{place}", priority=ex.Literal(INTEGER, int(text))) for place, text in enumerate(texts)]
    here = world(*graphs, store=store)
    here.case()
    for graph in graphs:
        here.start(graph.name)
    here.engine.work.claim(4, ANN)

    def listed(read: Callable[..., list[WorkItem]]) -> list[int]:
        found: list[WorkItem] = []
        while more := read(after=found[-1].key if found else 0, limit=page):
            found += more
        return [item.key for item in found]

    assert listed(partial(here.engine.work.for_user, "user:ann")) == [5, 2, 4, 1, 6, 3]
    assert listed(here.engine.work.all_open) == [5, 2, 4, 1, 6, 3]
    assert [here.engine.work.get(key).priority for key in (5, 3, 6)] == [2**63 - 1, -(2**63), -1]


@pytest.mark.parametrize(("mine", "other"), [(1, 2), (2, 1)])
@pytest.mark.parametrize("done", [False, True])
def test_who_has_one_instance_for_different_people_does_not_see_the_others(
    world: MakeWorld, store: Store, mine: int, other: int, *, done: bool
) -> None:
    items = ex.MakeList((ex.Literal(INTEGER, 1), ex.Literal(INTEGER, 2)))
    here = world(person(each=ForEach(items=items, item=INTEGER), different=True), store=store)
    here.case()
    here.start("person")
    assert keys(here, "user:ann") == keys(here, "user:bob") == [1, 2]
    if done:
        here.engine.work.complete(mine, {"ok": True}, ANN)
    else:
        here.engine.work.claim(mine, ANN)
    assert (keys(here, "user:ann"), keys(here, "user:bob")) == ([] if done else [mine], [other])
    with pytest.raises(Refusal, match="ann has taken or done another one of these"):
        here.engine.work.claim(other, ANN)
    if not done:
        here.engine.work.release(mine, ANN)
        assert keys(here, "user:ann") == [1, 2]


@pytest.mark.parametrize("page", [1, 2, 50])
def test_work_about_a_record_is_listed_alone(world: MakeWorld, store: Store, page: int) -> None:
    """By the index of the subject; the most urgent first, as in every list."""
    about = Subject(ex.Literal(TEXT, "2"), "Case")
    graphs = [person("plain"), person("other", about=about), person("more", priority=ex.Literal(INTEGER, 3))]
    here = world(*graphs, store=store)
    here.case()
    for graph in graphs:
        here.start(graph.name)
    work = here.engine.work
    assert [item.about for item in work.all_open()] == ["Case/1", "Case/1", "Case/2"]
    read: Callable[..., list[WorkItem]]
    for read in (work.all_open, partial(work.for_user, "user:ann")):
        found = read(about="Case/1", limit=page)
        found += read(about="Case/1", limit=page, after=found[-1].key) if page == 1 else []
        assert [item.key for item in found] == [3, 1]
        assert [item.key for item in read(about="Case/2")] == [2]
        assert read(about="Case/3") == []
    work.claim(1, BOB)
    assert (keys(here, "user:ann", about="Case/1"), keys(here, "user:bob", about="Case/1")) == ([3], [3, 1])
    assert keys(here, "user:lena", about="Case/1") == []
    work.complete(3, {"ok": True}, ANN)
    assert [item.key for item in work.all_open(about="Case/1")] == [1]


@pytest.mark.parametrize("about", ["5001", "Case/", "/1", ""])
def test_what_is_no_record_is_refused(world: MakeWorld, about: str) -> None:
    here = world(person())
    with pytest.raises(Refusal, match="names no record"):
        here.engine.work.all_open(about=about)
    with pytest.raises(Refusal, match="names no record"):
        here.engine.work.for_user("user:ann", about=about)
