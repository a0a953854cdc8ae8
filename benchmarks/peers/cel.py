"""cel-python: the predicate, compiled once, on a record that is converted already."""

import celpy
from celpy import json_to_cel

from benchmarks.figures import Values
from benchmarks.measure import each
from benchmarks.peers.peer import RECORD, UnableError

PREDICATE = 'record.priority == "High" && record.amount > 10000.0 && record.owner != "bob"'


class Cel:
    """It evaluates expressions and runs no processes."""

    distributions = ("cel-python",)

    def answer(self, question: str, repetitions: int) -> Values:
        """It is asked for predicates only."""
        if question != "predicate":
            raise UnableError("evaluates expressions only")
        environment = celpy.Environment()
        program = environment.program(environment.compile(PREDICATE))
        given = {"record": json_to_cel(RECORD)}
        if not program.evaluate(given):
            raise RuntimeError("the predicate is not true")
        return Values("ns", [1e9 * taken for taken in each(lambda: program.evaluate(given), repetitions)])
