"""What a waiting run takes on the disk.

All pages of the store as they are after so many starts (no VACUUM), but those of records and histories, by dbstat,
for a run that has an open work item with a candidate and a due time (a timer), and a step that waits for a field (a
watch). Counted once: it is always the same. Peers: the bytes that they serialise, which have the record in them
(about 130 B) and neither lists of work nor timers nor watches; LangGraph: its checkpoints.
"""

import sqlite3
from collections.abc import Iterator

from benchmarks import case, stores
from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.peers.asking import asked

SAID = """
SELECT sum(pgsize) FROM dbstat JOIN sqlite_master AS m USING (name)
WHERE m.tbl_name NOT IN ('record', 'history', 'sqlite_master')
"""


def measure(effort: Effort) -> Iterator[Figure]:
    """The pages of all tables and indexes but those of records and histories, with runs and without."""
    runs = 1_000 if effort.quick else 10_000
    with stores.opened(case.WAITING) as engine:
        stores.put_records(engine, runs)
        without = _pages(engine.store.where)
        stores.start(engine, runs)
        with_them = _pages(engine.store.where)
    values = Values("B", [(with_them - without) / runs])
    beside = asked("waiting", 1)
    yield Figure("a waiting run on disk, beyond its record and history", values, Target(600, 250), beside)


def _pages(path: str) -> int:
    connection = sqlite3.connect(path)
    try:
        (found,) = connection.execute(SAID).fetchone()
    finally:
        connection.close()
    return int(found)


ROW = Row("disk", "a waiting run on the disk", __doc__, measure)
