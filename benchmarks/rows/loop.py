"""Event 10,000 of a loop beside event 10.

A loop with work in each round; 200 events are timed together. In memory with the state encoded and decoded between
two events; stored with WAL and NORMAL. Peers play the case with so many rounds, in memory.
"""

import time
from collections.abc import Callable, Iterator

from benchmarks import case, memory, stores
from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.peers.asking import asked
from orchestra_dsl.interpreter.commit import Commit
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import decode_state, encode_state
from orchestra_dsl.runtime import Engine

LATE = 10_000
EVENTS = 200
"""How many events are timed together."""


def measure(effort: Effort) -> Iterator[Figure]:
    """In memory, stored, and the state."""
    late = 1_000 if effort.quick else LATE
    target, repetitions = Target(1.2, 1.05), 5 if effort.quick else 7
    program = memory.program(case.WORK)
    ratios = [_ratio(_memory_rounds(program), late) for _ in range(repetitions)]
    beside = asked("loop", 3 if effort.quick else 5)
    yield Figure(f"event {late:,} of a loop against event 10: CPU in memory", Values("times", ratios), target, beside)
    stored = []
    for _ in range(5):
        with stores.opened(case.WORK) as engine:
            stores.waiting_runs(engine, 1)
            stored.append(_ratio(_stored_rounds(engine), late))
    yield Figure("  the same, stored: CPU", Values("times", stored), target)
    few, many = (_state_after(program, rounds) for rounds in (10, late))
    grown = Values("times", [many / few], f"{few} B and {many} B")
    yield Figure("  the same: state", grown, target, asked("state", 1))


def _ratio(rounds: Callable[[int], float], late: int) -> float:
    """What a round takes after so many, against one after ten."""
    rounds(10)
    early = rounds(EVENTS)
    rounds(late - EVENTS - 10)
    return rounds(EVENTS) / early


def _memory_rounds(program: Program) -> Callable[[int], float]:
    commit = memory.begin(program)

    def go_on(count: int) -> float:
        """CPU seconds of so many rounds."""
        nonlocal commit
        begun = time.process_time()
        for _ in range(count):
            commit = _round(program, commit)
        return time.process_time() - begun

    return go_on


def _round(program: Program, commit: Commit) -> Commit:
    """One round; the state is encoded and decoded as between two events of a stored run."""
    commit.state = decode_state(encode_state(commit.state))
    return memory.complete(program, commit, commit.items[-1].ref)


def _stored_rounds(engine: Engine) -> Callable[[int], float]:
    def go_on(count: int) -> float:
        """CPU seconds of so many rounds, what says which item is open left out."""
        taken = 0.0
        for _ in range(count):
            (request,) = stores.completions(engine)
            begun = time.process_time()
            engine.carry_out(request)
            taken += time.process_time() - begun
        return taken

    return go_on


def _state_after(program: Program, rounds: int) -> int:
    commit = memory.begin(program)
    for _ in range(rounds):
        commit = _round(program, commit)
    return len(encode_state(commit.state))


ROW = Row("loop", "event 10,000 of a loop against event 10", __doc__, measure)
