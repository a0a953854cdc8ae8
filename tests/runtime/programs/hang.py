"""Be the worker of a store, with flows that never come back: `hang.py STORE KEYS`.

Prints `inside` when one is called.
"""

import sys
import time
from pathlib import Path

from orchestra_dsl.plugin import Context
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.programs.talk import say
from tests.runtime.world import Case, World


def classify(_case: Case, context: Context) -> dict[str, str]:
    """Note the key, and hang."""
    Path(sys.argv[2]).write_text(context.idempotency_key)
    say("inside")
    time.sleep(600)
    return {}


here = World(store=SqliteStore.open(Path(sys.argv[1])))
here.work(classify)
time.sleep(600)
