"""Each check is shown to see what it guards: a good store is broken in one way, and that very check is named."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orchestra_dsl.runtime.invariants.of_run import RUN_CHECKS, name_of
from orchestra_dsl.runtime.invariants.of_store import check_store
from orchestra_dsl.runtime.invariants.replaying import HISTORY_CHECKS
from orchestra_dsl.runtime.invariants.stored import STORED_CHECKS
from orchestra_dsl.runtime.sqlite.named import checks
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.inspected import GRAPHS, SCHEMA, VALUES, WHOLE
from tests.invariants.breaking import BLOBS, OF_HISTORIES, OF_ROWS, OF_RUNS, OF_STORED_RUNS, OF_THE_MEDIUM, Break
from tests.invariants.sample import fill
from tests.invariants.whole import check_whole

BREAKS = [
    pytest.param(name, each, id=f"{name}-{number}")
    for name, breaks in (OF_RUNS | OF_STORED_RUNS | OF_ROWS | OF_THE_MEDIUM).items()
    for number, each in enumerate(breaks)
]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which everything is in order."""
    path = tmp_path_factory.mktemp("good") / "store.db"
    sample = fill(SqliteStore.open(path))
    check_whole(sample.engine.store, replay=True)
    sample.engine.close()
    return path


def found_after(good: Path, folder: Path, apply: Break, *, replay: bool = False) -> set[str]:
    """The checks that a broken copy of the store does not pass."""
    path = folder / "store.db"
    shutil.copy(good, path)
    apply(path)
    store = SqliteStore.open(path, create=False)
    try:
        return {each.check for each in check_store(store, replay=replay)}
    finally:
        store.close()


@pytest.mark.parametrize(("name", "apply"), BREAKS)
def test_what_is_broken_is_named_by_its_check_alone(name: str, apply: Break, good: Path, tmp_path: Path) -> None:
    assert found_after(good, tmp_path, apply) == {name}


@pytest.mark.parametrize("name", OF_HISTORIES)
def test_a_history_that_is_broken_is_named_by_a_replay_alone(name: str, good: Path, tmp_path: Path) -> None:
    for number, apply in enumerate(OF_HISTORIES[name]):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert found_after(good, folder, apply) == set()
        found = found_after(good, folder, apply, replay=True)
        assert name in found
        assert found <= OF_HISTORIES.keys()  # an answer that comes again leads nowhere


def test_every_check_is_shown_to_fail() -> None:
    assert set(map(name_of, RUN_CHECKS)) == OF_RUNS.keys()
    assert set(map(name_of, STORED_CHECKS)) == OF_STORED_RUNS.keys()
    assert {name.replace("_", " ") for name in checks()} == OF_ROWS.keys()
    assert set(map(name_of, HISTORY_CHECKS)) == OF_HISTORIES.keys()
    assert {WHOLE, SCHEMA, VALUES, GRAPHS} == OF_THE_MEDIUM.keys()


def test_no_part_of_the_schema_is_forgotten(good: Path) -> None:
    """Every value behind a checksum is looked at, every row with a run, and every counter of keys."""
    with closing(sqlite3.connect(good)) as connection:
        said = "SELECT m.name, p.name, p.type, m.sql FROM sqlite_master AS m, pragma_table_info(m.name) AS p"
        columns = connection.execute(f"{said} WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'").fetchall()
    blobs = {(table, column) for table, column, type_, _ in columns if type_ == "BLOB"}
    assert blobs == {*BLOBS, ("graph", "data")}
    of_runs = {table for table, column, _, _ in columns if column == "run"} - {"happened", "schedule"}
    belonging = set(re.findall(r"FROM (\w+)\s", checks()["every_row_belongs_to_a_run_that_is_there"].sql))
    assert of_runs <= belonging
    counting = {table for table, _, _, sql in columns if "AUTOINCREMENT" in sql}
    assert counting == set(re.findall(r"'(\w+)'", checks()["keys_are_never_used_twice"].sql))
