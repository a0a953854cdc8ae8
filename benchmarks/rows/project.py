"""`orchestra lint` of a large project.

Whole processes, with those that help; time that passes, and CPU. With nothing cached it is done once.
"""

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import texts
from benchmarks.figures import Effort, Figure, Row, Values
from benchmarks.rows.startup import ORCHESTRA

FILES = 1_000


def measure(effort: Effort) -> Iterator[Figure]:
    """Whole processes: a project that is checked and compiled, as it is and after a change."""
    files = 50 if effort.quick else FILES
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        lines = texts.project(Path(folder), files)
        words = [ORCHESTRA, "lint", folder]
        changed = Path(folder) / f"process_{files // 2:04}.orch"
        yield from _timed(f"orchestra lint of {files:,} sources, {lines:,} lines, nothing cached", words, cache, 1)
        yield from _timed("  nothing changed", words, cache, 3)
        yield from _timed("  one source changed", words, cache, 3, changed)


def _timed(what: str, words: list[str], cache: str, repetitions: int, changed: Path | None = None) -> Iterator[Figure]:
    """Seconds of a process and its helpers: what somebody waits, and what all cores together work."""
    waited, worked = [], []
    for number in range(repetitions):
        if changed is not None:
            changed.write_text(f"{changed.read_text(encoding='utf-8')}# change {number}\n", encoding="utf-8")
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(words, check=True, capture_output=True, env={**os.environ, "ORCHESTRA_CACHE": cache})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        waited.append(time.perf_counter() - begun)
        worked.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    yield Figure(what, Values("s", waited))
    yield Figure("    CPU of all cores", Values("s", worked))


ROW = Row("project", "orchestra lint of a large project", __doc__, measure)
