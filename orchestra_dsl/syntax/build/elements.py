"""Builders of orchestrations, their clauses and their elements."""

from typing import cast

from orchestra_dsl.syntax.build.children import Children
from orchestra_dsl.syntax.build.declarations import outputs, parameters
from orchestra_dsl.syntax.build.rules import builds, parts
from orchestra_dsl.syntax.nodes import (
    Act,
    Allow,
    Arm,
    Attribute,
    Await,
    BackgroundStep,
    Block,
    Branch,
    Cancel,
    Change,
    ConditionArm,
    Continuation,
    Decision,
    Element,
    End,
    EventArm,
    Fail,
    FinishWhen,
    GoTo,
    Let,
    Limit,
    Log,
    Migrate,
    Move,
    Name,
    Notify,
    ObjectLiteral,
    OnCancel,
    Orchestration,
    OrchestrationClause,
    Outcome,
    Parallel,
    Path,
    Reference,
    Repeat,
    Repetition,
    Rest,
    Set,
    StartEvery,
    StartOnEvent,
    StartOnRecord,
    Target,
    Text,
    TextLiteral,
    TimerArm,
    Undo,
    Update,
    UseCalendar,
    Var,
    Version,
    Wait,
    WaitUntil,
    classes,
)

parts("change", "repetition", "act", "in_zone", "when", "with_object", "where", "keep", "otherwise")

_CLAUSES, _ARMS, _ELEMENTS = classes(OrchestrationClause), classes(Arm), classes(Element)


@builds("orchestration")
def _orchestration(c: Children) -> Orchestration:
    return Orchestration(
        span=c.span,
        name=c.name(),
        parameters=parameters(c),
        outputs=outputs(c),
        label=c.label(),
        clauses=c.of(_CLAUSES),
        elements=c.of(_ELEMENTS),
        doc=c.doc,
    )


@builds("version")
def _version(c: Children) -> Version:
    return Version(span=c.span, number=c.number())


@builds("start_on_record")
def _start_on_record(c: Children) -> StartOnRecord:
    changes = [word for part in c.parts("change") for word in part.words()]
    repetition = c.part("repetition")
    return StartOnRecord(
        span=c.span,
        record=c.name(),
        changes=tuple([cast("Change", change) for change in changes]),
        condition=c.expression_in("when"),
        repetition=cast("Repetition", " ".join(repetition.words())) if repetition else None,
    )


@builds("start_on_event")
def _start_on_event(c: Children) -> StartOnEvent:
    event, binding = c.all(Name)
    condition = c.expression_in("when")
    return StartOnEvent(span=c.span, event=event, binding=binding, condition=condition, arguments=with_object(c))


@builds("start_every")
def _start_every(c: Children) -> StartEvery:
    zone = c.part("in_zone")
    return StartEvery(
        span=c.span,
        schedule=c.one(TextLiteral),
        zone=zone.one(TextLiteral) if zone else None,
        arguments=with_object(c),
    )


def with_object(c: Children) -> ObjectLiteral | None:
    """Return the object of `with { … }`, if it is there."""
    part = c.part("with_object")
    return part.one(ObjectLiteral) if part else None


@builds("allow")
def _allow(c: Children) -> Allow:
    act = cast("Act", c.parts("act")[0].words()[0])
    return Allow(span=c.span, act=act, people=c.expression())


@builds("use_calendar")
def _use_calendar(c: Children) -> UseCalendar:
    return UseCalendar(span=c.span, calendar=c.name())


@builds("on_cancel")
def _on_cancel(c: Children) -> OnCancel:
    elements = tuple([item for item in c.items if isinstance(item, BackgroundStep | Undo)])
    return OnCancel(span=c.span, elements=elements)


@builds("migrate")
def _migrate(c: Children) -> Migrate:
    return Migrate(span=c.span, version=c.number(), moves=c.all(Move))


@builds("move")
def _move(c: Children) -> Move:
    old, new = c.all(Path)
    return Move(span=c.span, old=old, new=new)


@builds("block")
def _block(c: Children) -> Block:
    return Block(span=c.span, elements=c.of(_ELEMENTS))


@builds("target")
def _target(c: Children) -> Target:
    return Target(span=c.span, path=c.path())


@builds("wait")
def _wait(c: Children) -> Wait:
    return Wait(span=c.span, duration=c.expression())


@builds("wait_until")
def _wait_until(c: Children) -> WaitUntil:
    return WaitUntil(span=c.span, condition=c.expression(), limit=c.maybe(Limit))


@builds("limit")
def _limit(c: Children) -> Limit:
    return Limit(span=c.span, duration=c.expression(), target=c.one(Target))


@builds("let")
def _let(c: Children) -> Let:
    return Let(span=c.span, name=c.name(), value=c.expression(), doc=c.doc)


@builds("var")
def _var(c: Children) -> Var:
    return Var(span=c.span, name=c.name(), type=c.type(), value=c.expression(), doc=c.doc)


@builds("set")
def _set(c: Children) -> Set:
    return Set(span=c.span, name=c.name(), value=c.expression())


@builds("repeat")
def _repeat(c: Children) -> Repeat:
    return Repeat(span=c.span, condition=c.expression(), block=c.one(Block))


@builds("go_to")
def _go_to(c: Children) -> GoTo:
    return GoTo(span=c.span, target=c.one(Target))


@builds("end")
def _end(c: Children) -> End:
    return End(span=c.span, outcome=c.label(), outputs=with_object(c))


@builds("fail")
def _fail(c: Children) -> Fail:
    return Fail(span=c.span, reason=_message(c))


@builds("notify")
def _notify(c: Children) -> Notify:
    return Notify(span=c.span, people=c.expression(), channels=channels(c), message=_message(c))


def _message(c: Children) -> Text:
    return [item for item in c.items if isinstance(item, Text)][-1]


def channels(c: Children) -> tuple[Name, ...]:
    """Return the channels after `via`."""
    return c.parts("via")[0].all(Name)


@builds("update")
def _update(c: Children) -> Update:
    first, *rest = c.path().names
    record: Reference | Attribute = Reference(span=first.span, name=first.text)
    for name in rest:
        record = Attribute(span=first.span.to(name.span), subject=record, name=name, optional=False)
    return Update(span=c.span, record=record, changes=c.one(ObjectLiteral))


@builds("log")
def _log(c: Children) -> Log:
    return Log(span=c.span, message=c.expression())


@builds("cancel")
def _cancel(c: Children) -> Cancel:
    return Cancel(span=c.span, element=c.path())


@builds("undo")
def _undo(c: Children) -> Undo:
    return Undo(span=c.span, back_to=c.maybe(Path))


@builds("decide")
def _decide(c: Children) -> Decision:
    return Decision(span=c.span, name=c.name(), outcomes=c.all(Outcome), otherwise=_otherwise(c), doc=c.doc)


def _otherwise(c: Children) -> Continuation | None:
    part = c.part("otherwise")
    return part.continuation() if part else None


@builds("outcome")
def _outcome(c: Children) -> Outcome:
    return Outcome(span=c.span, name=c.name(), condition=c.expression(), then=c.continuation())


@builds("parallel")
def _parallel(c: Children) -> Parallel:
    clauses = tuple([item for item in c.items if isinstance(item, FinishWhen | Rest)])
    return Parallel(span=c.span, name=c.name(), branches=c.all(Branch), clauses=clauses, doc=c.doc)


@builds("branch")
def _branch(c: Children) -> Branch:
    return Branch(span=c.span, name=c.name(), block=c.one(Block), doc=c.doc)


@builds("await")
def _await(c: Children) -> Await:
    arms = c.of(_ARMS)
    return Await(span=c.span, name=c.maybe(Name), arms=arms, doc=c.doc)


@builds("event_arm")
def _event_arm(c: Children) -> EventArm:
    event, binding = c.all(Name)
    return EventArm(
        span=c.span,
        event=event,
        binding=binding,
        where=c.expression_in("where"),
        keep=c.expression_in("keep"),
        then=c.continuation(),
    )


@builds("timer_arm")
def _timer_arm(c: Children) -> TimerArm:
    return TimerArm(span=c.span, duration=c.expression(), then=c.continuation())


@builds("condition_arm")
def _condition_arm(c: Children) -> ConditionArm:
    return ConditionArm(span=c.span, condition=c.expression(), then=c.continuation())
