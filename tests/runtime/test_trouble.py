"""What disks and files do: each trouble is one clear message, and what was acknowledged is kept."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.interpreter.events import FlowReturned, PredicateAnswered, Ref
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.sqlite import opening
from orchestra_dsl.runtime.sqlite.named import migrations
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import flow, person
from tests.runtime.world import ANN, World

ROOT = Path(__file__).parents[2]


def trouble(path: Path, *, create: bool = True) -> StoreError:
    """What opening the store at this path says."""
    with pytest.raises(StoreError) as raised:
        SqliteStore.open(path, create=create)
    assert str(path) in str(raised.value)
    return raised.value


def program(name: str, *arguments: object) -> str:
    """What a program of this folder prints."""
    command = [sys.executable, "-m", f"tests.runtime.programs.{name}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# --- opening -------------------------------------------------------------------------------------------------------


def test_a_path_where_no_store_can_be(tmp_path: Path) -> None:
    assert "there is no folder" in str(trouble(tmp_path / "nowhere" / "store.db"))
    assert "this is a folder" in str(trouble(tmp_path))
    missing = trouble(tmp_path / "store.db", create=False)
    assert (missing.kind, missing.hint) == ("missing", "Start a run first, or check the path.")
    assert not (tmp_path / "store.db").exists()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("a shopping list\n" * 100)
    assert trouble(path).kind == "damaged"
    assert path.read_text().startswith("a shopping list")


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    before = path.read_bytes()
    found = trouble(path)
    assert (found.kind, found.what) == ("foreign", "this is a database of another program")
    assert path.read_bytes() == before


def test_a_library_that_is_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems have a new Python on an old SQLite."""
    path = tmp_path / "store.db"
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 32, 0))
    SqliteStore.open(path).close()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 26, 0))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.26.0")
    found = trouble(path)
    assert found.kind == "outdated"
    assert found.what == "the SQLite of this Python is 3.26.0, and stores need 3.32 or newer"


def test_a_store_of_a_newer_version(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    SqliteStore.open(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 99")
    found = trouble(path)
    assert found.kind == "newer"
    assert "schema 99" in found.what


def test_a_store_of_an_older_version_is_brought_up_step_by_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    SqliteStore.open(path).close()
    more = (*migrations(), (2, "CREATE TABLE two (a); INSERT INTO two VALUES (1);"), (3, "ALTER TABLE two ADD b;"))
    monkeypatch.setattr(opening, "migrations", lambda: more)
    SqliteStore.open(path).close()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (3,)
        assert other.execute("SELECT a, b FROM two").fetchall() == [(1, None)]


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.db"
    SqliteStore.open(path).close()
    broken = (*migrations(), (2, "CREATE TABLE two (a); INSERT INTO nowhere VALUES (1);"))
    monkeypatch.setattr(opening, "migrations", lambda: broken)
    trouble(path)
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_master WHERE name = 'two'").fetchall() == []
    SqliteStore.open(path).close()


def test_a_store_without_one_of_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    SqliteStore.open(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TABLE run")
    store = SqliteStore.open(path)
    with pytest.raises(StoreError, match="a part of the store is missing") as raised, store.reading() as reads:
        reads.run_key("x")
    assert raised.value.kind == "damaged"
    store.close()


# --- locked and read-only ------------------------------------------------------------------------------------------


def test_a_store_that_somebody_else_writes_to_is_waited_for_and_then_named(
    world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening.begin, "__defaults__", (0.2,))
    path = tmp_path / "store.db"
    here = world(person(), store=SqliteStore.open(path))
    here.case()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="the store is locked") as raised:
            here.start("person")
        assert raised.value.kind == "locked"
        assert here.engine.runs.count() == 0
        other.execute("ROLLBACK")
    assert here.start("person")
    assert here.engine.runs.count() == 1


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_store_that_may_not_be_written(public: Path) -> None:
    path = public / "store.db"
    SqliteStore.open(path).close()
    path.chmod(0o444)
    public.chmod(0o555)
    said = program("open_store", path)
    assert said.startswith(f"read-only {path}: ")
    assert "Make the file and its folder writable" in said
    public.chmod(0o777)
    assert program("open_store", path).startswith(f"read-only {path}: the store cannot be written")


# --- full ----------------------------------------------------------------------------------------------------------


def test_a_database_that_may_not_grow(world: MakeWorld, tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "store.db")
    here = world(person(), store=store)
    here.case()
    with store._connections.turn:
        connection = store._connections.to_write()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    runs: list[str] = []
    with pytest.raises(StoreError, match="there is no room left") as raised:
        _start_for_ever(here, runs)
    assert raised.value.kind == "full"
    assert [run.id for run in here.engine.runs.newest(limit=1000)] == runs[::-1]
    runs.append(here.start("person"))  # on a new connection, which has no limit
    assert here.engine.runs.count(cap=1000) == len(runs)


def _start_for_ever(here: World, runs: list[str]) -> None:
    while True:
        runs.append(here.start("person"))


def test_a_disk_that_is_full_when_a_commit_is_written(tmp_path: Path) -> None:
    said = program("small_files", tmp_path / "store.db", 1_000_000).splitlines()
    (_, before), (_, kind, *_), (_, after), (_, kept) = (line.split() for line in said)
    assert int(before) > 5
    assert kind in ("full", "disk")
    assert (int(after), int(kept)) == (int(before) + 3, int(before) + 3)
    with closing(sqlite3.connect(tmp_path / "store.db")) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# --- damaged -------------------------------------------------------------------------------------------------------


def filled(path: Path) -> list[str]:
    """A store with some runs in it; answers their ids."""
    here = World(person(), store=SqliteStore.open(path))
    here.case()
    runs = [here.start("person") for _ in range(60)]
    here.close()
    return runs


@pytest.mark.damages
def test_a_damaged_page_is_reported_and_harms_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    filled(path)
    data = bytearray(path.read_bytes())
    for start in _pages_of("run", path):
        data[start : start + 200] = b"\xff" * 200
    path.write_bytes(data)
    here = World(person(), store=SqliteStore.open(path))
    with pytest.raises(StoreError, match="the store is damaged") as raised:
        here.engine.runs.newest()
    assert raised.value.kind == "damaged"
    with pytest.raises(StoreError, match="the store is damaged"):
        here.start("person")
    here.case("2")
    assert here.engine.records.get("Case", "2") is not None
    here.close()


def _pages_of(table: str, path: Path) -> list[int]:
    """Where the root page of a table lies in the file."""
    with closing(sqlite3.connect(path)) as other:
        pages = other.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchall()
        (size,) = other.execute("PRAGMA page_size").fetchone()
    return [(page - 1) * size for (page,) in pages]


def test_a_file_that_was_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    filled(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(StoreError) as raised:
        World(store=SqliteStore.open(path)).engine.runs.newest()
    assert raised.value.kind == "damaged"


def test_a_log_that_was_torn_anywhere_loses_only_what_was_not_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    here = World(person(), store=SqliteStore.open(path))
    here.case()
    frame = 4096 + 24
    lengths = []
    for _ in range(6):
        here.start("person")
        lengths.append((path.with_name("store.db-wal")).stat().st_size)
    shutil.copy(path, tmp_path / "copy.db")
    log = path.with_name("store.db-wal").read_bytes()
    here.close()
    for end in range(32, len(log), frame):
        for torn in (end, end + frame // 2):
            assert _runs_with_log(tmp_path / "copy.db", log[:torn]) == sum(length <= torn for length in lengths)
    flipped = bytearray(log)
    flipped[lengths[2] + 100] ^= 1
    assert _runs_with_log(tmp_path / "copy.db", bytes(flipped)) == 3


def _runs_with_log(copy: Path, log: bytes) -> int:
    """How many runs a store has after a crash that left this log; 0 where it has not even its tables."""
    path = copy.with_name("torn.db")
    shutil.copy(copy, path)
    path.with_name("torn.db-wal").write_bytes(log)
    path.with_name("torn.db-shm").unlink(missing_ok=True)
    store = SqliteStore.open(path)
    with store.reading() as reads:
        found = reads.count_runs(None, 100)
    store.close()
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return found


# --- a commit that fails -------------------------------------------------------------------------------------------


class Failing(sqlite3.Connection):
    """A connection whose commits fail while they are told to."""

    fails = False

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Fail as SQLite does when the disk does."""
        if sql == "COMMIT" and Failing.fails:
            super().execute("ROLLBACK")
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error
        return super().execute(sql, *values)


def test_when_a_commit_fails_nothing_of_its_batch_is_acknowledged(
    world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Failing))
    here = world(flow(), store=SqliteStore.open(tmp_path / "store.db"))
    here.case()
    key = here.engine.run_key(run := here.start("flow"))
    here.engine.deliver(run, PredicateAnswered(Ref(1, 1), "quiet", (), answer=True), ANN)  # its state is kept now
    monkeypatch.setattr(Failing, "fails", True)
    answer = FlowReturned(Ref(1, 1), {"severity": "S1"})
    batch = [here.engine.submit(Deliver(key, answer, ANN)) for _ in range(3)]
    assert {str(each.exception()).split(": ")[1][:26] for each in batch} == {"the disk reports an error "}
    assert here.events(run) == ["started"]
    monkeypatch.setattr(Failing, "fails", False)
    assert here.engine.submit(Deliver(key, answer, ANN)).result()
    assert here.events(run) == ["started", "flow returned"]
    assert here.ended(run) == "Done"
