"""A scenario being played: the engine, the world around it, and the runs that there are."""

from datetime import datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.codec import compiled
from orchestra_dsl.graph.model import Compiled, Package
from orchestra_dsl.graph.moments import instant_of
from orchestra_dsl.graph.scenario import Scenario, Valued
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.allocating import Allocation
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.direct import DirectEngine
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.store.rows import RunRow
from orchestra_dsl.scenario.answers import Answers
from orchestra_dsl.scenario.evaluation import Evaluation
from orchestra_dsl.scenario.people import THE_ADMINISTRATOR, GivenPeople, user
from orchestra_dsl.scenario.policies import policy_named
from orchestra_dsl.scenario.pump import Pump
from orchestra_dsl.scenario.result import ScenarioFailed, Told
from orchestra_dsl.scenario.script import Script

DOOR = "scenario"
ADMINISTRATOR = Acting(THE_ADMINISTRATOR, DOOR, administrator=True)
OUTSIDE = Acting(None, DOOR)
"""Who writes records and sends events."""
_BEGINNING = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - in whichever zone the calendar has
"""When a scenario begins that says nothing of it: on a Monday."""


class Play:
    """One scenario on a store of its own. `arguments` are those of the orchestration that are known by now.

    `policies` say who of several people a work item goes to: by groups and queues, and the default.
    """

    def __init__(self, package: Package, scenario: Scenario, store: Store | None = None) -> None:
        self.scenario = scenario
        graph = next(each.graph for each in package.orchestrations if each.graph.name == scenario.orchestration)
        self.zone = "UTC" if graph.calendar is None else graph.calendar.zone
        self.clock = VirtualClock(instant_of(_BEGINNING.replace(tzinfo=ZoneInfo(self.zone))))
        self.people = GivenPeople()
        self.policies: dict[str, str] = {}
        self.answers = Answers()
        self.arguments: dict[int, Stored] = {}
        self.acted = False
        self._ids = 0
        self.engine = DirectEngine(
            store or SqliteStore.in_memory(),
            directory=self.people,
            administrators=(THE_ADMINISTRATOR,),
            allocation=Allocation(self.policies, policy_named),
            clock=self.clock,
            new_id=self._new_id,
        )
        self.engine.install(_cast(package, scenario))
        self.evaluation = Evaluation(scenario, graph.calendar, package.records, self.engine)
        self.pump = Pump(self.engine, self.clock, Script(self.engine, self.answers, self.evaluation).respond)

    def close(self) -> None:
        """It is over."""
        self.engine.close()

    def value(self, valued: Valued) -> Stored:
        """The stored form of an expression's value, now."""
        return self.evaluation.stored(valued)

    def by(self, person: str | None) -> Acting:
        """The person acts; the administrator, if it is that one or nobody is named."""
        if person is None or user(person) == THE_ADMINISTRATOR:
            return ADMINISTRATOR
        return Acting(user(person), DOOR)

    # --- runs ---------------------------------------------------------------------------------------------------

    def runs(self) -> list[RunRow]:
        """The runs of the scenario's orchestration that have been started so far, newest first; no children."""
        found: list[RunRow] = []
        before = None
        while page := self.engine.runs.newest(orchestration=self.scenario.orchestration, before=before):
            found += [row for row in page if "-" not in row.id]
            before = page[-1].key
        return found

    def run(self) -> RunRow:
        """The run that lines are about: the newest. Raises ScenarioFailed."""
        found = self.runs()
        if not found:
            raise ScenarioFailed(
                f"{self.scenario.orchestration} has not been started",
                hint="Add `start` above, or write a record for which it starts.",
            )
        return found[0]

    def program_of(self, run: str) -> Program:
        """What a run runs."""
        key = self.engine.run_key(run)
        with self.engine.store.reading() as reads:
            row = reads.run_row(key)
            assert row is not None
            return self.engine.programs.by_key(row.graph, reads)

    def told(self) -> tuple[Told, ...]:
        """What has happened to all runs, the first one first."""
        rows = reversed(self.engine.runs.newest(limit=_SHOWN))
        with self.engine.store.reading() as reads:
            graphs = [(row.id, self.engine.programs.by_key(row.graph, reads).graph) for row in rows]
        return tuple(Told(run, graph, tuple(self.engine.runs.history(run, limit=_EVENTS))) for run, graph in graphs)

    def _new_id(self) -> str:
        self._ids += 1
        return f"run{self._ids}"


_SHOWN = 20
_EVENTS = 2000
"""How many runs, and how many events of each, a failure tells of."""


def _cast(package: Package, scenario: Scenario) -> Package:
    """The package as the scenario plays it: only its own orchestration starts by itself, and not beside `start`."""

    def cast(each: Compiled) -> Compiled:
        if not each.graph.triggers or (each.graph.name == scenario.orchestration and not scenario.starts):
            return each
        return compiled(replace(each.graph, triggers=()), each.origins)

    return replace(package, orchestrations=tuple(map(cast, package.orchestrations)))


def refused(error: Refusal | BadValue, *, hint: str | None = None) -> NoReturn:
    """Fail the line that was refused."""
    raise ScenarioFailed(error.message if isinstance(error, Refusal) else str(error), hint=hint) from error
