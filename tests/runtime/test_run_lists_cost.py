"""Lists of runs cost what they show, whatever others have; a write costs the same for however many runs."""

from functools import partial
from typing import Any

import pytest

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.runtime.applying.batch import READ_AGAIN
from orchestra_dsl.runtime.requests.of_rows import from_inbox
from tests.counting import Cost
from tests.runtime.lists import OWN, PARENT, STAGE, Lists, acting, work_off
from tests.runtime.texts import compiled_whole
from tests.runtime.world import ADMIN


@pytest.mark.parametrize("clause", [OWN, "allow view by [case.owner, manager(case.owner)]", ""])
@pytest.mark.parametrize("narrow", [{}, {"status": Status.ACTIVE}, {"orchestration": "p0"}])
def test_a_list_costs_the_same_whatever_others_have(clause: str, narrow: dict[str, Any]) -> None:
    """Counted: as many calls of functions and instructions of SQLite beside 20 runs of others as beside 200."""
    assert costs_beside(20, clause, narrow) == costs_beside(200, clause, narrow)


@pytest.mark.stress
def test_a_list_costs_the_same_beside_10_000_runs_of_others() -> None:
    assert costs_beside(100, OWN, {}) == costs_beside(10_000, OWN, {})


def costs_beside(size: int, clause: str, narrow: dict[str, Any]) -> list[Cost]:
    """What it costs three people to read their lists beside so many runs that none of them may look at."""
    here = Lists(OWN, clause)
    mine = [here.start(here.case("ann"), number) for number in (0, 1)]
    others = here.case("omar")
    for _ in range(size):
        here.start(others)
    work_off(here)
    assert set(here.seen("ann")) == set(mine)
    return [here.cost(partial(here.seen, user, **narrow)) for user in ("ann", "zoe", "bob")]


def test_a_write_costs_the_same_however_many_runs_it_names_people_for() -> None:
    costs = []
    for size in (2 * READ_AGAIN, 6 * READ_AGAIN):
        here = Lists(OWN)
        case = here.case("ann")
        for _ in range(size):
            here.start(case)
        costs.append(here.cost(lambda: here.case("bob", case)))  # noqa: B023 - called at once
    assert costs[0] == costs[1]


def test_the_runs_of_steps_are_listed_at_the_cost_of_what_is_shown() -> None:
    """So are those that `runs show` tells of."""
    costs = []
    for size in (20, 200):
        here = Lists("", OWN, stage=STAGE)
        here.engine.install(compiled_whole(PARENT))
        cases = [here.case("omar") for _ in range(size)] + [here.case("zoe")]
        parent = here.engine.start("parent", {"cases": cases}, ADMIN)
        with here.engine.store.reading() as reads:
            begun = reads.inbox(0, size + 1)
        for row in begun:
            here.engine.submit(from_inbox(row)).result()
        (mine,) = here.engine.runs.of_parent(parent, by=acting("zoe"))
        assert [row.id for row in here.engine.runs.get(parent, by=acting("zoe")).children] == [mine.id]
        assert len(here.engine.runs.of_parent(parent, limit=1000)) == size + 1
        assert here.engine.runs.of_parent(parent, by=acting("ann")) == []
        costs.append(here.cost(partial(here.engine.runs.of_parent, parent, by=acting("zoe"))))
    assert costs[0] == costs[1]
