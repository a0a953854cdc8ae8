"""Text to tree, beside others; and `orchestra lint` of a large project."""

import os
import resource
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks import texts
from benchmarks.measure import cpu, ratio, row
from benchmarks.peers import peers

FILES = 1_000


def text_to_tree() -> None:
    """Lines a second from a text to its tree, on one core, each of as many lines in one run."""
    rates: dict[tuple[int, int], list[float]] = {}
    for lines in (10_000, 100_000):
        print(f"Text to tree, {lines:,} lines of each; so many characters a line")
        for place, peer in enumerate(peers()):
            if peer.read is None:
                print(f"{peer.name:<58} not installed")
            elif lines <= peer.most:
                text = peer.text(lines)
                taken = cpu(partial(peer.read, text), 5 if lines <= peer.most // 10 else 3)
                rates[lines, place] = [text.count("\n") / each for each in taken]
                row(f"{peer.name} ({len(text) / text.count(chr(10)):.0f}/line)", "lines/s", rates[lines, place])
        ratio("Orchestra against ast.parse", rates[lines, 0], rates[lines, 1])
        ratio("Orchestra against Lark", rates[lines, 0], rates[lines, 2])
    ratio("Orchestra at 100,000 lines against 10,000", rates[100_000, 0], rates[10_000, 0])


def project(orchestra: str) -> None:
    """Whole processes: a project of 1,000 sources that is checked and compiled, as it is and after a change."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cache:
        lines = texts.project(Path(folder), FILES)
        print(f"Project of {FILES:,} sources, {lines:,} lines")
        words = [orchestra, "lint", folder]
        _timed("orchestra lint, nothing cached", words, cache, 1)
        _timed("orchestra lint, nothing changed", words, cache, 3)
        changed = Path(folder) / f"process_{FILES // 2:04}.orch"
        _timed("orchestra lint, one source changed", words, cache, 3, changed)


def _timed(what: str, words: list[str], cache: str, repetitions: int, changed: Path | None = None) -> None:
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
    row(what, "s", waited)
    row(f"{what}, all cores", "s CPU", worked)
