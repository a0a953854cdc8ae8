"""O603 and O604: a due time or a reminder that comes too late, as far as the durations are written out."""

from collections.abc import Iterator

from orchestra_dsl.analysis.people.business import shortest
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.graph.moments import show_duration
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def check_times(orchestration: n.Orchestration) -> list[Diagnostic]:
    """Report due times and reminders that lie behind the timeout of their stage or step."""
    stages = [node for node in n.walk(orchestration) if isinstance(node, n.Stage)]
    return [finding for stage in stages for step in stage.steps for finding in _check(stage, step)]


def _check(stage: n.Stage, step: n.Step) -> Iterator[Diagnostic]:
    around, own = _timeout(stage.clauses), _timeout(step.clauses)
    limit = min((each for each in (around, own) if each is not None), key=lambda each: each[0], default=None)
    if limit is None:
        return
    amount, clause = limit
    what = "stage" if limit is around else "step"
    label = Label(clause.span, f"The {what} ends after {show_duration(amount)}.")
    longest = amount - (limit is around)  # at one instant a stage ends before its steps, a step after what it tells
    for each in step.clauses:
        match each:
            case n.DueIn(duration=place, rungs=rungs) if (due := _at_least(place)) is not None:
                if due > amount:
                    message = f"The work item is due after the {what} has timed out."
                    hint = "Make it due earlier, or the timeout longer."
                    yield Diagnostic("O603", message, place.span, [label], hint)
                else:
                    late = (rung for rung in rungs if _after(rung, place) > longest)
                    yield from (_never("What is to be done here", rung.span, what, label) for rung in late)
            case n.RemindEvery(interval=n.DurationLiteral(microseconds=due) as place) if due > longest:
                yield _never("This reminder", place.span, what, label)
            case _:
                pass


def _at_least(duration: n.Expression) -> int | None:
    """How long a duration is at least; None where it is not written out."""
    match duration:
        case n.DurationLiteral(microseconds=amount):
            return amount
        case n.BusinessDays(count=days):
            return shortest(days)
    return None


def _after(rung: n.Rung, duration: n.Expression) -> int:
    """How long after its opening a rung of a work item is due at least; a part of open time may pass at once."""
    due = _at_least(duration) or 0
    match rung.moment, duration:
        case n.AtPercent(percent=percent), n.DurationLiteral():
            return due * percent // _ALL
        case n.AtPercent(percent=percent), _:
            return due if percent > _ALL else 0
        case n.AfterDue(duration=later), _:
            return due + (_at_least(later) or 0)


_ALL = 100


def _never(what: str, place: Span, where: str, label: Label) -> Diagnostic:
    message = f"{what} never comes: the {where} has timed out before."
    return Diagnostic("O604", message, place, [label], "Make it earlier, or the timeout longer.")


def _timeout(clauses: tuple[n.Node, ...]) -> tuple[int, n.Timeout] | None:
    """Return the timeout among some clauses, where its duration is written out."""
    for clause in clauses:
        if isinstance(clause, n.Timeout) and isinstance(clause.duration, n.DurationLiteral):
            return clause.duration.microseconds, clause
    return None
