"""`make bench`: everything that is measured, in one run and one table."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import calls, front_end, steps
from benchmarks.measure import command, cpu, head, ratio, row
from orchestra_dsl.interpreter.program import Program

EXAMPLE = Path(__file__).parents[1] / "examples" / "case_management"
ORCHESTRA = str(Path(sys.executable).with_name("orchestra"))
PYTHON = sys.executable


def interpreter() -> None:
    """The step function in memory."""
    short, long = steps.chain(10), steps.chain(1000)
    of_long = [taken / 1000 for taken in cpu(lambda: steps.play(long, 1000))]
    of_short = [taken / 1000 for taken in cpu(lambda: [steps.play(short, 10) for _ in range(100)])]
    row("steps a second in memory (1,000 steps, condition, fact)", "1/s", (1 / taken for taken in of_long))
    ratio("a step of a 1,000-step definition against a 10-step one", of_long, of_short)
    loop = steps.loop()
    early, late = (_rounds(loop, after) for after in (10, 10_000))
    ratio("a round of a loop after 10,000 rounds against after 10", late, early)
    row("state after 10 rounds", "bytes", [steps.state_size(loop, 10)])
    row("state after 10,000 rounds", "bytes", [steps.state_size(loop, 10_000)])


def _rounds(loop: Program, after: int) -> list[float]:
    """CPU seconds of 100 rounds of the loop, measured after so many."""
    taken = []
    for _ in range(5):
        commit = steps.play(loop, after)
        begun = time.process_time()
        steps.answer_rounds(loop, commit, 100)
        taken.append(time.process_time() - begun)
    return taken


def start_up() -> None:
    """Whole processes."""
    empty = command([PYTHON, "-I", "-c", "pass"], 31)
    version = command([ORCHESTRA, "--version"], 31)
    row("python -I -c pass", "s CPU", empty)
    row("orchestra --version", "s CPU", version)
    ratio("orchestra --version against python -I -c pass", version, empty)
    row("orchestra lint of the example, nothing cached", "s CPU", _lint("off"))
    with tempfile.TemporaryDirectory() as folder:
        row("orchestra lint of the example, cached", "s CPU", _lint(folder))


def _lint(cache: str) -> list[float]:
    return command([ORCHESTRA, "lint", str(EXAMPLE)], ORCHESTRA_CACHE=cache)


def waiting_runs() -> None:
    """What waiting runs cost, and a restart with them."""
    found = {}
    for runs in (10, 10_000):
        with tempfile.TemporaryDirectory() as folder:
            words = [PYTHON, "-m", "tests.runtime.programs.remember", f"{folder}/store.db", str(runs)]
            done = subprocess.run(words, check=True, capture_output=True, text=True)
        found[runs] = [float(line) for line in done.stdout.split()]
        row(f"memory with {runs:,} waiting runs", "KiB", found[runs][:1])
        row(f"start with {runs:,} waiting runs to the first event handled", "s", found[runs][1:2])
    row("memory of 10,000 waiting runs over that of 10", "KiB", [found[10_000][0] - found[10][0]])


if __name__ == "__main__":
    head()
    interpreter()
    start_up()
    front_end.text_to_tree()
    front_end.project(ORCHESTRA)
    waiting_runs()
    calls.whole_path()
    calls.registered(PYTHON)
