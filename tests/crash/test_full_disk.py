"""A disk that is full, or has no more room for this process: told, nothing is harmed, and it goes on with room."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestra_dsl.runtime import Engine, StoreError
from orchestra_dsl.runtime.sqlite.connections import FileConnections
from tests.crash.stores import cases, open_engine, put, works

PADDING = 20_000


def _fill(engine: Engine) -> tuple[list[str], StoreError]:
    """Put cases until there is no more room; those that were acknowledged, and what was told."""
    done: list[str] = []
    for number in range(1000):
        try:
            put(engine, str(number), PADDING)
        except StoreError as error:
            return done, error
        done.append(str(number))
    raise AssertionError("there is always room")


def test_a_full_disk_is_told_and_nothing_is_harmed(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    engine = open_engine(path)
    connections = engine.store._connections  # type: ignore[attr-defined]  # to make its disk small
    assert isinstance(connections, FileConnections)
    with connections.turn:
        connection = connections.to_write()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 40}")
    done, error = _fill(engine)
    assert error.kind == "full"
    assert "Make room on the disk" in str(error)
    assert str(path) in str(error)
    assert len(done) > 3
    assert cases(engine) == done
    put(engine, "1000")  # a new connection, without the limit
    assert cases(engine) == [*done, "1000"]
    engine.close()
    assert works(path) == [*done, "1000"]


@contextmanager
def _no_file_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def test_a_log_that_cannot_grow_is_told_and_nothing_is_harmed(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    engine = open_engine(path)
    put(engine, "999")
    with _no_file_larger_than(path.with_name("store.db-wal").stat().st_size + 200_000):
        done, error = _fill(engine)
        assert error.kind in {"disk", "full"}
        assert str(path) in str(error)
        assert cases(engine) == [*done, "999"]
    put(engine, "1000")
    assert cases(engine) == [*done, "999", "1000"]
    engine.close()
    assert works(path) == [*done, "999", "1000"]
