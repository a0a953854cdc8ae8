"""An operator of another language."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import word_within
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import And, Comparison, Node, Not, Or

_INSTEAD = {
    "==": ("=", "===", "is", "equals"),
    "!=": ("<>", "=!", "!=="),
    "<=": ("=<", "≤"),
    ">=": ("=>", "≥"),
    "in": ("isin", "within"),
    "and": ("&&", "&", "AND"),
    "or": ("||", "|", "OR"),
    "not": ("!", "!!"),
    "<": ("<<", "lt"),
    ">": (">>", "gt"),
}


def slips(right: Right) -> Iterator[Slip]:
    """Write each operator as others write it."""
    for node, _ in right.of(Comparison, And, Or, Not):
        found = _operator(right, node)
        if found is None:
            continue
        instead = _INSTEAD.get(right.covered(found), ())
        if instead:
            wrong = instead[node.span.start % len(instead)]
            yield Slip((replaced(found, wrong),), found.start, "O1", f"`{wrong}` is no operator here")


def _operator(right: Right, node: Node) -> Span | None:
    match node:
        case Comparison(left=one, right=two, operator=operator):
            between = Span(one.span.end, two.span.start, right.name)
            return word_within(right, between, operator if operator != "not in" else r"in\b")
        case And(operands=(one, two, *_)) | Or(operands=(one, two, *_)):
            return word_within(right, Span(one.span.end, two.span.start, right.name), r"\b(and|or)\b")
        case Not():
            return word_within(right, node.span, "not")
        case _:
            return None
