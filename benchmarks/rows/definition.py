"""A step of a long definition beside one of a short one.

Chains of calls with a condition each, in memory, compiled from a source; that of 100,000 steps is made of the graph
of a short one. The starts of the short runs are in it: 100 of them for one of the long one. Each ratio is of the
faster of two. Peers go through their chains by themselves; SpiffWorkflow needs another recursion limit for a thousand
steps.
"""

from collections.abc import Iterator

from benchmarks import memory
from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.measure import cpu
from benchmarks.peers.asking import asked
from benchmarks.rows.steps import play_chain

SHORT, LONG, VERY_LONG = 10, 1_000, 100_000


def measure(effort: Effort) -> Iterator[Figure]:
    """Steps in memory."""
    repetitions = 5 if effort.quick else 9
    short, long = memory.chain(SHORT), memory.chain(LONG)
    ratios = []
    for _ in range(repetitions):
        of_long = min(cpu(lambda: play_chain(long, LONG), 2))
        of_short = min(cpu(lambda: [play_chain(short, SHORT) for _ in range(LONG // SHORT)], 2))
        ratios.append(of_long / of_short)
    beside = asked("definition", 3 if effort.quick else 5)
    yield Figure(
        "a step of a 1,000-step definition against a 10-step one", Values("times", ratios), Target(1.2, 1.05), beside
    )
    length = LONG if effort.quick else VERY_LONG
    program = memory.long_chain(length)
    last = play_chain(program, length)
    if last.summary.status.words != "completed":
        raise SystemExit("the chain has not come to its end")
    taken = [seconds / length for seconds in cpu(lambda: play_chain(program, length), 3)]
    yield Figure(f"  {length:,} steps work; each", Values("µs", [1e6 * seconds for seconds in taken]))


ROW = Row("definition", "a step of a long definition against one of a short one", __doc__, measure)
