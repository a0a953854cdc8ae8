"""Whether what was measured is bounded: memory flat, the file bounded by what is kept. Answers complaints."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from tests.longrun.acts import MOST
from tests.longrun.gauge import Sample

FLAT = 1.10
"""The median of the last third of the phases is at most so many times that of the second third."""
GROWN = 1.10
"""Within a life, from the middle of its phase to the end, memory grows by this factor at most (the median)."""
MORE = 6
"""So many open files more than in the second third are no leak yet: connections come and go."""
CALLS, OTHERS = 2, 20
"""A thread for each call that a run can have under way, and so many for the engine, the source and the observer."""
LOG = 64 * 2**20 + 8 * 2**20
"""The most bytes of the log beside the file: `journal_size_limit`, and what one batch may add."""
HEAD, ROOM = 1_000_000, 1.5
"""The file is at most HEAD bytes and ROOM times what is kept."""

Phase = tuple[Sample, Sample]
"""How it stands after the first life that nobody has ended has begun to be old, and at its end."""


def thirds(phases: Sequence[Phase]) -> tuple[Sequence[Phase], Sequence[Phase]]:
    """The second and the last third: what is warming up counts for nothing."""
    size = len(phases) // 3
    assert size, "too few phases"
    return phases[-2 * size : -size], phases[-size:]


def of_memory(phases: Sequence[Phase]) -> Iterator[str]:
    """Like phases, at the same age of the worker: it takes no more memory, files and threads than before."""
    second, last = thirds(phases)
    before, after = (median(end.rss for _, end in each) for each in (second, last))
    if after > FLAT * before:
        yield f"memory: {before:,.0f} KiB in the second third, {after:,.0f} in the last"
    grown = median(end.rss / middle.rss for middle, end in (*second, *last))
    if grown > GROWN:
        yield f"memory: it grows {grown:.2f} times from the middle of a phase to its end"
    before, after = (max(end.files for _, end in each) for each in (second, last))
    if after > before + MORE:
        yield f"open files: {before} at most in the second third, {after} in the last"
    most = max(each.threads for phase in phases for each in phase)
    if most > CALLS * MOST + OTHERS:
        yield f"threads: {most}"


def of_file(phases: Sequence[Phase], file: int, kept: int) -> Iterator[str]:
    """The log beside the store stays small, and the store itself is bounded by what it keeps."""
    largest = max(each.log for phase in phases for each in phase)
    if largest > LOG:
        yield f"the log beside the file has grown to {largest:,} bytes"
    if file > HEAD + ROOM * kept:
        yield f"the file has {file:,} bytes for {kept:,} that are kept"


def per_run(phases: Sequence[Phase]) -> list[float]:
    """By how many bytes the file and its log have grown for each run that has ended, from phase to phase."""
    ends = [end for _, end in phases]
    return [
        (after.file + after.log - before.file - before.log) / max(1, after.ended - before.ended)
        for before, after in pairwise(ends)
    ]
