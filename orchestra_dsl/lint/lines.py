"""The lines that a comment to the linter is about."""

from collections.abc import Mapping
from functools import cached_property

import attrs

from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.comments import Comment
from orchestra_dsl.syntax.nodes import Module, walk

_CLOSING = "})] \t"


@attrs.frozen(slots=False)
class Lines:
    """The lines of one file. It is gone through once for all comments, when the first of them asks."""

    file: SourceFile
    tree: Module

    def about(self, comment: Comment) -> frozenset[int]:
        """Return the lines that a comment is about; its own where no code is left to be about."""
        position = self.file.position(comment.span.start)
        before = self.file.line_text(position.line)[: position.column - 1].rstrip()
        if not before:
            return frozenset({self._code_below.get(position.line, position.line)})
        if before.strip(_CLOSING):
            return frozenset({position.line})
        end = comment.span.start - (position.column - 1) + len(before)
        return frozenset({position.line, self.file.position(self._begins.get(end, comment.span.start)).line})

    @cached_property
    def _code_below(self) -> Mapping[int, int]:
        """By line, the next one below it that has more than a comment."""
        found: dict[int, int] = {}
        below: int | None = None
        for line in range(self.file.line_count, 0, -1):
            if below is not None:
                found[line] = below
            text = self.file.line_text(line).lstrip()
            if text and not text.startswith("#"):
                below = line
        return found

    @cached_property
    def _begins(self) -> Mapping[int, int]:
        """By the offset where something ends, the first at which something begins that ends there."""
        found: dict[int, int] = {}
        for node in walk(self.tree):
            start, end = node.span.start, node.span.end
            found[end] = min(start, found.get(end, start))
        return found
