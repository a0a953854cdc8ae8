"""What the hot paths cost, counted: `python -m tests.benchmarks.costs` notes it anew in costs.toml.

Calls of Python functions, instructions of Python, statements of SQL, instructions of SQLite and bytes of its log: they
are the same on every machine and under every load. (On a newer Python they may be fewer.) What is counted has been done
a few times before, so that what is made once is not in it.
"""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from sqlite3 import Connection

from benchmarks import case, memory, stores
from benchmarks.people import ANN
from benchmarks.rows.predicate import BODY, context_of, predicate_of
from orchestra_dsl.interpreter.events import Act, ItemCompleted
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.runtime import Engine
from orchestra_dsl.runtime.direct import DirectEngine
from orchestra_dsl.runtime.requests.deliver import Deliver
from tests.counting import bytes_logged, calls_made, instructions_done, sql_done, statements_made

NOTED = Path(__file__).with_name("costs.toml")
BEFORE = 3
"""How often something is done before it is counted."""

Costs = dict[str, int]


def step_of_a_chain() -> Costs:
    """A call returns, and the next one is made, with a condition over a record."""
    program = memory.chain(10)

    def step() -> Callable[[], object]:
        commit = memory.begin(program)
        for _ in range(BEFORE):
            commit = memory.answer(program, commit, commit.effects[0].effect.ref)
        ref = commit.effects[0].effect.ref
        return lambda: memory.answer(program, commit, ref)

    step()()
    return {"calls": calls_made(step()), "instructions": instructions_done(step())}


def case_in_memory() -> Costs:
    """A case from its beginning to its end: calls, decisions, work, a loop."""
    program = memory.program(case.CASE)
    acts = memory.acts(program)
    return _counted(lambda: memory.replay(program, acts))


def predicate() -> Costs:
    """A predicate of three terms, on a record that is decoded."""
    program = memory.program(BODY)
    function, context = predicate_of(program), context_of(program)
    return _counted(lambda: function(context))


def _counted(work: Callable[[], object]) -> Costs:
    work()
    return {"calls": calls_made(work), "instructions": instructions_done(work)}


def stored_event() -> Costs:
    """Work is handed in, and the next work item opened: an event of a stored run, with its commit."""
    with _engine() as (engine, connection):
        key = engine.run_key(engine.start("process", {"case": "1"}, ANN))
        acts = _completions(memory.program(case.WORK))
        return _stored(engine, connection, lambda: engine.submit(Deliver(key, next(acts), ANN)).result())


def stored_start() -> Costs:
    """A run begins and opens a work item."""
    with _engine() as (engine, connection):
        return _stored(engine, connection, lambda: engine.start("process", {"case": "1"}, ANN))


@contextmanager
def _engine() -> Iterator[tuple[Engine, Connection]]:
    """An engine without threads on a store in a file, and the connection that writes it."""
    ids = map("run{:06}".format, count())
    with stores.opened(case.WORK, DirectEngine, new_id=lambda: next(ids)) as engine:
        stores.put_records(engine, 1)
        yield engine, stores.connections_of(engine.store).to_write()


def _completions(program: Program) -> Iterator[Act]:
    """What happens in the loop of work, without end; made before it is counted."""
    commit = memory.begin(program)
    acts = []
    for _ in range(20):
        acts.append(ItemCompleted(commit.items[-1].ref, case.NOTES))
        commit = memory.apply(program, commit.state, acts[-1], "user:ann")
    return iter(acts)


def _stored(engine: Engine, connection: Connection, work: Callable[[], object]) -> Costs:
    """The costs of something that can be done again and again."""
    store = Path(engine.store.where)
    for _ in range(BEFORE):
        work()
    return {
        "calls": calls_made(work),
        "instructions": instructions_done(work),
        "statements": statements_made(connection, work),
        "sql": sql_done(connection, work),
        "log": bytes_logged(store, work),
    }


PATHS: tuple[Callable[[], Costs], ...] = (step_of_a_chain, case_in_memory, predicate, stored_event, stored_start)


def noted() -> dict[str, Costs]:
    """What each cost when it was last noted."""
    return tomllib.loads(NOTED.read_text(encoding="utf-8"))


def main() -> None:
    """Note what each costs now."""
    lines = ["# Made by `python -m tests.benchmarks.costs`, on Python 3.11."]
    for path in PATHS:
        lines += ["", f"[{path.__name__}]", *(f"{what} = {number}" for what, number in path().items())]
    NOTED.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
