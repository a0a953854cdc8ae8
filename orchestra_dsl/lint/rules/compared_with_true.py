"""O805: `x == true`, which says no more than `x`."""

from collections.abc import Iterator

from orchestra_dsl.graph.types import BOOLEAN
from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.fixes import operand, rewritten
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n


@own("O805")
def compared_with_true(source: Source) -> Iterator[Finding]:
    """Report comparisons of a boolean, which cannot be missing, with `true` or `false`."""
    for node in source.all(n.Comparison):
        for value, other in ((node.left, node.right), (node.right, node.left)):
            if node.operator not in ("==", "!=") or not isinstance(other, n.BooleanLiteral):
                continue
            if source.type_of(value) == BOOLEAN and not isinstance(value, n.BooleanLiteral):
                word = "" if other.value == (node.operator == "==") else "not "
                wanted = f"{word}{operand(source, value)}"
                fix = rewritten(source, node, wanted)
                message = "A condition need not be compared with `true` or `false`."
                yield Finding(node, message, f"Write `{wanted}`.", fix=fix)
