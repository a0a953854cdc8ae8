"""A process of the kill test of schedules: it works for a store, on a clock on which ten minutes pass in a second.

    python -m tests.crash.timely FOLDER BEGAN

BEGAN is when that clock began, in seconds since 1970: it goes on from one process to the next.
"""

import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

from orchestra_dsl.graph.model import Graph, ScheduleTrigger
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.runtime import Engine, SqliteStore
from orchestra_dsl.runtime.clock import SystemClock
from orchestra_dsl.runtime.worker.worker import Worker
from tests.interpreter import build
from tests.runtime.graphs import package

FASTER = 600


class FastClock(SystemClock):
    """A clock that goes faster than the machine's."""

    def __init__(self, began: float) -> None:
        self._began = began

    def now(self) -> int:
        """The instant in microseconds since 1970 (UTC)."""
        return int((self._began + (time.time() - self._began) * FASTER) * 1_000_000)

    def wait(self, wake: threading.Event, due: int | None) -> None:  # noqa: ARG002 - it looks often enough
        """Wait a little."""
        wake.wait(0.005)


def timely() -> Graph:
    """An orchestration that starts every minute, and ends."""
    made: Graph = build.graph(build.end("Done"), triggers=(ScheduleTrigger("* * * * *", "UTC", ()),))
    return made


def open_engine(folder: Path, began: float) -> Engine:
    """An engine on the store in this folder."""
    engine = Engine(SqliteStore.open(folder / "store.db"), directory=People({}), clock=FastClock(began))
    engine.install(package(timely()))
    return engine


def main(folder: Path, began: float) -> None:
    """Work until killed."""
    registry = load_plugins(Project(folder=folder), installed=False, given=[("none", SimpleNamespace())])
    Worker(open_engine(folder, began), Calls(registry)).start()
    print("works", flush=True)  # noqa: T201 - whoever kills it waits for this
    time.sleep(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
