"""Who is excluded while work is open: lists and history in the store say so with the act's own commit (rule 16)."""

from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.direct import DirectEngine
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.counting import Cost, cost
from tests.runtime.test_timers import START
from tests.runtime.texts import Place, compiled
from tests.runtime.world import ANN, BOB, PEOPLE

TEXT = """
orchestration both(case: Case) { stage s {
  interactive fix = fix_case(case) { assign to group("Agents") }
  interactive check = fix_case(case) { assign to user("ann") otherwise user("lena")  exclude fix.completed_by }
} }
orchestration nobody(case: Case) { stage s {
  interactive fix = fix_case(case) { assign to group("Agents") }
  interactive check = fix_case(case) { assign to user("ann")  exclude fix.completed_by, user("lena") }
} }
orchestration over(case: Case) { stage s {
  background below = run under(case)
  interactive check = fix_case(case) { assign to group("Agents")  exclude below.by }
} }
orchestration under(case: Case) -> { by: user } {
  stage s { interactive fix = fix_case(case) { assign to user("ann") } }
  end "Done" with { by: s.fix.completed_by }
}
"""


def items(here: Place, run: str) -> dict[str, int]:
    """The open work items of a run, by their steps."""
    return {each.element: each.key for each in here.engine.work.of_run(run) if each.status.words in ("open", "claimed")}


def offered(here: Place, user: str) -> list[str]:
    return [each.element for each in here.engine.work.for_user(f"user:{user}")]


def test_the_next_one_has_it_in_the_commit_of_the_act_and_after_a_crash(tmp_path: Path) -> None:
    """Nothing has to follow: a process that ends right after the act leaves the work with whom it is for."""
    here = Place(TEXT, store=SqliteStore.open(tmp_path / "s.db"))
    here.case()
    run = here.start("both")
    here.worker.stop(grace=0.2)
    here.engine.work.claim(items(here, run)["s.check"], ANN)
    here.engine.work.complete(items(here, run)["s.fix"], {"ok": True}, ANN)
    last = here.engine.runs.history(run)[-1]
    assert (last.kind, [each.what for each in last.lines if each.element == "s.check"]) == (
        "item completed",
        ["nobody left", "reassigned"],
    )
    here.engine.close()
    again = Place(TEXT, store=SqliteStore.open(tmp_path / "s.db"))
    assert (offered(again, "ann"), offered(again, "lena")) == ([], ["s.check"])
    again.close()


def test_a_list_of_work_no_longer_has_what_one_may_not_do(place: Callable[..., Place]) -> None:
    here = place(TEXT)
    here.case()
    run = here.start("over")
    (child,) = here.children(run)
    assert sorted(offered(here, "ann")) == ["s.check", "s.fix"]
    here.complete(child)
    assert (offered(here, "ann"), offered(here, "bob")) == ([], ["s.check"])
    with pytest.raises(Refusal, match="ann is excluded"):
        here.engine.work.claim(items(here, run)["s.check"], ANN)


def test_what_nobody_can_do_is_in_error_for_all_to_see(place: Callable[..., Place]) -> None:
    here = place(TEXT)
    here.case()
    run = here.start("nobody")
    here.engine.work.complete(items(here, run)["s.fix"], {"ok": True}, ANN)
    assert here.engine.runs.newest()[0].status.words == "error"
    assert here.ended(run) == "s.check: Nobody: there is nobody left in ann who may do this step: ann, lena may not"


def test_a_record_that_names_somebody_else_is_told_to_the_runs_that_read_it(place: Callable[..., Place]) -> None:
    text = """
    record Desk { id: text   chief: user }
    orchestration read(case: Case, desk: Desk) { stage s {
      interactive check = fix_case(case) { assign to user("bob") otherwise user("ann")  exclude desk.chief } } }
    """
    here = place(text)
    here.case()
    here.engine.records.put("Desk", {"id": "1", "chief": "user:lena"}, ANN)
    run = here.start("read", desk="1")
    here.engine.work.claim(items(here, run)["s.check"], BOB)
    here.engine.records.update("Desk", "1", {"chief": "user:bob"}, ANN)
    here.settle()
    assert (offered(here, "bob"), offered(here, "ann")) == ([], ["s.check"])


def test_other_runs_cost_nothing() -> None:
    """The act does in the store what it does where its run is alone."""

    def cost_beside(others: int) -> Cost:
        numbers, store = map(str, count()), SqliteStore.in_memory()
        clock, new_id = VirtualClock(START), lambda: f"run{next(numbers)}"
        engine = DirectEngine(store, directory=People(PEOPLE), clock=clock, new_id=new_id)
        engine.install(compiled(TEXT))
        engine.records.put("Case", {"id": "1", "status": "New", "amount": 1}, ANN)
        runs = [engine.start("both", {"case": "1"}, ANN) for _ in range(others + 2)]
        first, second = (engine.work.of_run(run)[0].key for run in runs[:2])
        engine.work.complete(first, {"ok": True}, ANN)  # what is made when it is first needed is there now
        connection: Any = store._connections._connection  # type: ignore[attr-defined]  # the one in memory
        return cost(connection, partial(engine.work.complete, second, {"ok": True}, ANN))

    few, many = cost_beside(10), cost_beside(210)
    assert (many.calls, abs(many.sql - few.sql) < 60) == (few.calls, True), (few, many)
