"""Types as they are written. What they mean is decided by analysis."""

from typing import TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, Path
from orchestra_dsl.syntax.nodes.expressions import TextLiteral


class NamedType(Node, frozen=True, kw_only=True):
    """`text`, `decimal`, `people`, or the name of a record."""

    name: Path


class ListType(Node, frozen=True, kw_only=True):
    """`list<T>`."""

    item: "Type"


class UnionType(Node, frozen=True, kw_only=True):
    """A closed set of texts: `"Low" | "High"`. One alone is a set too."""

    members: tuple[TextLiteral, ...]


class ObjectType(Node, frozen=True, kw_only=True):
    """`{ a: T, b: U }`."""

    fields: tuple["Field", ...]


class OptionalType(Node, frozen=True, kw_only=True):
    """`T?`: a value that may be missing."""

    inner: "Type"


class Field(Node, frozen=True, kw_only=True):
    """`name: type "Label"` of a record, an event, an object type or outputs."""

    name: Name
    type: "Type"
    label: TextLiteral | None
    doc: str | None


Type: TypeAlias = NamedType | ListType | UnionType | ObjectType | OptionalType
