"""What a rule of the grammar was made of, and what its builder asks of it."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

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
    classes,
)

_T = TypeVar("_T")


_EXPRESSIONS, _TYPES, _CONTINUATIONS = classes(Expression), classes(Type), classes(Continuation)

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


class DisagreementError(Exception):
    """The grammar and the builder of a rule do not agree."""


class Splice(list["Child"]):
    """The children of a rule whose name begins with `_`: they become those of the rule around it."""


class Children(Struct, frozen=True, eq=False):
    """The tokens and built parts of one rule, in order, with the range that they cover. A token is its text."""

    context: Context
    items: list[Any]
    span: Span

    @property
    def doc(self) -> str | None:
        """The doc comment in front of the construct."""
        return self.context.docs.get(self.span.start)

    def all(self, kind: type[_T]) -> tuple[_T, ...]:
        """Return the children of a class."""
        return tuple([item for item in self.items if type(item) is kind])

    def of(self, kinds: frozenset[type]) -> tuple[Any, ...]:
        """Return the children of the classes of a union."""
        return tuple([item for item in self.items if type(item) in kinds])

    def first(self, kinds: frozenset[type]) -> Any:
        """Return the first child of the classes of a union; the grammar says that there is one."""
        for item in self.items:
            if type(item) in kinds:
                return item
        raise DisagreementError

    def maybe(self, kind: type[_T]) -> _T | None:
        """Return the first child of a class, if there is one."""
        for item in self.items:
            if type(item) is kind:
                return item
        return None

    def one(self, kind: type[_T]) -> _T:
        """Return the first child of a class; the grammar says that there is one."""
        for item in self.items:
            if type(item) is kind:
                return item
        raise DisagreementError

    def parts(self, rule: str) -> list["Children"]:
        """Return the children of each smaller rule of this name inside this one."""
        return [item.children for item in self.items if type(item) is Part and item.rule == rule]

    def part(self, rule: str) -> "Children | None":
        """Return the children of a smaller rule inside this one, if it is there."""
        found = self.parts(rule)
        return found[0] if found else None

    def expressions(self) -> tuple[Expression, ...]:
        """Return the children that are expressions; fixed texts such as labels are, too."""
        return tuple([item for item in self.items if type(item) in _EXPRESSIONS])

    def expression(self) -> Expression:
        """Return the first child that is an expression; the grammar says that there is one."""
        found: Expression = self.first(_EXPRESSIONS)
        return found

    def expression_in(self, rule: str) -> Expression | None:
        """Return the expression of a smaller rule inside this one, if it is there."""
        part = self.part(rule)
        return None if part is None else part.expression()

    def type(self) -> Type:
        """Return the child that is a type."""
        found: Type = self.first(_TYPES)
        return found

    def continuation(self) -> Continuation:
        """Return the target or the block."""
        found: Continuation = self.first(_CONTINUATIONS)
        return found

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
        return [item for item in self.items if type(item) is str]

    def says(self, word: str) -> bool:
        """Tell whether one of the tokens is `word`."""
        return word in self.words()


class Part(Struct, frozen=True, eq=False):
    """A rule that has no node of its own: the rule around it takes from it what it needs."""

    rule: str
    children: Children


Child: TypeAlias = str | Node | Part
