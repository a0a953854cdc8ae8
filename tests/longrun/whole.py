"""A long run from its beginning to the last check, and what it has come to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from attrs import frozen

from tests.longrun.acting import noted
from tests.longrun.aftermath import Aftermath
from tests.longrun.gauge import Sample, kept
from tests.longrun.load import Load
from tests.longrun.verdict import FLAT, of_file, of_memory, per_run

LEAST = 6
"""Phases: two for each third."""


@frozen
class Found:
    """What it has come to."""

    seed: int
    phases: list[Sample]
    killed: Mapping[str, int]
    acts: Mapping[str, int]
    runs: Mapping[str, int]
    file: int
    kept: int
    complaints: list[str]

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"seed {self.seed}; killed: {dict(self.killed)}; acts: {dict(self.acts)}; runs: {dict(self.runs)}"
        yield "   seconds  rss KiB   client  threads  files        file        log    ended"
        for each in self.phases:
            yield (
                f"{each.seconds:10,.1f} {each.rss:8,} {each.client:8,} {each.threads:8} {each.files:6} "
                f"{each.file:11,} {each.log:10,} {each.ended:8,}"
            )
        yield f"the file has {self.file:,} bytes for {self.kept:,} that are kept"
        yield f"bytes for each run that has ended: {median(per_run(self.phases)):,.0f} (median of the phases)"
        yield from self.complaints or ["everything is as it must be"]


def long_run(folder: Path, seed: int, *, seconds: float = 0, flat: float = FLAT, **parts: Any) -> Found:
    """Let it go on for so many seconds, in any case for LEAST phases. `parts` are those of the load."""
    load = Load(folder, seed, **parts)
    try:
        load.run(seconds, LEAST)
        after = Aftermath(folder)
        after.settle()
        load.end("worker")
    finally:
        load.close()
    complaints = after.complaints()
    runs = Counter(f"{row.orchestration} {row.status.words}" for row in after.runs.values())
    after.engine.close()
    store = folder / "store.db"
    file, keeps = store.stat().st_size, kept(store)
    complaints += [*of_memory(load.phases, flat), *of_file(load.phases, file, keeps)]
    acts = Counter(each.act for each in noted(folder))
    return Found(seed, load.phases, load.killed, acts, runs, file, keeps, complaints)
