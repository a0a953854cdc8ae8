"""A run gone through once more from its history alone, to see what each event's conditions read.

Nobody is asked for anything: the history holds the facts that were used.
"""

from collections.abc import Iterable, Iterator

from attrs import frozen

from orchestra_dsl.interpreter.commit import Done
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import decode_state, encode_state, new_state
from orchestra_dsl.interpreter.step import step
from orchestra_dsl.interpreter.witness import Asked, Conditions, new_witness
from orchestra_dsl.runtime.errors import HistoryDiverges
from orchestra_dsl.runtime.store.rows import HistoryRow


@frozen
class Replayed:
    """One event, and the conditions that it asked, in order."""

    row: HistoryRow
    asked: tuple[Asked, ...]


def replay(run_id: str, program: Program, history: Iterable[HistoryRow]) -> Iterator[Replayed]:
    """Apply the events of a whole history again. Raises HistoryDiverges where it does not lead where it led."""
    conditions = Conditions(program)
    state = encode_state(new_state(run_id))
    for row in history:
        facts = dict(row.past.facts)
        before = decode_state(state)
        witness = new_witness(conditions, program, before, row.event, facts)
        answer = step(program, before, row.event, facts, witness)
        if not isinstance(answer, Done) or answer.commit is None or answer.commit.notes != row.past.notes:
            message = f"the history of run {run_id} does not lead to what it says, from event {row.sequence} on"
            raise HistoryDiverges(message)
        state = encode_state(answer.commit.state)
        yield Replayed(row, tuple(witness.asked))
