"""O810: `##` comments that belong to no declaration, so that nobody is shown them."""

import re
from collections.abc import Iterator
from itertools import groupby

from orchestra_dsl.diagnostics import Applicability, Edit, Fix
from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.comments import Comment

_DOCUMENTED = tuple(
    each
    for each in vars(n).values()
    if isinstance(each, type) and issubclass(each, n.Node) and "doc" in each.__struct_fields__ and each is not n.Module
)
_NO_BLANK = re.compile(r"\S")


@own("O810")
def lost_doc(source: Source) -> Iterator[Finding]:
    """Report doc comments that nothing takes: one finding for all that stand in front of the same text."""
    taken = {node.span.start for node in source.all(*_DOCUMENTED)}
    if source.tree.doc is not None:  # what stands at the top belongs to the file
        taken.update(each.span.start for each in source.tree.declarations[:1])

    below = _below(source)
    for place, comments in groupby((each for each in source.comments if each.doc), lambda each: below[each.span.start]):
        if place not in taken:
            yield _finding(source, list(comments))


def _below(source: Source) -> dict[int, int]:
    """By the start of each comment, where the text below begins that is none: from the last one upwards."""
    found: dict[int, int] = {}
    for comment in reversed(source.comments):
        behind = _NO_BLANK.search(source.text, comment.span.end)
        place = behind.start() if behind else len(source.text)
        found[comment.span.start] = found.get(place, place)
    return found


def _finding(source: Source, comments: list[Comment]) -> Finding:
    starts = [comment.span.start for comment in comments]
    edits = [Edit(Span(start, start + 1, source.name), "") for start in starts]
    message = "This doc comment stands above no declaration, so it is shown nowhere."
    hint = "Move it above the declaration that it is about, or write `#`."
    return Finding(comments[0].span, message, hint, fix=Fix("Write `#`", edits, Applicability.SAFE))
