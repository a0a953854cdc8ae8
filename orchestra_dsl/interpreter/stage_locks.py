"""`lock "name"`: stages that must not be open at the same time in several runs, or in several branches (rule 18).

A stage stands in line for its lock once its `start when` holds; its steps begin when it has it. It keeps the lock until
nothing of it is open any more, in error too. The line is not the run's: taking and leaving are posts, and having the
lock is an event, so that first come is first served over all runs of a store.
"""

from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.interpreter.commit import LeaveLock, TakeLock
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import StageState

LONGEST_NAME = 1000
"""The most characters of the name of a lock."""


def name_of(m: Machine, expression: Expression, key: int) -> str:
    """The name of the lock, as the thread `key` sees it. Raises EvaluationError."""
    name = str(m.evaluate(expression, key))
    if not name.strip():
        raise EvaluationError("BadLock", "the name of a lock is empty")
    if len(name) > LONGEST_NAME:
        message = f"the name of a lock has {len(name):,} characters, where {LONGEST_NAME:,} are the most"
        raise EvaluationError("BadLock", message)
    return name


def stand_in_line(m: Machine, index: int, stage: StageState, name: str) -> None:
    """Wait for the lock, behind whoever came before."""
    stage.lock = name
    m.post(TakeLock(Ref(index, stage.visit), name, m.passed))
    m.note(index, "waits for lock", lock=name)


def leave(m: Machine, index: int, stage: StageState) -> None:
    """The stage is left: it gives the lock back, or leaves the line."""
    if stage.lock is None:
        return
    ref = Ref(index, stage.visit)
    asked = [each for each in m.posts if isinstance(each, TakeLock) and each.ref == ref]
    if asked:
        m.posts.remove(asked[0])  # it has come and gone within this event
    else:
        m.post(LeaveLock(ref, stage.lock))
