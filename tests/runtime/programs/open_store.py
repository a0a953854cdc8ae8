"""Open a store as somebody without privileges: `open_store.py STORE`. Prints `fine`, or the trouble's kind and message.

Started by root it becomes nobody first: root may write everything.
"""

import os
import sys
from pathlib import Path

from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.graphs import person
from tests.runtime.programs.talk import say
from tests.runtime.world import World

if os.getuid() == 0:
    os.setuid(65534)
try:
    here = World(person(), store=SqliteStore.open(Path(sys.argv[1])))
    here.case()
    here.start("person")
    here.close()
except StoreError as error:
    say(error.kind, error)
else:
    say("fine")
