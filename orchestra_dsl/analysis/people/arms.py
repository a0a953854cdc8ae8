"""O405: arms of an await that another arm always comes before."""

from collections.abc import Iterator

from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def check_arms(orchestration: n.Orchestration) -> list[Diagnostic]:
    """Report arms that are never taken, as far as durations are written out and conditions are the same."""
    awaits = [node for node in n.walk(orchestration) if isinstance(node, n.Await)]
    return [finding for each in awaits for finding in _check(each.arms)]


def _check(arms: tuple[n.Arm, ...]) -> Iterator[Diagnostic]:
    for place, arm in enumerate(arms):
        others = (other for at, other in enumerate(arms) if at != place and _comes_first(other, arm, above=at < place))
        first = next(others, None)
        if first is not None:
            message = "This arm is never taken: another one always comes first."
            label = Label(_said(first).span, "This comes first.")
            yield Diagnostic("O405", message, _said(arm).span, [label], "Correct one of the two, or remove this one.")


def _comes_first(other: n.Arm, arm: n.Arm, *, above: bool) -> bool:
    """Whether `other` is taken whenever `arm` could be; of two at one instant it is the one above (rule 20)."""
    match other, arm:
        case n.TimerArm(duration=n.DurationLiteral() as one), n.TimerArm(duration=n.DurationLiteral() as two):
            return one.microseconds < two.microseconds or (above and one.microseconds == two.microseconds)
        case n.TimerArm(duration=n.BusinessDays() as one), n.TimerArm(duration=n.BusinessDays() as two):
            return one.count < two.count or (above and one.count == two.count)
        case n.EventArm(), n.EventArm():
            same = other.where is None or (other.binding, other.where) == (arm.binding, arm.where)
            hears_all = arm.keep is None or arm.keep == other.keep
            return above and other.event == arm.event and same and hears_all
        case n.ConditionArm(), n.ConditionArm():
            return above and other.condition == arm.condition
    return False


def _said(arm: n.Arm) -> n.Node:
    """The part of an arm that says what it waits for."""
    match arm:
        case n.TimerArm(duration=duration):
            return duration
        case n.EventArm(event=event):
            return event
        case n.ConditionArm(condition=condition):
            return condition
