"""Texts in quotes: their escapes, and the values in braces."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from orchestra_dsl.syntax.build.children import Context
from orchestra_dsl.syntax.nodes import TextLiteral

_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
CLOSING = "\"'”“"
"""What may end a text: the quotation mark, and those for it that are reported but understood."""

_SPECIAL = re.compile(r"\\|\{\{|\}\}|\{|\}")
_BRACE = re.compile(r"[{}]")


class Value(Struct, frozen=True):
    """Where a value in braces stands, without the braces."""

    start: int
    end: int


Piece: TypeAlias = TextLiteral | Value


def is_plain(written: str) -> bool:
    """Tell whether a text means what stands between its quotes, as most do."""
    special = "{" in written or "\\" in written or "}" in written
    return not special and len(written) > 1 and written[-1] == '"'


def pieces(context: Context, start: int, end: int) -> list[Piece]:
    """Take the text whose quotes stand at `start` and before `end` apart."""
    first = start + 1
    last = end - 1 if context.text[end - 1] in CLOSING and end > first else end
    return list(_take_apart(context, first, last))


def _take_apart(context: Context, first: int, last: int) -> Iterator[Piece]:
    text = context.text
    plain: list[str] = []
    begin = at = first
    while found := _SPECIAL.search(text, at, last):
        plain.append(text[at : found.start()])
        at = found.end()
        if found.group() == "{":
            close = _closing(context, at, last)
            if close is None:  # where the value ends cannot be told; what follows is taken as it stands
                continue
            if "".join(plain):
                yield TextLiteral(span=context.span(begin, found.start()), value="".join(plain))
            yield Value(at, close)
            plain.clear()
            begin = at = min(close + 1, last)
        elif found.group() == "\\":
            plain.append(_escaped(context, at))
            at += 1
        else:
            plain.append(_brace(context, found))
    plain.append(text[at:last])
    if "".join(plain):
        yield TextLiteral(span=context.span(begin, last), value="".join(plain))


def _escaped(context: Context, at: int) -> str:
    letter = context.text[at : at + 1]
    if letter not in _ESCAPES:
        message = f"`\\{letter}` has no meaning in a text."
        hint = 'Write `\\"` for a quotation mark, `\\n` for a new line, `\\t` for a tab, `\\\\` for a backslash.'
        context.report("O104", message, context.span(at - 1, at + 1), hint)
    return _ESCAPES.get(letter, letter)


def _brace(context: Context, found: re.Match[str]) -> str:
    if found.group() == "}":
        span = context.span(found.start(), found.end())
        context.report("O105", "This brace closes nothing.", span, "Write `}}` for a brace that is only a brace.")
    return found.group()[0]


def _closing(context: Context, at: int, last: int) -> int | None:
    """Return where the brace is that closes the one before `at`, or None; inner pairs are skipped."""
    depth = 0
    for brace in _BRACE.finditer(context.text, at, last):
        if brace.group() == "{":
            depth += 1
        elif depth == 0:
            return brace.start()
        else:
            depth -= 1
    span = context.span(at - 1, at)
    context.report(
        "O105",
        "This brace is not closed in the text.",
        span,
        "Close it, or write `{{` for a brace that is only a brace. No quotation mark can stand within braces.",
    )
    return None
