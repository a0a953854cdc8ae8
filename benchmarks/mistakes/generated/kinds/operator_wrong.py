"""An operator that cannot be used with values of these types."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Place, Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.types import sort_of, type_of
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import And, Arithmetic, Comparison, Expression, Interpolation, ListLiteral, Or

_OF_COMPARISON = {
    ("number", "number"): ("in", "and", "not in"),
    ("people", "people"): ("<", ">=", "+", "*"),
    ("set", "text"): ("-", "and", "or"),
    ("boolean", "boolean"): ("<", "+", ">="),
    ("text", "text"): ("-", "and", "*", "or"),
    ("datetime", "datetime"): ("and", "*", "in"),
    ("date", "date"): ("and", "*", "in"),
}


def slips(right: Right) -> Iterator[Slip]:
    """Exchange each operator whose operands have plain types."""
    for place in right.places:
        node = place.node
        if not isinstance(node, Comparison | And | Or | Arithmetic) or place.inside(Interpolation):
            continue
        one, two = (node.left, node.right) if isinstance(node, Comparison) else node.operands[:2]
        wrong = _wrong(right, node, one, two, place)
        if wrong:
            span = Span(one.span.end, two.span.start, right.name)
            operator = wrong[node.span.start % len(wrong)]
            at = one.span.start
            if "(" not in right.covered(span) and ")" not in right.covered(span):
                why = f"`{operator}` does not go with these values"
                yield Slip((replaced(span, f" {operator} "),), at, "O3", why)


def _wrong(right: Right, node: Expression, one: Expression, two: Expression, place: Place) -> tuple[str, ...]:
    sorts = (sort_of(type_of(right, one, place)) or "", sort_of(type_of(right, two, place)) or "")
    match node:
        case Comparison(operator="in" | "not in", right=ListLiteral()):
            return ("==", "<", "!=")
        case Comparison():
            return _OF_COMPARISON.get(sorts, ())
        case And(operands=(_, _)) | Or(operands=(_, _)):
            chained = isinstance(one, Comparison) or isinstance(two, Comparison)
            return () if chained else ("+", "<", "-")
        case Arithmetic(operands=(_, _)) if sorts == ("number", "number"):
            return ("and", "or", "in")
        case _:
            return ()
