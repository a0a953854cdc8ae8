"""What is measured while the long run goes on: a process (Linux tells it in /proc), the store's file, what it keeps."""

import sqlite3
from contextlib import closing
from pathlib import Path

from attrs import frozen

from orchestra_dsl.graph.statuses import ENDED

PROC = Path("/proc")


@frozen
class Sample:
    """How the worker and the store stand, so many seconds after the beginning.

    `rss` is the memory of the worker in KiB, `client` that of a client, `files` how many the worker has open;
    `file` and `log` are the bytes of the store and of the log beside it, `ended` counts the runs that have ended.
    """

    seconds: float
    rss: int
    client: int
    threads: int
    files: int
    file: int
    log: int
    ended: int


def sample(worker: int, client: int, store: Path, seconds: float) -> Sample:
    """Measure it now."""
    log = store.with_name(f"{store.name}-wal")
    return Sample(
        seconds,
        _status(worker, "VmRSS"),
        _status(client, "VmRSS"),
        _status(worker, "Threads"),
        len(list((PROC / str(worker) / "fd").iterdir())),
        store.stat().st_size,
        log.stat().st_size if log.exists() else 0,
        ended(store),
    )


def _status(process: int, name: str) -> int:
    lines = (PROC / str(process) / "status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def ended(store: Path) -> int:
    """How many runs have ended."""
    statuses = ", ".join(str(int(each)) for each in ENDED)
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM run WHERE status IN ({statuses})").fetchone()  # noqa: S608 - numbers
    return int(count)


KEPT = ("run", "history", "applied", "item", "record", "graph", "viewer", "view_read", "unstarted")
"""The tables of what a store keeps for good: everything else is about what is under way, and small."""


def kept(store: Path) -> int:
    """How many bytes the values take that the store keeps, those in indexes included."""
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as connection:
        return sum(_of_table(connection, each) for each in KEPT)


def _of_table(connection: sqlite3.Connection, table: str) -> int:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    found = _of_columns(connection, table, columns)
    for _, index, _, _, partial in connection.execute(f"PRAGMA index_list({table})").fetchall():
        named = [row[2] for row in connection.execute(f"PRAGMA index_info({index})")]
        if not partial:
            found += _of_columns(connection, table, named)
    return found


def _of_columns(connection: sqlite3.Connection, table: str, columns: list[str]) -> int:
    lengths = " + ".join(f'ifnull(length(CAST("{each}" AS BLOB)), 0)' for each in columns)
    (found,) = connection.execute(f"SELECT ifnull(sum({lengths} + 8), 0) FROM {table}").fetchone()  # noqa: S608 - names of the schema
    return int(found)
