"""DBOS on SQLite: a workflow in Python, each call a durable step, `recv` where somebody has to do something."""

import os
import tempfile
from pathlib import Path
from typing import Any

from dbos import DBOS

from benchmarks.case import REWORKS
from benchmarks.figures import Values
from benchmarks.measure import cpu
from benchmarks.peers.peer import NOTES, RECORD, UnableError

PATIENCE = 600


@DBOS.step()
def work(_: dict[str, Any]) -> None:
    """A call that does nothing."""


@DBOS.workflow()
def process(record: dict[str, Any], reworks: int) -> int:
    """The case."""
    work(record)
    work(record)
    rounds = 0
    while record["priority"] == "High" and rounds <= reworks:
        DBOS.recv("complete", timeout_seconds=PATIENCE)
        work(record)
        rounds += 1
    work(record)
    return rounds


class Dbos:
    """It stores at each step by itself, so that there is no figure without a store."""

    distributions = ("dbos",)

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        url = f"sqlite:///{Path(self.folder.name) / 'store.db'}"
        DBOS(config={"name": "bench", "system_database_url": url, "run_admin_server": False, "log_level": "ERROR"})
        DBOS.launch()

    def answer(self, question: str, repetitions: int) -> Values:
        """It is asked for stored cases only."""
        if question != "stored":
            raise UnableError("stores at every step: it is asked for whole stored cases alone")
        return Values("µs", [1e6 * taken / 3 for taken in cpu(_three, repetitions)], "its own store and journal mode")

    def leave(self) -> None:
        """End the process at once: its threads poll for ever."""
        os._exit(0)


def _three() -> None:
    for _ in range(3):
        handle = DBOS.start_workflow(process, dict(RECORD), REWORKS)
        for _ in range(REWORKS + 1):
            DBOS.send(handle.workflow_id, NOTES, "complete")
        if handle.get_result() != REWORKS + 1:
            raise RuntimeError("a case has not come to its end")
