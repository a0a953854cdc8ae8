"""How the benchmarks measure and print: CPU seconds over several repetitions, medians with their spread."""

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from statistics import median

from orchestra_dsl._version import __version__


def cpu(work: Callable[[], object], repetitions: int = 7) -> list[float]:
    """CPU seconds of this process for each repetition, after one that does not count."""
    work()
    taken = []
    for _ in range(repetitions):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return taken


def command(words: Sequence[str], repetitions: int = 15, **environment: str) -> list[float]:
    """CPU seconds of a whole process for each repetition, after one that does not count."""
    taken = []
    for _ in range(repetitions + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(words, check=True, capture_output=True, env={**os.environ, **environment})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return taken[1:]


def row(what: str, unit: str, values: Iterable[float]) -> None:
    """Print one row: the median, and the range."""
    values = sorted(values)
    print(f"{what:<58} {median(values):>12,.3f} {unit:<9} {values[0]:,.3f} to {values[-1]:,.3f} (n {len(values)})")


def ratio(what: str, first: Iterable[float], second: Iterable[float]) -> None:
    """Print the ratio of two medians."""
    print(f"{what:<58} {median(first) / median(second):>12,.2f} times")


def head() -> None:
    """Say what this was measured on."""
    load = os.getloadavg()[0]
    print(
        f"Orchestra {__version__}, Python {platform.python_version()}, {platform.platform()}, "
        f"{os.cpu_count()} cores, load {load:.1f}, {sys.executable}\n"
    )
