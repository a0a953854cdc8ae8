"""A store that may not be written: told before anything is changed, and it works once it may."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.harness import ROOT
from tests.crash.stores import open_engine, put, works


@pytest.fixture
def path() -> Iterator[Path]:
    """A store that anybody may write, in a folder that anybody can reach."""
    folder = Path(tempfile.mkdtemp(prefix="orchestra-"))
    engine = open_engine(folder / "store.db")
    put(engine, "1")
    engine.close()
    _allow(folder)
    yield folder / "store.db"
    _allow(folder)
    shutil.rmtree(folder)


def _allow(folder: Path) -> None:
    folder.chmod(0o777)
    for file in folder.iterdir():
        file.chmod(0o666)


def _powerless(path: Path, case: str) -> str:
    command = [sys.executable, "-m", "tests.crash.powerless", str(path), case]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    return done.stdout


def _forbid_file(path: Path) -> None:
    path.chmod(0o444)


def _forbid_folder(path: Path) -> None:
    path.parent.chmod(0o555)


def _forbid_log(path: Path) -> None:
    path.with_name("store.db-wal").touch()
    path.with_name("store.db-wal").chmod(0o444)


def _hide_file(path: Path) -> None:
    path.chmod(0o000)


@pytest.mark.parametrize("forbid", [_forbid_file, _forbid_folder, _forbid_log, _hide_file])
def test_a_store_that_may_not_be_written_is_told_and_left_as_it_is(path: Path, forbid: object) -> None:
    before = path.read_bytes()
    assert callable(forbid)
    forbid(path)
    said = _powerless(path, "2")
    assert said.startswith("read-only: "), said
    assert str(path) in said
    assert "writable" in said
    assert path.read_bytes() == before
    _allow(path.parent)
    assert _powerless(path, "3") == "done\n"
    assert works(path) == ["1", "3"]
