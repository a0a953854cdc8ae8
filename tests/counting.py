"""What some work costs, counted rather than timed: a measure that no other load on the machine disturbs."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection
from types import FrameType
from typing import Any, NamedTuple


class Cost(NamedTuple):
    """Calls of Python functions, and instructions of SQLite's machine, which visits rows by them."""

    calls: int
    sql: int


def calls_made(work: Callable[[], Any]) -> int:
    """How many calls of Python functions some work takes, on this thread."""
    count = 0

    def profile(_: FrameType, event: str, __: Any) -> None:
        nonlocal count
        count += event == "call"

    gc.disable()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


def instructions_done(work: Callable[[], Any]) -> int:
    """How many instructions of Python's machine some work takes, on this thread."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    gc.disable()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
        gc.enable()
    return count


def statements_made(connection: Connection, work: Callable[[], Any]) -> int:
    """How many statements SQLite is given on this connection, those of triggers included."""
    said: list[str] = []
    connection.set_trace_callback(said.append)
    try:
        work()
    finally:
        connection.set_trace_callback(None)
    return len(said)


def sql_done(connection: Connection, work: Callable[[], Any]) -> int:
    """How many instructions SQLite carries out on this connection: a search in an index is one at any size of it."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    connection.set_progress_handler(step, 1)
    try:
        work()
    finally:
        connection.set_progress_handler(None, 1)
    return count


def bytes_logged(store: Path, work: Callable[[], Any]) -> int:
    """How much some work adds to the log beside a store, as pages that are written whole."""
    log = store.with_name(f"{store.name}-wal")
    before = log.stat().st_size
    work()
    return log.stat().st_size - before


def cost(connection: Connection, work: Callable[[], Any]) -> Cost:
    """Both; the calls that only count are left out."""
    sql = 0

    def counted() -> None:
        nonlocal sql
        sql = sql_done(connection, work)

    calls = calls_made(counted)
    return Cost(calls - sql, sql)
