"""What the events of a scenario cost, counted, under circumstances that should not matter to them."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import msgspec
import pytest

from orchestra_dsl.graph.codec import encode_graph
from orchestra_dsl.graph.model import Graph, Package
from orchestra_dsl.graph.scenario import Act, Given, Scenario, Start
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.runtime.applying import programs
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.scenario.play import OUTSIDE, Play
from orchestra_dsl.scenario.player import _line, _lines
from orchestra_dsl.scenario.result import ScenarioFailed
from tests.counting import Cost, cost

OTHERS = """
WITH RECURSIVE other(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM other WHERE n < :size) {0}
"""
ROWS = {
    "run (key, id, graph, orchestration, status, sequence, started_at, updated_at, state, open)": (
        "n, 'other' || n, 0, 0, 1, 1, 1, 1, x'00', n % 2"
    ),
    "viewer (principal, run, orchestration, status)": "'user:other', n, 0, 1",
    "view_read (type, id, run)": ":record, 'other' || n, n",
    "history (run, sequence, at, kind, data)": "n, 1, 1, 'started', x'00'",
    "timer (run, element, visit, instance, attempt, kind, due)": "n, 1, 1, 0, 1, 'timeout', 4000000000000000",
    "watch (type, id, field, run, element)": ":record, 'other' || n, 'status', n, 1",
    "record (type, id, version, changed_at, data)": ":record, 'other' || n, 1, 1, x'00'",
    "item (run, element, visit, instance, status, version, opened_at, rank, candidate, data)": (
        "n, 1, 1, 0, 1, 1, 1, -1, 'user:other', x'00'"
    ),
    "further_candidate (principal, rank, item)": "'user:another', -1, n",
    "applied (run, id)": "n, 'other' || n",
    "once (orchestration, type, id)": "1, :record, 'other' || n",
}
"""Rows of runs that wait for other records, other people and other times than any scenario has."""


def add_others(play: Play, record: str, size: int) -> None:
    """Put so many other runs into the store, with all that they wait for."""
    with play.engine.store.writing() as transaction:
        connection: Any = transaction._connection  # type: ignore[attr-defined]  # the tests know that it is SQLite
        for table, values in ROWS.items():
            said = OTHERS.format(f"INSERT INTO {table} SELECT {values} FROM other")  # noqa: S608 - names of the schema
            connection.execute(said, {"size": size, "record": record})


def costs(package: Package, scenario: Scenario, others: int = 0) -> list[Cost]:
    """What each request of a scenario costs, among so many other runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programs, "load", _loaded_once)
        return _costs(package, scenario, others)


_LOADED: dict[bytes, Program] = {}


def _loaded_once(graph: Graph) -> Program:
    """A program keeps what it makes when it is first needed, as in a process that runs for long."""
    return _LOADED.setdefault(encode_graph(graph), Program(graph))


def _costs(package: Package, scenario: Scenario, others: int) -> list[Cost]:
    play = Play(package, scenario)
    try:
        if others:
            add_others(play, package.records[0].name, others)
        found = _counted(play)
        failure = _lines(play)
        assert failure is None, failure
        return found
    finally:
        play.close()


def _counted(play: Play, wanted: Callable[[], bool] = lambda: True) -> list[Cost]:
    """Have each request counted from now on that is wanted, in the list that this answers."""
    connection: Any = play.engine.store._connections._connection  # type: ignore[attr-defined]  # the one in memory
    found: list[Cost] = []
    submit = play.engine._direct.submit

    def counted(request: Request[Any]) -> Future[Any]:
        if not wanted():
            return submit(request)
        found.append(cost(connection, lambda: submit(request)))
        return request.answer

    play.engine._direct.submit = counted  # type: ignore[method-assign]  # counted, then done
    return found


def rounds(package: Package, scenario: Scenario, wanted: Sequence[int]) -> list[tuple[list[Cost], Any]] | None:
    """What these rounds of a construct in a loop cost, and what the run's state holds after each, numbers apart.

    None where the run does not come to the end of the loop. What is given stands at the beginning of each round again.
    """
    play = Play(package, scenario)
    lines = [each for each in scenario.lines if isinstance(each, Given | Act)]
    found = []
    try:
        number = 0
        counted = _counted(play, lambda: number in wanted)
        for number in range(max(wanted) + 1):
            counted.clear()
            for line in lines:
                if number == 0 or not isinstance(line, Start):
                    _line(play, line)
            given = play.engine.send("loop_again", {"number": 1}, OUTSIDE).given
            play.pump.settle()
            if given != 1 or len(play.runs()) != 1:
                return None
            if number in wanted:
                found.append((list(counted), _shape(play)))
    except ScenarioFailed:
        return None
    finally:
        play.close()
    return found


def _shape(play: Play) -> Any:
    key = play.engine.run_key(play.run().id)
    with play.engine.store.reading() as reads:
        stored = reads.run(key)
    assert stored is not None
    return _without_numbers(msgspec.msgpack.decode(stored.state))


def _without_numbers(value: Any) -> Any:
    """Stored data in which counters and instants are all the same."""
    match value:
        case bool():
            return value
        case int():
            return 0
        case str():
            return re.sub(r"-\d+", "-0", value)  # the id of the run of a step
        case list():
            return [_without_numbers(each) for each in value]
        case dict():
            return [(_without_numbers(key), _without_numbers(each)) for key, each in value.items()]
    return value
