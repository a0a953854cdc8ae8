"""No construct costs time in proportion to history, to other runs, or to what it does not touch of the definition."""

from typing import Any

import pytest

from tests.constructs.costs import costs, rounds
from tests.constructs.files import CONSTRUCTS
from tests.constructs.larger import among_more_elements, in_a_loop
from tests.counting import Cost

IN_SHORT = 2
"""How many scenarios of each construct `make test` plays in crowds; `make test-long` plays all."""


def compared(name: str, scenarios: slice) -> None:
    """Play scenarios among few other runs in a small definition, and among many in a large one: the costs agree."""
    small, large = among_more_elements(name, 10), among_more_elements(name, 150)
    for few, many in list(zip(small.scenarios, large.scenarios, strict=True))[scenarios]:
        found = []
        for package, scenario, others in ((small, few, 10), (large, many, 1_000)):
            costs(package, scenario, 1)  # makes ready what is made once
            found.append(costs(package, scenario, others))
        assert found[0] == found[1], few.name


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_it_costs_the_same_among_many_other_runs_in_a_large_definition(name: str) -> None:
    compared(name, slice(IN_SHORT))


@pytest.mark.stress
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_all_of_its_scenarios_cost_the_same_there(name: str) -> None:
    compared(name, slice(IN_SHORT, None))


EARLY, LATE = 5, 20


def looped(name: str, some: slice) -> list[tuple[str, list[tuple[list[Cost], Any]]]]:
    """Those of some scenarios of a construct that can be played in a loop: what an early and a late round cost."""
    package = in_a_loop(name)
    if package is None:
        return []
    played = [(each.name, rounds(package, each, (EARLY, LATE))) for each in package.scenarios[some]]
    return [(title, found) for title, found in played if found is not None]


def rounds_compared(some: slice) -> None:
    """Compare the rounds of some scenarios of each construct."""
    in_loops = {name: looped(name, some) for name in CONSTRUCTS}
    for name, scenarios in in_loops.items():
        for title, (early, late) in scenarios:
            assert early == late, f"{name}: {title}"
    without = [name for name, scenarios in in_loops.items() if not scenarios]
    assert len(without) < len(in_loops) / 2, f"the test has lost its meaning: no loop of {', '.join(without)}"


def test_a_late_round_of_a_loop_costs_what_an_early_one_does_and_leaves_the_state_no_larger() -> None:
    """Section 6: a thousand rounds of a loop leave it no larger; an event costs the same after any history."""
    rounds_compared(slice(IN_SHORT))


@pytest.mark.stress
def test_rounds_of_all_scenarios_cost_the_same() -> None:
    rounds_compared(slice(None))
