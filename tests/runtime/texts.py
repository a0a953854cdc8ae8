"""Orchestrations as text for the runtime's tests, and what calls their flows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.model import Package
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.sourcing import Sources
from orchestra_dsl.runtime.clock import Clock
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.identity import new_run_id
from orchestra_dsl.runtime.ports import Directory
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.worker.worker import Worker
from orchestra_dsl.source import SourceFile
from tests.patience import PATIENCE
from tests.runtime.world import ADMIN, ANN, PEOPLE, calls

DECLARED = """
record Case { id: text   status: "New" | "Working" | "Closed"   amount: integer   note: text?   owner: text? }
screen fix_case(case: Case) -> { ok: boolean }
predicate quiet(case: Case)
"""


def compiled(text: str) -> Package:
    """The package of a text, which declares the record Case and a screen besides."""
    return compiled_whole(DECLARED + text)


def compiled_whole(text: str) -> Package:
    """The package of a text that declares all it needs."""
    file = SourceFile("test.orch", text)
    result = compile_source("test.orch", {"test.orch": file}.__getitem__, None)
    assert result.package is not None, [f"{each.code} {each.message}" for each in result.diagnostics]
    return result.package


class Place:
    """An engine with the orchestrations of a text, and a worker.

    Runs that are `numbered` are r1, r2 and so on, which holds only where no update of a run starts another.
    """

    def __init__(
        self,
        text: str,
        *,
        store: Store | None = None,
        directory: Directory | None = None,
        numbered: bool = True,
        clock: Clock | None = None,
    ) -> None:
        self.begun = 0
        self.engine = Engine(
            store or SqliteStore.in_memory(),
            directory=directory or People(PEOPLE),
            new_id=self._new_id if numbered else new_run_id,
            clock=clock,
        )
        self.engine.install(compiled(text))
        self.work_again()

    def work_again(self) -> None:
        """Let a worker work, for the first time or after the one before has stopped."""
        self.worker = Worker(self.engine, calls())
        self.worker.start()

    def bring(self, *plugins: object) -> Worker:
        """Let a worker work with the record sources of these plugins, in the place of the one before."""
        self.worker.stop(grace=0)
        given = [(f"plugin{number}", plugin) for number, plugin in enumerate(plugins)]
        registry = load_plugins(Project(folder=Path()), installed=False, given=given)
        self.worker = Worker(self.engine, calls(), sources=Sources(registry, self.engine.clock.now))
        self.worker.start()
        return self.worker

    def _new_id(self) -> str:
        """A request that has to ask outside is carried out twice, and asks for an id each time."""
        return f"r{self.begun + 1}"

    def settle(self) -> None:
        """Wait until nothing moves any more."""
        assert self.worker.settle(PATIENCE), self.worker.status

    def close(self) -> None:
        """Stop everything."""
        self.worker.stop(grace=0.2)
        self.engine.close()

    def case(self, id_: str = "1", **fields: Any) -> list[str]:
        """Put a case; answers the runs that this starts."""
        values = {"status": "New", "amount": 1, **fields, "id": id_}
        written = self.engine.records.put("Case", values, ANN)
        assert not written.problems, written.problems
        self.begun += len(written.started)
        self.settle()
        return list(written.started)

    def field(self, name: str, id_: str = "1") -> Any:
        """A field of a case."""
        row = self.engine.records.get("Case", id_)
        return None if row is None else row.fields.get(name)

    def start(self, name: str, case: str = "1", **arguments: Any) -> str:
        """Start a run by hand."""
        run = self.engine.start(name, {"case": case, **arguments}, ANN)
        self.begun += 1
        self.settle()
        return run

    def complete(self, run: str, **outputs: Any) -> None:
        """Ann completes the open item of a run."""
        self.engine.work.complete(self.item(run), outputs or {"ok": True}, ANN)
        self.settle()

    def item(self, run: str) -> int:
        """The one open item of a run."""
        (key,) = (each.key for each in self.engine.work.of_run(run) if each.status.words in ("open", "claimed"))
        return key

    def ended(self, run: str) -> str:
        """The outcome of a run; what it failed with, or its status, where it has none."""
        view = self.engine.runs.get(run)
        return view.outcome or view.error or view.status.words

    def status(self, run: str) -> str:
        """The status of a run."""
        return self.engine.runs.get(run).status.words

    def children(self, run: str) -> dict[str, str]:
        """The runs of a run's steps, the oldest first, with their status."""
        return {each.id: each.status.words for each in reversed(self.engine.runs.of_parent(run))}

    def cancel(self, run: str) -> None:
        """An administrator cancels a run."""
        self.engine.runs.cancel(run, ADMIN)
        self.settle()


MakePlace = Callable[..., Place]
