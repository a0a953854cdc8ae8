"""A store in which there is something of everything: what the checks are tried on, and the kept samples are made of."""

from pathlib import Path

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.model import Graph, Package
from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.direct import DirectEngine
from orchestra_dsl.runtime.requests.observers import SetObservers
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.rows import OutboxRow
from orchestra_dsl.scenario.pump import Pump, Reply
from orchestra_dsl.source import SourceFile

FOLDER = Path(__file__).parent
SOURCE = FOLDER / "sample.orch"
PEOPLE = People({"users": {"ann": {}, "bob": {}, "eve": {}}, "groups": {"Agents": ["ann", "bob"]}})
ANN = Acting("user:ann", "test")
BOB = Acting("user:bob", "test")
ROOT = Acting(None, "test", administrator=True)
BEGINNING = 1_767_603_600_000_000
HOUR = 3_600_000_000


def package() -> Package:
    """What the source compiles to."""
    file = SourceFile("sample.orch", SOURCE.read_text(encoding="utf-8"))
    result = compile_source("sample.orch", {"sample.orch": file}.__getitem__, None)
    assert result.package is not None, [f"{each.code} {each.message} {each.span}" for each in result.diagnostics]
    return result.package


class Sample:
    """An engine on a store, whose flows answer what `answers` says of them, and else not at all."""

    def __init__(self, store: SqliteStore, now: int = BEGINNING) -> None:
        self.clock = VirtualClock(now)
        self._ids = iter(range(1, 100))
        self.engine = DirectEngine(store, directory=PEOPLE, clock=self.clock, new_id=self._new_id)
        self.pump = Pump(self.engine, self.clock, self._respond)
        self.answers: dict[str, dict[str, object] | str] = {}

    def _new_id(self) -> str:
        return f"run{next(self._ids)}"

    def _respond(self, row: OutboxRow, _: Graph) -> Reply | None:
        effect = row.effect
        answer = self.answers.get(effect.flow) if isinstance(effect, CallFlow) else None
        if answer is None:
            return None
        if isinstance(answer, str):
            return Reply(FlowFailed(effect.ref, answer, "it broke"), self.clock.now())
        return Reply(FlowReturned(effect.ref, answer), self.clock.now())

    def settle(self) -> None:
        """Do all that there is to do now."""
        self.pump.begin_line()
        self.pump.settle()

    def item(self, step: str, run: str) -> int:
        """The open work item of a step."""
        (found,) = (each.key for each in self.engine.work.of_run(run) if each.element == step)
        return found


def fill(store: SqliteStore) -> Sample:
    """Fill an empty store: runs that are under way with all they can have, in error, suspended and ended."""
    sample = Sample(store)
    engine = sample.engine
    engine.install(package())
    engine.submit(SetObservers(("audit",), complete=True)).result()
    sample.answers = {"book": {"seat": 7}, "weigh": "Broken"}
    for number in range(1, 5):
        case = {"id": str(number), "status": "New", "owner": "user:ann", "legs": ["a", "b", "c"]}
        engine.records.put("Case", case, ROOT)
        sample.settle()
    engine.send("paid", {"case": "1"}, ROOT)
    engine.work.claim(sample.item("desk.seen", "run1"), ANN)
    engine.work.complete(sample.item("rooms.heart", "run1"), {"fine": True}, ANN)
    sample.settle()
    engine.runs.suspend("run3", ROOT)
    engine.send("called", {"case": "3"}, ROOT)
    engine.runs.cancel("run4", ROOT)
    engine.start("fragile", {"case": "1"}, ROOT)
    sample.settle()
    return sample
