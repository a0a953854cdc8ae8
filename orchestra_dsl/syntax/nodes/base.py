"""What all nodes of the tree have in common, and the small ones used everywhere."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Literal, get_args, get_origin

from msgspec import Struct

from orchestra_dsl.source import Span


class Node(Struct, frozen=True, kw_only=True, eq=False):
    """A construct of the source text: immutable, made with keywords only.

    `span` is where it stands, exactly: the text it covers is the construct without
    blanks and comments around it. It takes no part in equality, so that tests and
    tools compare trees by what they say. Two nodes may therefore be equal though they
    stand in different places: tables about nodes are keyed by `id(node)`.

    The classes are msgspec's, not attrs': making the hundred of them takes a fifth of
    the time, which every `orchestra lint` pays.
    """

    span: Span

    def _values(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in field_names(type(self))])

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Node):
            return NotImplemented
        return self._values() == other._values()

    def __ne__(self, other: object) -> bool:  # a Struct has one of its own, which goes by identity
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in field_names(type(self)))
        return f"{type(self).__name__}({inside})"


def field_names(cls: type[Node]) -> tuple[str, ...]:
    """Return the names of what a node of a class holds, in declared order, without `span`."""
    return tuple([name for name in cls.__struct_fields__ if name != "span"])


def classes(union: UnionType) -> frozenset[type]:
    """Return the classes of a union of nodes. No node is of a class derived from another's."""
    return frozenset(union.__args__)


def children(parent: Node) -> Iterator[Node]:
    """Yield the nodes directly inside `parent`, in the order of its fields."""
    for name in _holding(type(parent)):
        value = getattr(parent, name)
        if type(value) is tuple:
            yield from value
        elif value is not None:
            yield value


def walk(root: Node) -> Iterator[Node]:
    """Yield `root` and every node inside it, parents before children."""
    waiting = [root]
    while waiting:
        current = waiting.pop()
        yield current
        for name in reversed(_holding(type(current))):
            value = getattr(current, name)
            if type(value) is tuple:
                waiting += value[::-1]
            elif value is not None:
                waiting.append(value)


_PLAIN = (bool, int, str, Decimal, NoneType, Ellipsis)


@cache
def _holding(cls: type[Node]) -> tuple[str, ...]:
    """The fields in which nodes of a class hold others, alone or in a tuple, by their types."""
    return tuple(name for name in field_names(cls) if not _is_plain(cls.__annotations__[name]))


def _is_plain(annotation: object) -> bool:
    """Whether values of this type hold no nodes."""
    if get_origin(annotation) is Literal:
        return True
    parts = get_args(annotation)
    return all(map(_is_plain, parts)) if parts else annotation in _PLAIN


class Name(Node, frozen=True, kw_only=True, gc=False):
    """A name as it stands at one place, declared or used."""

    text: str


class Path(Node, frozen=True, kw_only=True, gc=False):
    """Names joined by dots: `crm.classify`, `resolve.fix`. One name is a path too."""

    names: tuple[Name, ...]

    @property
    def text(self) -> str:
        """The names joined by dots."""
        return ".".join(name.text for name in self.names)
