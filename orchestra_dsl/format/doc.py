"""What is to be printed, before it is known where lines break: texts, and the places where a line may end.

A group is printed on one line where it fits; where it does not, all of its own lines break, and each group inside
it is tried again by itself.
"""

from typing import TypeAlias

from msgspec import Struct

WIDTH = 120
"""Columns of a line."""
EASY = 100
"""Columns up to which a line with several parts is read easily."""


class Text(Struct, frozen=True):
    """What stands there, without a line end."""

    text: str


class Space(Struct, frozen=True):
    """One blank, unless a line has just ended."""


class Line(Struct, frozen=True):
    """A line end where the group around it is broken; else `flat`: a blank or nothing."""

    flat: str = " "


class Hard(Struct, frozen=True):
    """A line end in any case."""


class Blank(Struct, frozen=True):
    """An empty line, where a line has just ended."""


class Remark(Struct, frozen=True):
    """A comment: on a line of its own, or behind what stands before it. A line ends after it."""

    text: str
    own_line: bool
    blank: bool
    """Whether an empty line is kept before it."""


class Indent(Struct, frozen=True):
    """Lines that end inside it go on further to the right."""

    doc: "Doc"


class Group(Struct, frozen=True):
    """Printed on one line, up to a width, or broken."""

    doc: "Doc"
    broken: bool
    width: int


class Fill(Struct, frozen=True):
    """Items that are put on a line as many as fit. Each but the last ends with its comma."""

    items: "tuple[Doc, ...]"


class Flat(Struct, frozen=True):
    """A text that stands there only where the group around it is on one line."""

    text: str


class Row(Struct, frozen=True):
    """One thing after the other."""

    parts: "tuple[Doc, ...]"


Doc: TypeAlias = Text | Space | Line | Hard | Blank | Remark | Indent | Group | Fill | Flat | Row

SOFT = Line("")


def row(*docs: Doc) -> Doc:
    """Put documents after each other; those that are rows themselves become part of this one."""
    parts: list[Doc] = []
    for doc in docs:
        parts.extend(doc.parts if isinstance(doc, Row) else (doc,))
    return parts[0] if len(parts) == 1 else Row(tuple(parts))


def group(doc: Doc, width: int = WIDTH) -> Doc:
    """Group a document. Comments in front of it stay outside: they break no line of it."""
    parts = doc.parts if isinstance(doc, Row) else (doc,)
    first = next((at for at, part in enumerate(parts) if not isinstance(part, Remark | Blank)), len(parts))
    inner = row(*parts[first:])
    return row(*parts[:first], Group(inner, ends_line(inner), width))


def ends_line(doc: Doc) -> bool:
    """Tell whether a line ends in the document in any case."""
    match doc:
        case Hard() | Remark():
            return True
        case Group():
            return doc.broken
        case Indent():
            return ends_line(doc.doc)
        case Row():
            return any(map(ends_line, doc.parts))
        case Fill():
            return any(map(ends_line, doc.items))
        case _:
            return False


def one_line(doc: Doc) -> str | None:
    """Return the document on one line, without comments before it; None where it cannot be on one."""
    parts = doc.parts if isinstance(doc, Row) else (doc,)
    first = next((at for at, part in enumerate(parts) if not isinstance(part, Remark | Blank)), len(parts))
    inner = row(*parts[first:])
    return None if ends_line(inner) else flat_text(inner)


def flat_text(doc: Doc) -> str:
    """Return what stands on the one line on which a document is that ends none."""
    match doc:
        case Text() | Flat():
            return doc.text
        case Space():
            return " "
        case Line():
            return doc.flat
        case Group() | Indent():
            return flat_text(doc.doc)
        case Row():
            return "".join(map(flat_text, doc.parts))
        case Fill():
            return " ".join(map(flat_text, doc.items))
        case _:
            return ""
