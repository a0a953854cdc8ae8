"""Calls that are answered later, through kills: called again only before they have returned, and no answer is lost."""

import subprocess
import sys
from pathlib import Path

from tests.crash.later import OUTPUTS, noted, open_world
from tests.house.checkout import ROOT
from tests.patience import wait_for

CALLS = 16


def live(folder: Path, role: str, word: str, times: int = 1) -> None:
    """A process lives until it has said something so often, or has no more to say, and is killed."""
    command = [sys.executable, "-m", "tests.crash.later", role, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(times):
            assert process.stdout.readline() in (f"{word}\n", "")
        process.kill()


def started(folder: Path, number: int = 1) -> list[str]:
    """Runs whose flows nobody has called yet."""
    here = open_world(folder)
    here.case()
    runs = [here.start("flow") for _ in range(number)]
    here.close()
    return runs


def test_a_call_that_was_killed_before_it_returned_is_made_again_with_its_key(tmp_path: Path) -> None:
    (run,) = started(tmp_path)
    live(tmp_path, "hanging", "inside")
    live(tmp_path, "worker", "settled")
    first, second = (line.split() for line in noted(tmp_path / "tokens"))
    assert first == second, "another key, or another token for the same attempt"
    assert first[0] == f"{run}/s.classify/1/0"


def test_a_call_that_has_returned_is_not_made_again(tmp_path: Path) -> None:
    (run,) = started(tmp_path)
    for _ in range(3):
        live(tmp_path, "worker", "settled")
    (line,) = noted(tmp_path / "tokens")
    here = open_world(tmp_path)
    (step,) = (each for each in here.engine.runs.get(run).open if each.element == "s.classify")
    assert step.later == ("crm.classify",)
    assert here.engine.calls.complete(line.split()[1], OUTPUTS)
    assert here.ended(run) == "Done"
    here.close()


def test_no_answer_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    runs = started(tmp_path, CALLS)
    live(tmp_path, "worker", "settled")
    for times in (1, 3, 5):
        live(tmp_path, "outside", "completed", times)
    done = noted(tmp_path / "completed")
    assert 9 <= len(set(done)) == len(done) <= CALLS
    here = open_world(tmp_path)
    for line in noted(tmp_path / "tokens"):
        key, token = line.split()
        first = here.engine.calls.complete(token, OUTPUTS)
        assert not (first and token in done), "an answer was acknowledged and lost"
        assert here.events(key.split("/")[0]) == ["started", "flow returned"]
    here.work()
    wait_for(lambda: {here.ended(run) for run in runs} == {"Done"})
    here.close()
