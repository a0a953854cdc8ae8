"""Builders of the clauses of a step about people and due times."""

from orchestra_dsl.syntax.build.children import Children
from orchestra_dsl.syntax.build.elements import channels
from orchestra_dsl.syntax.build.rules import builds
from orchestra_dsl.syntax.nodes import (
    About,
    AfterDue,
    AssignTo,
    AtPercent,
    DifferentPeople,
    DueAt,
    DueIn,
    Exclude,
    Locks,
    MayDelegate,
    MaySkip,
    NotifyRung,
    Priority,
    ReassignRung,
    RemindEvery,
    RemindRung,
    Rung,
    RungAction,
    SamePersonAs,
)


@builds("assign_to")
def _assign_to(c: Children) -> AssignTo:
    people, *otherwise = c.expressions()
    return AssignTo(span=c.span, people=people, otherwise=otherwise[0] if otherwise else None)


@builds("exclude")
def _exclude(c: Children) -> Exclude:
    return Exclude(span=c.span, people=c.expressions())


@builds("same_person_as")
def _same_person_as(c: Children) -> SamePersonAs:
    return SamePersonAs(span=c.span, step=c.path())


@builds("different_people")
def _different_people(c: Children) -> DifferentPeople:
    return DifferentPeople(span=c.span)


@builds("about")
def _about(c: Children) -> About:
    return About(span=c.span, record=c.expression())


@builds("locks")
def _locks(c: Children) -> Locks:
    return Locks(span=c.span, record=c.expression(), except_assignees=c.says("except"))


@builds("due_in")
def _due_in(c: Children) -> DueIn:
    return DueIn(span=c.span, duration=c.expression(), rungs=c.all(Rung))


@builds("due_at")
def _due_at(c: Children) -> DueAt:
    return DueAt(span=c.span, moment=c.expression(), rungs=c.all(Rung))


@builds("rung")
def _rung(c: Children) -> Rung:
    moment = next(item for item in c.items if isinstance(item, AtPercent | AfterDue))
    action = next(item for item in c.items if isinstance(item, RungAction))
    return Rung(span=c.span, moment=moment, action=action)


@builds("at_percent")
def _at_percent(c: Children) -> AtPercent:
    return AtPercent(span=c.span, percent=c.number())


@builds("after_due")
def _after_due(c: Children) -> AfterDue:
    return AfterDue(span=c.span, duration=c.expression())


@builds("remind_rung")
def _remind_rung(c: Children) -> RemindRung:
    return RemindRung(span=c.span)


@builds("notify_rung")
def _notify_rung(c: Children) -> NotifyRung:
    return NotifyRung(span=c.span, people=c.expression(), channels=channels(c))


@builds("reassign_rung")
def _reassign_rung(c: Children) -> ReassignRung:
    return ReassignRung(span=c.span, people=c.expression())


@builds("remind_every")
def _remind_every(c: Children) -> RemindEvery:
    return RemindEvery(span=c.span, interval=c.expression())


@builds("priority")
def _priority(c: Children) -> Priority:
    return Priority(span=c.span, value=c.expression())


@builds("may_delegate")
def _may_delegate(c: Children) -> MayDelegate:
    return MayDelegate(span=c.span, people=c.expression())


@builds("may_skip")
def _may_skip(c: Children) -> MaySkip:
    return MaySkip(span=c.span)
