"""What must be there is not: who gets a work item, the calendar, an `otherwise`, the outputs of an end."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import word_within
from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.slip import Slip, deleted
from benchmarks.mistakes.generated.types import is_optional, type_of
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import (
    AssignTo,
    BusinessDays,
    Comparison,
    Decision,
    End,
    Expression,
    InteractiveStep,
    Orchestration,
    TextLiteral,
    UnionType,
    UseCalendar,
    walk,
)


def slips(right: Right) -> Iterator[Slip]:
    """Delete each such clause where nothing else can stand for it."""
    yield from _nobody(right)
    yield from _no_calendar(right)
    yield from _not_covered(right)
    yield from _no_outputs(right)


def _nobody(right: Right) -> Iterator[Slip]:
    for step, _ in right.of(InteractiveStep):
        for clause in step.clauses:
            if isinstance(clause, AssignTo):
                yield Slip((deleted(clause.span),), step.span.start, "O6", "nobody gets the work item")


def _no_calendar(right: Right) -> Iterator[Slip]:
    for clause, place in right.of(UseCalendar):
        around = place.inside(Orchestration)
        days = [each for each in walk(around) if isinstance(each, BusinessDays)] if around else []
        if days:
            yield Slip((deleted(clause.span),), days[0].span.start, "O6", "business days need a calendar")


def _not_covered(right: Right) -> Iterator[Slip]:
    for decision, place in right.of(Decision):
        if decision.otherwise and not _may_cover(right, decision, place):
            word = word_within(right, Span(decision.outcomes[-1].span.end, decision.span.end, right.name), "otherwise")
            if word:
                whole = Span(word.start, decision.otherwise.span.end, right.name)
                yield Slip((deleted(whole),), decision.span.start, "O4", "some values have no outcome")


def _may_cover(right: Right, decision: Decision, place: Place) -> bool:
    """Whether the outcomes alone might cover everything: only what is plain to see counts as not covered."""
    conditions = [each.condition for each in decision.outcomes]
    if len(conditions) == 1:
        return False
    subjects = {_subject(right, each) for each in conditions}
    if len(subjects) == len(conditions) and None not in subjects:
        return False
    left = {right.covered(each.left.span) for each in conditions if isinstance(each, Comparison)}
    union = type_of(right, conditions[0].left, place) if isinstance(conditions[0], Comparison) else None
    named = [_members(each) for each in conditions]
    return not (len(left) == 1 and isinstance(union, UnionType) and all(named) and sum(named) < len(union.members))


def _subject(right: Right, condition: Expression) -> str | None:
    """What a comparison is about."""
    return right.covered(condition.left.span) if isinstance(condition, Comparison) else None


def _members(condition: Expression) -> int:
    match condition:
        case Comparison(operator="==", right=TextLiteral()):
            return 1
        case _:
            return 0


def _no_outputs(right: Right) -> Iterator[Slip]:
    for end, place in right.of(End):
        around = place.inside(Orchestration)
        needed = around is not None and any(not is_optional(each.type) for each in around.outputs)
        if end.outputs and needed and (word := word_within(right, end.span, r"\bwith\b")):
            whole = Span(word.start, end.span.end, right.name)
            yield Slip((deleted(whole),), end.span.start, "O3", "the outputs are missing")
