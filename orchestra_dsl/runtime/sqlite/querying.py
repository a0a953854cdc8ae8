"""Statements by their names over one connection, and rows of which some may be damaged."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from orchestra_dsl.runtime.errors import ValueDamaged
from orchestra_dsl.runtime.sqlite.errors import from_sqlite
from orchestra_dsl.runtime.sqlite.named import queries
from orchestra_dsl.runtime.store.damage import intact

Row = tuple[Any, ...]
T = TypeVar("T")


class Querying:
    """Queries over one connection, within its transaction.

    What makes a value of a row raises ValueError for a damaged one; `name` says with the row's columns what it is.
    """

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection = connection
        self._where = where
        self._sql = queries()

    def all(self, query: str, **values: Any) -> list[Row]:
        """All rows of a query by its name."""
        try:
            return self._connection.execute(self._sql[query], values).fetchall()
        except sqlite3.Error as error:
            raise from_sqlite(error, self._where) from error

    def one(self, query: str, **values: Any) -> Row | None:
        """The first row of a query by its name."""
        rows = self.all(query, **values)
        return rows[0] if rows else None

    def number(self, query: str, **values: Any) -> int | None:
        """The first column of the first row."""
        row = self.one(query, **values)
        return None if row is None else row[0]

    def read(self, make: Callable[[Row], T], row: Row, name: str) -> T:
        """What a row says. Raises ValueDamaged."""
        try:
            return make(row)
        except ValueError as error:
            raise ValueDamaged(self._where, f"{name.format(*row)} is damaged ({error})") from error

    def intact(self, make: Callable[[Row], T], row: Row, name: str) -> T | None:
        """What a row says; None for a damaged one, which is told of."""
        return intact(lambda: self.read(make, row, name))

    def page(self, query: str, make: Callable[[Row], T], name: str, limit: int, **values: Any) -> list[T]:
        """What the next rows say. A damaged one is told of and left out: those behind it do not wait for it.

        The last of `values` is where the page begins: the first column of the row before.
        """
        found: list[T] = []
        cursor = next(reversed(values))
        while True:
            wanted = limit - len(found)
            rows = self.all(query, **values, limit=wanted)
            found += [each for row in rows if (each := self.intact(make, row, name)) is not None]
            if len(rows) < wanted or len(found) == limit:
                return found
            values[cursor] = rows[-1][0]
