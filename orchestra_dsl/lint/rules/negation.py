"""O807: `not a == b` and `not not a`, which can be said without `not`."""

import re
from collections.abc import Iterator

from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.fixes import operand, rewritten
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}
_OPERATOR = re.compile(r"(?P<before>[\s)]*)(?:[=!<>]=?|not\s+in|in)(?P<after>[\s(]*)")


@own("O807")
def negation(source: Source) -> Iterator[Finding]:
    """Report negations of comparisons and of negations."""
    for node in source.all(n.Not):
        match node.operand:
            case n.Comparison() as comparison:
                opposite = _OPPOSITE[comparison.operator]
                message = f"`not` before a comparison with `{comparison.operator}` is the same as `{opposite}`."
                fix = rewritten(source, node, _turned(source, comparison, opposite))
                yield Finding(node, message, f"Compare with `{opposite}`.", fix=fix)
            case n.Not(operand=inner):
                fix = rewritten(source, node, operand(source, inner))
                yield Finding(node, "Two `not` take each other away.", "Leave both out.", fix=fix)
            case _:
                pass


def _turned(source: Source, comparison: n.Comparison, opposite: str) -> str:
    """The comparison with another operator, with the parentheses around its sides."""
    between = source.between(comparison.left, comparison.right)
    operator = _OPERATOR.sub(rf"\g<before>{opposite}\g<after>", source.text_of(between))
    text, start = source.text, comparison.span
    return f"{text[start.start : between.start]}{operator}{text[between.end : start.end]}"
