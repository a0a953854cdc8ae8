"""The texts of nodes and edges on lines of a bearable length, for formats that lay out by themselves."""

import unicodedata
from collections.abc import Iterator

from orchestra_dsl.drawing.model import Edge, Node

_LONGEST = 60
"""Characters on a line."""


def of_node(node: Node) -> Iterator[str]:
    """The lines of a node: its title, what it calls, its clauses."""
    yield shown(node.title)
    if node.calls:
        yield shown(node.calls)
    yield from (shown(badge.text) for badge in node.badges)


def of_edge(edge: Edge) -> Iterator[str]:
    """The lines at an edge: its name and its condition."""
    yield from (shown(text) for text in (edge.label, edge.text) if text)


def shown(text: str) -> str:
    """A text on one line, cut where it is too long, without what could move or reorder what stands around it."""
    line = plain(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def plain(text: str) -> str:
    """A text on one line; characters that are no characters of a text are shown as what they are not."""
    return " ".join("".join(map(_character, text)).split())


_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _character(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"} and character.isspace():
        return " "
    return "\N{REPLACEMENT CHARACTER}" if category in {"Cc", "Cs", "Cn"} or character in _BIDI else character
