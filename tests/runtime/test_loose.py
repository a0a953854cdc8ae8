"""Calls and runs that nobody waits for, through the store; and for whom flows are called (language.md, rule 19)."""

import threading
from pathlib import Path

import msgspec

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import USER
from orchestra_dsl.plugin import Context
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.patience import PATIENCE
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import flow
from tests.runtime.texts import MakePlace
from tests.runtime.world import ADMIN, Case, World

LOOSE = flow(waits=False)


def told(here: World, run: str) -> list[str]:
    """What the history says of the step."""
    lines = (line for entry in here.engine.runs.history(run) for line in entry.lines)
    return [line.what for line in lines if line.element == "s.classify"]


def test_a_call_outlives_its_run_and_the_process_that_was_about_to_make_it(tmp_path: Path) -> None:
    first = World(LOOSE, store=SqliteStore.open(tmp_path / "store.db"))
    first.case()
    run = first.start("flow")
    assert first.ended(run) == "Done"
    first.close()  # no worker has worked so far
    keys: list[str] = []

    def classify(_case: Case, context: Context) -> dict[str, str]:
        keys.append(f"{context.step} {context.idempotency_key}")
        return {"severity": "S1"}

    second = World(LOOSE, store=SqliteStore.open(tmp_path / "store.db"))
    second.work(classify)
    second.settle()
    assert keys == [f"s.classify {run}/s.classify/1/0"]
    assert told(second, run) == ["started", "completed", "answered unheard"]
    second.close()
    third = World(LOOSE, store=SqliteStore.open(tmp_path / "store.db"))
    third.work(classify)
    third.settle()
    assert len(keys) == 1, "an answered call is not made again"
    third.close()


def test_a_call_that_fails_or_whose_run_was_canceled_is_told_of_and_nothing_more(world: MakeWorld) -> None:
    let = threading.Event()

    def classify(_case: Case, context: Context) -> dict[str, str]:
        assert let.wait(PATIENCE)
        assert not context.cancelled.is_set()
        raise LookupError("no such thing")

    here = world(LOOSE)
    here.case()
    here.work(classify)
    run = here.start("flow")
    let.set()
    here.settle()
    assert here.ended(run) == "Done"
    assert told(here, run) == ["started", "completed", "failed unheard"]


def test_a_flow_is_told_for_whom_it_is_called(world: MakeWorld) -> None:
    seen: list[object] = []

    def classify(_case: Case, context: Context) -> dict[str, str]:
        seen.append(context.acting_for)
        return {"severity": "S1"}

    here = world(flow(acting_for=ex.Literal(USER, "user:bob")), msgspec.structs.replace(flow(), name="plain"))
    here.case()
    here.work(classify)
    here.start("flow")
    here.settle()
    here.start("plain")
    here.settle()
    assert [None if each is None else repr(each) for each in seen] == ["User('bob')", None]


INNER = """
orchestration inner(case: Case) {
  allow start by group("Agents")
  stage s { interactive fix = fix_case(case) { assign to group("Agents") } }
  end "Inner"
}
orchestration outer(case: Case) {
  stage t { background it = run inner(case) { %s } }
  wait until case.status == "Closed"
  end "Outer"
}
"""


def test_a_run_that_nobody_waits_for_outlives_the_one_that_has_started_it(place: MakePlace) -> None:
    here = place(INNER % "without waiting")
    here.case()
    here.start("outer")
    assert here.children("r1") == {"r1-1": "active"}
    here.engine.runs.suspend("r1", by=ADMIN)
    assert here.status("r1-1") == "active"
    here.engine.runs.resume("r1", by=ADMIN)
    here.cancel("r1")
    assert (here.status("r1"), here.children("r1")) == ("canceled", {"r1-1": "active"})
    here.complete("r1-1")
    assert here.ended("r1-1") == "Inner"
    assert here.engine.troubles.oldest(limit=1) == []


def test_who_may_not_start_a_run_cannot_have_it_started_for_them(place: MakePlace) -> None:
    here = place(INNER % 'as user("lena")')
    here.case()
    here.start("outer")
    assert here.ended("r1") == "t.it: Failed: only Agents or an administrator may start this orchestration"
    assert here.children("r1") == {"r1-1": "failed"}


def test_a_run_is_started_by_the_one_for_whom_the_step_acts(place: MakePlace) -> None:
    here = place(INNER % 'as user("bob")')
    here.case()
    here.start("outer")
    assert here.engine.runs.get("r1-1").started_by == "user:bob"
