"""How a store is gone through: page by page, at one instant, whatever else is broken."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestra_dsl.runtime.invariants import of_store
from orchestra_dsl.runtime.invariants.of_store import Progress, check_store
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.invariants.breaking import page_of, sql
from tests.invariants.sample import fill

RUNS = 9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with runs of every kind."""
    fill(SqliteStore.open(tmp_path / "store.db")).engine.close()
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """The same, opened."""
    opened = SqliteStore.open(path, create=False)
    yield opened
    opened.close()


@pytest.mark.parametrize("page", [1, 2, 4, 9, 200])
def test_a_store_is_gone_through_page_by_page(
    path: Path, store: SqliteStore, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql("INSERT INTO timer SELECT key, 0, 99, 0, 1, 'retry', 5 FROM run WHERE key IN (1, 5, 9)")(path)
    monkeypatch.setattr(of_store, "PAGE", page)
    told: list[Progress] = []
    found = [each.where for each in check_store(store, told.append)]
    assert found == ["run run1", "run run3", "run run7"]
    assert told == [Progress(0, RUNS), *(Progress(min(done, RUNS), RUNS) for done in range(page, RUNS + page, page))]


def test_a_page_takes_as_many_statements_whatever_is_on_it(store: SqliteStore) -> None:
    with store.inspecting() as inspection:
        few, many = (_statements(inspection, last) for last in (1, RUNS))
    assert few == many


def _statements(inspection: object, last: int) -> int:
    connection = inspection._connection  # type: ignore[attr-defined]  # the tests know that it is SQLite
    done: list[str] = []
    connection.set_trace_callback(done.append)
    inspection.whole_runs(1, last)  # type: ignore[attr-defined]  # it is the inspection of a store
    connection.set_trace_callback(None)
    return len(done)


def test_what_is_checked_is_the_store_of_one_instant(path: Path, store: SqliteStore) -> None:
    """Somebody writes while the runs are looked at: the check sees the rows and the runs of the same instant."""
    written: list[int] = []

    def write(progress: Progress) -> None:
        if not written:
            written.append(progress.done)
            sql("DELETE FROM timer", "DELETE FROM outbox", "DELETE FROM history", "DELETE FROM secret")(path)

    assert [each.check for each in check_store(store, write)] == []
    assert written == [0]
    assert len(list(check_store(store))) > RUNS


def test_a_broken_page_of_a_table_is_told_and_the_rest_is_looked_at(path: Path) -> None:
    sql("DELETE FROM secret")(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    page_of("history")(path)
    with closing(SqliteStore.open(path, create=False)) as store:
        found = {each.check for each in check_store(store, replay=True)}
    assert {"the file is whole", "the secret is there"} <= found


def test_a_state_that_nobody_has_foreseen_stops_nothing(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(run: object) -> Iterator[object]:
        raise KeyError(type(run).__name__)

    monkeypatch.setattr(of_store, "broken", fails)
    found = [(each.check, each.where, each.what) for each in check_store(store)]
    assert len(found) == RUNS
    assert found[0] == (of_store.UNCHECKED, "run run1", "its state contradicts itself (KeyError: 'Subject')")
