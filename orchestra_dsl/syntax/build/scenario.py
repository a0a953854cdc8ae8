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
    ExpectEnded,
    ExpectError,
    ExpectFailed,
    ExpectFinished,
    ExpectNotified,
    ExpectStarted,
    ExpectStatus,
    GivenFails,
    GivenManager,
    GivenMembers,
    GivenReturns,
    GivenTakes,
    GivenValue,
    MayNot,
    Name,
    ObjectLiteral,
    Path,
    Reassign,
    Release,
    RetryStep,
    Scenario,
    ScenarioLine,
    Send,
    Skip,
    Start,
    Status,
    TextLiteral,
    UpdateRecord,
    classes,
)

parts("with_error", "times", "then_returns", "status")

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


@builds("start", "start_as")
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


@builds("skip")
def _skip(c: Children) -> Skip:
    return Skip(span=c.span, person=c.one(TextLiteral), step=c.path(), values=with_object(c))


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


@builds("reassign")
def _reassign(c: Children) -> Reassign:
    return Reassign(span=c.span, step=c.path(), people=c.expression())


@builds("retry_step")
def _retry_step(c: Children) -> RetryStep:
    return RetryStep(span=c.span, step=c.path())


@builds("cancel_run")
def _cancel_run(c: Children) -> CancelRun:
    return CancelRun(span=c.span)


@builds("expect_stage", "expect_step")
def _expect_status(c: Children) -> ExpectStatus:
    kind: Literal["stage", "step"] = "stage" if c.says("stage") else "step"
    status = cast("Status", " ".join(c.parts("status")[0].words()))
    return ExpectStatus(span=c.span, kind=kind, path=c.path(), status=status)


@builds("expect_called")
def _expect_called(c: Children) -> ExpectCalled:
    return ExpectCalled(span=c.span, callee=c.path(), times=_times(c), arguments=with_object(c))


@builds("expect_path")
def _expect_path(c: Children) -> Path:
    names = c.all(Name)
    first = c.items[0]
    if isinstance(first, str):  # a word such as `stage`, which a dot after it makes a name
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


@builds("expect_canceled")
def _expect_canceled(c: Children) -> ExpectCanceled:
    return ExpectCanceled(span=c.span)


@builds("expect_finished")
def _expect_finished(c: Children) -> ExpectFinished:
    return ExpectFinished(span=c.span)


@builds("may_not", "may_not_start")
def _may_not(c: Children) -> MayNot:
    act = cast('Literal["claim", "complete", "delegate", "start"]', c.words()[-1])
    return MayNot(span=c.span, person=c.one(TextLiteral), act=act, step=c.maybe(Path))
