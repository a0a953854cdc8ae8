"""Be the worker of a store with an observer: `observe.py STORE KEYS CALL`.

The observer appends the key of what it is told to the file KEYS, which is synced. Prints `ready` once the store keeps
what happens for it, and `done` once it has been told of everything. In its call of number CALL, unless that is 0, it
prints `inside` and hangs.
"""

import itertools
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from orchestra_dsl.plugin import Observation, observer
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.patience import PATIENCE, wait_for
from tests.runtime.programs.talk import say
from tests.runtime.world import World

keys, hangs_in = Path(sys.argv[2]), int(sys.argv[3])
count = itertools.count(1)


@observer("audit")
def audit(seen: Observation) -> None:
    """Note the key for good."""
    with keys.open("a") as file:
        file.write(f"{seen.key}\n")
        file.flush()
        os.fsync(file.fileno())
    if next(count) == hangs_in:
        say("inside")
        time.sleep(600)


def is_observed() -> bool:
    """Whether the store keeps what happens for it."""
    with here.engine.store.reading() as reads:
        return bool(reads.observers())


here = World(store=SqliteStore.open(Path(sys.argv[1])))
worker = here.observe(SimpleNamespace(audit=audit))
wait_for(is_observed)
say("ready")
if hangs_in:
    time.sleep(600)
assert worker.settle(PATIENCE)
here.close()
say("done")
