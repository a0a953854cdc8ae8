"""Complete all open work items as somebody, as fast as it goes: `complete.py STORE USER ORDER`.

ORDER is `oldest` or `newest`, with which it begins. Prints a line for each: `won KEY`, or `told KEY WHY`.
"""

import sys
from pathlib import Path

from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.programs.talk import say
from tests.runtime.world import World

here = World(store=SqliteStore.open(Path(sys.argv[1]), create=False))
user = f"user:{sys.argv[2]}"
items = here.engine.work.for_user(user, limit=1000)
if sys.argv[3] == "newest":
    items.reverse()
say("ready")
sys.stdin.readline()
for item in items:
    try:
        here.engine.work.complete(item.key, {"ok": True}, Acting(user, "program"), version=item.version)
    except Refusal as refusal:
        say("told", item.key, refusal.code)
    else:
        say("won", item.key)
here.close()
