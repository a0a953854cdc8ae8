"""A process of the tests of a faulty disk: it works for a store and acts for people, whatever the disk does.

    python -m tests.crash.faulty FOLDER CASES TELLINGS LAST

What it is told of the store, and what its worker logs of it, is noted in the file `told` of the folder, a line each.
After so many TELLINGS it does what LAST says: it ends (`end`), or kills itself (`die`); with 0 it goes on until every
run has ended.
"""

import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from attrs import define

from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.runtime import Engine, SqliteStore, StoreError
from orchestra_dsl.runtime.worker import again, dispatch, underway
from orchestra_dsl.runtime.worker.worker import Worker
from tests.crash.clerk import Clerk
from tests.crash.process import package, plugins
from tests.crash.taken_out import take_out
from tests.patience import PATIENCE

GAVE_UP = 3
"""The status of a process that was told often enough."""
TOO_LONG = 4
"""The status of a process whose runs have not ended in good time."""
SOON = 0.02
"""Seconds until what has failed is tried again."""


@define
class Told:
    """Notes what the store says, and does what is to be done after the last time."""

    folder: Path
    tellings: int
    last: str
    count: int = 0

    def note(self, error: StoreError, message: str) -> None:
        """Note it."""
        with (self.folder / "told").open("a", encoding="utf-8") as file:
            file.write(json.dumps([error.kind, message]) + "\n")
        self.count += 1
        if self.is_enough and self.last == "die":
            os.kill(os.getpid(), signal.SIGKILL)

    @property
    def is_enough(self) -> bool:
        """Whether that was the last time."""
        return 0 < self.tellings <= self.count

    def insist(self, act: Callable[[], bool]) -> int:
        """Do this until it answers True; the status of a process that ends then."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if act():
                    return 0
            except StoreError as error:
                self.note(error, str(error))
            if self.is_enough:
                return GAVE_UP
            time.sleep(SOON)
        return TOO_LONG


class Listener(logging.Handler):
    """Notes what is logged of the store."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Note it, if it is of the store."""
        for each in record.args if isinstance(record.args, tuple) else ():
            if isinstance(each, StoreError):
                self._told.note(each, record.getMessage())


def serve(engine: Engine, registry: Registry, cases: int, told: Told) -> int:
    """Work for the store, and act for people."""
    worker = Worker(engine, Calls(registry))
    clerk = Clerk(engine, told.folder, cases)

    def open_cases() -> bool:
        clerk.open_cases()
        return True

    try:
        status = told.insist(open_cases)  # nobody else writes meanwhile: it is known which act meets which fault
        if not status:
            worker.start()
            status = told.insist(lambda: clerk.look_after() <= 0)
        return status
    finally:
        worker.stop()
        engine.close()


def main(folder: Path, cases: int, tellings: int, last: str) -> int:
    """Go on until every run has ended, or enough was told."""
    dispatch.AGAIN = again.AGAIN = underway.FIRST_DELAY = SOON
    take_out()
    told = Told(folder, tellings, last)
    logging.getLogger("orchestra.runtime").addHandler(Listener(told))
    registry = plugins(folder / "effects")
    engines: list[Engine] = []

    def open_engine() -> bool:
        engine = Engine(SqliteStore.open(folder / "store.db"), directory=registry.directory)
        engines.append(engine)
        try:
            engine.install(package())
        except StoreError:
            engines.pop().close()
            raise
        return True

    return told.insist(open_engine) or serve(engines[0], registry, cases, told)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
