"""What all nodes of the tree have in common, and the small ones used everywhere."""

from collections.abc import Iterator
from typing import ClassVar, TypeVar, cast, dataclass_transform

import attrs

from orchestra_dsl.source import Span

_Class = TypeVar("_Class", bound="type[Node]")


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False, field_specifiers=(attrs.field,))
def node(cls: _Class) -> _Class:
    """Make a frozen, keyword-only node class of `cls`.

    Equality, hash and repr come from `Node` instead of being generated for each of
    the hundred classes: that halves the time that importing the tree takes.
    """
    made = attrs.frozen(kw_only=True, eq=False, repr=False)(cls)
    fields = attrs.fields(cast("type[attrs.AttrsInstance]", made))
    made.field_names = tuple(field.name for field in fields if field.name != "span")
    return made


@node
class Node:
    """A construct of the source text.

    `span` is where it stands, exactly: the text it covers is the construct without
    blanks and comments around it. It takes no part in equality, so that tests and
    tools compare trees by what they say. Two nodes may therefore be equal though they
    stand in different places: tables about nodes are keyed by `id(node)`.
    """

    field_names: ClassVar[tuple[str, ...]] = ()
    """The names of what a node of the class holds, without `span`, in declared order."""

    span: Span

    def _values(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.field_names])

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Node):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.field_names)
        return f"{type(self).__name__}({inside})"


def children(parent: Node) -> Iterator[Node]:
    """Yield the nodes directly inside `parent`, in the order of its fields."""
    for name in parent.field_names:
        value = getattr(parent, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def walk(root: Node) -> Iterator[Node]:
    """Yield `root` and every node inside it, parents before children."""
    waiting = [root]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(tuple(children(current))))


@node
class Name(Node):
    """A name as it stands at one place, declared or used."""

    text: str


@node
class Path(Node):
    """Names joined by dots: `crm.classify`, `resolve.fix`. One name is a path too."""

    names: tuple[Name, ...]

    @property
    def text(self) -> str:
        """The names joined by dots."""
        return ".".join(name.text for name in self.names)
