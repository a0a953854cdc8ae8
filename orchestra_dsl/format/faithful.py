"""The last defence: what was printed is read again and compared with what was there."""

from collections import Counter
from itertools import pairwise

from msgspec import Struct

from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.concrete import Concrete, concrete, tokens
from orchestra_dsl.syntax.nodes import (
    ClosedOn,
    DueAt,
    DueIn,
    Module,
    Node,
    OpenOn,
    StartEvery,
    StartOnEvent,
    StartOnRecord,
    field_names,
)
from orchestra_dsl.syntax.parser import parse

_TOGETHER = ((StartOnRecord, StartOnEvent, StartEvery), (DueIn, DueAt), (ClosedOn, OpenOn))
"""Kinds of clauses that keep their order among each other."""


class Read(Struct, frozen=True):
    """A text that has no mistakes, read in both ways."""

    file: SourceFile
    tree: Module
    source: Concrete


def difference(before: Read, text: str) -> str | None:
    """Say in what a text differs from `before` besides its layout and the order of clauses; None where it does not."""
    file = SourceFile(before.file.name, text)
    read = parse(file)
    if read.findings:
        return f"it could not be read: {read.findings[0].message}"
    if not same(before.tree, read.tree):
        return "it would mean something else"
    after = Read(file, read.tree, concrete(file))
    if _words(before) != _words(after):
        return "words would be missing, or be there twice"
    if _comments(before) != _comments(after):
        return "a comment would stand elsewhere"
    return None


def same(tree: Node, other: Node) -> bool:
    """Tell whether two trees are equal but for the order of clauses of different kinds."""
    waiting: list[tuple[object, object]] = [(tree, other)]
    while waiting:
        left, right = waiting.pop()
        if isinstance(left, Node) and isinstance(right, Node) and type(left) is type(right):
            waiting.extend((_held(left, name), _held(right, name)) for name in field_names(type(left)))
        elif isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
            waiting.extend(zip(left, right, strict=True))
        elif left != right:
            return False
    return True


def _held(node: Node, name: str) -> object:
    value = getattr(node, name)
    return tuple(sorted(value, key=_kind)) if name == "clauses" else value


def _kind(clause: Node) -> str:
    for kinds in _TOGETHER:
        if isinstance(clause, kinds):
            return kinds[0].__name__
    return type(clause).__name__


def _words(read: Read) -> Counter[str]:
    """Count the tokens; commas, which come and go where lines end, aside."""
    return Counter(token.text for token in tokens(read.source.module) if token.text != ",")


def _comments(read: Read) -> Counter[tuple[str, ...]]:
    """Count the comments, each with the token before and the one after it."""
    waiting = list(reversed(read.source.comments))
    bounds = [(0, "the beginning"), *((token.start, token.text) for token in tokens(read.source.module))]
    found: Counter[tuple[str, ...]] = Counter()
    for (_, before), (start, after) in pairwise([*bounds, (len(read.file.text) + 1, "the end")]):
        while waiting and waiting[-1].span.start < start:
            found[before, waiting.pop().text.rstrip(), after] += 1
    return found
