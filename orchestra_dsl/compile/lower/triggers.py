"""The record triggers of an orchestration."""

from msgspec.structs import replace

from orchestra_dsl.analysis.checked import CheckedOrchestration
from orchestra_dsl.compile.lower.expressions import Expressions
from orchestra_dsl.graph.model import RecordTrigger
from orchestra_dsl.graph.types import RecordOf, required
from orchestra_dsl.syntax import nodes as n


def triggers(orchestration: CheckedOrchestration, expressions: Expressions) -> tuple[RecordTrigger, ...]:
    """Lower `start on …`. What each reads is found out when the whole graph is there (finish/triggers.py)."""
    starts = (clause for clause in orchestration.node.clauses if isinstance(clause, n.StartOnRecord))
    return tuple(_trigger(start, orchestration, expressions) for start in starts)


def _trigger(start: n.StartOnRecord, orchestration: CheckedOrchestration, expressions: Expressions) -> RecordTrigger:
    names = [field.name for field in orchestration.parameters]
    index = names.index(start.record.text)
    record = required(orchestration.parameters[index].type)
    assert isinstance(record, RecordOf)  # noqa: S101 - the checker reports any other type
    trigger = RecordTrigger(
        parameter=index,
        record=record.name,
        created="created" in start.changes,
        updated="updated" in start.changes,
        when=None if start.condition is None else expressions.lower(start.condition),
    )
    # The default is left out of the stored form only as the very object that it is: so it is never set.
    return trigger if start.repetition in (None, trigger.rerun) else replace(trigger, rerun=start.repetition)
