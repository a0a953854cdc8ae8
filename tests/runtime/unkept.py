"""A fault for the tests of the last resort: what breaks down, and cannot be put aside either, until it is mended."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from orchestra_dsl.interpreter import step as step_module
from orchestra_dsl.runtime.applying import batch
from orchestra_dsl.runtime.errors import NotPutAside
from orchestra_dsl.runtime.requests.request import AnyRequest
from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.sqlite.writing import statements
from orchestra_dsl.runtime.store.rows import Writes
from orchestra_dsl.runtime.worker import again, underway
from orchestra_dsl.runtime.writer import Writer

PAUSE = 0.05
"""Seconds until the first new try."""


class Fault:
    """Acts of one kind that break down, of one run or of all, and statements that cannot be carried out.

    `tries` are the instants of the tries that came to nothing. What cannot be put aside now never can: what has just
    broken down when the fault is mended has to be applied, too.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.act: type | None = None
        self.run: str | None = None
        self.unwritten: dict[str, str] = {"insert_aside": ""}
        self.tries: list[float] = []
        monkeypatch.setattr(underway, "FIRST_DELAY", PAUSE)
        monkeypatch.setattr(again, "AGAIN", PAUSE)
        monkeypatch.setattr(batch, "step", self._step)
        write = SqliteTransaction._many

        def many(transaction: SqliteTransaction, query: str, rows: Iterable[Any]) -> None:
            write(transaction, query, self._written(query, rows))

        def written(writes: Writes) -> Iterator[tuple[str, list[Any]]]:
            return ((query, self._written(query, rows)) for query, rows in statements(writes))

        monkeypatch.setattr(SqliteTransaction, "_many", many)
        monkeypatch.setattr("orchestra_dsl.runtime.sqlite.transaction.statements", written)
        told = Writer._not_put_aside

        def not_put_aside(writer: Writer, request: AnyRequest, fault: Exception) -> NotPutAside:
            self.tries.append(time.monotonic())
            return told(writer, request, fault)

        monkeypatch.setattr(Writer, "_not_put_aside", not_put_aside)

    def _written(self, query: str, rows: Iterable[Any]) -> list[Any]:
        there = list(rows)
        if there and query in self.unwritten and self.unwritten[query] in str(there):
            raise OverflowError("it cannot be written")
        return there

    def _step(self, program: Any, state: Any, event: Any, facts: Any) -> Any:
        if type(event.act) is self.act and self.run in (state.run, None):
            raise ZeroDivisionError("a fault")
        return step_module.step(program, state, event, facts)

    def hit(self, act: type, run: str | None = None) -> None:
        """Let an act break down from now on, in a run or in all of them."""
        self.act, self.run = act, run

    def write_none(self, query: str, of: str = "") -> None:
        """Let a statement break down from now on, where its rows speak of this."""
        self.unwritten[query] = of

    def mend(self) -> None:
        """Let nothing more break down."""
        self.act = None
        self.unwritten = {"insert_aside": ""}

    @property
    def lasted(self) -> float:
        """How many seconds lie between the first four tries, in which three pauses lie."""
        return self.tries[3] - self.tries[0]
