"""The tokens of a text in the rules of the grammar, every one of them: what a formatter goes by.

The tree of nodes says what a text means; this one says how it is written. Rules whose
names begin with `_` leave no trace here either: their parts become those of the rule around them.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.comments import Comment
from orchestra_dsl.syntax.scanner import Scanner
from orchestra_dsl.syntax.table import END, Production, Table, load
from orchestra_dsl.syntax.token import Token
from orchestra_dsl.syntax.track import Completion, Track


class Rule(Struct, frozen=True, eq=False):
    """One construct: the rule of the grammar that it is, and what it consists of, in order."""

    name: str
    parts: "tuple[Part, ...]"


Part: TypeAlias = Rule | Token


class Concrete(Struct, frozen=True):
    """A whole text: the rule `module`, and the comments, in order."""

    module: Rule
    comments: tuple[Comment, ...]


class _Splice(list[Part]):
    """The parts of a rule that leaves no trace."""


def concrete(file: SourceFile) -> Concrete:
    """Read a text that has no mistakes, which `parse` tells. Raises UnexpectedToken where it has one."""
    table = load()
    scanner = Scanner(file.name, file.text, table)
    track = Track(table, "module", _completions(table))
    at, end = 0, len(file.text)
    while True:
        token = scanner.next(at, end)
        token.terminal = track.terminal(token)
        track.feed(token)
        if token.terminal == END:
            return Concrete(track.values[0], tuple([scanner.comments[start] for start in sorted(scanner.comments)]))
        at = token.end


def tokens(part: Part) -> Iterator[Token]:
    """Yield the tokens of a construct, in order."""
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Token):
            yield each
        else:
            waiting.extend(reversed(each.parts))


def _completions(table: Table) -> list[Completion]:
    return [(made.rule, len(made.expansion), _builder(made)) for made in table.productions]


def _builder(production: Production) -> "Callable[[list[Any]], Any] | None":
    if not production.rule.startswith("_"):
        return lambda values: Rule(production.rule, tuple(_flat(values)))
    return None if len(production.expansion) == 1 else _splice


def _splice(values: "list[Part | _Splice]") -> _Splice:
    """Put parts in one row; a long list grows in place instead of being copied each time."""
    first = values[0] if values else None
    if isinstance(first, _Splice):
        first.extend(_flat(values[1:]))
        return first
    return _Splice(_flat(values))


def _flat(values: "list[Part | _Splice]") -> Iterator[Part]:
    for value in values:
        if isinstance(value, _Splice):
            yield from value
        else:
            yield value
