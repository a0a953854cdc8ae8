"""A project on trial: its engine in memory, on a clock that stands still until the test moves it.

    with Trial(Project.load("example"), people={"users": {"ann": {}}, "groups": {"Packers": ["ann"]}}) as trial:
        trial.put("Order", {"id": "1", ...})
        run = trial.start("shipping", {"order": "1"}, by="ann")
        trial.complete("packing.pack", {"parcels": 2}, by="ann")
        trial.advance(timedelta(days=2))
        assert trial.run(run).outcome == "Shipped"

Flows and predicates are the plugins' own. They are called one after the other, on the thread of the test, so that the
same test does the same every time. Channels tell nobody: what they would tell is kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn, Self

import attrs

from orchestra_dsl.diagnostics.render.text import excerpts
from orchestra_dsl.plugin.context import Notification
from orchestra_dsl.plugin.kit import GivenPeople, on_a_thread_if
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.sourcing import Sources
from orchestra_dsl.runtime.applying.writing import Written
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.counters.views import RunView
from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.runtime.direct import DirectEngine
from orchestra_dsl.runtime.requests.send import Sent
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker.polling import Poll
from orchestra_dsl.scenario.pump import Pump
from orchestra_dsl.scenario.result import ScenarioFailed
from orchestra_dsl.testing.calling import Called, Caller, KeepingCalls
from orchestra_dsl.workspace.engine import ProjectEngine
from orchestra_dsl.workspace.errors import CompileFailed
from orchestra_dsl.workspace.project import Project

if TYPE_CHECKING:
    from types import TracebackType

BEGINNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""When a trial begins that says nothing of it: on a Monday morning, as scenarios do."""
DOOR = "test"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class TrialFailed(AssertionError):
    """The project cannot be tried, or does not come to where the test wants it to be."""


class TrialEngine(ProjectEngine, DirectEngine):
    """The engine of a project, without threads."""


class Trial:
    """One project on trial. `people` stand in the place of the project's own, `settings` are added to its own.

    `channels` are names that sources may use after `via` although no plugin supplies them; nobody is told anyway.
    `engine` is the whole engine; after an act that goes past the trial, call `settle`.
    """

    def __init__(
        self,
        project: Project,
        *,
        people: Mapping[str, Any] | None = None,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        channels: Iterable[str] = (),
        now: datetime = BEGINNING,
    ) -> None:
        __tracebackhide__ = True
        self.project = _changed(project, people, settings or {}, channels)
        registry = self.project.registry
        self.clock = VirtualClock((now - _EPOCH) // _MICROSECOND)
        self._calls = KeepingCalls(registry, self.clock.now)
        package = _compiled(self.project)
        self.engine = TrialEngine(
            self.project.settings, lambda: registry, SqliteStore.in_memory(), clock=self.clock, door=DOOR
        )
        self.engine.install(package)
        self._caller = Caller(self.engine, self._calls)
        self._pump = Pump(self.engine, self.clock, self._caller.respond)
        self._pump.set_schedules()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: "TracebackType | None"
    ) -> None:
        self.close()

    def close(self) -> None:
        """It is over."""
        self.engine.close()

    # --- what is to be seen -------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """What time it is."""
        return _EPOCH + self.clock.now() * _MICROSECOND

    @property
    def notified(self) -> list[Notification]:
        """What people have been told, in order."""
        return list(self._calls.told.values())

    @property
    def calls(self) -> Sequence[Called]:
        """The calls of flows and predicates, in order."""
        return self._caller.made

    def run(self, run: str | None = None) -> RunView:
        """A run as it stands; unless one is named the newest that is no step of another."""
        __tracebackhide__ = True
        return self.engine.runs.get(self._newest() if run is None else run)

    def record(self, type_: str, id_: str) -> Mapping[str, Any]:
        """The fields of a record, in stored form."""
        __tracebackhide__ = True
        found = self.engine.records.get(type_, id_)
        if found is None:
            raise TrialFailed(f"there is no {type_} with the id {id_}")
        return found.fields

    def told(self, run: str | None = None) -> list[str]:
        """What has happened to a run, in words, a line each."""
        __tracebackhide__ = True
        return [f"{line.place}: {line.text}" for line in self.engine.story(run or self._newest())]

    def work(self, user: str) -> list[WorkItem]:
        """The open work items that a user may do."""
        return self.engine.work.for_user(f"user:{user}")

    def _newest(self) -> str:
        __tracebackhide__ = True
        page = self.engine.runs.newest()
        while page:
            for each in page:
                if each.parent is None:
                    return each.id
            page = self.engine.runs.newest(before=page[-1].key)
        raise TrialFailed("no run has been started")

    # --- what happens -------------------------------------------------------------------------------------------

    def put(self, record: str, fields: Mapping[str, Any], *, by: str | None = None) -> Written:
        """Write a record as a whole, and do what follows from it."""
        __tracebackhide__ = True
        written = self.engine.records.put(record, fields, self.engine.by(by))
        self.settle()
        return written

    def start(self, orchestration: str, arguments: Mapping[str, Any] | None = None, *, by: str | None = None) -> str:
        """Start a run, and do what follows from it; answers its id."""
        __tracebackhide__ = True
        run = self.engine.start(orchestration, arguments or {}, self.engine.by(by))
        self.settle()
        return run

    def send(self, event: str, fields: Mapping[str, Any] | None = None, *, by: str | None = None) -> Sent:
        """Send an event, and do what follows from it."""
        __tracebackhide__ = True
        sent = self.engine.send(event, fields or {}, self.engine.by(by))
        self.settle()
        return sent

    def poll(self, source: str) -> None:
        """Ask a record source, write what it brings, and do what follows; no source is asked by itself."""
        __tracebackhide__ = True
        is_async = self.project.registry.source(source).is_async
        poll = Poll(self.engine, Sources(self.project.registry, self.clock.now), source)
        trouble = on_a_thread_if(poll.run, is_async=is_async)
        if trouble is not None:
            raise TrialFailed(f"the record source {source} cannot be asked: {trouble}")
        self.settle()

    def complete(self, step: str, outputs: Mapping[str, Any] | None = None, *, by: str) -> WorkItem:
        """Complete the one work item of a step (`packing.pack`) that is the user's to do, and do what follows."""
        __tracebackhide__ = True
        work = self.work(by)
        items = [each for each in work if each.element == step]
        if len(items) != 1:
            there = ", ".join(each.element for each in work) or "nothing"
            many = f"{len(items)} work items" if items else "no work item"
            raise TrialFailed(f"{by} has {many} of {step} to do; what there is to do: {there}")
        done = self.engine.work.complete(items[0].key, {**items[0].draft, **(outputs or {})}, self.engine.by(by))
        self.settle()
        return done

    def answer(self, flow: str, outputs: Mapping[str, Any] | None = None, *, run: str | None = None) -> None:
        """Answer the one call of a run (the newest unless one is named) whose flow has returned `Later()`."""
        __tracebackhide__ = True
        waiting = self.engine.calls.waiting(run or self._newest(), self.engine.by())
        tokens = [each.token for each in waiting if each.flow == flow]
        if len(tokens) != 1:
            raise TrialFailed(f"{len(tokens) or 'no'} call{'s' * (len(tokens) > 1)} of {flow} can be answered later")
        self.engine.calls.complete(tokens[0], outputs or {}, self.engine.by())
        self.settle()

    def takes(self, name: str, time: timedelta) -> None:
        """Let calls of a flow or a predicate take this long from now on; else they take no time."""
        self._caller.delays[name] = time

    def settle(self) -> None:
        """Do all that there is to do at this instant."""
        __tracebackhide__ = True
        self._pump.begin_line()
        try:
            self._pump.settle()
        except ScenarioFailed as failed:
            _fail(failed)

    def advance(self, time: timedelta) -> None:
        """Let time pass, with all that happens meanwhile."""
        __tracebackhide__ = True
        self._pump.begin_line()
        try:
            self._pump.advance(self.clock.now() + time // _MICROSECOND)
        except ScenarioFailed as failed:
            _fail(failed)


def _changed(
    project: Project,
    people: Mapping[str, Any] | None,
    settings: Mapping[str, Mapping[str, Any]],
    channels: Iterable[str],
) -> Project:
    """The project with other people, settings and channels."""
    own = project.settings
    merged = {**own.settings, **{name: {**own.settings.get(name, {}), **table} for name, table in settings.items()}}
    own = attrs.evolve(own, settings=merged, channels={**own.channels, **dict.fromkeys(channels, "memory")})
    if people is None:
        return project.changed(own)
    given = ("people of the test", GivenPeople(People(people)))
    return project.changed(attrs.evolve(own, people=None), [given])


def _compiled(project: Project) -> Any:
    __tracebackhide__ = True
    try:
        return project.compile()
    except CompileFailed as failed:
        raise TrialFailed(f"the project does not compile\n\n{findings_text(failed)}") from None


def findings_text(failed: CompileFailed) -> str:
    """What is wrong, as `orchestra lint` says it."""
    return excerpts(failed.findings.diagnostics, failed.findings.sources)


def _fail(failed: ScenarioFailed) -> NoReturn:
    __tracebackhide__ = True
    raise TrialFailed(f"{failed.found}. {failed.hint}" if failed.hint else failed.found) from failed
