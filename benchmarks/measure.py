"""How the benchmarks measure: CPU seconds over several repetitions, after one that does not count."""

import gc
import os
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial

REPETITIONS = 7


def cpu(work: Callable[[], object], repetitions: int = REPETITIONS) -> list[float]:
    """CPU seconds of this process for each repetition."""
    work()
    return [_taken(work, time.process_time) for _ in range(repetitions)]


def each(work: Callable[[], object], repetitions: int = REPETITIONS, *, at_least: float = 0.2) -> list[float]:
    """CPU seconds of one call of something short: each sample repeats it until so many seconds have passed."""
    count = 1
    while _taken(partial(_often, work, count), time.process_time) < at_least / 2:
        count *= 2
    return [taken / (2 * count) for taken in cpu(partial(_often, work, 2 * count), repetitions)]


def wall(work: Callable[[], object]) -> float:
    """Seconds that pass."""
    return _taken(work, time.perf_counter)


def command(words: Sequence[str], repetitions: int = 15, **environment: str) -> list[float]:
    """CPU seconds of a whole process for each repetition, after one that does not count."""
    taken = []
    for _ in range(repetitions + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(words, check=True, capture_output=True, env={**os.environ, **environment})
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return taken[1:]


def _often(work: Callable[[], object], count: int) -> None:
    for _ in range(count):
        work()


def _taken(work: Callable[[], object], clock: Callable[[], float]) -> float:
    gc.collect()
    begun = clock()
    work()
    return clock() - begun
