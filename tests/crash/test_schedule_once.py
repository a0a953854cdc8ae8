"""Each instant of a schedule starts one run at most, and none is lost, though the worker is killed at any moment."""

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.crash.timely import open_engine
from tests.house.checkout import ROOT

LIVES = 4
MINUTE = 60_000_000


def test_no_instant_starts_two_runs_and_none_is_lost(tmp_path: Path) -> None:
    began, chance = time.time(), random.Random(7)  # noqa: S311 - it decides when to kill
    for _ in range(LIVES):
        live(tmp_path, began, chance.uniform(0.2, 0.8))
    engine = open_engine(tmp_path, began)
    runs = [row.id for row in reversed(engine.runs.newest(limit=10_000))]
    with engine.store.reading() as reads:
        events = [reads.history(engine.run_key(run), 0, 1)[0].past.event for run in runs]
    instants = [int(event.rpartition("/")[2]) for event in events]
    (row,) = engine.schedules.all()
    engine.close()
    assert len(instants) >= LIVES
    assert sorted(set(instants)) == instants, "an instant has started two runs, or an earlier one after a later one"
    assert all(instant % MINUTE == 0 for instant in instants)
    assert (row.run, row.trouble) == (runs[-1], None)
    assert row.next is not None
    assert row.next > instants[-1]
    assert set(outcomes(tmp_path, began)) == {"Done"}


def live(folder: Path, began: float, seconds: float) -> None:
    """A worker works for so long and is killed."""
    command = [sys.executable, "-m", "tests.crash.timely", str(folder), repr(began)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"works\n"
        time.sleep(seconds)
        process.kill()


def outcomes(folder: Path, began: float) -> list[str | None]:
    """The outcomes of all runs: what starts one is written with what it does."""
    engine = open_engine(folder, began)
    try:
        return [row.outcome for row in engine.runs.newest(limit=10_000)]
    finally:
        engine.close()
