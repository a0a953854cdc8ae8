"""What it costs to call flows: the whole path of a call, and flows that are registered and never called.

100 runs of 20 calls each by a worker, on a store with FULL; CPU of all threads, of which the flow takes nothing.
Flows that are registered: CPU of whole processes that load a plugin with so many, less those that load one with one.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypedDict

from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.measure import command
from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.model import Package
from orchestra_dsl.plugin import Record, flow
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.runtime import Acting, Engine, SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from orchestra_dsl.source import SourceFile

RUNS, STEPS = 100, 20
DECLARED = """
record Case { id: text, status: "New" | "Closed", amount: decimal }
flow score(case: Case, number: integer) -> { score: integer }
"""
PATIENCE = 300.0
FLOWS = 1_000


class Case(Record):
    """The record that each call gets."""

    id: str


class Scored(TypedDict):
    """What each call answers."""

    score: int


@flow("score")
def score(case: Case, number: int) -> Scored:  # noqa: ARG001 - it is given all the same
    """Do nothing, on a thread."""
    return {"score": number}


@flow("score")
async def score_async(case: Case, number: int) -> Scored:  # noqa: ARG001 - it is given all the same
    """Do nothing, in the loop."""
    return {"score": number}


def measure(effort: Effort) -> Iterator[Figure]:
    """The whole path of a call, and what is registered and never called."""
    for what, each in (("on a thread", score), ("async", score_async)):
        taken = [_microseconds(each) for _ in range(3 if effort.quick else 6)][1:]
        yield Figure(f"a flow call through the whole path, {what}", Values("µs", taken), Target(250, 250))
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_start(sys.executable, Path(folder), flows, 5 if effort.quick else 15) for flows in (1, FLOWS))
    difference = sorted(1000 * (each - base) for each, base in zip(sorted(many), sorted(few), strict=True))
    yield Figure(f"what {FLOWS:,} registered flows add to a start", Values("ms", difference), Target(20, 20))


def _package() -> Package:
    """One step after the other, each a call of the flow."""
    steps = [
        f"background s{number} = score(case, number: {number})"
        + (f" {{ start after s{number - 1} }}" if number else "")
        for number in range(STEPS)
    ]
    text = f'{DECLARED}orchestration process(case: Case) {{ stage s {{\n{chr(10).join(steps)}\n}}\nend "Done" }}'
    result = compile_source("bench.orch", lambda name: SourceFile(name, text))
    if result.package is None:
        raise SystemExit(f"the benchmark's source is wrong: {result.diagnostics}")
    return result.package


def _microseconds(called: Any) -> float:
    package = _package()
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(SqliteStore.open(Path(folder) / "store.db"), directory=People({}))
        engine.install(package)
        engine.records.put("Case", {"id": "1", "status": "New", "amount": "7"}, Acting())
        for _ in range(RUNS):
            engine.start("process", {"case": "1"}, Acting())
        given = [("bench", SimpleNamespace(score=called))]
        worker = Worker(engine, Calls(load_plugins(Project(folder=Path()), installed=False, given=given)))
        begun = time.process_time()
        worker.start()
        if not worker.settle(PATIENCE):
            raise SystemExit("the benchmark's runs have not ended")
        taken = time.process_time() - begun
        worker.stop()
        outcomes = {each.outcome for each in engine.runs.newest(limit=RUNS)}
        engine.close()
    if outcomes != {"Done"}:
        raise SystemExit(f"the benchmark's runs have ended as {outcomes}")
    return taken / (RUNS * STEPS) * 1e6


def _start(python: str, folder: Path, flows: int, repetitions: int) -> list[float]:
    """CPU seconds of processes that load a plugin with so many flows."""
    names = "\n".join(f'        "flow_{number}": "never_imported_{number}:flow",' for number in range(flows))
    plugin = (
        "from orchestra_dsl.plugin import hookimpl\n\n\n"
        f"@hookimpl\ndef orchestra_flows():\n    return {{\n{names}\n    }}\n"
    )
    (folder / f"flows_{flows}.py").write_text(plugin, encoding="utf-8")
    begin = (
        "import sys; from pathlib import Path; from orchestra_dsl.plugin.manager import load_plugins; "
        "from orchestra_dsl.plugin.project import Project; "
        f"registry = load_plugins(Project(folder=Path()), [Path(sys.argv[1])], installed=False); "
        f"assert len(registry.names('flow')) == {flows}, registry.problems"
    )
    return command([python, "-c", begin, str(folder / f"flows_{flows}.py")], repetitions)


ROW = Row("calls", "calls of flows", __doc__, measure)
