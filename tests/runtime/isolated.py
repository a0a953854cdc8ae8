"""An isolated flow for the runtime's tests, and a worker that calls it.

    python -m tests.runtime.isolated STORE FOLDER

The flow notes its key and the number of its process in FOLDER, and returns once there is a file `let`.
"""

import os
import sys
import time
from pathlib import Path

from orchestra_dsl.plugin import Context, flow
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from tests.patience import PATIENCE, wait_for
from tests.runtime.world import Case, Classified, World


@flow("crm.classify", isolate=True)
def classify(case: Case, context: Context) -> Classified:
    """Wait until it is let go."""
    with (context.folder / "called").open("a", encoding="utf-8") as notes:
        notes.write(f"{context.idempotency_key} {os.getpid()}\n")
    wait_for((context.folder / "let").exists)
    return {"severity": case.status}


def called(folder: Path) -> list[tuple[str, int]]:
    """The keys and processes of the calls so far."""
    file = folder / "called"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []
    split = (line.split() for line in lines if line.endswith("\n"))
    return [(key, int(process)) for key, process in split]


def work(here: World, folder: Path) -> Worker:
    """Start a worker that calls the isolated flow."""
    given = [("test", sys.modules[__name__])]
    registry = load_plugins(Project(folder=folder), installed=False, given=given)
    here.worker = Worker(here.engine, Calls(registry))
    here.worker.start()
    return here.worker


if __name__ == "__main__":
    from tests.runtime import isolated  # the flow's own module is not this one

    isolated.work(World(store=SqliteStore.open(Path(sys.argv[1]))), Path(sys.argv[2]))
    time.sleep(PATIENCE)
