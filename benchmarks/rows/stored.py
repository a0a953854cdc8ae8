"""Events that are stored, one at a time: the work of the processor.

The engine as a door asks it, which waits for each answer; SQLite in a file, WAL, synchronous=NORMAL, one commit for
each event, CPU of all threads. An event here hands in work and opens the next: state, history with actor and door, two
work items, a candidate, the record read, the directory asked. A whole case is 10 such events of Orchestra; peers have
4, at each of which the host loads and stores what they serialise as one row, without history, audit or lists of work;
LangGraph and DBOS use their own stores.
"""

import time
from collections.abc import Callable, Iterator

from benchmarks import case, memory, stores
from benchmarks.figures import Effort, Figure, Row, Target, Values
from benchmarks.measure import cpu
from benchmarks.peers.asking import asked
from benchmarks.people import ANN
from orchestra_dsl.runtime import Engine
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.start import Start

RUNS = 200


def measure(effort: Effort) -> Iterator[Figure]:
    """An event of one run after the other, and whole cases."""
    repetitions = 5 if effort.quick else 9
    with stores.opened(case.WORK) as engine:
        stores.waiting_runs(engine, RUNS)
        taken = [_one_after_the_other(engine) for _ in range(repetitions + 1)][1:]
    values = Values("µs", [1e6 * seconds / RUNS for seconds in taken])
    yield Figure("stored event with history, work item, audit: CPU", values, Target(120, 70))
    with stores.opened(case.CASE) as engine:
        stores.put_records(engine, 1)
        played = _player(engine)
        values = Values(
            "µs", [1e6 * seconds / 20 for seconds in cpu(lambda: [played() for _ in range(20)], repetitions)]
        )
    yield Figure("a whole case of 13 steps, stored: CPU", values, beside=asked("stored", 3 if effort.quick else 7))


def _one_after_the_other(engine: Engine) -> float:
    requests = stores.completions(engine)
    begun = time.process_time()
    for request in requests:
        engine.carry_out(request)
    return time.process_time() - begun


def _player(engine: Engine) -> Callable[[], None]:
    """Plays a case: what happens in it is the same each time, so that nobody has to be asked what comes next."""
    acts = memory.acts(memory.program(case.CASE))
    orchestration = engine.programs.orchestration("process")

    def play() -> None:
        run = engine.runs.get(engine.carry_out(Start(orchestration, ("1",), ANN)))
        key = engine.run_key(run.id)
        for act in acts:
            engine.carry_out(Deliver(key, act, ANN))

    return play


ROW = Row("stored", "stored events, one at a time", __doc__, measure)
