"""Messages from outside that are kept for an await that is still to come, and what `where` says of them (rule 20)."""

from orchestra_dsl.graph.elements import ROOT, Await, EventArm
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import KeptMessage, Message, State

Arm = tuple[int, int]
"""An await, and the place of one of its arms."""

FEWEST, MOST = 16, 10_000
"""How many kept messages are gone through for such as have expired, at the least; and how many a run keeps."""


def holds(m: Machine, key: int, at: int, arm: EventArm, message: Message) -> bool:
    """Whether `where` holds for a message, as the thread `key` sees it. Raises EvaluationError."""
    if arm.where is None:
        return True
    context = m.context
    waiting, context.waiting, context.message = context.waiting, None, (at, message)
    try:
        return bool(m.evaluate(arm.where, key))
    finally:
        context.waiting, context.message = waiting, None


def keep(m: Machine, message: Message, asked: dict[Arm, bool]) -> bool:
    """Keep the message for the arms that will want it; those that have expired go."""
    now = m.event.at
    arms = tuple(
        (at, place, until)
        for at, place, arm in m.program.keeping.get(message.event, ())
        if _is_wanted(m, at, place, arm, message, asked) and (until := _until(m, at, arm)) > now
    )
    if not arms:
        return bool(m.notes)  # why it is not kept, if there was a reason
    _sweep(m.state, now)
    if len(m.state.messages) >= MOST:
        m.note(ROOT, "not kept", event=message.event, most=MOST)
        return True
    m.state.messages.append(KeptMessage(message, arms))
    m.note(ROOT, "kept", event=message.event)
    return True


def _sweep(state: State, now: int) -> None:
    """Let those that have expired go once there are twice as many as the last sweep has left: one costs little then."""
    if len(state.messages) >= min(max(2 * state.swept, FEWEST), MOST):
        state.messages = [each for each in state.messages if any(until > now for _, _, until in each.arms)]
        state.swept = len(state.messages)


def _is_wanted(m: Machine, at: int, place: int, arm: EventArm, message: Message, asked: dict[Arm, bool]) -> bool:
    """Whether the arm's `where` holds; one that cannot be asked before its await is open is asked there."""
    if (at, place) in asked:
        return asked[at, place]
    try:
        return holds(m, ROOT, at, arm, message)
    except EvaluationError:
        return True


def _until(m: Machine, at: int, arm: EventArm) -> int:
    """Until when the arm keeps a message that arrives now; a duration that has no value keeps none, and is noted."""
    assert arm.keep is not None
    try:
        return m.after(arm.keep, ROOT, m.event.at)
    except EvaluationError as error:
        m.note(at, "not kept", code=error.code, message=error.message)
        return m.event.at


def oldest_kept(m: Machine, key: int, at: int, place: int) -> KeptMessage | None:
    """The oldest message that has been kept for this arm and for which its `where` holds. Raises EvaluationError."""
    element = m.elements[at]
    assert isinstance(element, Await)
    arm = element.arms[place]
    assert isinstance(arm, EventArm)
    for kept in m.state.messages:
        alive = any((at, place) == each[:2] and each[2] > m.event.at for each in kept.arms)
        if alive and holds(m, key, at, arm, kept.message):
            return kept
    return None
