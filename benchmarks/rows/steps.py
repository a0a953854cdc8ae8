"""Steps a second in memory, one core.

One event for each call or piece of work that ends. It is made, applied, and leaves history, facts that were used and
effects in a commit; conditions are evaluated, who may do the work is checked. Nothing is encoded or stored. In the
chain each step asks a condition over a record. The case has 13 steps in 10 events; peers call what does nothing
directly, and take 4 events. A sample takes a fifth of a second at least.
"""

from collections.abc import Iterator

from benchmarks import case, memory
from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.measure import each
from benchmarks.peers.asking import asked
from orchestra_dsl.interpreter.commit import Commit
from orchestra_dsl.interpreter.program import Program

LENGTH = 1_000
TARGET = Target(200_000, 500_000, more=True)


def measure(effort: Effort) -> Iterator[Figure]:
    """A chain of calls, and the case beside the peers'."""
    repetitions = 5 if effort.quick else 9
    chain = memory.chain(LENGTH)
    taken = each(lambda: play_chain(chain, LENGTH), repetitions)
    values = Values("1/s", [LENGTH / seconds for seconds in taken])
    yield Figure("steps a second in memory: a chain of calls", values, TARGET, more=True)
    program = memory.program(case.CASE)
    taken = each(lambda: memory.play(program), repetitions)
    values = Values("1/s", [case.STEPS / seconds for seconds in taken])
    beside = asked("steps", 3 if effort.quick else 7)
    yield Figure("steps a second in memory: the case", values, TARGET, beside, more=True)


def play_chain(program: Program, length: int) -> Commit:
    """Start a run and answer one call after the other."""
    commit = memory.begin(program)
    for _ in range(length):
        commit = memory.answer(program, commit, commit.effects[0].effect.ref)
    return commit


ROW = Row("steps", "steps a second in memory", __doc__, measure)
