"""O405: arms of an await that another arm always comes before."""

from collections.abc import Iterator

from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def check_arms(orchestration: n.Orchestration) -> list[Diagnostic]:
    """Report arms that are never taken, as far as durations are written out and conditions are the same."""
    awaits = [node for node in n.walk(orchestration) if isinstance(node, n.Await)]
    return [finding for each in awaits for finding in _check(each.arms)]


def _check(arms: tuple[n.Arm, ...]) -> Iterator[Diagnostic]:
    above: dict[object, n.Arm] = {}
    shortest = _shortest(arms)
    for arm in arms:
        first = next((above[key] for key in _taken_by(arm) if key in above), None)
        if isinstance(arm, n.TimerArm) and first is None:
            earliest = shortest.get(type(arm.duration))
            first = earliest if earliest is not None and _length(earliest) < _length(arm) else None
        if first is not None:
            message = "This arm is never taken: another one always comes first."
            label = Label(_said(first).span, "This comes first.")
            yield Diagnostic("O405", message, _said(arm).span, [label], "Correct one of the two, or remove this one.")
        for key in _takes(arm):
            above.setdefault(key, arm)


def _takes(arm: n.Arm) -> Iterator[object]:
    """What an arm takes from the arms below it, at the same instant too (rule 20)."""
    match arm:
        case n.EventArm(event=event, binding=binding, where=where, keep=keep):
            said = None if where is None else (binding, where)
            yield from ((event, said, each) for each in dict.fromkeys((None, keep)))
        case n.TimerArm(duration=n.DurationLiteral() | n.BusinessDays() as duration):
            yield duration
        case n.ConditionArm(condition=condition):
            yield condition


def _taken_by(arm: n.Arm) -> Iterator[object]:
    """What an arm above has to take so that nothing is left for this one; what is kept, only one that keeps as long."""
    match arm:
        case n.EventArm(event=event, binding=binding, where=where, keep=keep):
            yield from ((event, said, keep) for said in (None, (binding, where)))
        case _:
            yield from _takes(arm)


def _shortest(arms: tuple[n.Arm, ...]) -> dict[type[n.Node], n.TimerArm]:
    """The arm whose time is up first, of those in hours and days and of those in business days."""
    found: dict[type[n.Node], n.TimerArm] = {}
    for arm in arms:
        if isinstance(arm, n.TimerArm) and isinstance(arm.duration, n.DurationLiteral | n.BusinessDays):
            other = found.setdefault(type(arm.duration), arm)
            found[type(arm.duration)] = min(other, arm, key=_length)
    return found


def _length(arm: n.TimerArm) -> int:
    match arm.duration:
        case n.DurationLiteral(microseconds=amount) | n.BusinessDays(count=amount):
            return amount
    return 0


def _said(arm: n.Arm) -> n.Node:
    """The part of an arm that says what it waits for."""
    match arm:
        case n.TimerArm(duration=duration):
            return duration
        case n.EventArm(event=event):
            return event
        case n.ConditionArm(condition=condition):
            return condition
