"""How deep expressions, types and blocks may be nested: so that no later pass meets a recursion limit."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes import (
    Block,
    BooleanLiteral,
    Declaration,
    DurationLiteral,
    Expression,
    IntegerLiteral,
    Name,
    NamedType,
    Node,
    Path,
    Reference,
    Target,
    TextLiteral,
    Type,
    UnionType,
    classes,
    field_names,
)

DEEPEST = 64
NESTED = "Give the inner parts names of their own, for example with `let`."

_COUNTED = classes(Expression) | classes(Type) | {Block}
_EMPTY: frozenset[type] = frozenset((Span, str, int, bool, type(None), Name, Path, Target))
_PASSED: frozenset[type] = _EMPTY | frozenset(
    (Reference, TextLiteral, IntegerLiteral, DurationLiteral, BooleanLiteral, NamedType, UnionType)
)
_PLAIN = (str, bool, int, Name, Path, str | None, Name | None, TextLiteral | None, tuple[Name, ...], tuple[Path, ...])
"""What most of a tree consists of: nothing that counts is inside of it, so that it needs no look."""


def too_deep(declarations: tuple[Declaration, ...]) -> tuple[tuple[Declaration, ...], list[Diagnostic]]:
    """Return the declarations that are not nested too deeply, and a finding for each of the others."""
    kept: list[Declaration] = []
    findings: list[Diagnostic] = []
    for declaration in declarations:
        deep = _too_deep_in(declaration)
        if deep is None:
            kept.append(declaration)
            continue
        message = f"More than {DEEPEST} parts are nested in each other here."
        findings.append(Diagnostic("O003", message, deep.span, hint=NESTED))
    return tuple(kept), findings


def _too_deep_in(root: Node) -> Node | None:
    """Return the largest of the parts with which it becomes too deep."""
    level = [root]
    for _ in range(DEEPEST):
        level = _deeper(level, _PASSED)
        if not level:
            return None
    return max(_deeper(level, _EMPTY), key=lambda node: node.span.end - node.span.start, default=None)


def _deeper(level: list[Any], passed: frozenset[type]) -> list[Any]:
    """Return what counts and is one level deeper; `level` takes in what is inside it and does not count."""
    deeper: list[Any] = []
    for node in level:
        for value in node if type(node) is tuple else _VALUES[type(node)](node):
            if type(value) in passed:
                continue
            if type(value) in _COUNTED:
                deeper.append(value)
            else:
                level.append(value)
    return deeper


class _Values(dict[type, Callable[[Any], tuple[Any, ...]]]):
    """For a class what gives the values of one of it that can hold what counts; of what is no node, none."""

    def __missing__(self, cls: type) -> Callable[[Any], tuple[Any, ...]]:
        if not issubclass(cls, Node):
            self[cls] = _nothing
            return _nothing
        names = [name for name in field_names(cls) if cls.__annotations__.get(name) not in _PLAIN]
        self[cls] = getter = attrgetter("span", "span", *names)  # of one name it would give no tuple
        return getter


def _nothing(_: object) -> tuple[Any, ...]:
    return ()


_VALUES = _Values()
