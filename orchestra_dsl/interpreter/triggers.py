"""Triggers: whether the write of a record starts a run."""

from typing import Any

from msgspec import Struct

from orchestra_dsl.graph.arguments import triggered_arguments
from orchestra_dsl.graph.model import RecordTrigger
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter.commit import Need
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.facts import Facts, MissingFact
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import State


class RecordWrite(Struct, frozen=True):
    """One write of a record in stored form. `before` is None for a new record."""

    record: str
    id: str
    before: dict[str, Any] | None
    after: dict[str, Any]


def fired(program: Program, index: int, write: RecordWrite, at: int, facts: Facts) -> bool | Need:
    """Whether trigger number `index` of the graph starts a run for this write.

    `once per change` asks the condition for the record before the write too: it must have become true. Whether the
    record has had its run already (`once per record`) is for the store to know. A condition that meets an error does
    not start a run; EvaluationError is raised for the caller to report.
    """
    trigger = _trigger(program, index)
    if trigger.record != write.record or not (trigger.created if write.before is None else trigger.updated):
        return False
    if trigger.when is None:
        return True
    try:
        if not _holds(program, index, write, at, facts):
            return False
        return trigger.rerun != "once per change" or not _held_before(program, index, write, at, facts)
    except MissingFact as missing:
        return Need((missing.key,))


def _trigger(program: Program, index: int) -> RecordTrigger:
    trigger = program.graph.triggers[index]
    assert isinstance(trigger, RecordTrigger)
    return trigger


def _held_before(program: Program, index: int, write: RecordWrite, at: int, facts: Facts) -> bool:
    """Whether the condition was true before the write; one that had no value was not."""
    if write.before is None:
        return False
    try:
        return _holds(program, index, RecordWrite(write.record, write.id, write.before, write.before), at, facts)
    except EvaluationError:
        return False


def _holds(program: Program, index: int, write: RecordWrite, at: int, facts: Facts) -> bool:
    """The trigger's condition after a write."""
    trigger = _trigger(program, index)
    state = State("", Status.NOT_STARTED, 0, 0, at, None, triggered_arguments(program.graph, trigger, write.id))
    context = Context(program, state, at, {**facts, ("record", write.record, write.id): write.after})
    before = None if write.before is None else program.decode_record(write.record, write.before)
    context.write = (before, program.decode_record(write.record, write.after))
    assert trigger.when is not None
    return bool(context.evaluate(program.function(trigger.when)))
