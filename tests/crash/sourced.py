"""The process of the kill test of record sources: it brings in what a system outside has changed, until killed.

    python -m tests.crash.sourced FOLDER

The system outside is a table of changes, FOLDER/outside.db. A line is printed after each commit, and one when all is
there.
"""

import os
import random
import sqlite3
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from orchestra_dsl.plugin import Changes, source
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.sourcing import Sources
from orchestra_dsl.runtime import Engine, SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from tests.patience import PATIENCE
from tests.runtime.texts import compiled
from tests.runtime.world import PEOPLE, calls

Row = tuple[int, str, int | str]
"""The number of a change, a case, and its amount from then on; one that is a text does not fit."""

TEXT = "orchestration told(case: Case) { start on case created or updated when case.amount >= 0 every time   end }"
PAGES = (7, 1, 120, 50, 51, 3, 100)
"""How many changes a page has; those with more than 50 records are written in parts."""


def open_engine(folder: Path) -> Engine:
    """A process's view of the store in this folder."""
    engine = Engine(SqliteStore.open(folder / "store.db"), directory=People(PEOPLE))
    engine.install(compiled(TEXT))
    return engine


def make_outside(folder: Path, rows: Sequence[Row]) -> None:
    """Have something happen outside."""
    with closing(sqlite3.connect(folder / "outside.db")) as outside, outside:
        outside.execute("CREATE TABLE change (number INTEGER PRIMARY KEY, id TEXT, amount)")
        outside.executemany("INSERT INTO change VALUES (?, ?, ?)", rows)


def page_after(folder: Path, number: int) -> list[Row]:
    """The page that follows a change; how large it is depends on that alone."""
    with closing(sqlite3.connect(folder / "outside.db")) as outside:
        query = "SELECT number, id, amount FROM change WHERE number > ? ORDER BY number LIMIT ?"
        return outside.execute(query, (number, random.Random(number).choice(PAGES))).fetchall()  # noqa: S311 - nothing secret


def work(folder: Path) -> None:
    """Bring in what there is."""

    @source("crm", every=timedelta(seconds=1))
    def crm(cursor: str | None) -> Changes:
        rows = page_after(folder, int(cursor or 0))
        if not rows:
            say("all is there")
        cases = [("Case", {"id": id_, "status": "New", "amount": amount}) for _, id_, amount in rows]
        return Changes(records=cases, cursor=str(rows[-1][0]) if rows else None, more=bool(rows))

    registry = load_plugins(Project(folder=folder), installed=False, given=[("crm", SimpleNamespace(crm=crm))])
    engine = open_engine(folder)
    engine.listen(lambda _: say("committed"))
    Worker(engine, calls(), sources=Sources(registry, engine.clock.now)).start()
    time.sleep(PATIENCE)


def say(word: str) -> None:
    """Tell whoever kills this process how far it is."""
    os.write(1, f"{word}\n".encode())


if __name__ == "__main__":
    work(Path(sys.argv[1]))
