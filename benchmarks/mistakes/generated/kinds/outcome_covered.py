"""An outcome that an earlier one always takes."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import line_after
from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.slip import Slip
from benchmarks.mistakes.generated.types import sort_of, type_of
from orchestra_dsl.syntax.nodes import (
    Comparison,
    DecimalLiteral,
    Decision,
    Expression,
    IntegerLiteral,
    ListLiteral,
    Target,
)


def slips(right: Right) -> Iterator[Slip]:
    """Put a narrower outcome, or the same again, below each one."""
    for decision, place in right.of(Decision):
        target = next((each.path.text for each in _targets(decision)), None)
        for outcome in decision.outcomes if target else ():
            for condition in _narrower(right, outcome.condition, place):
                line = f"outcome taken_before when {condition} -> {target}"
                why = f"`{outcome.name.text}` comes first whenever `{condition}`"
                yield Slip((line_after(right, outcome, line),), outcome.span.end, "O4", why)


def _targets(decision: Decision) -> list[Target]:
    continuations = [*(each.then for each in decision.outcomes), decision.otherwise]
    return [each for each in continuations if isinstance(each, Target)]


def _narrower(right: Right, condition: Expression, place: Place) -> Iterator[str]:
    text = right.covered(condition.span)
    if "\n" not in text:
        yield text
        yield f"({text}) and run.started_at < now"
    match condition:
        case Comparison(left=left, operator=operator, right=IntegerLiteral(value=n) | DecimalLiteral(value=n)):
            if sort_of(type_of(right, left, place)) == "number":
                subject = right.covered(left.span)
                if operator in (">", ">="):
                    yield f"{subject} > {int(n) + 50}"
                elif operator in ("<", "<="):
                    yield f"{subject} < {int(n) - 1}" if n >= 1 else text
        case Comparison(left=left, operator="in", right=ListLiteral(items=(first, *_))):
            yield f"{right.covered(left.span)} == {right.covered(first.span)}"
