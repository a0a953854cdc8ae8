"""Types as they are written. What they mean is decided by analysis."""

from typing import TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path, node
from orchestra_dsl.syntax.nodes.expressions import TextLiteral


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


@node
class Field(Node):
    """`name: type "Label"` of a record, an event, an object type or outputs."""

    name: Name
    type: "Type"
    label: TextLiteral | None
    doc: str | None


Type: TypeAlias = NamedType | ListType | UnionType | ObjectType | OptionalType
