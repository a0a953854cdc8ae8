"""Start waiting runs, and tell what memory they cost: `remember.py STORE RUNS`.

Prints the resident KiB with the runs waiting, then, for a new engine on the store, the seconds from opening it until
the first event was handled, and the resident KiB after it.
"""

import gc
import sys
import time
from concurrent.futures import Future, wait
from pathlib import Path

from orchestra_dsl.runtime.requests.start import Start
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.graphs import limited
from tests.runtime.programs.talk import say
from tests.runtime.world import ANN, World


def resident() -> int:
    """KiB of memory that this process holds."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


path, runs = Path(sys.argv[1]), int(sys.argv[2])
here = World(limited(3600), store=SqliteStore.open(path))
here.case()
here.work()
orchestration = here.engine.programs.orchestration("limited")
answers: list[Future[str]] = []
for begun in range(0, runs, 100):
    answers = [here.engine.submit(Start(orchestration, ("1",), ANN)) for _ in range(min(100, runs - begun))]
    wait(answers)
here.settle()
say(resident())
run = answers[0].result()
ref = here.engine.work.of_run(run)[0]
here.close()

start = time.perf_counter()
again = World(store=SqliteStore.open(path))
again.work()
again.engine.work.claim(ref.key, ANN)
say(time.perf_counter() - start)
again.settle()
say(resident())
again.close()
