"""Whether what was measured is bounded: memory flat, the file bounded by what is kept. Answers complaints."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from tests.longrun.desk import MOST
from tests.longrun.gauge import Sample

FLAT = 1.10
"""In the last third of the phases memory is at most so many times what it is in the second third (medians)."""
MORE = 6
"""So many open files more than in the second third are no leak yet: connections come and go."""
CALLS, OTHERS = 2, 20
"""A thread for each call that a run can have under way, and so many for the engine, the source and the observer."""
LOG = 64 * 2**20 + 8 * 2**20
"""The most bytes of the log beside the file: `journal_size_limit`, and what one batch may add."""
HEAD, ROOM = 1_000_000, 1.5
"""The file is at most HEAD bytes and ROOM times what is kept."""


def thirds(phases: Sequence[Sample]) -> tuple[Sequence[Sample], Sequence[Sample]]:
    """The second and the last third: what is warming up counts for nothing."""
    size = len(phases) // 3
    assert size, "too few phases"
    return phases[-2 * size : -size], phases[-size:]


def of_memory(phases: Sequence[Sample], flat: float = FLAT) -> Iterator[str]:
    """At the ends of like phases memory, files and threads are no more than before.

    In the last third no worker is killed. So a life of many phases is held against lives of a part of one, and a client
    that lives from the beginning to the end against itself.
    """
    second, last = thirds(phases)
    memory: dict[str, Callable[[Sample], int]] = {"worker": lambda each: each.rss, "client": lambda each: each.client}
    for name, of in memory.items():
        before, after = (median(map(of, each)) for each in (second, last))
        if after > flat * before:
            yield f"memory of the {name}: {before:,.0f} KiB in the second third, {after:,.0f} in the last"
    before, after = (max(end.files for end in each) for each in (second, last))
    if after > before + MORE:
        yield f"open files: {before} at most in the second third, {after} in the last"
    most = max(each.threads for each in phases)
    if most > CALLS * MOST + OTHERS:
        yield f"threads: {most}"


def of_file(phases: Sequence[Sample], file: int, kept: int) -> Iterator[str]:
    """The log beside the store stays small, and the store itself is bounded by what it keeps."""
    largest = max(each.log for each in phases)
    if largest > LOG:
        yield f"the log beside the file has grown to {largest:,} bytes"
    if file > HEAD + ROOM * kept:
        yield f"the file has {file:,} bytes for {kept:,} that are kept"


def per_run(phases: Sequence[Sample]) -> list[float]:
    """By how many bytes the file and its log have grown for each run that has ended, from phase to phase."""
    return [
        (after.file + after.log - before.file - before.log) / max(1, after.ended - before.ended)
        for before, after in pairwise(phases)
    ]
