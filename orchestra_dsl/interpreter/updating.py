"""`update`: a run writes a record, and goes on when that is done (language.md, section 3)."""

from orchestra_dsl.graph.elements import Update
from orchestra_dsl.graph.types import ObjectOf
from orchestra_dsl.interpreter import failing
from orchestra_dsl.interpreter.commit import UpdateRecord
from orchestra_dsl.interpreter.events import RecordUpdated, RecordUpdateFailed, RecordUpdateWanted, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import State


def write(m: Machine, key: int, index: int, element: Update) -> None:
    """Control arrives: ask for the write, and wait for it."""
    id_ = m.evaluate(element.record, key)
    if id_ is None:
        raise EvaluationError("MissingValue", f"there is no {element.type} to update")
    given = m.program.encode(ObjectOf(element.fields), m.evaluate(element.changes, key))
    fields = {field.name: given.get(field.name) for field in element.fields}  # a missing value is taken away
    ref = Ref(index, m.state.threads[key].visit)
    m.post(UpdateRecord(ref, element.type, id_, fields, m.passed))


def is_wanted(state: State, act: RecordUpdateWanted) -> bool:
    """Whether control still waits for a write that had to wait itself; the runtime asks before it writes."""
    return _thread_at(state, act.ref) is not None


def updated(m: Machine, act: RecordUpdated) -> bool:
    """The record is written: control goes on. False when it has gone elsewhere."""
    key = _thread_at(m.state, act.ref)
    if key is None:
        return False
    element = m.elements[act.ref.element]
    assert isinstance(element, Update)
    m.passed = act.passed
    m.note(act.ref.element, "written", **({"problems": list(act.problems)} if act.problems else {}))
    m.move(key, element.next)
    return True


def failed(m: Machine, act: RecordUpdateFailed) -> bool:
    """The record could not be written: the element's error. False when control has gone elsewhere."""
    key = _thread_at(m.state, act.ref)
    if key is None:
        return False
    failing.fail(m, act.ref, key, EvaluationError(act.code, act.message))
    return True


def _thread_at(state: State, ref: Ref) -> int | None:
    """The thread that waits there since that arrival, unless it is in error."""
    at = (ref.element, ref.visit)
    found = (key for key, each in state.threads.items() if (each.at, each.visit) == at and each.failure is None)
    return next(found, None)
