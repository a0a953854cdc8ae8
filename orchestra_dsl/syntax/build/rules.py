"""The register of builders: which function builds which rule of the grammar."""

from collections.abc import Callable
from typing import TypeAlias

from orchestra_dsl.source import Span
from orchestra_dsl.syntax.build.children import Children, Context, Part
from orchestra_dsl.syntax.nodes import Node

Builder: TypeAlias = Callable[[Children], Node | Part]
Reader: TypeAlias = Callable[[Context, str, Span], Node]

BUILDERS: dict[str, Builder] = {}
READERS: dict[str, Reader] = {}
"""For the rules that are one token. They are half of all that is built, so they are called as directly as can be."""


def builds(*rules: str) -> Callable[[Builder], Builder]:
    """Register a function as the builder of the rules of these names."""

    def register(builder: Builder) -> Builder:
        for rule in rules:
            BUILDERS[rule] = builder
        return builder

    return register


def reads(*rules: str) -> Callable[[Reader], Reader]:
    """Register a function that builds the rules of these names, each one token, of its text."""

    def register(reader: Reader) -> Reader:
        for rule in rules:
            READERS[rule] = reader
        return reader

    return register


def parts(*rules: str) -> None:
    """Register rules that have no node of their own: the rule around them asks for them by name."""
    for rule in rules:
        BUILDERS[rule] = _part(rule)


def _part(rule: str) -> Builder:
    def build(children: Children) -> Part:
        return Part(rule, children)

    return build
