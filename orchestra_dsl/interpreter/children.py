"""Steps that run another orchestration: its run is started, and its end is the end of the step (rule 19).

The run is a run like any other, with an id made from this one's. What is open here when the step ends early is
canceled there; an error there stays there, and the step waits.
"""

from orchestra_dsl.graph.arguments import named_arguments
from orchestra_dsl.graph.elements import ROOT, Child
from orchestra_dsl.graph.statuses import ENDED, Status
from orchestra_dsl.interpreter import attempts, failing, substitutes, unawaited
from orchestra_dsl.interpreter.commit import StartRun, TellParent
from orchestra_dsl.interpreter.events import ChildEnded, FlowFailed, FlowReturned, Ref, Started
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.holders import working
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Instance

DEEPEST = 16
"""How deep runs may lie within each other."""


def start(m: Machine, ref: Ref) -> None:
    """Start the run of the next attempt, unless the step has gone on before."""
    instance = working(m.state, ref)
    if instance is None:
        return
    element = m.elements[ref.element]
    assert isinstance(element, Child)
    assert instance.arguments is not None
    key, ref = m.thread_of(ref.element), Ref(ref.element, ref.visit, ref.instance, instance.attempt)
    depth = 1 if m.state.parent is None else m.state.parent.depth + 1
    if depth > DEEPEST:
        message = f"{element.orchestration} would run {depth} runs deep, where {DEEPEST} is the most"
        failing.fail(m, ref, key, EvaluationError("TooDeep", message))
        return
    try:
        limit = None if element.timeout is None else m.after(element.timeout, key, m.event.at)
    except EvaluationError as error:
        failing.fail(m, ref, key, error)
        return
    _send(m, ref, element, instance, depth)
    if limit is not None:
        m.set_timer("timeout", ref, limit)


def _send(m: Machine, ref: Ref, element: Child, instance: Instance, depth: int) -> None:
    m.state.children += 1
    run = f"{m.state.run}-{m.state.children}"
    arguments = named_arguments(element.parameters, instance.arguments or ())
    sent = ref if element.waits else unawaited.new_ref(m, ref)
    by, acting = instance.behalf or m.state.started_by, instance.behalf is not None
    m.post(
        StartRun(
            sent, element.orchestration, run, arguments, depth, by, m.state.stood_in, acting=acting, waits=element.waits
        )
    )
    m.note_instance(ref, "child started", run=run)
    if element.waits:
        instance.child = run
    else:
        m.first("submit", ref)


def ended(m: Machine, act: ChildEnded) -> bool:
    """The run has ended: the step is done, or has met an error. False when it comes too late."""
    substitutes.join(m, act.stood_in)
    if unawaited.is_of(act):
        return unawaited.answered(m, act)
    if act.code is None:
        return attempts.returned(m, FlowReturned(act.ref, act.outputs or {}))
    return attempts.failed(m, FlowFailed(act.ref, act.code, act.message))


def tell_parent(m: Machine, status: Status, word: str | None) -> None:
    """The run ends: if it is a step of another, that one is told."""
    if m.state.parent is not None and m.state.parent.waits:
        m.post(TellParent(m.state.parent, status, word, m.outputs, m.state.stood_in))


def ended_before_it_began(m: Machine, act: Started) -> bool:
    """A run that was canceled before its first event begins no more: the step that waits for it is told.

    False where there is none, or it has been told.
    """
    state = m.state
    if act.parent is None or state.parent is not None or state.status not in ENDED:
        return False
    state.parent, state.stood_in = act.parent, dict(act.stood_in)
    tell_parent(m, state.status, state.outcome)
    m.note(ROOT, "not begun")
    return True
