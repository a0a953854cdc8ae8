"""Observers are told of what has happened, in order, at least once, and hold up nobody."""

import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.plugin import Context, Observation, observer
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.store.rows import ObserverRow
from orchestra_dsl.runtime.worker import observing
from tests.counting import sql_done
from tests.patience import wait_for
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import both
from tests.runtime.world import ANN, World


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell again soon."""
    monkeypatch.setattr(observing, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(observing, "LONGEST_PAUSE", 0.05)


def observing_by(look: Callable[[Observation], Any], name: str = "audit") -> SimpleNamespace:
    """A plugin with this observer."""

    def told(seen: Observation) -> None:
        look(seen)

    return SimpleNamespace(told=observer(name)(told))


def keys_of(world: World, run: str) -> list[str]:
    """The keys of everything that the history of a run tells."""
    entries = world.engine.runs.history(run)
    return [f"{run}/{entry.sequence}/{number}" for entry in entries for number, _ in enumerate(entry.lines)]


def rows_of(store: Store) -> list[ObserverRow]:
    with store.reading() as reads:
        return reads.observers()


def left_in(store: Store) -> int:
    """How many events are kept for observers."""
    with store.reading() as reads:
        return len(reads.happened(0, 1000))


def begun(store: Store, *names: str) -> None:
    """Wait until the store keeps what happens for these."""
    wait_for(lambda: [row.name for row in rows_of(store)] == sorted(names))


def test_an_observer_is_told_of_everything_in_order_and_then_it_is_kept_no_longer(
    world: MakeWorld, store: Store
) -> None:
    seen: list[Observation] = []
    here = world(both(), store=store)
    here.observe(observing_by(seen.append))
    begun(store, "audit")
    here.case()
    run = here.start("both")
    here.settle()
    (item,) = here.engine.work.for_user("user:ann")
    here.engine.work.claim(item.key, ANN)
    here.settle()
    assert [each.key for each in seen] == keys_of(here, run)
    assert {(each.run, each.orchestration) for each in seen} == {(run, "both")}
    lines = here.engine.runs.timeline(run)
    told = [(each.what, each.element, each.actor, each.detail) for each in seen]
    assert told == [(line.what, line.element, line.actor, line.detail) for line in lines]
    assert [int(each.at.timestamp() * 1_000_000) // 1000 for each in seen] == [line.at // 1000 for line in lines]
    wait_for(lambda: left_in(store) == 0)


def test_a_new_observer_begins_with_what_happens_from_then_on(world: MakeWorld, store: Store) -> None:
    seen: list[Observation] = []
    here = world(both(), store=store)
    here.case()
    before = here.start("both")
    here.observe(observing_by(seen.append))
    begun(store, "audit")
    here.settle()
    after = here.start("both")
    here.settle()
    assert [each.key for each in seen if each.run == after] == keys_of(here, after)
    assert f"{before}/1/0" not in [each.key for each in seen]


def test_what_happened_without_a_worker_is_told_by_the_next_one(world: MakeWorld, store: Store) -> None:
    seen: list[Observation] = []
    here = world(both(), store=store)
    worker = here.observe(observing_by(seen.append))
    begun(store, "audit")
    worker.stop()
    here.case()
    run = here.start("both")
    assert (seen, left_in(store) > 0) == ([], True)
    here.observe(observing_by(seen.append))
    here.settle()
    assert [each.key for each in seen] == keys_of(here, run)


def test_one_that_fails_is_told_again_from_there_and_holds_up_nobody(world: MakeWorld, store: Store) -> None:
    tried: list[str] = []
    seen: list[str] = []
    mended = threading.Event()

    def failing(each: Observation) -> None:
        tried.append(each.key)
        if each.number == 1 and not mended.is_set():
            raise RuntimeError("the line is down")

    here = world(both(), store=store)
    worker = here.observe(observing_by(failing, "bad"), observing_by(lambda each: seen.append(each.key), "good"))
    begun(store, "bad", "good")
    here.case()
    run = here.start("both")
    wait_for(lambda: seen == keys_of(here, run) and len(tried) > 4)
    here.settle()  # nobody waits for what is in trouble
    views = {view.name: view.trouble for view in worker.status.observers}
    assert views["good"] is None
    assert views["bad"] is not None
    assert views["bad"].startswith("RuntimeError: the line is down (test_observers.py, line ")
    wait_for(lambda: rows_of(store)[0].trouble == views["bad"])
    mended.set()
    wait_for(lambda: list(dict.fromkeys(tried)) == keys_of(here, run))
    wait_for(lambda: rows_of(store)[0].trouble is None)
    wait_for(lambda: {view.trouble for view in worker.status.observers} == {None})


def test_one_that_hangs_is_told_of_and_is_told_again_by_the_next_worker(
    world: MakeWorld, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observing, "SLOW", 0.01)
    hangs, go_on = threading.Event(), threading.Event()

    def hanging(_: Observation) -> None:
        hangs.set()
        go_on.wait(60)

    here = world(both(), store=store)
    worker = here.observe(observing_by(hanging))
    begun(store, "audit")
    here.case()
    run = here.start("both")
    assert hangs.wait(60)
    wait_for(lambda: "it has not come back for" in str(worker.status.observers[0].trouble))
    here.settle()
    worker.stop(grace=0)
    seen: list[str] = []
    here.observe(observing_by(lambda each: seen.append(each.key)))
    wait_for(lambda: seen == keys_of(here, run))
    go_on.set()


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), BaseException("all"), GeneratorExit()])
def test_whatever_it_raises_it_is_told_again(world: MakeWorld, error: BaseException) -> None:
    seen: list[str] = []

    def once(each: Observation) -> None:
        seen.append(each.key)
        if len(seen) == 1:
            raise error

    store = SqliteStore.in_memory()
    here = world(both(), store=store)
    here.observe(observing_by(once))
    begun(store, "audit")
    here.case()
    run = here.start("both")
    wait_for(lambda: seen[1:] == keys_of(here, run))
    assert seen[0] == seen[1]


def test_one_of_another_form_is_told_nothing_and_says_why(world: MakeWorld) -> None:
    async def awaited(seen: Observation) -> None: ...

    def other(seen: str) -> None: ...

    plugin = SimpleNamespace(a=observer("awaited")(awaited), b=observer("other")(other))
    store = SqliteStore.in_memory()
    here = world(both(), store=store)
    worker = here.observe(plugin)
    begun(store, "awaited", "other")
    here.case()
    here.start("both")
    wait_for(lambda: [bool(view.trouble) for view in worker.status.observers] == [True, True])
    first, second = (str(view.trouble) for view in worker.status.observers)
    assert "observer awaited: it is async" in first
    assert "observer other: it does not take an Observation" in second


def test_an_observer_may_take_its_context(world: MakeWorld) -> None:
    got: list[tuple[str, str, str]] = []

    def told(context: Context, seen: Observation) -> None:
        got.append((context.idempotency_key, context.run, seen.run))

    store = SqliteStore.in_memory()
    here = world(both(), store=store)
    here.observe(SimpleNamespace(told=observer("told")(told)))
    begun(store, "told")
    here.case()
    run = here.start("both")
    here.settle()
    assert got[0] == (f"{run}/1/0", run, run)


def test_one_that_is_there_no_more_is_forgotten_unless_a_plugin_is_broken(world: MakeWorld, store: Store) -> None:
    here = world(both(), store=store)
    worker = here.observe(observing_by(print))
    begun(store, "audit")
    worker.stop()
    twice = SimpleNamespace(one=observer("one")(print), two=observer("one")(repr))
    worker = here.observe(twice, observing_by(print, "other"))
    begun(store, "audit", "other")
    worker.stop()
    here.case()
    here.start("both")
    assert left_in(store) > 0
    here.observe()
    begun(store)
    wait_for(lambda: left_in(store) == 0)
    here.start("both")
    assert left_in(store) == 0


def test_a_commit_costs_nothing_where_nobody_observes(tmp_path: Path) -> None:
    """The trigger is there only while there is an observer: a store that had one does what one without does."""

    def done(name: str, *observers: list[SimpleNamespace]) -> int:
        here = World(both(), store=SqliteStore.open(tmp_path / name))
        store = here.engine.store
        assert isinstance(store, SqliteStore)
        for plugins in observers:
            names = [each.told.name for each in plugins]
            worker = here.observe(*plugins)
            begun(store, *names)
            worker.stop()
        here.case()
        here.start("both")
        with store.writing() as transaction:
            row = (1, 99, 0, "x", None, None, None, b"")
            counted = sql_done(transaction._connection, lambda: transaction._many("insert_history", [row]))
        here.close()
        return counted

    never = done("never")
    assert done("no_more", [observing_by(print)], []) == never
    assert done("now", [observing_by(print)]) > never
