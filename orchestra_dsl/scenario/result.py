"""What playing a scenario has led to."""

from attrs import frozen

from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.scenario import Place, Scenario
from orchestra_dsl.runtime.counters.views import Entry


class ScenarioFailed(Exception):
    """A line does not hold, or cannot be carried out. `found` is what is; `hint` what to do."""

    def __init__(self, found: str, *, expected: str | None = None, hint: str | None = None) -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected
        self.hint = hint


def check(expected: str, found: str, *, holds: bool) -> None:
    """Fail unless it holds."""
    if not holds:
        raise ScenarioFailed(found, expected=expected)


@frozen
class Told:
    """What happened to one run."""

    run: str
    graph: Graph
    entries: tuple[Entry, ...]


@frozen
class Failure:
    """Why a scenario failed: at which line and virtual instant, what was expected, what was, and what had happened."""

    place: Place
    at: int
    found: str
    expected: str | None = None
    hint: str | None = None
    runs: tuple[Told, ...] = ()


@frozen
class Result:
    """A scenario that was played, the zone of its times, the seconds that it took, and why it failed, if it did."""

    scenario: Scenario
    zone: str
    seconds: float
    failure: Failure | None = None
