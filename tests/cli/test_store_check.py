"""`orchestra store check`: a store in order, one that is not, and what is no store."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.project import Desk

STORE = Path(".orchestra/store.db")


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """A project with a run that waits for a person."""
    desk.put()
    desk.run("run", ".", "handle", "--with", "case=1", "--until-idle", "--json")
    return desk


def break_it(*statements: str) -> None:
    with closing(sqlite3.connect(STORE)) as connection, connection:
        for each in statements:
            connection.execute(each)


def test_a_store_in_order(kept: Desk) -> None:
    assert kept.fine("store", "check") == "The store is in order: 1 run.\n"
    assert kept.fine("store", "check", "--replay") == "The store is in order: 1 run.\n"
    assert kept.run("store", "check", "--json").json == {"violations": [], "runs": 1}


def test_every_violation_is_told_with_its_place_and_what_to_do(kept: Desk) -> None:
    break_it(
        "INSERT INTO timer VALUES (1, 0, 99, 0, 1, 'retry', 5)",
        "INSERT INTO timer VALUES (77, 0, 99, 0, 1, 'retry', 5)",
    )
    told = kept.run("store", "check")
    assert told.code == 1
    assert "timer: rows belong to run number 77, which is not there (1)" in told.out
    assert "the timer `retry` of desk wakes nobody who waits for it  [no timer without an owner]" in told.out
    assert "please report it, with a copy of the store" in told.out
    assert "`orchestra runs show RUN`" in told.out
    assert told.out.endswith("2 violations in 1 run.\n")


def test_violations_as_json(kept: Desk) -> None:
    break_it("DELETE FROM secret")
    told = kept.run("store", "check", "--json")
    assert told.code == 1
    (violation,) = told.json["violations"]
    assert violation["check"] == "the secret is there"
    assert violation["hint"]


def test_a_damaged_row_is_named_and_the_check_goes_on(kept: Desk) -> None:
    break_it(
        "UPDATE record SET data = x'00000000ff'",
        "UPDATE history SET data = x'00000000ff' WHERE sequence = 1",
        "DELETE FROM secret",
    )
    told = kept.run("store", "check", "--replay")
    assert told.code == 1
    assert "the record Case 1: it is damaged (its checksum does not fit)" in told.out
    assert "event 1 in the history of run" in told.out
    assert "what the tokens of calls are made with is missing" in told.out
    assert "put a copy of the store from before in its place" in told.out
    assert told.out.endswith("3 violations in 1 run.\n")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE run (a)")
        connection.execute(f"PRAGMA application_id = {0x4F726368}")
        connection.execute("PRAGMA user_version = 99")


def _versionless(path: Path) -> None:
    _newer(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA user_version = 0")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmark (url)")


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        (lambda _: None, 2, "there is no store"),
        (Path.mkdir, 2, "the store is not a file"),
        (_empty, 2, "the file is empty: nobody has made a store of it yet"),
        (lambda path: path.write_text("a text " * 100), 1, "this file is not a store"),
        (_foreign, 2, "this is a database of another program"),
        (_newer, 1, "the store was written by a newer version of Orchestra (schema 99, this one knows 1)"),
        (_versionless, 1, "the store does not say by which version it was written"),
    ],
)
def test_what_cannot_be_checked_is_told_and_left_as_it_is(
    desk: Desk, tmp_path: Path, make: Callable[[Path], object], code: int, says: str
) -> None:
    path = tmp_path / "other.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    told = desk.run("store", "check", "--store", str(path))
    assert told.code == code
    assert says in told.err
    assert (path.read_bytes() if path.is_file() else None) == before


def test_runs_may_go_on_meanwhile(kept: Desk) -> None:
    """The check reads, so that somebody who writes neither holds it up nor is held up."""
    with closing(sqlite3.connect(STORE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM secret")
        assert kept.fine("store", "check") == "The store is in order: 1 run.\n"
        other.execute("ROLLBACK")


def test_a_store_that_another_program_has_locked_is_told(kept: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestra_dsl.runtime.sqlite.opening._ALL", "PRAGMA busy_timeout = 10")
    monkeypatch.setattr("orchestra_dsl.runtime.sqlite.opening.PATIENCE", 0.05)
    with closing(sqlite3.connect(STORE, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM secret")
        told = kept.run("store", "check")
        other.execute("ROLLBACK")
    assert told.code == 1
    assert "the store is locked" in told.err
    assert "wait until it is done or stop it" in told.err
