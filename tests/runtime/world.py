"""A small world for the runtime's tests: a store, people, flows that a test writes in place, an engine and a worker."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypedDict

from orchestra_dsl.graph.model import EventType, Graph
from orchestra_dsl.plugin import Answer, Context, Notification, Record, channel, flow, predicate
from orchestra_dsl.plugin.calls import Calls, machine_time
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.observing import Observers
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.clock import Clock
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.ports import Directory
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.worker.worker import Worker
from tests.patience import PATIENCE
from tests.runtime.graphs import package

PEOPLE: Mapping[str, Any] = {
    "users": {"ann": {}, "bob": {}, "lena": {}, "old": {"active": False}},
    "groups": {"Agents": ["ann", "bob"], "Managers": ["lena"]},
}
ANN = Acting("user:ann", "test")
BOB = Acting("user:bob", "test")
ADMIN = Acting("user:lena", "test", administrator=True)


class Case(Record, name="Case"):
    """The record of the tests."""

    id: str
    status: str
    amount: int
    note: str | None


class Classified(TypedDict):
    """What the flow of the tests answers."""

    severity: str


Classify = Callable[[Case, Context], Any]


def calls(
    classify: Classify | None = None,
    *,
    awaited: Callable[[Case, Context], Awaitable[Any]] | None = None,
    quiet: Callable[[Case], bool | Answer] | None = None,
    channels: Mapping[str, Callable[[Notification], None]] | None = None,
    now: Callable[[], int] = machine_time,
) -> Calls:
    """The plugins of a test: what `crm.classify` and `quiet` do, and who is told how."""

    def plain(case: Case, context: Context) -> Classified:
        answer: Classified = classify(case, context) if classify else {"severity": "S1"}
        return answer

    async def coroutine(case: Case, context: Context) -> Classified:
        assert awaited is not None
        answer: Classified = await awaited(case, context)
        return answer

    def asked(case: Case) -> bool | Answer:
        return quiet(case) if quiet else True

    plugin = SimpleNamespace(
        classify=flow("crm.classify")(coroutine if awaited else plain),
        quiet=predicate("quiet")(asked),
        **{f"channel_{name}": channel(name)(each) for name, each in (channels or {}).items()},
    )
    registry = load_plugins(Project(folder=Path()), installed=False, given=[("test", plugin)])
    assert not registry.check(), registry.check()
    return Calls(registry, now)


class World:
    """One process's view of a store: an engine, and a worker where a test starts one."""

    def __init__(
        self,
        *graphs: Graph,
        store: Store | None = None,
        directory: Directory | None = None,
        clock: Clock | None = None,
        events: tuple[EventType, ...] = (),
    ) -> None:
        self.engine = Engine(store or SqliteStore.in_memory(), directory=directory or People(PEOPLE), clock=clock)
        self.engine.install(package(*graphs, events=events))
        self.worker: Worker | None = None

    def case(self, id_: str = "1", status: str = "New", amount: int = 1) -> list[str]:
        """Put a case; answers the runs that this starts."""
        written = self.engine.records.put("Case", {"id": id_, "status": status, "amount": amount}, ANN)
        assert not written.problems, written.problems
        return list(written.started)

    def start(self, orchestration: str, id_: str = "1") -> str:
        """Start a run about a case."""
        return self.engine.start(orchestration, {"case": id_}, ANN)

    def work(self, classify: Classify | None = None, **others: Any) -> Worker:
        """Start a worker."""
        self.worker = Worker(self.engine, calls(classify, now=self.engine.clock.now, **others))
        self.worker.start()
        return self.worker

    def observe(self, *plugins: object, **others: Any) -> Worker:
        """Start a worker with observers, each from a plugin of its own."""
        given = [(f"plugin{number}", plugin) for number, plugin in enumerate(plugins)]
        registry = load_plugins(Project(folder=Path()), installed=False, given=given)
        self.worker = Worker(self.engine, calls(**others), observers=Observers(registry))
        self.worker.start()
        return self.worker

    def settle(self) -> None:
        """Wait until nothing moves any more."""
        assert self.worker is not None
        assert self.worker.settle(PATIENCE), f"it has not come to rest: {self.worker.status}"

    def ended(self, run: str) -> str | None:
        """The outcome of a run; what it failed with, or its status, where it has none."""
        view = self.engine.runs.get(run)
        return view.outcome or view.error or view.status.words

    def events(self, run: str) -> list[str]:
        """The words of the events that were applied to a run."""
        return [entry.kind for entry in self.engine.runs.history(run)]

    def close(self, *, grace: float = 0.2) -> None:
        """Stop everything."""
        if self.worker is not None:
            self.worker.stop(grace=grace)
        self.engine.close()
