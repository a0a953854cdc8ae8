"""The composition root: an engine with a project's orchestrations, plugins, people and store.

    with project.engine() as engine:
        run = engine.start("case_management", {"case": "5001"}, by=engine.by("ann"))
        with engine.worker():
            for entry in engine.runs.follow(run):
                ...

What the engine can do is said in `orchestra_dsl.runtime.engine`; here is what a project adds.
"""

import getpass
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from orchestra_dsl.graph.model import Graph, Package
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.values import is_principal, principal_name
from orchestra_dsl.interpreter.acts import KINDS
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.allocating import Allocation
from orchestra_dsl.runtime.clock import Clock
from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.lock import holder
from orchestra_dsl.runtime.store.rows import AsideRow, RunRow
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.explaining import Waits, fault, waits_for
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.people import LazyDirectory
from orchestra_dsl.workspace.settings import Settings
from orchestra_dsl.workspace.timeline import Line, Timeline

if TYPE_CHECKING:
    from types import TracebackType

    from orchestra_dsl.plugin.registry import Registry
    from orchestra_dsl.runtime.worker.worker import Worker
    from orchestra_dsl.workspace.forms import Form
    from orchestra_dsl.workspace.reasons import Reason, Why

_TAKES_OVER = 0.5
"""Seconds that a worker gets to find out whether the store is free."""

MEMORY = ":memory:"
"""The name of a store that is gone when it is closed."""


class ProjectEngine(Engine):
    """The engine of one project."""

    def __init__(
        self,
        settings: Settings,
        registry: "Callable[[], Registry]",
        store: SqliteStore,
        *,
        clock: Clock | None = None,
        door: str,
    ) -> None:
        directory = LazyDirectory(lambda: registry().directory)
        super().__init__(
            store,
            directory=directory,
            administrators=settings.administrators,
            allocation=Allocation(settings.allocation, lambda name: registry().policy(name)),
            clock=clock,
            missed_starts=settings.missed_starts,
        )
        self.settings = settings
        self.door = door
        self._registry = registry
        self._timeline: Timeline | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: "TracebackType | None"
    ) -> None:
        self.close()

    def by(self, user: str | None = None) -> Acting:
        """Who acts, through this engine's door.

        A user acts for others where `administrators` in `orchestra.toml` names them or a group of theirs. Nobody in
        particular is whoever may write the store's file: that is an administrator. Raises UsageError for a name that
        is no user's.
        """
        if user is None:
            return Acting(None, self.door, administrator=True)
        principal = user if is_principal(user) else f"user:{user}"
        if not user.strip() or not principal.startswith("user:"):
            what = f"`{user}` is no user" if user.strip() else "the name of who acts is empty"
            raise UsageError(what, hint="Only users act: give a user's name, such as ann.")
        return Acting(principal, f"{self.door} as {principal_name(principal)}", self._administers(principal))

    def _administers(self, user: str) -> bool:
        named = self.settings.administrators
        return user in named or any(self.directory.member(user, each) for each in named if each.startswith("group:"))

    @contextmanager
    def worker(self) -> "Iterator[Worker]":
        """Call flows and keep time, or stand by while another process does, as long as the block lasts."""
        from orchestra_dsl.plugin.calls import Calls
        from orchestra_dsl.plugin.observing import Observers
        from orchestra_dsl.plugin.sourcing import Sources
        from orchestra_dsl.runtime.worker.worker import Worker

        registry = self._registry()
        now = self.clock.now
        worker = Worker(self, Calls(registry, now), observers=Observers(registry), sources=Sources(registry, now))
        worker.start()
        try:
            yield worker
        finally:
            worker.stop()

    @property
    def served_by(self) -> str | None:
        """Which process works for the store (`process 4711`); None when none does."""
        return None if self.store.lock_file is None else holder(self.store.lock_file)

    def served_by_another(self, worker: "Worker") -> str | None:
        """Which other process works for the store, while this one's worker stands by."""
        deadline = time.monotonic() + _TAKES_OVER
        while not worker.status.works and time.monotonic() < deadline:
            time.sleep(0.01)
        return None if worker.status.works else self.served_by

    def row_of(self, run_id: str) -> RunRow:
        """A run as lists show it. Raises Refusal when there is no such run."""
        key = self.run_key(run_id)
        with self.store.reading() as reads:
            row = reads.run_row(key)
        if row is None:
            raise Refusal("not found", f"there is no run {run_id}")
        return row

    def graph_of(self, run_id: str) -> Graph:
        """The graph that a run is pinned to. Raises Refusal when there is no such run."""
        row = self.row_of(run_id)
        with self.store.reading() as reads:
            return self.programs.by_key(row.graph, reads).graph

    def form(self, item: WorkItem) -> "Form":
        """What a person is shown and asked to complete a work item."""
        from orchestra_dsl.plugin.calls import Calls
        from orchestra_dsl.workspace.screens import form_for

        return form_for(item, self.graph_of(item.run), Calls(self._registry()), self._fields)

    def _fields(self, type_: str, id_: str) -> Mapping[str, Any] | None:
        found = self.records.get(type_, id_)
        return None if found is None else found.fields

    def timeline(self, run_id: str) -> Timeline:
        """What tells the history of a run in words."""
        graph = self.graph_of(run_id)
        if self._timeline is None or self._timeline.graph is not graph:
            self._timeline = Timeline(graph)  # one is enough: runs that are told of together are mostly alike
        return self._timeline

    def waits(self, run_id: str, *, by: Acting | None = None) -> list[Waits]:
        """What keeps a run from going on, events that met a fault of the program included."""
        self.runs.check_view(run_id, by)
        found = waits_for(self.runs.get(run_id), self.work.of_run(run_id), self.timeline(run_id))
        return found + [fault(row) for row in self.put_aside(run_id)]

    def reasons(self, run_id: str, *, by: Acting | None = None) -> "list[Reason]":
        """Every condition of a run's history: what it says, what it read, and what came out."""
        self.runs.check_view(run_id, by)
        from orchestra_dsl.workspace.reasons import reasons_of

        replayed, origins = self.runs.replayed(run_id), self.runs.origins(run_id)
        return list(reasons_of(replayed, self.timeline(run_id), origins))

    def why(self, run_id: str, *, by: Acting | None = None) -> "list[Why]":
        """What keeps a run from going on: since when, and for conditions what they read when they were last asked."""
        self.runs.check_view(run_id, by)
        from orchestra_dsl.workspace.reasons import whys

        return whys(self.waits(run_id), self.reasons(run_id), self.story(run_id))

    def put_aside(self, run_id: str) -> list[AsideRow]:
        """The events of a run that met a fault of the program, oldest first; they wait to be applied again."""
        found: list[AsideRow] = []
        after = 0
        while page := self.troubles.oldest(after=after):
            found += [row for row in page if row.run_id == run_id]
            after = page[-1].key
        return found

    def retry(self, run_id: str, by: Acting, element: str | None = None) -> list[str]:
        """Try again what is in error, and events that were put aside; answers what it was. Raises Refusal."""
        aside = self.put_aside(run_id) if element is None else []
        if aside and not by.administrator:
            raise Refusal("not allowed", "only an administrator may have an event applied again")
        for row in aside:
            self.troubles.resume(row.key)
        if aside and self.row_of(run_id).status != Status.ERROR:
            return [KINDS[type(row.event.act)] for row in aside]
        return [*(KINDS[type(row.event.act)] for row in aside), self.runs.retry(run_id, by, element=element)]

    def story(self, run_id: str, *, by: Acting | None = None) -> list[Line]:
        """The whole history of a run in words."""
        self.runs.check_view(run_id, by)
        lines: list[Line] = []
        after = 0
        timeline = self.timeline(run_id)
        while entries := self.runs.history(run_id, after=after):
            lines += timeline.lines(entries)
            after = entries[-1].sequence
        return lines


def open_engine(
    settings: Settings,
    registry: "Callable[[], Registry]",
    package: Package | None,
    store: Path | str | None = None,
    *,
    create: bool = True,
    clock: Clock | None = None,
    door: str | None = None,
) -> ProjectEngine:
    """The engine of a project, with the package installed, on its own store, another file, or one in memory.

    Plugins are loaded when the engine first needs one. Raises UsageError and StoreError.
    """
    opened = open_store(settings, store, create=create)
    try:
        engine = ProjectEngine(settings, registry, opened, clock=clock, door=door or python_door())
        if package is not None:
            engine.install(package)
    except BaseException:
        opened.close()
        raise
    return engine


def open_store(settings: Settings, store: Path | str | None, *, create: bool) -> SqliteStore:
    """A project's own store, another file, or one in memory. Raises UsageError and StoreError."""
    if store == MEMORY:
        return SqliteStore.in_memory()
    path = settings.store if store is None else Path(store)
    if not create and not path.exists():
        hint = (
            "`orchestra run` and `orchestra record put` make one; `--store` or `store` in orchestra.toml names another."
        )
        raise UsageError("there is no store", where=shown(path), hint=hint)
    if path.exists() and not path.is_file():
        hint = "`--store` or `store` in orchestra.toml names the file that holds the store."
        raise UsageError("the store is not a file", where=shown(path), hint=hint)
    if store is None and create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"the folder cannot be made: {error.strerror}", where=shown(path.parent)) from error
    return SqliteStore.open(path, create=create)


def python_door() -> str:
    """The door of an application that embeds Orchestra."""
    return f"Python, OS user {os_user()}"


def os_user() -> str:
    """Who runs this process, as the operating system calls them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
