"""What each act does to a run: one small function for each kind, listed in `ACTS`.

A function answers False when its act comes too late to change anything, and raises RefusedError when it may not be.
"""

from collections.abc import Callable, Mapping
from typing import Any

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.interpreter import (
    adding,
    attempts,
    awaits,
    children,
    drafts,
    due,
    entitlement,
    grants,
    guards,
    handing_on,
    instances,
    items,
    mending,
    messages,
    on_cancel,
    prioritizing,
    recounting,
    rungs,
    skipping,
    stages,
    suspended_items,
    suspended_runs,
    telling,
    unawaited,
    undoing,
    updating,
    waiting,
)
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.failing import fail
from orchestra_dsl.interpreter.holders import holder_of
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.state import Instance, Thread


def started(m: Machine, act: ev.Started) -> bool:
    """The run begins at its first element. False when it has begun, or has ended before it could."""
    state = m.state
    if state.status != Status.NOT_STARTED:
        return children.ended_before_it_began(m, act)
    state.status, state.started_at, state.started_by = Status.ACTIVE, m.event.at, m.event.actor
    state.parameters, state.parent, state.stood_in = act.arguments, act.parent, dict(act.stood_in)
    _keep_originals(m)
    if act.by_hand and not grants.is_free(m, "start"):
        refused = _why_refused(m, act)
        if refused is not None:
            m.later("end run", Status.FAILED, refused)
            return True
    state.threads[ROOT] = Thread(m.program.graph.first, 0)
    m.note(ROOT, "started", by=m.event.actor, **({"cause": act.cause} if act.cause else {}))
    if m.program.keeping:
        m.watch(ROOT)
    m.move(ROOT, m.program.graph.first)
    return True


def _why_refused(m: Machine, act: ev.Started) -> str | None:
    """Why a run that is a step of another may not be started by whom that one acts for: it fails."""
    try:
        grants.check(m, "start", "start this orchestration")
    except RefusedError as error:
        if act.parent is None:
            raise
        return error.refused.message
    return None


def _keep_originals(m: Machine) -> None:
    """Keep what `original(…)` reads of the records that the run starts with; of one that is not there nothing."""
    for kept in m.program.graph.originals:
        id_ = m.state.parameters[kept.parameter]
        record = None if id_ is None else m.context.fact(("record", kept.record, id_))
        if record is not None:
            record = {"id": id_, **record}
            m.state.originals[kept.parameter] = {name: record[name] for name in kept.fields if name in record}


def predicate_failed(m: Machine, act: ev.PredicateFailed) -> bool:
    """The element that asked is in error."""
    holder = holder_of(m.state, act.ref)
    asked = holder.waiting.answers if holder is not None and holder.waiting is not None else []
    if not any(answer.number == act.ref.attempt and answer.value is None for answer in asked):
        return False
    error = EvaluationError(act.code, f"{act.predicate}: {act.message}")
    if isinstance(holder, Instance) and holder.outputs is None:
        guards.stop(m, act.ref, holder, error)
    else:
        fail(m, act.ref, mending.thread_of(m, act.ref.element), error)
    return True


def returned(m: Machine, act: ev.FlowReturned) -> bool:
    """A flow that a step or an `undo` has called answers."""
    if act.ref.element == ROOT:
        return unawaited.answered(m, act)
    return attempts.returned(m, act) if act.ref.element in m.state.steps else undoing.returned(m, act)


def failed(m: Machine, act: ev.FlowFailed) -> bool:
    """A flow that a step or an `undo` has called fails."""
    if act.ref.element == ROOT:
        return unawaited.answered(m, act)
    return attempts.failed(m, act) if act.ref.element in m.state.steps else undoing.failed(m, act)


def claimed(m: Machine, act: ev.ItemClaimed) -> bool:
    """A candidate takes a work item."""
    items.claim(m, act)
    guards.asked_again(m, act.ref)
    return True


def released(m: Machine, act: ev.ItemReleased) -> bool:
    """A claimed work item is given back."""
    items.release(m, act)
    guards.asked_again(m, act.ref)
    return True


def reassigned(m: Machine, act: ev.ItemReassigned) -> bool:
    """A work item gets other candidates."""
    handing_on.reassign(m, act)
    guards.asked_again(m, act.ref)
    return True


def delegated(m: Machine, act: ev.ItemDelegated) -> bool:
    """A work item goes to one other user."""
    handing_on.delegate(m, act)
    guards.asked_again(m, act.ref)
    return True


def completed(m: Machine, act: ev.ItemCompleted) -> bool:
    """A work item is completed: its step goes on."""
    instance = items.complete(m, act)
    ref = ev.Ref(act.ref.element, act.ref.visit, act.ref.instance)
    element = m.interactive_elements[ref.element]
    if element.timeout is not None:
        m.clear_timer("timeout", ref)
    due.stop(m, ref)
    instances.submitted(m, ref, instance)
    if element.different:
        recounting.one_done(m, ref.element, entitlement.actor(m))
    return True


def timer_due(m: Machine, act: ev.TimerDue) -> bool:
    """A timer of this run is due."""
    m.timers_cleared[act.kind, act.ref] = None
    if act.kind == "condition":
        return waiting.time_has_come(m, act.ref)
    if act.kind == "again":
        return waiting.ask_again(m, act.ref)
    if act.kind == "after":
        return awaits.time_has_come(m, act.ref)
    if act.kind in ("rung", "remind"):
        return rungs.fired(m, act.kind, act.ref)
    if act.kind == "resume":
        return suspended_items.time_has_come(m, act.ref)
    if act.kind == "retry":
        return attempts.retry_due(m, act.ref)
    if act.kind == "timeout" and act.ref.element in m.state.steps:
        return attempts.timed_out(m, act.ref)
    return stages.timed_out(m, act.kind, act.ref)


ACTS: Mapping[type, Callable[[Machine, Any], bool]] = {
    ev.Started: started,
    ev.FlowReturned: returned,
    ev.FlowFailed: failed,
    ev.PredicateAnswered: waiting.answered,
    ev.PredicateFailed: predicate_failed,
    ev.Told: telling.told,
    ev.TellFailed: telling.failed,
    ev.ItemClaimed: claimed,
    ev.ItemReleased: released,
    ev.ItemReassigned: reassigned,
    ev.ItemDelegated: delegated,
    ev.ItemCompleted: completed,
    ev.ItemSkipped: skipping.skipped,
    ev.PeopleChanged: recounting.people_changed,
    ev.RecordChanged: waiting.record_changed,
    ev.MessageArrived: messages.arrived,
    ev.RecordUpdated: updating.updated,
    ev.RecordUpdateFailed: updating.failed,
    ev.ChildEnded: children.ended,
    ev.LockTaken: stages.lock_taken,
    ev.TimerDue: timer_due,
    ev.RunCanceled: on_cancel.canceled,
    ev.ElementRetried: mending.retried,
    ev.ElementSkipped: mending.skipped,
    ev.InstanceAdded: adding.added,
    ev.AddingEnded: adding.ended,
    ev.ItemSuspended: suspended_items.suspend,
    ev.ItemResumed: suspended_items.resume,
    ev.ItemSaved: drafts.save,
    ev.ItemPrioritized: prioritizing.prioritize,
    ev.RunSuspended: suspended_runs.suspend,
    ev.RunResumed: suspended_runs.resume,
}

KINDS: Mapping[type, str] = {each: str(each.__struct_config__.tag) for each in (*ACTS, ev.RecordUpdateWanted)}  # type: ignore[attr-defined]  # msgspec adds it
"""The word for each act in lists of history, and of what was put aside: its tag."""
