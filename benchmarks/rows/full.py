"""Events that are on the disk before they are answered, one at a time.

The same events with synchronous=FULL, as the engine works in use, by turns with commits of one row of 200 bytes by
SQLite alone in a file beside it. This is time that passes, since it is the disk that is waited for; the ratio is of
each pair of samples.
"""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import case, stores
from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.measure import wall
from orchestra_dsl.runtime import Engine

RUNS = 100
ROW_SIZE = 200


def measure(effort: Effort) -> Iterator[Figure]:
    """Events and bare commits, by turns."""
    with stores.opened(case.WORK) as engine:
        stores.waiting_runs(engine, RUNS)
        stores.set_synchronous(engine.store, "FULL")
        bare = _Bare(Path(engine.store.where).with_name("bare.db"))
        pairs = [(_events(engine), wall(bare.commit)) for _ in range(6 if effort.quick else 16)][1:]
        bare.connection.close()
    ratios = Values("times", [event / commit for event, commit in pairs])
    note = "a bare commit takes {:.0f} µs".format(Values("", [1e6 * commit / RUNS for _, commit in pairs]).median)
    figure = Values("times", ratios.samples, note)
    yield Figure("stored event, synchronous=FULL, against a bare commit", figure, Target(1.5, 1.2))
    yield Figure("  the same, in time that passes", Values("µs", [1e6 * event / RUNS for event, _ in pairs]))


def _events(engine: Engine) -> float:
    requests = stores.completions(engine)
    begun = time.perf_counter()
    for request in requests:
        engine.carry_out(request)
    return time.perf_counter() - begun


class _Bare:
    """SQLite alone, as the engine opens it: a row more at each commit."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("CREATE TABLE row (key INTEGER PRIMARY KEY, data BLOB NOT NULL)")

    def commit(self) -> None:
        """As many commits as there are events."""
        for number in range(RUNS):
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute("INSERT INTO row (data) VALUES (?)", (number.to_bytes(ROW_SIZE, "big"),))
            self.connection.execute("COMMIT")


ROW = Row("full", "stored events that wait for the disk", __doc__, measure)
