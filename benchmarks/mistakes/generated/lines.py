"""Putting lines in and finding words: what most kinds of mistakes do to a text."""

import re

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Edit, inserted, replaced
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import Node


def line_before(right: Right, node: Node, line: str) -> Edit:
    """Put a line above a construct."""
    return inserted(node.span.start, f"{line}\n{right.indent(node.span.start)}")


def line_after(right: Right, node: Node, line: str) -> Edit:
    """Put a line below a construct."""
    return inserted(node.span.end, f"\n{right.indent(node.span.start)}{line}")


def more_inside(right: Right, node: Node, line: str) -> Edit:
    """Put a clause into a step or a stage, which may have no braces yet."""
    text = right.covered(node.span)
    indent = right.indent(node.span.start)
    if text.endswith("}"):
        return inserted(node.span.end - 1, f"\n{indent}  {line}\n{indent}")
    return inserted(node.span.end, f" {{ {line} }}")


def inside_at(right: Right, node: Node) -> int:
    """Where the clause goes that `more_inside` puts in."""
    return node.span.end - 1 if right.covered(node.span).endswith("}") else node.span.end


def word_within(right: Right, span: Span, pattern: str) -> Span | None:
    """Where a pattern is first found in a span."""
    found = re.compile(pattern).search(right.text, span.start, span.end)
    return Span(found.start(), found.end(), span.file) if found else None


def swapped(right: Right, one: Span, two: Span) -> tuple[Edit, Edit]:
    """Let two stretches change places."""
    return replaced(one, right.covered(two)), replaced(two, right.covered(one))
