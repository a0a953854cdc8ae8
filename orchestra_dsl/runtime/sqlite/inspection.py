"""A whole store read for a check, at one instant: what contradicts itself in it, and each run with all that is its own.

Damage is part of what is looked for: nothing here raises for a damaged value, each is named.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from orchestra_dsl.graph.codec import BadGraph, decode_graph
from orchestra_dsl.runtime.errors import StoreError, ValueDamaged
from orchestra_dsl.runtime.sqlite.codec import (
    BadBlob,
    unpack_any,
    unpack_change,
    unpack_event,
    unpack_fields,
    unpack_item,
    unpack_past,
    unseal,
)
from orchestra_dsl.runtime.sqlite.errors import from_sqlite
from orchestra_dsl.runtime.sqlite.lists import SqliteReads
from orchestra_dsl.runtime.sqlite.named import checks, migrations
from orchestra_dsl.runtime.sqlite.querying import Row
from orchestra_dsl.runtime.store.inspected import GRAPHS, SCHEMA, VALUES, WHOLE, Found

_MOST_FAULTS = 100
"""How many faults of the file SQLite is asked for: one bad page has many."""


class Kept(NamedTuple):
    """Values that lie behind a checksum: how to find them, and how a message names the one of a row."""

    name: str
    sql: str
    unpack: Callable[[Any], object]


_KEPT = (
    Kept("the outputs of run {0}", "SELECT id, outputs FROM run WHERE outputs IS NOT NULL", unpack_any),
    Kept(
        "event {1} in the history of run {0}",
        "SELECT run.id, history.sequence, data FROM run JOIN history ON history.run = run.key",
        unpack_past,
    ),
    Kept("work item {0}", "SELECT key, data FROM item WHERE status > 2", unpack_item),
    Kept("the record {0} {1}", "SELECT type, id, data FROM record", unpack_fields),
    Kept("event {0} of the inbox", "SELECT key, data FROM inbox", unpack_event),
    Kept("event {0} that was put off", "SELECT key, data FROM put_off", unpack_event),
    Kept("event {0} that was put aside", "SELECT key, data FROM aside", unpack_event),
    Kept("a change of {0} {1}", "SELECT type, id, data FROM change", unpack_change),
    Kept(
        "a change of {0} {1} that was rejected",
        "SELECT type, id, data FROM rejected WHERE data IS NOT NULL",
        unpack_any,
    ),
    Kept("what the tokens of calls are made with", "SELECT data FROM secret", unseal),
    Kept(
        "the origins of the orchestration {0:.12}",
        "SELECT hash, origins FROM graph WHERE origins IS NOT NULL",
        unseal,
    ),
)


class SqliteInspection(SqliteReads):
    """Reads of a whole store."""

    def contradictions(self) -> Iterator[Found]:
        """Whatever is wrong with the file, its values, and its rows beside each other."""
        parts: list[tuple[str, Callable[[], Iterator[Found]]]] = [
            ("the file", self._file),
            ("the schema", self._schema),
            ("the orchestrations", self._graphs),
            *((f"the values of {each.sql.split(' FROM ')[1].split()[0]}", _values(self, each)) for each in _KEPT),
            *((name.replace("_", " "), _rows(self, name)) for name in checks()),
        ]
        for name, part in parts:
            yield from self._as_far_as_it_goes(name, part)

    def _as_far_as_it_goes(self, name: str, part: Callable[[], Iterator[Found]]) -> Iterator[Found]:
        """One part; where the file itself is broken that is told, and the next part is looked at."""
        try:
            yield from part()
        except StoreError as error:
            if error.kind != "damaged":
                raise
            yield Found(WHOLE, name, error.what)

    def _file(self) -> Iterator[Found]:
        for (said,) in self.each(f"PRAGMA integrity_check({_MOST_FAULTS})"):
            if said != "ok":
                yield Found(WHOLE, "the file", str(said).replace("\n", " "))

    def _schema(self) -> Iterator[Found]:
        wanted = _schema_of_this_version()
        found: dict[str, str] = dict(self.each(_SCHEMA))
        for name in sorted(wanted.keys() | found.keys()):
            if name not in found:
                yield Found(SCHEMA, name, "it is missing")
            elif name not in wanted:
                yield Found(SCHEMA, name, "this version has nothing of this name")
            elif wanted[name] != found[name]:
                yield Found(SCHEMA, name, "it is another one than that of this version")

    def _graphs(self) -> Iterator[Found]:
        for key, hash_, name in self.each(
            "SELECT graph.key, hash, name FROM graph LEFT JOIN orchestration ON orchestration.key = orchestration"
        ):
            try:
                graph = decode_graph(self.graph(key))
            except (ValueDamaged, BadGraph) as error:
                yield Found(GRAPHS, f"orchestration {hash_:.12}", getattr(error, "what", str(error)))
            else:
                if graph.name != name:
                    yield Found(GRAPHS, f"orchestration {hash_:.12}", f"it is {graph.name}, and kept as {name}")

    def each(self, sql: str) -> Iterator[Row]:
        """The rows of a statement, one after the other."""
        try:
            yield from self._connection.execute(sql)
        except sqlite3.Error as error:
            raise from_sqlite(error, self._where) from error

    # --- runs ---------------------------------------------------------------------------------------------------

    def last_run_key(self) -> int:
        """Up to where runs are numbered."""
        return self.number("last_run_key") or 0

    def rows_between(self, query: str, first: int, last: int) -> dict[int, list[Row]]:
        """Rows of the runs with keys from `first` to `last`, by run."""
        found: dict[int, list[Row]] = defaultdict(list)
        for run, *rest in self.all(query, first=first, last=last):
            found[run].append(tuple(rest))
        return found


def _values(inspection: SqliteInspection, kept: Kept) -> Callable[[], Iterator[Found]]:
    def look() -> Iterator[Found]:
        for row in inspection.each(kept.sql):
            try:
                kept.unpack(row[-1])
            except BadBlob as error:
                yield Found(VALUES, kept.name.format(*row), f"it is damaged ({error})")

    return look


def _rows(inspection: SqliteInspection, name: str) -> Callable[[], Iterator[Found]]:
    words, sql = checks()[name]

    def look() -> Iterator[Found]:
        for row in inspection.each(sql):
            yield Found(name.replace("_", " "), str(row[0]), words.format(*row))

    return look


_SCHEMA = """SELECT type || ' ' || name, sql FROM sqlite_master
WHERE name NOT LIKE 'sqlite_%' AND name <> 'history_observed'"""


@cache
def _schema_of_this_version() -> dict[str, str]:
    connection = sqlite3.connect(":memory:")
    try:
        for _, statements in migrations():
            connection.executescript(statements)
        return dict(connection.execute(_SCHEMA))
    finally:
        connection.close()
