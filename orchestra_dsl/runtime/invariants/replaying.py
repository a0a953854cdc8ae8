"""The same events and facts give the same run: a history gone through once more leads to the state that is stored."""

from collections.abc import Iterator

from orchestra_dsl.interpreter.commit import Done
from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned, ItemCompleted, Ref, TimerDue
from orchestra_dsl.interpreter.state import decode_state, encode_state, new_state
from orchestra_dsl.interpreter.step import step
from orchestra_dsl.runtime.errors import ValueDamaged
from orchestra_dsl.runtime.invariants.stored import Stored
from orchestra_dsl.runtime.store.rows import HistoryRow

PAGE = 200


def the_history_leads_to_the_state(stored: Stored) -> Iterator[str]:
    """Byte for byte. A history of which a part is damaged leads nowhere; the part is named by another check."""
    try:
        yield from _replay(stored)
    except ValueDamaged:
        return


def no_answer_is_applied_twice(stored: Stored) -> Iterator[str]:
    """An answer of a flow and a completed work item are in a history once, a timer once for each instant."""
    seen: set[tuple[str, Ref, str, int]] = set()
    try:
        for row in _history(stored):
            act = row.past.act
            if isinstance(act, FlowReturned | FlowFailed | ItemCompleted | TimerDue):
                timer = (act.kind, row.at) if isinstance(act, TimerDue) else ("", 0)
                answer = (row.kind, act.ref, *timer)
                if answer in seen:
                    yield f"event {row.sequence} of the history brings an answer again that was applied before"
                seen.add(answer)
    except ValueDamaged:
        return


def _replay(stored: Stored) -> Iterator[str]:
    state = encode_state(new_state(stored.run.id))
    number = 0
    for number, row in enumerate(_history(stored), start=1):
        if row.sequence != number:
            return
        answer = step(stored.program, decode_state(state), row.event, dict(row.past.facts))
        if not isinstance(answer, Done) or answer.commit is None or answer.commit.sequence != number:
            yield f"event {number} of the history cannot be applied again"
            return
        if answer.commit.notes != row.past.notes:
            yield f"event {number} of the history does not lead to what it says"
            return
        state = encode_state(answer.commit.state)
    if number == stored.run.sequence and state != stored.run.encoded:
        yield "the history leads to another state than the one that is stored"


HISTORY_CHECKS = (the_history_leads_to_the_state, no_answer_is_applied_twice)
"""What is asked of the whole history of a run, where that is wanted."""


def _history(stored: Stored) -> Iterator[HistoryRow]:
    after = 0
    while rows := stored.reads.history(stored.run.key, after, PAGE):
        yield from rows
        after = rows[-1].sequence
