"""What it costs to call flows: the whole path of a call, and flows that are registered and never called.

The path is that of a worker on a store in a file: the effect in the outbox, the plugin, its record, its answer, and the
event that makes the next call. The flow does nothing, so all that is measured is the engine's.
"""

import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypedDict

from benchmarks.measure import command, row
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


def whole_path() -> None:
    """CPU of this process for each call of a flow, from the effect to the next one."""
    for what, each in (("on a thread", score), ("async", score_async)):
        taken = [_microseconds(each) for _ in range(6)][1:]
        row(f"a flow call through the whole path, {what}", "µs CPU", taken)


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


def registered(python: str) -> None:
    """What flows add to a start that nobody calls: by name, so that no module of theirs is imported."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_start(python, Path(folder), flows) for flows in (1, FLOWS))
    difference = sorted(1000 * (each - base) for each, base in zip(sorted(many), sorted(few), strict=True))
    row(f"what {FLOWS:,} registered flows add to a start", "ms CPU", difference)


def _start(python: str, folder: Path, flows: int) -> list[float]:
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
    return command([python, "-c", begin, str(folder / f"flows_{flows}.py")], 15)
