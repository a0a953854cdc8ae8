"""Samples as a version would have written them that is newer than this one."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec


def with_format(data: bytes, number: int) -> bytes:
    """A graph or a package in another format, of which nothing else is known."""
    return msgspec.json.encode({**msgspec.json.decode(data), "format": number, "unheard_of": True})


def with_schema(path: Path, number: int) -> None:
    """A store of another schema."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA user_version = {number}")
