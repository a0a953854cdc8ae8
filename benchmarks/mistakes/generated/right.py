"""A right source as the kinds of mistakes see it: text and tree, and what stands where."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeVar

import attrs

from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.syntax.nodes import (
    Block,
    Declaration,
    Element,
    Flow,
    Import,
    Module,
    Node,
    Orchestration,
    Predicate,
    Record,
    Screen,
    children,
)
from orchestra_dsl.syntax.parser import parse

N = TypeVar("N", bound=Node)
Called = Flow | Screen | Predicate | Orchestration


@attrs.frozen(eq=False)
class Place:
    """A node, and all nodes around it, the outermost first."""

    node: Node
    around: tuple[Node, ...]

    def inside(self, *kinds: type[N]) -> N | None:
        """The innermost node around it of one of these classes."""
        return next((each for each in reversed(self.around) if isinstance(each, kinds)), None)

    @property
    def parent(self) -> Node:
        """The node directly around it."""
        return self.around[-1]


@attrs.frozen(slots=False, eq=False)
class Right:
    """A source without a mistake, and those that it imports, by the paths that it gives them."""

    name: str
    text: str
    imported: Mapping[str, str]

    @cached_property
    def module(self) -> Module:
        """The tree of the source itself."""
        return parse(SourceFile(self.name, self.text)).tree

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """What the source and those that it imports declare."""
        others = [parse(SourceFile(name, text)).tree for name, text in self.imported.items()]
        return tuple(each for tree in (self.module, *others) for each in tree.declarations)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """All nodes of the source, parents before children."""
        return tuple(_places(self.module, ()))

    def of(self, *kinds: type[N]) -> Iterator[tuple[N, Place]]:
        """All nodes of some classes, with their places."""
        for place in self.places:
            if isinstance(place.node, kinds):
                yield place.node, place

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the source and of those that it imports: no misspelling is one of them."""
        texts = [self.text, *self.imported.values()]
        return frozenset(word for text in texts for word in re.findall(r"[A-Za-z_]\w*", text))

    @cached_property
    def callables(self) -> Mapping[str, Called]:
        """Flows, screens, predicates and orchestrations by name."""
        return {name_of(each): each for each in self.declarations if isinstance(each, Called)}

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """Records by name."""
        return {each.name.text: each for each in self.declarations if isinstance(each, Record)}

    def covered(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]

    def indent(self, offset: int) -> str:
        """The blanks at the beginning of the line of an offset."""
        line = self.text[self.text.rfind("\n", 0, offset) + 1 :]
        return line[: len(line) - len(line.lstrip(" "))]


def _places(node: Node, around: tuple[Node, ...]) -> Iterator[Place]:
    yield Place(node, around)
    for each in children(node):
        yield from _places(each, (*around, node))


def name_of(declaration: Called) -> str:
    """The name of a callable, with its dots."""
    return declaration.name.text


def elements_of(node: Node) -> tuple[Element, ...]:
    """The elements directly in an orchestration or block; others have none."""
    return node.elements if isinstance(node, Orchestration | Block) else ()


def imports_of(text: str) -> tuple[str, ...]:
    """The paths that a source imports."""
    tree = parse(SourceFile("a.orch", text)).tree
    return tuple(each.path.value for each in tree.declarations if isinstance(each, Import))
