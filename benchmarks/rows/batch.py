"""Events that are stored many to a commit.

The same events, one of each run, all submitted at once; the writer takes 64 to a commit, synchronous=FULL. The rate
is that of CPU seconds of all threads. Each run has a record of its own. No peer writes several runs at once.
"""

import time
from collections.abc import Iterator

from benchmarks import case, stores
from benchmarks.figures import Effort, Figure, Row, Target, Values
from orchestra_dsl.runtime import Engine, writer

TOGETHER = 64
FEW, MANY = 500, 20_000
TARGET = Target(20_000, 40_000, more=True)


def measure(effort: Effort) -> Iterator[Figure]:
    """Over few runs and over many."""
    usual, writer.BATCH = writer.BATCH, TOGETHER
    try:
        for runs in (FEW, 4 * FEW if effort.quick else MANY):
            with stores.opened(case.WORK) as engine:
                stores.waiting_runs(engine, runs)
                stores.set_synchronous(engine.store, "FULL")
                pairs = [_all_at_once(engine) for _ in range(6 if runs > FEW else 10)][1:]
            passed = Values("", [runs / seconds for _, seconds in pairs]).median
            rates = Values("1/s", [runs / seconds for seconds, _ in pairs], f"{passed:,.0f} in time that passes")
            yield Figure(f"stored events, {TOGETHER} to a commit, over {runs:,} runs", rates, TARGET, more=True)
    finally:
        writer.BATCH = usual


def _all_at_once(engine: Engine) -> tuple[float, float]:
    """CPU seconds, and seconds that pass, for one event of each run."""
    requests = stores.completions(engine)
    worked, begun = time.process_time(), time.perf_counter()
    stores.done(engine, requests)
    return time.process_time() - worked, time.perf_counter() - begun


ROW = Row("batch", "stored events, many to a commit", __doc__, measure)
