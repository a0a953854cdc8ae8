"""A store with very many waiting runs: some are started, and copied with all that is stored for them."""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import msgspec

from benchmarks import case, stores
from benchmarks.people import ANN, OF_CROWD, SMALL
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime import Engine, SqliteStore
from orchestra_dsl.runtime.sqlite.compressed import seal_state, unseal_state

STARTED = 1_000
SHIFTED = {
    "run": {"key": "key + :runs", "id": "printf('%06d-%s', :copy, id)", "state": "renamed(state, :copy)"},
    "history": {"run": "run + :runs"},
    "timer": {"run": "run + :runs"},
    "watch": {"run": "run + :runs"},
    "item": {"key": "key + :runs", "run": "run + :runs"},
}
"""For each table the columns that a copy has of its own. Each run has one item, and their keys are as dense."""


@contextmanager
def crowd(runs: int) -> Iterator[Path]:
    """The path of a store with so many runs that wait; each has an item, a candidate, a timer and a watch."""
    yield Path(_made(runs).name) / "store.db"


@cache
def _made(runs: int) -> tempfile.TemporaryDirectory[str]:
    """One for all who ask, gone with the process."""
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / "store.db"
    engine = Engine(SqliteStore.open(path), directory=People(OF_CROWD))
    stores.set_synchronous(engine.store, "NORMAL")
    engine.install(case.package(case.WAITING))
    for number in range(1, STARTED + 1):
        group = "Support" if number % 2 else f"Team{number // 2 % SMALL}"
        engine.records.put("Case", {**case.RECORD, "id": str(number), "team": f"group:{group}"}, ANN)
    stores.start(engine, STARTED)
    engine.close()
    _copy(path, runs // STARTED)
    return folder


def _copy(path: Path, times: int) -> None:
    """Copy the runs that are there so many times."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):  # nobody minds if it is lost
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("PRAGMA cache_size = -500000")
    connection.create_function("renamed", 2, _renamed, deterministic=True)
    for copy in range(1, times):
        connection.execute("BEGIN")
        for table, own in SHIFTED.items():
            columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
            values = [own.get(name, name) for name in columns]
            one = "key" if table in ("run", "item") else "run"
            said = f"SELECT {', '.join(values)} FROM {table} WHERE {one} <= {STARTED}"  # noqa: S608 - names of the schema
            connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) {said}", {"runs": copy * STARTED, "copy": copy}
            )
        connection.execute("COMMIT")
        if copy % 100 == 0:
            print(f"    {copy * STARTED:,} runs copied", file=sys.stderr, flush=True)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _renamed(state: bytes, copy: int) -> bytes:
    """The state of a run with the id of its copy, which is its first value."""
    values = msgspec.msgpack.decode(unseal_state(state))
    values[0] = f"{copy:06}-{values[0]}"
    return seal_state(msgspec.msgpack.encode(values))
