"""Random load on one store, with kills: nothing is lost or done twice, memory is flat, the file is bounded."""

import os
import random
from collections.abc import Iterable
from pathlib import Path

import attrs
import pytest

from tests.longrun.gauge import PROC, Sample
from tests.longrun.verdict import HEAD, LOG, of_file, of_memory
from tests.longrun.whole import Found, long_run

SEED = "ORCHESTRA_LONGRUN_SEED"
HOUR = 3600
SHORT = {"ends": 12, "kills": 1, "flat": 1.3}
"""So short that memory is not flat yet: threads and connections are still made."""

pytestmark = pytest.mark.skipif(not PROC.is_dir(), reason="without /proc nothing tells how much memory a process takes")


def _seed() -> int:
    return int(os.environ.get(SEED) or random.SystemRandom().randrange(1_000_000))


def _check(found: Found) -> None:
    print("\n".join(found.lines()))  # noqa: T201 - pytest shows it when the test fails
    assert found.complaints == []


def test_a_short_run(tmp_path: Path) -> None:
    _check(long_run(tmp_path, _seed(), **SHORT))


@pytest.mark.stress
def test_a_run_of_an_hour(tmp_path: Path) -> None:
    _check(long_run(tmp_path, _seed(), seconds=HOUR))


def test_it_notices_a_leak_a_hoard_and_lost_acts(tmp_path: Path) -> None:
    """All in one run: memory and room that the worker takes at each commit, and writes of clients that were none."""
    found = long_run(tmp_path, _seed(), faults={"worker": "leak hoard", "client": "lose"}, **SHORT)
    said = {line.partition(":")[0] for line in found.complaints}
    assert "memory of the worker" in said
    assert "lost" in said
    assert any(line.startswith("the file has") for line in found.complaints)


# --- what is noticed of what was measured, in figures --------------------------------------------------------------

KIB = 40_000


def _phases(rss: Iterable[int], **others: int) -> list[Sample]:
    plain = Sample(0.0, 0, KIB, 30, 20, 1_000_000, 4_000_000, 0)
    return [attrs.evolve(plain, rss=each, **others) for each in rss]


def test_memory_that_grows_by_a_thousandth_in_each_phase_is_flat_and_by_a_fiftieth_it_is_not() -> None:
    assert list(of_memory(_phases(KIB + KIB * number // 1000 for number in range(30)))) == []
    (said,) = of_memory(_phases(KIB + KIB * number // 50 for number in range(30)))
    assert said == "memory of the worker: 51,600 KiB in the second third, 59,600 in the last"


def test_memory_of_a_client_and_files_and_threads_that_stay_are_noticed() -> None:
    phases = _phases([KIB] * 6) + _phases([KIB] * 3, client=2 * KIB, files=40, threads=400)
    assert list(of_memory(phases)) == [
        "memory of the client: 40,000 KiB in the second third, 80,000 in the last",
        "open files: 20 at most in the second third, 40 in the last",
        "threads: 400",
    ]


def test_a_file_and_a_log_beyond_their_bounds_are_noticed() -> None:
    phases = _phases([KIB] * 3)
    assert list(of_file(phases, HEAD + 1_500_000, 1_000_000)) == []
    too_large = "the file has 2,500,001 bytes for 1,000,000 that are kept"
    assert list(of_file(phases, HEAD + 1_500_001, 1_000_000)) == [too_large]
    (said,) = of_file(_phases([KIB] * 3, log=LOG + 1), 0, 0)
    assert said.startswith("the log beside the file has grown")
