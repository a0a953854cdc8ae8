"""Builders of stages, steps and their clauses, except those about people."""

from orchestra_dsl.syntax.build.children import Children
from orchestra_dsl.syntax.build.elements import channels
from orchestra_dsl.syntax.build.rules import builds, parts
from orchestra_dsl.syntax.nodes import (
    ActAs,
    AllOf,
    AnyOf,
    BackgroundStep,
    Call,
    CountOf,
    EnabledWhile,
    EnoughWhen,
    Expression,
    FinishWhen,
    ForEach,
    InteractiveStep,
    Join,
    Limit,
    Lock,
    MayAdd,
    Name,
    NotifyVia,
    OneAtATime,
    OnError,
    OnlyIf,
    Path,
    Reference,
    Rest,
    Retry,
    Stage,
    StageClause,
    StartAfter,
    StartWhen,
    Step,
    StepClause,
    Target,
    Timeout,
    UndoBy,
    WithdrawWhen,
    WithoutWaiting,
    classes,
)

parts("via", "every", "doubling", "up_to", "at_most", "one_by_one")

_STEPS, _STEP_CLAUSES, _STAGE_CLAUSES = classes(Step), classes(StepClause), classes(StageClause)


@builds("stage")
def _stage(c: Children) -> Stage:
    return Stage(
        span=c.span,
        name=c.name(),
        label=c.label(),
        clauses=c.of(_STAGE_CLAUSES),
        steps=c.of(_STEPS),
        doc=c.doc,
    )


@builds("background")
def _background(c: Children) -> BackgroundStep:
    return BackgroundStep(
        span=c.span,
        name=c.name(),
        call=c.one(Call),
        runs=c.says("run"),
        label=c.label(),
        clauses=_clauses(c),
        doc=c.doc,
    )


@builds("interactive")
def _interactive(c: Children) -> InteractiveStep:
    return InteractiveStep(
        span=c.span, name=c.name(), call=c.one(Call), label=c.label(), clauses=_clauses(c), doc=c.doc
    )


def _clauses(c: Children) -> tuple[StepClause, ...]:
    return c.of(_STEP_CLAUSES)


@builds("stage_start_when", "start_when")
def _start_when(c: Children) -> StartWhen:
    return StartWhen(span=c.span, condition=c.expression(), limit=c.maybe(Limit))


@builds("finish_when")
def _finish_when(c: Children) -> FinishWhen:
    counted = c.maybe(CountOf)
    return FinishWhen(span=c.span, join=counted or _join(c.expression()))


def _join(condition: Expression) -> Join | Expression:
    """Read the words `all` and `any`, which the grammar takes for names here, as the joins they are."""
    if isinstance(condition, Reference) and condition.name == "all":
        return AllOf(span=condition.span, elements=())
    if isinstance(condition, Reference) and condition.name == "any":
        return AnyOf(span=condition.span, elements=())
    return condition


@builds("step_finish_when")
def _step_finish_when(c: Children) -> FinishWhen:
    return FinishWhen(span=c.span, join=c.expression())


@builds("count_of")
def _count_of(c: Children) -> CountOf:
    return CountOf(span=c.span, count=c.number(), elements=c.all(Path))


@builds("all_of")
def _all_of(c: Children) -> AllOf:
    return AllOf(span=c.span, elements=c.all(Path))


@builds("any_of")
def _any_of(c: Children) -> AnyOf:
    return AnyOf(span=c.span, elements=c.all(Path))


@builds("rest")
def _rest(c: Children) -> Rest:
    return Rest(span=c.span, continues=c.says("continue"))


@builds("one_at_a_time")
def _one_at_a_time(c: Children) -> OneAtATime:
    return OneAtATime(span=c.span)


@builds("lock")
def _lock(c: Children) -> Lock:
    return Lock(span=c.span, name=c.expression())


@builds("stage_timeout", "timeout")
def _timeout(c: Children) -> Timeout:
    return Timeout(span=c.span, duration=c.expression(), target=c.maybe(Target))


@builds("on_error")
def _on_error(c: Children) -> OnError:
    return OnError(span=c.span, error=c.label(), binding=c.maybe(Name), then=c.continuation())


@builds("notify_via")
def _notify_via(c: Children) -> NotifyVia:
    texts = (*c.expressions(), None, None)
    return NotifyVia(span=c.span, channels=channels(c), subject=texts[0], body=texts[1])


@builds("start_after")
def _start_after(c: Children) -> StartAfter:
    return StartAfter(span=c.span, join=next(item for item in c.items if isinstance(item, Join)))


@builds("only_if")
def _only_if(c: Children) -> OnlyIf:
    return OnlyIf(span=c.span, condition=c.expression())


@builds("enabled_while")
def _enabled_while(c: Children) -> EnabledWhile:
    return EnabledWhile(span=c.span, condition=c.expression())


@builds("withdraw_when")
def _withdraw_when(c: Children) -> WithdrawWhen:
    return WithdrawWhen(span=c.span, condition=c.expression())


@builds("for_each")
def _for_each(c: Children) -> ForEach:
    at_most = c.part("at_most")
    at_once = at_most.number() if at_most else 1 if c.part("one_by_one") else None
    return ForEach(span=c.span, name=c.name(), items=c.expression(), at_once=at_once)


@builds("may_add")
def _may_add(c: Children) -> MayAdd:
    return MayAdd(span=c.span)


@builds("enough_when")
def _enough_when(c: Children) -> EnoughWhen:
    return EnoughWhen(span=c.span, condition=c.expression())


@builds("without_waiting")
def _without_waiting(c: Children) -> WithoutWaiting:
    return WithoutWaiting(span=c.span)


@builds("retry")
def _retry(c: Children) -> Retry:
    return Retry(
        span=c.span,
        times=c.number(),
        every=c.expression_in("every"),
        doubling=c.part("doubling") is not None,
        up_to=c.expression_in("up_to"),
    )


@builds("undo_by")
def _undo_by(c: Children) -> UndoBy:
    return UndoBy(span=c.span, call=c.one(Call))


@builds("act_as")
def _act_as(c: Children) -> ActAs:
    return ActAs(span=c.span, person=c.expression())
