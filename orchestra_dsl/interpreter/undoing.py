"""Undo: what completed steps have done is taken back, newest first, one call at a time (language.md, rule 12).

A step with an `undo` leaves an entry for each of its instances that completes, with the arguments of the call. The
element `undo` works them off and waits; in a branch only those of steps in that branch.
"""

from orchestra_dsl.graph.arguments import named_arguments
from orchestra_dsl.graph.elements import ROOT, AnyElement, HandlerBlock, Stage, Undo
from orchestra_dsl.interpreter import failing
from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.names import idempotency_key
from orchestra_dsl.interpreter.state import Done, Stored, Thread


def capture(m: Machine, ref: Ref, key: int) -> list[Stored] | None:
    """The arguments with which the instance would be undone; None where it never can be. Raises EvaluationError."""
    if m.step_elements[ref.element].undo is None or not m.program.undoes:
        return None
    m.context.thread, m.context.instance = key, (ref.element, ref.instance)
    arguments: list[Stored] = m.context.evaluate(m.program.undo_arguments(ref.element))
    return arguments


def remember(m: Machine, ref: Ref, arguments: list[Stored], acting_for: str | None) -> None:
    """The instance has completed: from now on it can be undone."""
    done = Done(ref.element, ref.visit, ref.instance, arguments, at=m.state.visit, acting_for=acting_for)
    m.state.done.append(done)


def drop_older(m: Machine, step: int) -> None:
    """The step is entered again: only its latest completion is undone, besides what is being undone just now."""
    taken = {each.undoing for each in m.state.threads.values()}
    done = m.state.done
    m.state.done = [each for each in done if each.step != step or (each.step, each.visit, each.instance) in taken]


def go_on(m: Machine, key: int, thread: Thread) -> None:
    """Send the call that takes back what has been done last; when nothing is left control goes on."""
    element = m.elements[thread.at]
    assert isinstance(element, Undo)
    entry = _newest(m, thread.at)
    if entry is None:
        m.move(key, element.next)
        return
    entry.attempt += 1
    thread.undoing = (entry.step, entry.visit, entry.instance)
    step = m.step_elements[entry.step]
    assert step.undo is not None
    ref = Ref(thread.at, thread.visit, thread.undone, entry.attempt)
    arguments = named_arguments(step.undo.parameters, entry.arguments)
    done = idempotency_key(m.state.run, step.name, Ref(*thread.undoing))
    m.send(ref, CallFlow(ref, step.undo.flow, arguments, f"{done}/undo", None, entry.acting_for))
    m.note(entry.step, "undoing", **m.instance_detail(Ref(*thread.undoing)))


def returned(m: Machine, act: FlowReturned) -> bool:
    """A call has taken something back. False when the answer comes too late."""
    found = _calling(m, act.ref)
    if found is None:
        return False
    key, thread, entry = found
    m.settle(act.ref)
    m.state.done.remove(entry)
    m.note(entry.step, "undone", **m.instance_detail(Ref(entry.step, entry.visit, entry.instance)))
    thread.undoing, thread.undone = None, thread.undone + 1
    go_on(m, key, thread)
    return True


def failed(m: Machine, act: FlowFailed) -> bool:
    """A call has failed: the `undo` is in error, and an administrator's retry goes on from there."""
    found = _calling(m, act.ref)
    if found is None:
        return False
    key, thread, entry = found
    m.settle(act.ref)
    thread.undoing = None
    error = EvaluationError(act.code, f"undoing {m.elements[entry.step].name}: {act.message}")
    failing.fail(m, Ref(thread.at, thread.visit), key, error)
    return True


def _calling(m: Machine, ref: Ref) -> tuple[int, Thread, Done] | None:
    """The thread that waits for this very call, and what the call takes back; None when the answer is late."""
    for key, thread in m.state.threads.items():
        if (thread.at, thread.visit, thread.undone) == (ref.element, ref.visit, ref.instance) and thread.undoing:
            entry = next(each for each in m.state.done if (each.step, each.visit, each.instance) == thread.undoing)
            return (key, thread, entry) if entry.attempt == ref.attempt else None
    return None


def _newest(m: Machine, undo: int) -> Done | None:
    """What has been done last, of all that this `undo` takes back and that no other is about to."""
    element = m.elements[undo]
    assert isinstance(element, Undo)
    since = _entry(m, element)
    realm = _realm(m.elements, undo)
    taken = {each.undoing for each in m.state.threads.values()}
    for entry in reversed(m.state.done):
        if entry.at < since:
            return None
        if (entry.step, entry.visit, entry.instance) not in taken and _is_inside(m.elements, entry.step, realm):
            return entry
    return None


def _entry(m: Machine, undo: Undo) -> int:
    """Since when what was done is taken back; a stage that has not been entered stands for now: there is nothing."""
    return 0 if undo.back_to is None else m.state.entered.get(undo.back_to, m.state.visit + 1)


def _realm(elements: tuple[AnyElement, ...], index: int) -> int:
    """The branch around an element, or ROOT: the scopes in between are stages and handlers' blocks."""
    scope = elements[index].scope
    while scope != ROOT and isinstance(elements[scope], Stage | HandlerBlock):
        scope = elements[scope].scope
    return scope


def _is_inside(elements: tuple[AnyElement, ...], index: int, realm: int) -> bool:
    while index not in (realm, ROOT):
        index = elements[index].scope
    return index == realm
