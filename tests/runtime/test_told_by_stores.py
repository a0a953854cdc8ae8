"""What stores and histories say in so many words: no other test reads it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.interpreter.commit import Note
from orchestra_dsl.interpreter.events import ItemSuspended, RunResumed, RunSuspended, Started
from orchestra_dsl.runtime.errors import StoreError, ValueDamaged
from orchestra_dsl.runtime.invariants.of_store import check_store
from orchestra_dsl.runtime.sqlite.errors import from_sqlite
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.store.rows import Writes
from tests.interpreter.build import background, graph, interactive, stage
from tests.interpreter.world import HOUR, Run
from tests.invariants.breaking import sql
from tests.invariants.sample import fill


def test_by_what_the_directory_was_last_known(store: Store) -> None:
    with store.reading() as reads:
        assert reads.fingerprint() is None
    for each in ("first", "second"):
        with store.writing() as transaction:
            transaction.apply(Writes(fingerprint=each))
        with store.reading() as reads:
            assert reads.fingerprint() == each


def test_a_store_without_its_secret(tmp_path: Path) -> None:
    with closing(SqliteStore.open(tmp_path / "store.db")) as store:
        sql("DELETE FROM secret")(tmp_path / "store.db")
        with store.reading() as reads, pytest.raises(ValueDamaged) as raised:
            reads.secret()
    assert f"{tmp_path / 'store.db'}" in str(raised.value)
    assert "what the tokens of calls are made with is missing" in str(raised.value)


def test_a_text_that_is_none_any_more(tmp_path: Path) -> None:
    """SQLite has no error code for it."""
    with closing(sqlite3.connect(tmp_path / "any.db")) as connection, pytest.raises(sqlite3.OperationalError) as raised:
        connection.execute("SELECT CAST(x'ff' AS TEXT)").fetchone()
    error = from_sqlite(raised.value, "the store")
    assert isinstance(error, StoreError)
    assert error.kind == "damaged"
    assert "a part of the store cannot be read (Could not decode to UTF-8" in str(error)


def test_a_call_that_is_damaged_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    fill(SqliteStore.open(path)).engine.close()
    with closing(sqlite3.connect(path)) as connection:
        (name,) = connection.execute("SELECT name FROM outbox ORDER BY key LIMIT 1").fetchone()
    sql("UPDATE outbox SET data = x'00' WHERE key = (SELECT min(key) FROM outbox)")(path)
    with closing(SqliteStore.open(path, create=False)) as store:
        found = [each.where for each in check_store(store)]
    assert f"the call {name}" in found


def test_the_history_of_a_run_that_goes_on_says_who_has_resumed_it() -> None:
    run = Run(graph(stage("a", background("x")))).start()
    run.apply(RunSuspended(), "root", administrator=True)
    run.apply(RunResumed(), "root", administrator=True)
    assert run.commits[-1].notes == (Note(ROOT, "resumed", {"by": "user:root"}),)


def test_the_history_of_a_run_says_who_has_started_it() -> None:
    run = Run(graph(stage("a", background("x"))))
    run.apply(Started(()), "ann")
    assert run.commits[-1].notes[0] == Note(ROOT, "started", {"by": "user:ann"})


def test_a_work_item_says_until_when_it_rests() -> None:
    run = Run(graph(stage("a", interactive("x")))).start()
    run.apply(ItemSuspended(run.item("a.x").ref, until=run.now + HOUR), "ann")
    assert run.item("a.x").until == run.now + HOUR
