"""Builders of scenarios."""

from typing import Literal, cast

from orchestra_dsl.syntax.build.children import Children
from orchestra_dsl.syntax.build.elements import with_object
from orchestra_dsl.syntax.build.rules import builds, parts
from orchestra_dsl.syntax.nodes import (
    AddItem,
    Advance,
    CancelRun,
    Claim,
    Complete,
    CreateRecord,
    Delegate,
    DeleteRecord,
    EndAdding,
    ExpectCalled,
    ExpectCanceled,
    ExpectDraft,
    ExpectEnded,
    ExpectError,
    ExpectFailed,
    ExpectFinished,
    ExpectItem,
    ExpectNotified,
    ExpectOffered,
    ExpectPriority,
    ExpectStarted,
    ExpectStatus,
    ExpectSuspended,
    Forbidden,
    GivenAbsence,
    GivenAllocation,
    GivenFails,
    GivenManager,
    GivenMembers,
    GivenReturns,
    GivenTakes,
    GivenValue,
    ItemStatus,
    MayNot,
    Name,
    ObjectLiteral,
    Path,
    Prioritize,
    Reassign,
    Release,
    Resume,
    ResumeRun,
    RetryStep,
    Save,
    Scenario,
    ScenarioLine,
    Send,
    Skip,
    Start,
    Status,
    Suspend,
    SuspendRun,
    TextLiteral,
    UpdateRecord,
    classes,
)

parts("with_error", "times", "then_returns", "status", "item_status", "by")
parts("from", "until", "substitute", "for_time", "at_once")

_LINES = classes(ScenarioLine)


@builds("scenario")
def _scenario(c: Children) -> Scenario:
    lines = c.of(_LINES)
    return Scenario(span=c.span, title=c.one(TextLiteral), orchestration=c.name(), lines=lines, doc=c.doc)


def _times(c: Children) -> int | None:
    part = c.part("times")
    return part.number() if part else None


@builds("given_value")
def _given_value(c: Children) -> GivenValue:
    return GivenValue(span=c.span, name=c.name(), value=c.expression())


@builds("given_returns")
def _given_returns(c: Children) -> GivenReturns:
    return GivenReturns(span=c.span, callee=c.path(), value=c.expression())


@builds("given_fails")
def _given_fails(c: Children) -> GivenFails:
    error = c.part("with_error")
    return GivenFails(
        span=c.span,
        callee=c.path(),
        error=error.one(TextLiteral) if error else None,
        times=_times(c),
        then=c.expression_in("then_returns"),
    )


@builds("given_takes")
def _given_takes(c: Children) -> GivenTakes:
    return GivenTakes(span=c.span, callee=c.path(), duration=c.expression())


@builds("given_members")
def _given_members(c: Children) -> GivenMembers:
    group, *members = c.all(TextLiteral)
    return GivenMembers(span=c.span, group=group, members=tuple(members))


@builds("given_manager")
def _given_manager(c: Children) -> GivenManager:
    person, manager = c.all(TextLiteral)
    return GivenManager(span=c.span, person=person, manager=manager)


@builds("given_absence")
def _given_absence(c: Children) -> GivenAbsence:
    substitute = c.part("substitute")
    return GivenAbsence(
        span=c.span,
        person=c.one(TextLiteral),
        since=c.expression_in("from"),
        until=c.expression_in("until"),
        substitute=substitute.one(TextLiteral) if substitute else None,
    )


@builds("given_allocation")
def _given_allocation(c: Children) -> GivenAllocation:
    return GivenAllocation(span=c.span, group=c.maybe(TextLiteral), policy=c.name())


@builds("start")
def _start(c: Children) -> Start:
    return Start(span=c.span, person=c.maybe(TextLiteral))


@builds("create")
def _create(c: Children) -> CreateRecord:
    return CreateRecord(span=c.span, record=c.name(), values=c.one(ObjectLiteral))


@builds("update_record")
def _update_record(c: Children) -> UpdateRecord:
    return UpdateRecord(span=c.span, record=c.name(), values=c.one(ObjectLiteral))


@builds("delete")
def _delete(c: Children) -> DeleteRecord:
    return DeleteRecord(span=c.span, record=c.name())


@builds("send")
def _send(c: Children) -> Send:
    return Send(span=c.span, event=c.name(), values=c.one(ObjectLiteral))


@builds("advance")
def _advance(c: Children) -> Advance:
    return Advance(span=c.span, duration=c.expression())


@builds("claim")
def _claim(c: Children) -> Claim:
    return Claim(span=c.span, person=c.one(TextLiteral), step=c.path())


@builds("release")
def _release(c: Children) -> Release:
    return Release(span=c.span, person=c.one(TextLiteral), step=c.path())


@builds("complete")
def _complete(c: Children) -> Complete:
    return Complete(span=c.span, person=c.one(TextLiteral), step=c.path(), values=with_object(c))


def _person(c: Children) -> TextLiteral | None:
    """Return who acts: the text at the beginning of a line, if there is one."""
    first = c.items[0]
    return first if isinstance(first, TextLiteral) else None


@builds("skip")
def _skip(c: Children) -> Skip:
    return Skip(span=c.span, person=_person(c), step=c.path(), values=with_object(c))


@builds("save")
def _save(c: Children) -> Save:
    return Save(
        span=c.span, person=c.one(TextLiteral), step=c.path(), values=c.parts("with_object")[0].one(ObjectLiteral)
    )


@builds("delegate")
def _delegate(c: Children) -> Delegate:
    person, to = c.all(TextLiteral)
    return Delegate(span=c.span, person=person, step=c.path(), to=to)


@builds("add_item")
def _add_item(c: Children) -> AddItem:
    person, *_ = c.all(TextLiteral)
    _, item = c.expressions()
    return AddItem(span=c.span, person=person, item=item, step=c.path())


@builds("end_adding")
def _end_adding(c: Children) -> EndAdding:
    return EndAdding(span=c.span, person=c.one(TextLiteral), step=c.path())


@builds("suspend")
def _suspend(c: Children) -> Suspend:
    duration, until = c.expression_in("for_time"), c.expression_in("until")
    return Suspend(span=c.span, person=_person(c), step=c.path(), duration=duration, until=until)


@builds("resume")
def _resume(c: Children) -> Resume:
    return Resume(span=c.span, person=_person(c), step=c.path())


@builds("prioritize")
def _prioritize(c: Children) -> Prioritize:
    return Prioritize(span=c.span, person=_person(c), step=c.path(), priority=c.expressions()[-1])


@builds("reassign")
def _reassign(c: Children) -> Reassign:
    return Reassign(span=c.span, person=_person(c), step=c.path(), people=c.expressions()[-1])


@builds("retry_step")
def _retry_step(c: Children) -> RetryStep:
    return RetryStep(span=c.span, person=_person(c), step=c.path())


@builds("suspend_run")
def _suspend_run(c: Children) -> SuspendRun:
    return SuspendRun(span=c.span, person=_person(c), step=c.maybe(Path))


@builds("resume_run")
def _resume_run(c: Children) -> ResumeRun:
    return ResumeRun(span=c.span, person=_person(c), step=c.maybe(Path))


@builds("cancel_run")
def _cancel_run(c: Children) -> CancelRun:
    at_once = c.part("at_once") is not None
    return CancelRun(span=c.span, person=_person(c), step=c.maybe(Path), at_once=at_once)


@builds("expect_stage", "expect_step")
def _expect_status(c: Children) -> ExpectStatus:
    kind: Literal["stage", "step"] = "stage" if c.says("stage") else "step"
    status = cast("Status", " ".join(c.parts("status")[0].words()))
    return ExpectStatus(span=c.span, kind=kind, path=c.path(), status=status)


@builds("expect_item")
def _expect_item(c: Children) -> ExpectItem:
    status = cast("ItemStatus", c.parts("item_status")[0].words()[0])
    by = c.part("by")
    who, *place_of = by.all(TextLiteral) if by else (None,)
    return ExpectItem(span=c.span, step=c.path(), status=status, by=who, acting_for=place_of[0] if place_of else None)


@builds("expect_offered")
def _expect_offered(c: Children) -> ExpectOffered:
    return ExpectOffered(span=c.span, step=c.path(), people=c.expression())


@builds("expect_priority")
def _expect_priority(c: Children) -> ExpectPriority:
    return ExpectPriority(span=c.span, step=c.path(), priority=c.expression())


@builds("expect_draft")
def _expect_draft(c: Children) -> ExpectDraft:
    return ExpectDraft(span=c.span, step=c.path(), values=c.one(ObjectLiteral))


@builds("expect_called")
def _expect_called(c: Children) -> ExpectCalled:
    return ExpectCalled(span=c.span, callee=c.path(), times=_times(c), arguments=with_object(c))


@builds("expect_path", "run_path")
def _expect_path(c: Children) -> Path:
    names = c.all(Name)
    first = c.items[0]
    if isinstance(first, str):  # a word such as `stage` or `run`, which a dot after it makes a name
        span = c.context.span(c.span.start, c.span.start + len(first))
        names = (Name(span=span, text=first), *names)
    return Path(span=c.span, names=names)


@builds("expect_notified")
def _expect_notified(c: Children) -> ExpectNotified:
    return ExpectNotified(span=c.span, people=c.expression(), channel=c.name(), times=_times(c))


@builds("expect_started")
def _expect_started(c: Children) -> ExpectStarted:
    return ExpectStarted(span=c.span, times=c.parts("times")[0].number())


@builds("expect_error")
def _expect_error(c: Children) -> ExpectError:
    return ExpectError(span=c.span, error=c.one(TextLiteral))


@builds("expect_ended")
def _expect_ended(c: Children) -> ExpectEnded:
    return ExpectEnded(span=c.span, outcome=c.one(TextLiteral))


@builds("expect_failed")
def _expect_failed(c: Children) -> ExpectFailed:
    return ExpectFailed(span=c.span, reason=c.one(TextLiteral))


@builds("expect_suspended")
def _expect_suspended(c: Children) -> ExpectSuspended:
    return ExpectSuspended(span=c.span)


@builds("expect_canceled")
def _expect_canceled(c: Children) -> ExpectCanceled:
    return ExpectCanceled(span=c.span)


@builds("expect_finished")
def _expect_finished(c: Children) -> ExpectFinished:
    return ExpectFinished(span=c.span)


@builds("may_not")
def _may_not(c: Children) -> MayNot:
    _, *to = c.expressions()
    _, _, act, *more = c.words()
    whole = f"{act} run" if "run" in more else act
    return MayNot(
        span=c.span,
        person=c.one(TextLiteral),
        act=cast("Forbidden", whole),
        step=c.maybe(Path),
        to=to[0] if to else None,
    )
