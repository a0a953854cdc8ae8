"""A write-ahead log that was torn at any place: what is before the tear is there, whole; the store works."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.crash.stores import cases, open_engine, put, works

CASES = 5
HEADER = 32
FRAME_HEADER = 24


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as a crash leaves it, with a log that has been copied into the file nowhere."""
    folder = tmp_path_factory.mktemp("crashed")
    engine = open_engine(folder / "store.db")
    for number in range(CASES):
        put(engine, str(number))
    (folder / "copy").mkdir()
    for name in ("store.db", "store.db-wal"):
        shutil.copy(folder / name, folder / "copy" / name)
    engine.close()
    return folder / "copy"


def _frames(crashed: Path) -> list[int]:
    """Where each frame of the log begins, and where the last one ends."""
    log = (crashed / "store.db-wal").read_bytes()
    page = int.from_bytes(log[8:12])
    return list(range(HEADER, len(log) + 1, FRAME_HEADER + page))


def _copy(crashed: Path, to: Path, log: bytes) -> Path:
    to.mkdir()
    shutil.copy(crashed / "store.db", to / "store.db")
    (to / "store.db-wal").write_bytes(log)
    return to / "store.db"


def test_the_whole_log_holds_every_case(crashed: Path, tmp_path: Path) -> None:
    path = _copy(crashed, tmp_path / "whole", (crashed / "store.db-wal").read_bytes())
    assert len(_frames(crashed)) > 3 * CASES
    assert works(path) == [str(number) for number in range(CASES)]


def test_a_log_cut_around_any_frame_boundary_gives_the_commits_before_it(crashed: Path, tmp_path: Path) -> None:
    log = (crashed / "store.db-wal").read_bytes()
    seen = []
    for boundary in _frames(crashed):
        for cut in (boundary - 1, boundary, boundary + 1):
            found = works(_copy(crashed, tmp_path / str(cut), log[:cut]))
            assert found == [str(number) for number in range(len(found))]
            seen.append(len(found))
    assert seen == sorted(seen)
    assert set(seen) == set(range(CASES + 1))


def test_a_log_with_a_flipped_bit_in_any_frame_gives_the_commits_before_it(crashed: Path, tmp_path: Path) -> None:
    """In the frame, and in the byte before each boundary, at it and after it: those of all but the log's own head."""
    log = (crashed / "store.db-wal").read_bytes()
    frames = _frames(crashed)
    places = [place for each in frames for place in (each - 1, each, each + 1, each + FRAME_HEADER + 100)]
    seen = []
    for place in (each for each in places if HEADER <= each < len(log)):
        torn = bytearray(log)
        torn[place] ^= 4
        path = _copy(crashed, tmp_path / str(place), bytes(torn))
        found = _stored(path)
        assert found == [str(number) for number in range(len(found))]
        if len(found) not in seen:
            assert works(path) == found
        seen.append(len(found))
    assert seen == sorted(seen)
    assert set(seen) == set(range(CASES))


@pytest.mark.parametrize("place", [0, 4, 8, 16, 24, HEADER - 1])
def test_a_log_whose_head_is_flipped_gives_what_was_in_the_file(place: int, crashed: Path, tmp_path: Path) -> None:
    torn = bytearray((crashed / "store.db-wal").read_bytes())
    torn[place] ^= 4
    assert works(_copy(crashed, tmp_path / "head", bytes(torn))) == []


def _stored(path: Path) -> list[str]:
    """The cases in a store, without an engine: one for each of hundreds of stores would take too long."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [id_ for (id_,) in connection.execute("SELECT id FROM record WHERE type = 'Case' ORDER BY id")]


def test_a_store_whose_log_is_lost_holds_what_was_copied_into_the_file(crashed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    shutil.copy(crashed / "store.db", folder / "store.db")
    engine = open_engine(folder / "store.db")
    assert cases(engine) == []
    engine.close()
