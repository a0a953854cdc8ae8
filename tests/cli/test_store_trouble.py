"""Trouble of the store is said in one clear message with what to do, and harms nothing stored."""

import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.project import STORE, Desk, refuse


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of half a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a small file system can only be mounted as root")
    yield folder
    subprocess.run(["/bin/umount", "--lazy", str(folder)], check=True)


def test_a_store_that_another_program_holds_locked_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk.start()
    monkeypatch.setattr("orchestra_dsl.runtime.sqlite.opening.begin.__defaults__", (0.2,))  # it waits for 10 s
    with contextlib.closing(sqlite3.connect(STORE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        message = refuse(desk, "runs", "cancel", run, code=1)
        other.execute("ROLLBACK")
    assert message.startswith(f"Error: {desk.folder / STORE}: ")
    assert "locked" in message or "another process" in message
    desk.fine("runs", "cancel", run)


def test_a_store_that_cannot_be_written_is_said(desk: Desk, small_disk: Path) -> None:
    store = str(small_disk / "store.db")
    command = ["run", ".", "quick", "--with", "fails=no", "--new", "--store", store]
    desk.fine(*command)
    subprocess.run(["/bin/mount", "-o", "remount,ro", str(small_disk)], check=True)
    message = refuse(desk, *command, code=1)
    assert message.startswith(f"Error: {store}: ")
    assert "cannot be written" in message


def test_a_damaged_store_is_said_and_left_as_it_is(desk: Desk) -> None:
    desk.start()
    damaged = (desk.folder / STORE).read_bytes()[:4096] + b"\0" * 4096
    (desk.folder / STORE).write_bytes(damaged)
    for suffix in ("-wal", "-shm"):
        Path(f"{STORE}{suffix}").unlink(missing_ok=True)
    message = refuse(desk, "runs", "list", code=1)
    assert message.startswith(f"Error: {desk.folder / STORE}: ")
    assert "damaged" in message
    assert (desk.folder / STORE).read_bytes() == damaged


def test_a_file_that_is_no_store_is_said_and_left_as_it_is(desk: Desk) -> None:
    desk.write("notes.txt", "These are my notes.\n" * 100)
    message = refuse(desk, "runs", "list", "--store", "notes.txt", code=1)
    assert message.startswith(f"Error: {desk.folder / 'notes.txt'}: ")
    assert (desk.folder / "notes.txt").read_text(encoding="utf-8").startswith("These are my notes.")


def test_a_store_in_a_folder_that_is_not_there_is_said(desk: Desk) -> None:
    message = refuse(desk, "record", "put", "Case", "case.json", "--store", "missing/store.db", code=2)
    assert "there is no folder" in message


def test_a_full_disk_is_said_and_what_was_stored_before_is_there(desk: Desk, small_disk: Path) -> None:
    store = str(small_disk / "store.db")
    command = ["run", ".", "quick", "--with", "fails=no", "--new", "--store", store]
    desk.fine(*command)
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(b"x" * free)
    message = refuse(desk, *command, code=1)
    assert message.startswith(f"Error: {store}: ")
    assert "full" in message
    (small_disk / "ballast").unlink()
    assert len(desk.run("runs", "list", "--json", "--store", store).json["runs"]) == 1
