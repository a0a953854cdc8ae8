"""Another program holds the store for long: whoever wants to write is told, and goes on when it is free."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.runtime import StoreError
from orchestra_dsl.runtime.sqlite import opening, store
from orchestra_dsl.runtime.worker.worker import Worker
from tests.crash.process import plugins
from tests.crash.stores import cases, open_engine, put, works
from tests.patience import PATIENCE

HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
if sys.argv[2] == "exclusive":
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
connection.execute("BEGIN EXCLUSIVE")
connection.execute("UPDATE run SET outcome = 'never'")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def _held(path: Path, mode: str = "") -> Iterator[None]:
    """Another process writes, and does not come to an end; at last it is killed."""
    command = [sys.executable, "-c", HOLDER, str(path), mode]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            process.kill()


@pytest.fixture
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience is short."""
    monkeypatch.setattr(store, "begin", partial(opening.begin, patience=0.3))
    monkeypatch.setattr(opening, "PATIENCE", 0.3)
    monkeypatch.setattr(opening, "_ALL", opening._ALL.replace("5000", "300"))


@pytest.mark.usefixtures("_soon")
def test_who_wants_to_write_is_told_and_reads_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    engine = open_engine(path)
    put(engine, "1")
    with _held(path):
        began = time.monotonic()
        with pytest.raises(StoreError, match="Another program holds it") as raised:
            put(engine, "2")
        assert raised.value.kind == "locked"
        assert str(path) in str(raised.value)
        assert 0.2 < time.monotonic() - began < PATIENCE
        assert cases(engine) == ["1"]
    put(engine, "2")
    assert cases(engine) == ["1", "2"]
    engine.close()
    assert works(path) == ["1", "2"]


@pytest.mark.usefixtures("_soon")
@pytest.mark.parametrize("mode", ["shared", "exclusive"])
def test_who_opens_a_store_that_is_held_is_told(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "store.db"
    engine = open_engine(path)
    put(engine, "1")
    engine.close()
    with _held(path, mode):
        with pytest.raises(StoreError, match="Another program holds it") as raised:
            works(path)
        assert raised.value.kind == "locked"
    assert works(path) == ["1"]


@pytest.mark.usefixtures("_soon")
def test_answers_that_cannot_be_stored_meanwhile_are_stored_later(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    registry = plugins(tmp_path / "effects")
    engine = open_engine(path)
    run = put(engine, "1")
    with _held(path):
        worker = Worker(engine, Calls(registry))
        worker.start()
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / "effects").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(1.0)
        assert engine.runs.get(run).sequence == 1
    deadline = time.monotonic() + PATIENCE
    while not engine.work.of_run(run) and time.monotonic() < deadline:
        time.sleep(0.02)
    effects = (tmp_path / "effects").read_text(encoding="utf-8").splitlines()
    worker.stop()
    assert {item.element for item in engine.work.of_run(run)} == {"review.approve", "review.check"}
    assert len(effects) == len(set(effects)), "a flow was called again while its answer waited"
    engine.close()
