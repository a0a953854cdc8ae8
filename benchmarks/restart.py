"""A process that begins to work for a store and handles one event: `python -m benchmarks.restart STORE ITEM`.

Prints the seconds from the opening of the store to the answer, and the KiB that the process then holds.
"""

import gc
import sys
import time
from pathlib import Path

from benchmarks.people import ANN, OF_CROWD
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.runtime import Engine, SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker


def main(path: str, item: int) -> None:
    """Begin to work, claim the item, and stay until memory is counted."""
    begun = time.perf_counter()
    engine = Engine(SqliteStore.open(Path(path)), directory=People(OF_CROWD))
    calls = Calls(load_plugins(Project(folder=Path()), installed=False))
    worker = Worker(engine, calls)
    worker.start()
    engine.work.claim(item, ANN)
    print(time.perf_counter() - begun, flush=True)
    worker.settle(60)
    engine.work.for_user("user:ann")
    gc.collect()
    print(_resident(), flush=True)
    worker.stop()
    engine.close()


def _resident() -> int:
    """KiB of memory that this process holds."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
