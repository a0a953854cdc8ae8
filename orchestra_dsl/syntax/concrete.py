"""The tokens of a text in the rules of the grammar, every one of them: what a formatter goes by.

The tree of nodes says what a text means; this one says how it is written. Rules whose
names begin with `_` leave no trace here either: their parts become those of the rule around them.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeAlias

import msgspec
from msgspec import Struct

from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.build import Completion, Context, completion, flat, hidden
from orchestra_dsl.syntax.comments import Comment
from orchestra_dsl.syntax.scanner import Scanner
from orchestra_dsl.syntax.table import Table, load
from orchestra_dsl.syntax.token import Token
from orchestra_dsl.syntax.track import Track


class Rule(Struct, frozen=True, eq=False):
    """One construct: the rule of the grammar that it is, and what it consists of, in order."""

    name: str
    parts: "tuple[Part, ...]"


Part: TypeAlias = Rule | Token


class Concrete(Struct, frozen=True):
    """A whole text: the rule `module`, and the comments, in order."""

    module: Rule
    comments: tuple[Comment, ...]


def concrete(file: SourceFile) -> Concrete:
    """Read a text that has no mistakes, which `parse` tells."""
    table = load()
    scanner = Scanner(file.name, file.text, table)
    tokens = scanner.all()
    each = [tokens.token(index) for index in range(len(tokens.kinds))]
    context = Context(file.name, file.text, {}, [], lambda _start, _end: None)
    track = Track(table, "module", context, _completions(table))
    track.run(msgspec.structs.replace(tokens, texts=each), 0)
    return Concrete(track.value, tuple(scanner.comments))


def tokens(part: Part) -> Iterator[Token]:
    """Yield the tokens of a construct, in order."""
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Token):
            yield each
        else:
            waiting.extend(reversed(each.parts))


def first_token(part: Part) -> Token:
    """Return the token with which a construct begins; only an empty file has none."""
    while isinstance(part, Rule):
        part = part.parts[0]
    return part


@cache
def _completions(table: Table) -> list[Completion]:
    return [
        completion(made, hidden(made) if made.hidden else _rule_of(made.rule)) for made in reversed(table.productions)
    ]


def _rule_of(name: str) -> Callable[..., Rule]:
    return lambda _context, values, _start, _end: Rule(name, tuple(flat(values)))
