"""A condition that has always the same answer."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from orchestra_dsl.syntax.nodes import (
    Attribute,
    Comparison,
    EventArm,
    Expression,
    OnlyIf,
    Outcome,
    Reference,
    Repeat,
    Scenario,
    StartOnRecord,
    StartWhen,
)


def slips(right: Right) -> Iterator[Slip]:
    """Let comparisons compare a value with itself, and make conditions that are always true or never."""
    for node, place in right.of(Comparison):
        if isinstance(node.left, Attribute | Reference) and not place.inside(Scenario):
            left = right.covered(node.left.span)
            if node.operator in ("==", "!=", "<", "<=", ">", ">="):
                yield _slip(node, f"{left} {node.operator} {left}")
    for condition in _conditions(right):
        text = right.covered(condition.span)
        wrong = [f"true or {text}", f"({text}) or true", f"({text}) and false", f"({text}) and 3 > 5", "1 == 2"]
        turn = condition.span.start % len(wrong)
        yield _slip(condition, wrong[turn])
        yield _slip(condition, wrong[turn - 1])


def _conditions(right: Right) -> Iterator[Expression]:
    for place in right.places:
        match place.node:
            case (
                Outcome(condition=condition)
                | OnlyIf(condition=condition)
                | StartWhen(condition=condition)
                | Repeat(condition=condition)
            ):
                yield condition
            case EventArm(where=where) if where:
                yield where
            case StartOnRecord(condition=when) if when:
                yield when


def _slip(old: Expression, new: str) -> Slip:
    return Slip((replaced(old.span, new),), old.span.start, "O3", f"`{new}` has always the same answer")
