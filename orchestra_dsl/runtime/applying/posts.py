"""What runs ask of each other, of records and of locks: done in the transaction of the commit that asks, in order.

What comes of it are events, which follow in the same transaction; so both halves are there after a crash, or neither.
Where they cause each other without end, later ones go through the inbox, and let other work come in between.
"""

import msgspec

from orchestra_dsl.graph.accept import BadValue, accept_fields, accept_record
from orchestra_dsl.graph.arguments import accept_arguments
from orchestra_dsl.graph.statuses import ENDED, Status
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import (
    CancelRun,
    GoOn,
    LeaveLock,
    Post,
    StartRun,
    SuspendRun,
    TakeLock,
    TellParent,
    UpdateRecord,
)
from orchestra_dsl.interpreter.triggers import RecordWrite
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.arguments import missing_record
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.facts import Facts, NeedsOutside
from orchestra_dsl.runtime.applying.programs import Orchestration
from orchestra_dsl.runtime.applying.record_locks import why_locked
from orchestra_dsl.runtime.applying.writing import Writing
from orchestra_dsl.runtime.errors import FactsUnavailable, Refusal, ValueDamaged

AT_ONCE = 1000
"""How many are done at once; what follows from further ones is left to later transactions."""


def carry_out(batch: Batch) -> None:
    """Do what has been asked for, and what that leads to."""
    done = 0
    while batch.posts:
        run, at, post = batch.posts.popleft()
        batch.flush()  # so that the store's answers hold what this very transaction has begun
        batch.postponing = done >= AT_ONCE
        _carry_out(batch, run, at, post)
        done += 1
    batch.postponing = False


def _carry_out(batch: Batch, run: int, at: int, post: Post) -> None:
    match post:
        case StartRun():
            _start(batch, run, at, post)
        case CancelRun(run=child, reason=reason):
            _reach(batch, child, _event(batch, run, at, ev.RunCanceled(reason), administrator=True))
        case SuspendRun(run=child, resume=resume):
            act = ev.RunResumed(with_parent=True) if resume else ev.RunSuspended(with_parent=True)
            _reach(batch, child, _event(batch, run, at, act, administrator=True))
        case GoOn():
            go_on(batch, run, at)
        case TellParent():
            _tell(batch, run, at, post)
        case TakeLock():
            _take_lock(batch, run, at, post)
        case LeaveLock():
            _leave_lock(batch, run, at, post)
        case UpdateRecord():
            wanted = ev.RecordUpdateWanted(post.ref, post.type, post.id, post.fields, post.passed)
            try:
                update(batch, run, at, wanted, {})
            except (NeedsOutside, FactsUnavailable):
                batch.writes.inbox.append((run, _event(batch, run, at, wanted)))


def _event(batch: Batch, run: int, at: int, act: ev.Act, *, administrator: bool = False) -> ev.Event:
    """An event that the run `run` causes."""
    source = f"run {batch.load(run).id}"
    return ev.Event(source, at, act, None, source, administrator)


# --- runs as steps ----------------------------------------------------------------------------------------------


def _start(batch: Batch, run: int, at: int, post: StartRun) -> None:
    """Start a run as a step of `run`; that step is told where there can be none."""
    try:
        orchestration = batch.programs.newest(post.orchestration, batch.transaction)
        arguments = accept_arguments(orchestration.graph.parameters, post.arguments)
        missing = missing_record(orchestration.graph.parameters, arguments, batch.transaction)
    except (Refusal, ValueDamaged) as problem:
        failed = ev.ChildEnded(post.ref, code="NoOrchestration", message=str(problem))
    except BadValue as problem:
        failed = ev.ChildEnded(post.ref, code="BadValue", message=f"{post.orchestration}: {problem}")
    else:
        if missing is None:
            _begin(batch, run, at, post, orchestration, arguments)
            return
        failed = ev.ChildEnded(post.ref, code="RecordGone", message=missing)
    batch.follow(run, _event(batch, run, at, failed))


def _begin(
    batch: Batch, run: int, at: int, post: StartRun, orchestration: Orchestration, arguments: tuple[Stored, ...]
) -> None:
    child = batch.new_run(orchestration, at, post.run)
    batch.add_run(orchestration, child, parent=run)
    source = batch.load(run).id
    parent = ev.Parent(source, post.ref, post.depth, post.waits)
    started = ev.Started(arguments, by_hand=post.acting, parent=parent, stood_in=post.stood_in)
    batch.follow(child.key, ev.Event(f"run {source}", at, started, post.by, f"run {source}"))


def _reach(batch: Batch, child: str, event: ev.Event) -> None:
    """Cancel, suspend or resume a run that is a step, unless it has ended meanwhile, or never begun."""
    key = batch.transaction.run_key(child)
    stored = None if key is None else batch.transaction.run_row(key)
    if key is not None and stored is not None and stored.status not in ENDED:
        batch.follow(key, event)


def _tell(batch: Batch, run: int, at: int, post: TellParent) -> None:
    """Tell the step of another run how the run has ended."""
    parent = batch.transaction.run_key(post.parent.run)
    if parent is None:
        raise RuntimeError(f"there is no run {post.parent.run}, which run {batch.load(run).id} is a step of")
    ending = msgspec.structs.replace(_ending(batch, run, parent, post), stood_in=post.stood_in)
    batch.follow(parent, _event(batch, run, at, ending))


def _ending(batch: Batch, run: int, parent: int, post: TellParent) -> ev.ChildEnded:
    ref, child = post.parent.ref, batch.load(run)
    match post.status:
        case Status.FAILED:
            return ev.ChildEnded(ref, code="Failed", message=post.outcome or "")
        case Status.CANCELED:
            reason = f": {post.outcome}" if post.outcome else ""
            return ev.ChildEnded(ref, code="Canceled", message=f"run {child.id} was canceled{reason}")
    outputs = {**(post.outputs or {}), "outcome": post.outcome}
    declared = batch.load(parent).program.step_elements[ref.element].outputs
    try:
        return ev.ChildEnded(
            ref, accept_fields(declared, {each.name: outputs[each.name] for each in declared if each.name in outputs})
        )
    except BadValue as problem:
        return ev.ChildEnded(ref, code="BadValue", message=f"{child.program.graph.name}: {problem}")


# --- suspended runs ---------------------------------------------------------------------------------------------


def go_on(batch: Batch, run: int, at: int) -> None:
    """Take up what was put off while the run was suspended: a first part now, the rest through the inbox, in order."""
    events = batch.transaction.put_off(run)
    batch.writes.gone_on.append(run)
    in_inbox = len(batch.writes.inbox)
    for place, event in enumerate(events):
        batch.postponing = batch.postponing or place >= AT_ONCE or len(batch.writes.inbox) > in_inbox
        batch.follow(run, msgspec.structs.replace(event, at=max(event.at, at)))


# --- locks ------------------------------------------------------------------------------------------------------


def _take_lock(batch: Batch, run: int, at: int, post: TakeLock) -> None:
    """Stand in line; if nobody is before, the lock is there at once."""
    batch.transaction.join_line(post.name, run, post.ref, at)
    _hand_over(batch, run, at, post.name, passed=post.passed)


def _leave_lock(batch: Batch, run: int, at: int, post: LeaveLock) -> None:
    """Leave the line; if that gives the lock back, the next one has it."""
    batch.transaction.leave_line(run, post.ref)
    _hand_over(batch, run, at, post.name)


def _hand_over(batch: Batch, run: int, at: int, name: str, passed: int = 0) -> None:
    """Tell who is the first in line that the lock is theirs, unless they have it already."""
    first = batch.transaction.lock(name)
    if first is not None and first.held_at is None:
        batch.transaction.hold_lock(first.run, first.ref, at)
        batch.follow(first.run, _event(batch, run, at, ev.LockTaken(first.ref, passed)))


# --- records ----------------------------------------------------------------------------------------------------


def update(batch: Batch, run: int, at: int, wanted: ev.RecordUpdateWanted, facts: Facts) -> None:
    """Write some fields of a record for a run, and tell it. Raises NeedsOutside before anything is written."""
    loaded = batch.load(run)
    old = batch.transaction.record(wanted.record, wanted.id)
    act: ev.Act
    if old is None:
        message = f"there is no {wanted.record} with the id {wanted.id}"
        act = ev.RecordUpdateFailed(wanted.ref, "RecordGone", message)
    elif (locked := why_locked(batch, wanted.record, wanted.id, loaded.id)) is not None:
        act = ev.RecordUpdateFailed(wanted.ref, "RecordLocked", locked)
    else:
        declared = batch.programs.declared(wanted.record, loaded.program.graph)
        by = Acting(None, f"run {loaded.id}")
        try:
            after = accept_record(declared, {**old.fields, **wanted.fields, "id": wanted.id})
        except BadValue as problem:
            act = ev.RecordUpdateFailed(wanted.ref, "BadValue", str(problem))
        else:
            write = RecordWrite(wanted.record, wanted.id, old.fields, after)
            written = Writing(batch, write, old.version, by, at).perform(facts)
            act = ev.RecordUpdated(wanted.ref, wanted.passed, written.problems)
    batch.follow(run, _event(batch, run, at, act))
