"""Two comparisons of one value that can never hold together, or one of which always holds."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.types import is_optional, sort_of, type_of
from orchestra_dsl.syntax.nodes import (
    Call,
    Comparison,
    DecimalLiteral,
    IntegerLiteral,
    Interpolation,
    Not,
    Predicate,
    TextLiteral,
    UnionType,
)


def slips(right: Right) -> Iterator[Slip]:
    """Put a second comparison beside each one with a literal, and `not p(x)` beside a predicate."""
    for node, place in right.of(Comparison):
        if not place.inside(Interpolation):
            for wrong in _beside(right, node, place):
                yield _slip(node, wrong)
    for call, place in right.of(Call):
        if isinstance(right.callables.get(call.function.text), Predicate) and not isinstance(place.parent, Not):
            text = right.covered(call.span)
            yield _slip(call, f"{text} and not {text}")


def _beside(right: Right, node: Comparison, place: Place) -> Iterator[str]:
    type_ = type_of(right, node.left, place)
    left, text = right.covered(node.left.span), right.covered(node.span)
    match node.operator, node.right:
        case "==", TextLiteral(value=value):
            others = [each.value for each in type_.members] if isinstance(type_, UnionType) else [f"{value}2"]
            other = next(each for each in reversed(others) if each != value)
            yield f'{text} and {left} == "{other}"'
            yield f'{left} != "{value}" or {left} != "{other}"'
            yield f'{text} and {left} != "{value}"'
        case ">" | ">=", IntegerLiteral(value=n) | DecimalLiteral(value=n) if sort_of(type_) == "number":
            yield f"{text} and {left} < {int(n) - 1}" if n > 1 else f"{text} and {left} < -3"
            if not is_optional(type_):
                yield f"{text} or {left} < {int(n) + 7}"
        case "<" | "<=", IntegerLiteral(value=n) | DecimalLiteral(value=n) if sort_of(type_) == "number":
            yield f"{text} and {left} > {int(n) + 2}"


def _slip(node: Comparison | Call, wrong: str) -> Slip:
    return Slip((replaced(node.span, f"({wrong})"),), node.span.start, "O3", f"`{wrong}` has always the same answer")
