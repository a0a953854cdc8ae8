"""The directory of people changes, and whom open work is for is counted again (language.md, rule 16)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.wake_more import IN_ONE_BATCH
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.texts import Place
from tests.runtime.world import ADMIN, ANN, PEOPLE

TEXT = """
orchestration held(case: Case) {
  stage s { interactive it = fix_case(case) { assign to group("Agents") otherwise user("lena") } }
}
orchestration without(case: Case) { wait 9d }
"""


class Staff:
    """A directory that changes."""

    def __init__(self) -> None:
        self.change(["ann", "bob"])

    def change(self, agents: list[str]) -> None:
        """Who the agents are from now on."""
        self._now = People({**PEOPLE, "groups": {**PEOPLE["groups"], "Agents": agents}})

    def __getattr__(self, name: str) -> Callable[..., Any]:
        answer: Callable[..., Any] = getattr(self._now, name)
        return answer


def test_every_run_with_open_work_is_told_and_no_other(place: Callable[..., Place]) -> None:
    """In batches, each of them with its place on the disk: also far more runs than one batch holds."""
    staff = Staff()
    here = place(TEXT, directory=staff, store=SqliteStore.in_memory(), numbered=False)
    runs = [here.engine.start("held", {"case": "1"}, ANN) for _ in range(IN_ONE_BATCH * 2 + 1)]
    other = here.start("without")
    done = runs.pop()
    here.complete(done)
    staff.change([])
    here.engine.people_changed(ADMIN)
    here.settle()
    items = here.engine.work.all_open(limit=1000)
    assert sorted(item.run for item in items) == sorted(runs)
    assert {item.candidates for item in items} == {("user:lena",)}
    told = [run for run in (*runs, other, done) if here.engine.runs.history(run)[-1].kind == "people changed"]
    assert told == runs


def test_where_nothing_comes_of_it_nothing_is_written(place: Callable[..., Place]) -> None:
    staff = Staff()
    here = place(TEXT, directory=staff, numbered=False)
    run = here.start("held")
    staff.change(["bob"])
    here.engine.people_changed(ADMIN)
    here.settle()
    assert [each.kind for each in here.engine.runs.history(run)] == ["started"]


def test_only_administrators_may_ask_for_it(place: Callable[..., Place]) -> None:
    with pytest.raises(Refusal, match="only an administrator may have open work counted again"):
        place(TEXT).engine.people_changed(ANN)


@pytest.mark.parametrize("changes", [True, False])
def test_a_worker_that_takes_over_notices_a_change(tmp_path: Path, *, changes: bool) -> None:
    """Rule 16, where the directory has changed while no worker was there, or before this one."""
    staff = Staff()
    here = Place(TEXT, directory=staff, store=SqliteStore.open(tmp_path / "s.db"))
    here.case()
    run = here.start("held")
    here.close()
    if changes:
        staff.change([])
    again = Place(TEXT, directory=staff, store=SqliteStore.open(tmp_path / "s.db"))
    again.settle()
    (item,) = again.engine.work.of_run(run)
    assert item.candidates == (("user:lena",) if changes else ("group:Agents",))
    again.close()
