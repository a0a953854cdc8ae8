"""The process of the long run that works: calls flows, keeps time, asks the source, tells the observer, until killed.

    python -m tests.longrun.working FOLDER

It prints a line when it works, and ends in order when its standard input does.
"""

import sys
from pathlib import Path

from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.observing import Observers
from orchestra_dsl.plugin.sourcing import Sources
from orchestra_dsl.runtime.worker.worker import Worker
from tests.longrun.process import open_engine, plugins
from tests.longrun.taken_out import take_out
from tests.patience import wait_for


def main(folder: Path) -> None:
    """Work until killed, or until nobody is there any more."""
    registry = plugins(folder)
    engine = open_engine(folder, registry)
    take_out(engine)
    sources = Sources(registry, engine.clock.now)
    worker = Worker(engine, Calls(registry), observers=Observers(registry), sources=sources)
    worker.start()
    wait_for(lambda: worker.status.works)
    print("works", flush=True)  # noqa: T201 - whoever kills it waits for this
    sys.stdin.read()
    worker.stop()
    engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
