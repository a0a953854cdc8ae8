"""Kill -9 at any instant: every run ends the same, nothing acknowledged is lost, nothing is applied twice."""

import os
import random
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestra_dsl.graph.statuses import Status
from tests.crash.aims import OF_A_CLERK, POINTS
from tests.crash.checks import Aftermath, StandsStill
from tests.crash.clerk import is_large
from tests.crash.harness import Round
from tests.crash.process import ROUNDS

CASES = 16
LEAST_ROUNDS = 4
"""So many that the first lives of each come by every point of `aims`."""
SEED = "ORCHESTRA_CRASH_SEED"
"""The environment variable that sets the seed; the instants of a run of the test are its own all the same."""


def _chance() -> random.Random:
    seed = os.environ.get(SEED) or str(random.SystemRandom().randrange(1_000_000))
    print(f"{SEED}={seed}")  # noqa: T201 - pytest shows it when the test fails
    return random.Random(seed)  # noqa: S311 - nothing secret


def _round(folder: Path, chance: random.Random, **parts: object) -> Round:
    folder.mkdir()
    return Round(folder, chance, CASES, **parts)  # type: ignore[arg-type]  # the parts of a round, by name


def _finish(round_: Round) -> SimpleNamespace:
    """Run a round to its end; what it has come to, once everything about its store is found to be in order."""
    assert round_.run(), f"some runs have not ended, after {dict(round_.kills)}"
    after = Aftermath(round_.folder)
    try:
        assert after.leftovers() == {}
        assert after.missing() == []
        after.check_store()
        return SimpleNamespace(results=after.results(), effects=after.effects(), repeated=after.repeated())
    finally:
        after.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """What comes of the same cases when nobody is killed."""
    folder = tmp_path_factory.mktemp("crash")
    return _finish(_round(folder / "undisturbed", random.Random(0), kills_at_most=0))  # noqa: S311 - nothing secret


def test_undisturbed_runs_end_as_the_process_says(undisturbed: SimpleNamespace) -> None:
    assert undisturbed.repeated == 0
    assert len(undisturbed.results) == CASES
    for case, (status, outcome, outputs) in undisturbed.results.items():
        amount = (150 if is_large(case) else 50) + case
        number = f"{case}-{'high' if is_large(case) else 'low'}-{2 * amount}"
        assert (status, outcome) == (Status.COMPLETED, "Done")
        assert outputs == {
            "number": number, "attempts": 2, "told": str(case), "rounds": ROUNDS, "total": ROUNDS * amount,
        }  # fmt: skip
    assert undisturbed.effects["0 prepare.post 0 attempt 2"] == 1
    assert undisturbed.effects["0 round.count 0 attempt 1"] == ROUNDS


def _kill(times: int, folder: Path, undisturbed: SimpleNamespace) -> Counter[str]:
    """Kill the worker so often, over as many whole runs as that takes, and check what comes of each round."""
    chance = _chance()
    began = time.monotonic()
    kills: Counter[str] = Counter()
    repeated, number = 0, 0
    points = list(POINTS)
    while number < LEAST_ROUNDS or sum(kills[what] for what in kills if what.startswith("worker")) < times:
        aims = [(points[(2 * number + each) % len(points)], chance.randint(1, 3)) for each in range(2)]
        round_ = _round(folder / f"round {number}", chance, aims=aims)
        found = _finish(round_)
        assert found.results == undisturbed.results, f"round {number} ends otherwise, after {dict(round_.kills)}"
        assert found.effects == undisturbed.effects, f"round {number} has other effects, after {dict(round_.kills)}"
        kills += round_.kills
        repeated += found.repeated
        number += 1
    seconds = time.monotonic() - began
    print(f"{kills.total()} kills, {number} rounds, {repeated} repeated effects, {seconds:.0f} s: {dict(kills)}")  # noqa: T201 - shown when it fails
    assert repeated > 0, "no effect was ever had again: the kills came at harmless instants"
    return kills


def test_every_run_ends_the_same_after_thirty_kills(tmp_path: Path, undisturbed: SimpleNamespace) -> None:
    kills = _kill(30, tmp_path, undisturbed)
    assert {f"worker {point}" for point in POINTS} <= kills.keys(), "no process died at some of the points"
    assert kills["worker at some instant"] > 0
    assert sum(kills[f"clerk {point}"] for point in OF_A_CLERK) > 0


@pytest.mark.stress
def test_every_run_ends_the_same_after_a_thousand_kills(tmp_path: Path, undisturbed: SimpleNamespace) -> None:
    kills = _kill(1000, tmp_path, undisturbed)
    assert {f"clerk {point}" for point in OF_A_CLERK} <= kills.keys()


_LEFT_OVER = [("between commit and dispatch", 3), ("between effect and result", 1)]


def test_what_a_killed_worker_left_in_the_outbox_is_sent_by_the_next(
    tmp_path: Path, undisturbed: SimpleNamespace
) -> None:
    round_ = _round(tmp_path / "with", random.Random(0), aims=list(_LEFT_OVER), kills_at_most=2)  # noqa: S311 - nothing secret
    found = _finish(round_)
    assert round_.deaths == len(_LEFT_OVER)
    assert found.results == undisturbed.results


def test_without_the_sending_again_the_kill_test_fails(tmp_path: Path) -> None:
    still = StandsStill(tmp_path / "without", CASES)
    parts = {"aims": list(_LEFT_OVER), "kills_at_most": 2, "sends_again": False, "stands_still": still}
    round_ = _round(tmp_path / "without", random.Random(0), **parts)  # noqa: S311 - nothing secret
    assert not round_.run(), "every run has ended, though nothing was sent again"
    after = Aftermath(round_.folder)
    open_, waiting = after.stuck()
    after.close()
    assert open_
    assert open_ == waiting, "some runs wait for something else than what should have been sent again"
