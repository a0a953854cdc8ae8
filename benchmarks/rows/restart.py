"""A process that works for a store with a million waiting runs: its memory, and how soon it begins.

Each run waits with a work item, a candidate, a timer and a watch; a thousand are started by the engine and copied
with their rows. A new process opens the store, begins as its worker and claims an item (a commit with FULL). Time
that passes. From nothing: with the start of Python and the modules of the engine and of plugins. Cold: the system has
been told to forget the files of the store. Memory: resident, after a list of work was read. A peer has its runs in
memory, or leaves that to its host.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from benchmarks.crowd import crowd
from benchmarks.figures import Effort, Figure, Row, Target, Values

MANY, FEW = 1_000_000, 20_000


def measure(effort: Effort) -> Iterator[Figure]:
    """Whole processes, one after the other; with the store in the system's memory, and with it on the disk only."""
    runs, samples = (FEW, 5) if effort.quick else (MANY, 7)
    with crowd(runs) as path:
        items = iter(_items(path))
        warm = [_begun(path, next(items)) for _ in range(samples + 1)][1:]
        cold = []
        for _ in range(samples):
            _forget(path)
            cold.append(_begun(path, next(items)))
    memory, soon = Target(200, 100), Target(0.2, 0.1)
    held = [each.kibibytes / 1024 for each in warm]
    yield Figure(f"{runs:,} waiting runs: memory of the process", Values("MiB", held), memory)
    yield Figure("  opening to the first event handled, warm", Values("s", [each.opened for each in warm]), soon)
    yield Figure("  the same, cold", Values("s", [each.opened for each in cold]), soon)
    yield Figure("  from nothing: Python, modules, first event, warm", Values("s", [each.whole for each in warm]), soon)
    yield Figure("  the same, cold", Values("s", [each.whole for each in cold]), soon)


def _items(path: Path) -> list[int]:
    """Some that ann may claim."""
    connection = sqlite3.connect(path)
    said = "SELECT key FROM item WHERE candidate = 'group:Support' AND status <= 2 LIMIT 100"
    rows = connection.execute(said).fetchall()
    connection.close()
    return [key for (key,) in rows]


@frozen
class _Begun:
    """What a process said: seconds from its start and from the opening of the store, and its memory."""

    whole: float
    opened: float
    kibibytes: int


def _begun(path: Path, item: int) -> _Begun:
    words = [sys.executable, "-m", "benchmarks.restart", str(path), str(item)]
    begun = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        said = iter(process.stdout or ())
        opened = next(said, "")
        whole = time.perf_counter() - begun
        resident = next(said, "")
    if process.returncode:
        raise SystemExit("a process that was to be measured has failed")
    return _Begun(whole, float(opened), int(resident))


def _forget(path: Path) -> None:
    """Have the system forget what it has read of the store; what it has of Python it keeps."""
    for each in path.parent.iterdir():
        if not each.is_file():
            continue
        file = os.open(each, os.O_RDONLY)
        try:
            os.fsync(file)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(file)


ROW = Row("restart", "a million waiting runs: memory and start", __doc__, measure)
