"""Run a store whose disk lets no file grow over some bytes: `small_files.py STORE BYTES`.

Starts runs until one cannot be stored, then lifts the limit and goes on. Prints `stored N`, `trouble KIND MESSAGE`,
`stored N` and `kept N`, where the last counts the runs that are there.
"""

import resource
import signal
import sys
from pathlib import Path

from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.graphs import person
from tests.runtime.programs.talk import say
from tests.runtime.world import World

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
here = World(person(), store=SqliteStore.open(Path(sys.argv[1])))
here.case()
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), hard))
stored = 0
try:
    while True:
        here.start("person")
        stored += 1
except StoreError as error:
    say("stored", stored)
    say("trouble", error.kind, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
for _ in range(3):
    here.start("person")
say("stored", stored + 3)
say("kept", here.engine.runs.count())
here.close()
