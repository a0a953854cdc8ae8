"""Events from outside: taken by the first await that waits for them, or kept for a later one (rule 20)."""

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.elements import ROOT, Await, EventArm
from orchestra_dsl.interpreter import awaits, failing, keeping
from orchestra_dsl.interpreter.events import MessageArrived, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Message, Thread


def arrived(m: Machine, act: MessageArrived) -> bool:
    """A message from outside: it is used once. False when nobody in this run has a use for it."""
    try:
        message = Message(act.event, m.program.accept_message(act.event, act.fields))
    except BadValue as error:
        m.note(ROOT, "not understood", event=act.event, message=str(error))
        return True
    asked: dict[keeping.Arm, bool] = {}
    for key, thread in _awaiting(m):
        at = thread.at
        try:
            place = _arm_for(m, key, at, message, asked)
        except EvaluationError as error:
            failing.fail(m, Ref(at, thread.visit), key, error)
            continue
        if place is not None:
            awaits.take(m, key, thread, place, message)
            return True
    return keeping.keep(m, message, asked) or bool(m.agenda or m.urgent or m.moves)


def _awaiting(m: Machine) -> list[tuple[int, Thread]]:
    """The threads that stand in an await and are open to messages, in the order of the source."""
    found = [(key, each) for key, each in m.state.threads.items() if each.waiting is not None]
    return sorted(
        ((key, each) for key, each in found if isinstance(m.elements[each.at], Await)), key=lambda each: each[1].at
    )


def _arm_for(m: Machine, key: int, at: int, message: Message, asked: dict[keeping.Arm, bool]) -> int | None:
    """The first arm of an open await that takes the message; `asked` notes what its arms have said."""
    element = m.elements[at]
    assert isinstance(element, Await)
    for place, arm in enumerate(element.arms):
        if isinstance(arm, EventArm) and arm.event == message.event:
            asked[at, place] = True  # kept for another try, should the question meet an error
            asked[at, place] = keeping.holds(m, key, at, arm, message)
            if asked[at, place]:
                return place
    return None
