"""A damaged file: one clear message, whatever is damaged; never a fault of the program, never a changed file."""

import random
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestra_dsl.runtime import StoreError
from tests.crash.stores import open_engine, put, works


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with some cases, all of it in the file."""
    path = tmp_path / "store.db"
    engine = open_engine(path)
    for number in range(5):
        put(engine, str(number))
    engine.close()
    assert not path.with_name("store.db-wal").exists()
    return path


def _garbage(data: bytes) -> bytes:
    return random.Random(1).randbytes(len(data))  # noqa: S311 - nothing secret


PAGE = 2048
"""Bytes of a page of a store."""

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "garbage": _garbage,
    "a text": lambda _data: b"orchestration example\n" * 100,
    "a damaged head": lambda data: b"\0" * 100 + data[100:],
    "garbage behind the first page": lambda data: data[:PAGE] + _garbage(data[PAGE:]),
    "the first half": lambda data: data[: len(data) // 2],
    "all but the last page": lambda data: data[:-PAGE],
    "a hundred bytes": lambda data: data[:100],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_and_left_as_it_is(path: Path, damage: str) -> None:
    whole = path.read_bytes()
    damaged = DAMAGES[damage](whole)
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match=r"damaged|not a store|cannot be read") as raised:
        works(path)
    assert raised.value.kind == "damaged"
    assert str(path) in str(raised.value)
    assert "copy from before" in str(raised.value)
    assert path.read_bytes() == damaged
    for left in ("store.db-wal", "store.db-shm"):
        path.with_name(left).unlink(missing_ok=True)
    path.write_bytes(whole)
    assert works(path) == [str(number) for number in range(5)]


@pytest.mark.parametrize("beside", [".worker", "-wal", "-shm"])
def test_a_file_that_was_emptied_is_told_from_a_new_one(path: Path, beside: str) -> None:
    path.write_bytes(b"")
    trace = path.with_name(path.name + beside)
    trace.write_bytes(b"something")
    with pytest.raises(StoreError, match="the file is empty, but it was in use") as raised:
        open_engine(path)
    assert raised.value.kind == "damaged"
    assert f"remove {trace.name} as well" in str(raised.value)
    assert (path.read_bytes(), trace.read_bytes()) == (b"", b"something")
    trace.unlink()
    assert works(path) == []


def test_a_store_is_made_anew_beside_the_lock_of_one_that_was_removed(path: Path) -> None:
    path.with_name("store.db.worker").write_text("process 1\n")
    path.unlink()
    assert works(path) == []


def test_a_store_that_another_process_is_making_beside_an_old_lock_is_waited_for(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    path.with_name("store.db.worker").write_text("process 1\n")
    path.write_bytes(b"")
    making = threading.Timer(0.2, lambda: (tmp_path / "made").write_bytes(whole) and (tmp_path / "made").replace(path))
    making.start()
    assert works(path) == [str(number) for number in range(5)]
    making.join()


def test_a_database_of_another_program_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        open_engine(path)
    assert path.read_bytes() == before


def test_a_flipped_bit_anywhere_is_harmless_or_told(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    chance = random.Random(7)  # noqa: S311 - nothing secret
    told = 0
    for number in range(150):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        copy = tmp_path / f"{number}.db"
        copy.write_bytes(damaged)
        try:
            _read_all(copy)
        except StoreError:
            told += 1
    assert told > 0


def _read_all(copy: Path) -> None:
    engine = open_engine(copy)
    try:
        for row in engine.runs.newest():
            engine.runs.get(row.id)
            engine.runs.history(row.id)
            engine.work.of_run(row.id)
        engine.records.of_type("Case")
        engine.work.all_open()
    finally:
        engine.close()
