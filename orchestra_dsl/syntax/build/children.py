"""What a rule of the grammar was made of, and what its builder asks of it."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, TypeVar

from msgspec import Struct

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import (
    Continuation,
    Expression,
    IntegerLiteral,
    Name,
    Node,
    Path,
    TextLiteral,
    Type,
)
from orchestra_dsl.syntax.token import Token

_T = TypeVar("_T")

MOST_FINDINGS = 100  # of one file


class Context(Struct, frozen=True, eq=False):
    """What builders know besides the children: the file, its text and docs, and where findings go."""

    file: str
    text: str
    docs: dict[int, str]
    """The text of the doc comments in front of a token, by the token's offset."""
    findings: list[Diagnostic]
    value: Callable[[int, int], Expression | None]
    """Parse the expression between two offsets: a value in braces inside a text."""

    def span(self, start: int, end: int) -> Span:
        """Return the range of the file between two offsets."""
        return Span(start, end, self.file)

    def report(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        """Add a finding, unless there are so many that more say nothing new."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Diagnostic(code, message, span, hint=hint))


class Splice(list["Child"]):
    """The children of a rule whose name begins with `_`: they become those of the rule around it."""


class Children:
    """The tokens and built parts of one rule, in order, with the range that they cover."""

    __slots__ = ("context", "end", "items", "start")

    def __init__(self, context: Context, items: list["Child"]) -> None:
        self.context = context
        self.start, self.end = _extent(items)
        self.items = [_inside(item) if type(item) is Part else item for item in items]

    @property
    def span(self) -> Span:
        """The range of the text from the first child to the last."""
        return Span(self.start, self.end, self.context.file)

    @property
    def doc(self) -> str | None:
        """The doc comment in front of the construct."""
        return self.context.docs.get(self.start)

    def all(self, kind: type[_T]) -> tuple[_T, ...]:
        """Return the children of a class."""
        return tuple([item for item in self.items if isinstance(item, kind)])

    def maybe(self, kind: type[_T]) -> _T | None:
        """Return the first child of a class, if there is one."""
        for item in self.items:
            if isinstance(item, kind):
                return item
        return None

    def one(self, kind: type[_T]) -> _T:
        """Return the first child of a class; the grammar says that there is one."""
        return _there(self.maybe(kind))

    def parts(self, rule: str) -> list["Children"]:
        """Return the children of each smaller rule of this name inside this one."""
        return [item.children for item in self.items if isinstance(item, Part) and item.rule == rule]

    def part(self, rule: str) -> "Children | None":
        """Return the children of a smaller rule inside this one, if it is there."""
        found = self.parts(rule)
        return found[0] if found else None

    def expressions(self) -> tuple[Expression, ...]:
        """Return the children that are expressions; fixed texts such as labels are, too."""
        return tuple([item for item in self.items if isinstance(item, Expression)])

    def expression(self) -> Expression:
        """Return the first child that is an expression; the grammar says that there is one."""
        return self.expressions()[0]

    def expression_in(self, rule: str) -> Expression | None:
        """Return the expression of a smaller rule inside this one, if it is there."""
        part = self.part(rule)
        return None if part is None else part.expression()

    def type(self) -> Type:
        """Return the child that is a type."""
        return next(item for item in self.items if isinstance(item, Type))

    def continuation(self) -> Continuation:
        """Return the target or the block."""
        return next(item for item in self.items if isinstance(item, Continuation))

    def name(self) -> Name:
        """Return the first name."""
        return self.one(Name)

    def path(self) -> Path:
        """Return the first path."""
        return self.one(Path)

    def label(self) -> TextLiteral | None:
        """Return the first text, if there is one."""
        return self.maybe(TextLiteral)

    def number(self) -> int:
        """Return the value of the first whole number."""
        return self.one(IntegerLiteral).value

    def words(self) -> list[str]:
        """Return the texts of the tokens."""
        return [item.text for item in self.items if isinstance(item, Token)]

    def says(self, word: str) -> bool:
        """Tell whether one of the tokens is `word`."""
        return word in self.words()


class Part(Struct, frozen=True, eq=False):
    """A rule that has no node of its own: the rule around it takes from it what it needs."""

    rule: str
    children: Children


Child: TypeAlias = Token | Node | Part


def _extent(items: list[Child]) -> tuple[int, int]:
    if not items:
        return 0, 0
    return start_of(items[0]), _end(items[-1])


def start_of(item: Child) -> int:
    """Return the offset at which a child begins."""
    if isinstance(item, Token):
        return item.start
    return item.children.start if isinstance(item, Part) else item.span.start


def _end(item: Child) -> int:
    if isinstance(item, Token):
        return item.end
    return item.children.end if isinstance(item, Part) else item.span.end


def _inside(part: Part) -> Child:
    """Take parentheses away, once the range of the construct around them is known."""
    inner: Child = part
    while isinstance(inner, Part) and inner.rule in ("grouped", "grouped_type"):
        inner = inner.children.items[1]
    return inner


def _there(value: _T | None) -> _T:
    if value is None:
        raise LookupError("the grammar and the builder of a rule do not agree")
    return value


def flatten(items: list["Child | Splice"]) -> Iterator[Child]:
    """Yield the children with those of the rules in between put in their place."""
    for item in items:
        if isinstance(item, Splice):
            yield from item
        else:
            yield item
