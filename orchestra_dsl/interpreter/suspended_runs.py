"""Runs that stand still: `allow suspend by E`, and section 6. Suspending goes down to the runs of steps (rule 19).

While a run is suspended no step of it starts, and nobody can do anything with its work items. What the world answers
meanwhile, flows, timers, messages, ends of children, is put off: the store keeps it outside of the state, and applies
it in the order of its arrival once the run goes on, as if it had come then. Changes of records are not kept, since
conditions read records as they are: what waits is asked again instead, and for whom work is whose exclusions read
records is counted again; only what predicates have answered about a record goes with its change. The run can be
canceled all the same.
"""

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.statuses import NOT_CLOSED, Status
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter import grants, items
from orchestra_dsl.interpreter.commit import GoOn, PutOff, Refused, SuspendRun
from orchestra_dsl.interpreter.holders import reads_at
from orchestra_dsl.interpreter.machine import Machine, RefusedError
from orchestra_dsl.interpreter.state import State, Suspension

STILL_TAKEN = (ev.RunSuspended, ev.RunResumed, ev.RunCanceled, ev.RecordChanged, ev.Told, ev.TellFailed)
"""What a suspended run takes all the same. Notifications are on their way, and belong to nothing that is open."""


def put_off(state: State, *, by_people: bool) -> Refused | PutOff:
    """What becomes of any other event: people are told, the rest is kept."""
    return Refused("suspended", f"run {state.run} is suspended; resume it first") if by_people else PutOff()


def status_of(state: State) -> Status:
    """The status of a run that has not ended. One that is suspended before its first event has not begun after it."""
    if state.suspended:
        return Status.SUSPENDED
    if not state.threads:
        return Status.NOT_STARTED
    return Status.ERROR if state.failing else Status.ACTIVE


def suspend(m: Machine, act: ev.RunSuspended) -> bool:
    """The run stands still from now on. False when it does so already, for the same reason."""
    if not act.with_parent:
        grants.check(m, "suspend", "suspend this run")
    reason = Suspension.WITH_PARENT if act.with_parent else Suspension.BY_HAND
    before = m.state.suspended
    if before & reason:
        if act.with_parent:
            return False
        raise RefusedError("suspended", f"run {m.state.run} is suspended already")
    m.state.suspended = int(before | reason)
    why = {"reason": act.reason} if act.reason else {}
    m.note(ROOT, "suspended", by=m.event.actor, **why)
    if not before:
        _tell(m, resume=False)
    return True


def resume(m: Machine, act: ev.RunResumed) -> bool:
    """The run goes on, unless it stands still for another reason besides. False when this was no reason."""
    if not act.with_parent:
        grants.check(m, "suspend", "resume this run")
        _check_by_hand(m)
    reason = Suspension.WITH_PARENT if act.with_parent else Suspension.BY_HAND
    if not m.state.suspended & reason:
        return False
    m.state.suspended = int(m.state.suspended & ~reason)
    m.note(ROOT, "resumed", by=m.event.actor)
    if not m.state.suspended:
        _tell(m, resume=True)
        m.dirty.update(_waiting(m.state))
        for step in m.program.readers.watching & m.state.steps.keys():
            m.count_again(step)
        m.post(GoOn())
    return True


def end(m: Machine) -> None:
    """The run is canceled: if it stands still, it does so no longer. Nobody waits for what was put off."""
    if m.state.suspended:
        m.state.suspended = 0
        m.post(GoOn())


def _check_by_hand(m: Machine) -> None:
    """Refuse to resume a run that nobody has suspended by hand."""
    if m.state.suspended & Suspension.BY_HAND:
        return
    if m.state.suspended and m.state.parent is not None:
        message = (
            f"run {m.state.run} is suspended with run {m.state.parent.run}, of which it is a step; resume that one"
        )
        raise RefusedError("suspended", message)
    raise RefusedError("not open", f"run {m.state.run} is not suspended")


def _tell(m: Machine, *, resume: bool) -> None:
    """Work items show it, and the runs of steps stand still or go on too."""
    for index, step in m.state.steps.items():
        for number, instance in step.instances.items():
            if instance.item in NOT_CLOSED:
                instance.version += 1
                items.write(m, ev.Ref(index, step.visit, number), instance)
            if instance.child is not None:
                m.post(SuspendRun(instance.child, resume))


def _waiting(state: State) -> set[int]:
    """The open elements that read records: what they read may have changed meanwhile."""
    places = {*state.steps, *state.stages, *(thread.at for thread in state.threads.values())}
    return {element for element in places if reads_at(state, element)}
