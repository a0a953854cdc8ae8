"""`without waiting`: calls and runs that nobody waits for (language.md, rule 19).

A step has finished once it has sent what it sends, unless it has a `finish when`. Call and run belong to the run
itself, as notifications do: what is left or canceled takes nothing of them back, and they outlive the run. What comes
of them goes into the history alone.
"""

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.interpreter.events import Act, ChildEnded, FlowFailed, FlowReturned, Ref
from orchestra_dsl.interpreter.machine import Machine


def new_ref(m: Machine, ref: Ref) -> Ref:
    """Under what name a step's call or run goes: in the place of an instance stands the element (Ref.about)."""
    return Ref(ROOT, m.new_visit(), ref.element)


def is_of(act: Act) -> bool:
    """Whether an event is an answer that nobody waits for."""
    return isinstance(act, FlowReturned | FlowFailed | ChildEnded) and act.ref.element == ROOT


def answered(m: Machine, act: FlowReturned | FlowFailed | ChildEnded) -> bool:
    """The call has been answered, or the run could not be started: the history says so."""
    if not isinstance(act, ChildEnded):  # the start of a run is no effect
        m.settle(act.ref)
    if isinstance(act, FlowReturned) or act.code is None:
        m.note(act.ref.about, "answered unheard")
    else:
        m.note(act.ref.about, "failed unheard", code=act.code, message=act.message)
    return True
