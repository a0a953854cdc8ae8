"""What rules share to write one expression in the place of another."""

from orchestra_dsl.diagnostics import Applicability, Edit, Fix
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n


def rewritten(source: Source, node: n.Expression, wanted: str) -> Fix | None:
    """The safe fix that writes `wanted` in the place of an expression; none where that could lose a comment."""
    if "#" in source.text_of(node):
        return None
    return Fix(f"Write `{wanted}`", [Edit(node.span, wanted)], Applicability.SAFE)


def operand(source: Source, node: n.Expression) -> str:
    """The text of an expression as it may stand after `not`: in parentheses where it needs them."""
    text = source.text_of(node)
    return f"({text})" if isinstance(node, n.And | n.Or | n.Conditional) else text
