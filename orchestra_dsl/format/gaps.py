"""What stands between tokens besides blanks: comments and empty lines."""

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from orchestra_dsl.format.doc import Remark
from orchestra_dsl.syntax.comments import Comment
from orchestra_dsl.syntax.concrete import Concrete, tokens

OPENING = ("{", "(", "[")
CLOSING = ("}", ")", "]")


class Gap(Struct, frozen=True):
    """The comments in front of a token, and whether an empty line stands directly before the token."""

    remarks: tuple[Remark, ...]
    blank: bool


Gaps: TypeAlias = dict[int, Gap]
"""By the offset of the token that comes after; what stands at the end of the text is there under the text's length."""


def gaps_of(text: str, source: Concrete) -> Gaps:
    """Return the gap in front of every token, and of the end."""
    found: Gaps = {}
    comments = iter(source.comments)
    waiting = next(comments, None)
    before, at = "{", 0
    for start, after, end in _tokens_and_end(text, source):
        inside: list[Comment] = []
        while waiting is not None and waiting.span.start < start:
            inside.append(waiting)
            waiting = next(comments, None)
        found[start] = _gap(text, at, inside, start, opens=before in OPENING, closes=after in CLOSING)
        before, at = after, end
    return found


def _tokens_and_end(text: str, source: Concrete) -> Iterator[tuple[int, str, int]]:
    yield from ((token.start, token.text, token.end) for token in tokens(source.module))
    yield len(text), "}", len(text)


def _gap(text: str, at: int, comments: list[Comment], start: int, *, opens: bool, closes: bool) -> Gap:
    """Describe a gap. Empty lines where a block begins and where it ends are not kept."""
    first = at
    remarks: list[Remark] = []
    for comment in comments:
        between = text[at : comment.span.start]
        own_line = first == 0 or "\n" in between or bool(remarks)
        blank = between.count("\n") > 1 and not (opens and at == first)
        remarks.append(Remark(comment.text.rstrip(), own_line, blank))
        at = comment.span.end
    return Gap(tuple(remarks), text.count("\n", at, start) > 1 and not closes and not (opens and at == first))
