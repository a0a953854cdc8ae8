"""The records that a work item is about and locks, worked out when it is opened (language.md, section 3 and rule 4).

What a work item locks is written by nobody else until it is closed: the runtime sees to it for whatever door a write
comes through (runtime/applying/record_locks.py).
"""

from orchestra_dsl.graph.elements import Subject
from orchestra_dsl.graph.values import record_name
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance


def name_subjects(m: Machine, index: int, instance: Instance, key: int) -> None:
    """Note which records the item that is opened is about, and locks. Raises EvaluationError."""
    element = m.interactive_elements[index]
    instance.about = _first_record(m, index, instance) if element.about is None else _named(m, element.about, key)
    instance.locks = None if element.locks is None else _named(m, element.locks, key)


def _named(m: Machine, subject: Subject, key: int) -> str:
    id_ = m.evaluate(subject.record, key)
    if id_ is None:
        raise EvaluationError("MissingValue", f"the {subject.type} that the work item is about or locks is missing")
    return record_name(subject.type, id_)


def _first_record(m: Machine, index: int, instance: Instance) -> str | None:
    """The first record among the arguments; None where there is none, or it is missing."""
    subject = m.program.subject(index)
    if subject is None or instance.arguments is None:
        return None
    place, type_ = subject
    id_ = instance.arguments[place]
    return None if id_ is None else record_name(type_, id_)
