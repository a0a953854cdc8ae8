"""A clock that is wrong, or jumps: no run goes back in time, timers fire once, nothing acknowledged is lost."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter.events import TimerDue
from tests.crash.checks import Aftermath
from tests.crash.process import ROUNDS
from tests.crash.skewed import YEAR
from tests.crash.taken_out import WITHOUT
from tests.house.checkout import ROOT
from tests.patience import PATIENCE

CASES = 4
KILLED = -9


def _process(folder: Path, clock: str, passage: int = 0, *, without: str | None = None) -> int:
    """A process works on this clock until every run has ended, or it kills itself; its status."""
    command = [sys.executable, "-m", "tests.crash.skewed", str(folder), str(CASES), clock, str(passage)]
    env = {**os.environ} | ({WITHOUT: without} if without else {})
    return subprocess.run(command, cwd=ROOT, env=env, timeout=2 * PATIENCE, check=False).returncode


def _check(folder: Path) -> None:
    after = Aftermath(folder)
    try:
        _check_time(after)
        assert after.missing() == []
        assert {status for status, _, _ in after.results().values()} == {Status.COMPLETED}
        for name, keys in after.effects().items():
            assert keys == (ROUNDS if "round.count" in name else 1), f"{name} was called under {keys} keys"
        assert after.leftovers() == {}
        after.check_store()
    finally:
        after.close()


def _check_time(after: Aftermath) -> None:
    """In each run the events are numbered one by one, in the order of their times, and each timer fires once."""
    for row in after.engine.runs.newest(limit=100):
        events = list(after.engine.runs.events(row.id))
        assert [each.sequence for each in events] == list(range(1, len(events) + 1))
        times = [each.at for each in events]
        assert times == sorted(times), "a run goes back in time"
        fired = Counter(each.past.act for each in events if isinstance(each.past.act, TimerDue))
        assert set(fired.values()) <= {1}, "a timer has fired twice"


def test_runs_end_on_a_clock_that_jumps_at_each_look(tmp_path: Path) -> None:
    assert _process(tmp_path, "jumps") == 0
    _check(tmp_path)


def test_runs_go_on_from_one_process_to_the_next_whatever_their_clocks_show(tmp_path: Path) -> None:
    """The first ones die while cases are put and runs are started: what is due later waits for a clock ahead of it."""
    for hours, passage in ((YEAR, 2), (-YEAR, 2), (0, 3), (YEAR, 6)):
        assert _process(tmp_path, str(hours), passage) == KILLED
    assert _process(tmp_path, str(YEAR + 1)) == 0
    _check(tmp_path)


def test_they_notice_a_run_that_goes_back_in_time(tmp_path: Path) -> None:
    _process(tmp_path, "jumps", 40, without="order of time")
    after = Aftermath(tmp_path)
    with pytest.raises(AssertionError, match="a run goes back in time"):
        _check_time(after)
    after.close()
