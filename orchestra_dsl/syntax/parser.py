"""Text to tree. The one way in is `parse`; it raises for no text at all."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from orchestra_dsl.diagnostics import Diagnostic, in_order
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.syntax.comments import Comment
from orchestra_dsl.syntax.nesting import too_deep
from orchestra_dsl.syntax.nodes import Module
from orchestra_dsl.syntax.reading import Reading
from orchestra_dsl.syntax.table import load

LONGEST = 10_000_000  # code points of one file

_NOT_TEXT = re.compile("[\0\ud800-\udfff]")


class ParseResult(Struct, frozen=True, kw_only=True):
    """What a text says.

    Where a mistake was found the tree holds what could be understood: constructs with a
    mistake in them may be missing or incomplete.
    """

    tree: Module
    whole: bool
    """Whether nothing is missing in the tree: at most the value of a number or a text is wrong."""
    findings: tuple[Diagnostic, ...]
    comments: tuple[Comment, ...]
    """In the order of the text; doc comments too."""


def parse(file: SourceFile) -> ParseResult:
    """Read a file's text as the language, and recover from mistakes to find all of them at once."""
    if refused := _refusal(file):
        nothing = Module(span=Span(0, len(file.text), file.name), declarations=(), doc=None)
        return ParseResult(tree=nothing, whole=False, findings=(refused,), comments=())
    with _uncollected():
        reading = Reading(file.name, file.text, load())
        tree = reading.module()
        declarations, deep = too_deep(tree.declarations)
    tree = Module(span=tree.span, declarations=declarations, doc=tree.doc)
    comments = sorted(reading.scanner.comments, key=lambda comment: comment.span.start)
    return ParseResult(
        tree=tree,
        whole=reading.whole and not deep,
        findings=tuple(in_order([*reading.findings, *deep])),
        comments=tuple(comments),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from looking, again and again, through a tree that only grows."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _refusal(file: SourceFile) -> Diagnostic | None:
    """Say why a text is not read at all, where that is so."""
    if len(file.text) > LONGEST:
        message = f"This file has more than {LONGEST:,} characters, which is the most."
        return Diagnostic(
            "O003", message, Span(0, 0, file.name), hint="Split it, and bring the parts in with `import`."
        )
    if found := _NOT_TEXT.search(file.text):
        message = "This is not a text file: it has a character that no text has."
        return Diagnostic("O002", message, Span(found.start(), found.end(), file.name), hint="Save it as UTF-8.")
    return None
