"""Stores with very many runs: copies of one that waits, each of its own record or all of the same."""

from typing import Any

import msgspec

from orchestra_dsl.runtime.sqlite.codec import seal, unseal
from orchestra_dsl.runtime.sqlite.compressed import seal_state, unseal_state
from orchestra_dsl.runtime.store.port import Store

RUN = """
INSERT INTO run (key, id, graph, orchestration, status, sequence, started_at, updated_at, state, open)
SELECT ?, ?, graph, orchestration, status, sequence, started_at, updated_at, ?, open FROM run WHERE key = ?
"""
RECORD = (
    "INSERT INTO record (type, id, version, changed_at, data) SELECT type, ?, 1, changed_at, ? FROM record WHERE id = ?"
)
COPIED = {
    "history": "sequence, at, kind, element, actor, door, data",
    "timer": "element, visit, instance, attempt, kind, due",
    "item": (
        "element, visit, instance, status, version, claimed_by, opened_at, due_at, completed_by, rank, candidate, data"
    ),
}
WATCH = """
INSERT INTO watch (type, id, field, run, element)
SELECT type, iif(id = ?, ?, id), field, ?, element FROM watch WHERE run = ?
"""


def crowd(store: Store, run: int, size: int, *, record: str = "1", same_record: bool = False) -> list[int]:
    """Copy a run with all that the store keeps for it until there are so many; answers the keys of the copies."""
    with store.writing() as transaction:
        connection: Any = transaction._connection  # type: ignore[attr-defined]  # the tests know that it is SQLite
        (id_, state) = connection.execute("SELECT id, state FROM run WHERE key = ?", (run,)).fetchone()
        (first,) = connection.execute("SELECT max(key) + 1 FROM run").fetchone()
        keys = list(range(first, first + size - 1))
        names = {key: record if same_record else f"{record}-{key}" for key in keys}
        state = msgspec.msgpack.decode(unseal_state(state))
        for key in keys:
            own = seal_state(msgspec.msgpack.encode(_with(state, {id_: f"copy{key}", record: names[key]})))
            connection.execute(RUN, (key, f"copy{key}", own, run))
            connection.execute(WATCH, (record, names[key], key, run))
        for table, columns in COPIED.items():
            said = f"INSERT INTO {table} (run, {columns}) SELECT ?, {columns} FROM {table} WHERE run = ?"  # noqa: S608 - names of the schema
            connection.executemany(said, ((key, run) for key in keys))
        if not same_record:
            (data,) = connection.execute("SELECT data FROM record WHERE id = ?", (record,)).fetchone()
            fields = msgspec.msgpack.decode(unseal(data))
            own_records = (
                (names[key], seal(msgspec.msgpack.encode(_with(fields, {record: names[key]}))), record) for key in keys
            )
            connection.executemany(RECORD, own_records)
    return keys


def _with(value: Any, names: dict[str, str]) -> Any:
    """Stored data with other names in it."""
    match value:
        case str():
            return names.get(value, value)
        case list():
            return [_with(each, names) for each in value]
        case dict():
            return {_with(key, names): _with(each, names) for key, each in value.items()}
    return value
