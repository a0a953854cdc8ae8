"""Substitutes through the engine: lists, both names in rows and replays, four eyes across runs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.counters.replay import replay
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.store.port import Store
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import person
from tests.runtime.texts import MakePlace
from tests.runtime.world import ANN, BOB, PEOPLE

ZOE = Acting("user:zoe", "test")
NOW = datetime.now(UTC)

FOUR_EYES = """
orchestration inner(case: Case) {
  stage s { interactive fix = fix_case(case) { assign to group("Agents") } }
}
orchestration outer(case: Case) {
  stage t { background it = run inner(case) }
  stage u { interactive check = fix_case(case) { assign to group("Agents") exclude user("zoe") } }
}
orchestration above(case: Case) {
  stage s { interactive fix = fix_case(case) { assign to group("Agents") } }
  stage t { background it = run below(case, s.fix.completed_by) }
}
orchestration below(case: Case, who: user) {
  stage s { interactive check = fix_case(case) { assign to group("Agents") exclude who } }
}
"""


def people(*, hours: int = 1) -> People:
    """As everywhere; ann is away for some time, and zoe stands in."""
    absence = {"user": "ann", "from": NOW - timedelta(hours=1), "until": NOW + timedelta(hours=hours)}
    data: dict[str, Any] = {**PEOPLE, "users": PEOPLE["users"] | {"zoe": {}}}
    return People(data | {"absences": [absence | {"substitute": "zoe"}]})


def test_the_list_of_a_substitute_has_the_work_of_who_is_away(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store, directory=people())
    here.case()
    for _ in range(3):
        here.start("person")
    work = here.engine.work
    assert [item.key for item in work.for_user("user:zoe")] == [1, 2, 3]
    work.claim(1, ANN)
    work.claim(2, BOB)
    assert [item.key for item in work.for_user("user:zoe")] == [1, 3], "what ann has is taken over, what bob has is not"
    taken = work.claim(1, ZOE)
    assert (taken.claimed_by, taken.acting_for) == ("user:zoe", "user:ann")
    assert work.get(3, by=ZOE).key == 3
    done = work.complete(1, {"ok": True}, ZOE)
    assert (done.status, done.completed_by, done.acting_for) == (ItemStatus.COMPLETED, "user:zoe", "user:ann")


def test_when_they_are_back_it_is_over(world: MakeWorld) -> None:
    here = world(person(), directory=people(hours=0))
    here.case()
    here.start("person")
    assert here.engine.work.for_user("user:zoe") == []
    with pytest.raises(Refusal, match="zoe may not: this work item is for Agents"):
        here.engine.work.claim(1, ZOE)


def test_a_replay_asks_nobody(world: MakeWorld) -> None:
    """Invariant 1: who stood in is a fact of the history; the file may say something else by now."""
    here = world(person(), directory=people())
    here.case()
    run = here.start("person")
    here.engine.work.claim(1, ZOE)
    here.engine.work.complete(1, {"ok": True}, ZOE)
    with here.engine.store.reading() as reads:
        row = reads.run_row(here.engine.run_key(run))
        assert row is not None
        program = here.engine.programs.by_key(row.graph, reads)
    rows = [each.row for each in replay(run, program, here.engine.runs.events(run))]
    assert [row.kind for row in rows] == ["started", "item claimed", "item completed"]
    asked = [key for key, _ in rows[1].past.facts if key[0] == "stands in for"]
    assert asked == [("stands in for", "user:zoe", rows[1].at)]


def test_four_eyes_hold_for_both_names_across_runs(place: MakePlace) -> None:
    """What a run above knows of substitutes counts in the runs of its steps, and the other way round."""
    here = place(FOUR_EYES, directory=people())
    run = here.start("above")
    here.engine.work.complete(here.item(run), {"ok": True}, ZOE)
    here.settle()
    (child,) = here.children(run)
    for by, why in ((ANN, "ann is excluded"), (ZOE, "zoe is excluded")):
        with pytest.raises(Refusal, match=why):
            here.engine.work.claim(here.item(child), by)
    here.engine.work.claim(here.item(child), BOB)
    run = here.start("outer")
    (child,) = here.children(run)
    here.engine.work.complete(here.item(child), {"ok": True}, ZOE)
    here.settle()
    with pytest.raises(Refusal, match="ann is excluded"):
        here.engine.work.claim(here.item(run), ANN)
