"""Work for a store: `toil.py STORE KEYS begin`, until killed, or `toil.py STORE KEYS finish`, until nothing is left.

Flows append their keys to the file KEYS, which is synced. Starts runs all the time (`begin` only), and completes work
items as ann. Prints `begun`, then `started ID` and `completed KEY` once that is acknowledged, and `done` at the end.
"""

import os
import sys
import time
from pathlib import Path

from orchestra_dsl.plugin import Context, FlowError
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.graphs import both
from tests.runtime.programs.talk import say
from tests.runtime.world import ANN, Case, World

store, keys, begins = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "begin"


def classify(case: Case, context: Context) -> dict[str, str]:
    """Note the key for good, then take a while, or fail the first time."""
    with keys.open("a") as file:
        file.write(f"{context.idempotency_key}\n")
        file.flush()
        os.fsync(file.fileno())
    if case.status == "Fails" and context.attempt == 1:
        raise FlowError("Busy")
    time.sleep(0.002)
    return {"severity": "S1"}


here = World(both(), store=SqliteStore.open(store))
here.case()
here.work(classify)
say("begun")
while begins or here.engine.work.all_open() or not here.worker.settle(0.001):  # type: ignore[union-attr]  # it is there
    if begins:
        say("started", here.start("both"))
    for item in here.engine.work.for_user("user:ann"):
        try:
            here.engine.work.complete(item.key, {"ok": True}, ANN, event_id=f"answer-{item.key}")
        except Refusal:
            continue
        say("completed", item.key)
here.close()
say("done")
