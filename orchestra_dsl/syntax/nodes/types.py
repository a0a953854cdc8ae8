"""Types as they are written. What they mean is decided by analysis."""

from typing import TYPE_CHECKING, TypeAlias

from orchestra_dsl.syntax.nodes.base import Node, Path, node
from orchestra_dsl.syntax.nodes.expressions import TextLiteral

if TYPE_CHECKING:
    from orchestra_dsl.syntax.nodes.declarations import Field


@node
class NamedType(Node):
    """`text`, `decimal`, `people`, or the name of a record."""

    name: Path


@node
class ListType(Node):
    """`list<T>`."""

    item: "Type"


@node
class UnionType(Node):
    """A closed set of texts: `"Low" | "High"`. One alone is a set too."""

    members: tuple[TextLiteral, ...]


@node
class ObjectType(Node):
    """`{ a: T, b: U }`."""

    fields: tuple["Field", ...]


@node
class OptionalType(Node):
    """`T?`: a value that may be missing."""

    inner: "Type"


Type: TypeAlias = NamedType | ListType | UnionType | ObjectType | OptionalType
