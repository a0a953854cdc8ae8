"""Types as values: what a field, an argument or an expression may hold.

One family of frozen values serves all who talk about types: the checker infers them, plugins turn annotations
into them, the graph stores them, and the doors check outside data against them. They are written in a source as
`text`, `decimal?`, `list<user>`, `"S1" | "S2"`, `{ a: text }` or the name of a record; `show` writes them so again.
"""

from typing import Literal

from msgspec import Struct

ScalarKind = Literal[
    "text",
    "integer",
    "decimal",
    "boolean",
    "date",
    "datetime",
    "duration",
    "business",
    "user",
    "group",
    "queue",
    "people",
    "json",
    "nothing",
    "never",
]
"""`business` is an amount of business days; `people` is any mixture of users, groups, queues and lists of them;
`nothing` is the type of `null`; `never` is the item type of an empty list literal."""


class Scalar(Struct, frozen=True, tag="scalar"):
    """A type without parts."""

    kind: ScalarKind


class Choice(Struct, frozen=True, tag="choice"):
    """A closed set of texts, such as `"Low" | "High"`, in the order of the source."""

    values: tuple[str, ...]


class ListOf(Struct, frozen=True, tag="list"):
    """A list whose items all have one type."""

    item: "Type"


class Field(Struct, frozen=True, omit_defaults=True):
    """A named, typed place in a record, an object, a parameter list or a list of outputs."""

    name: str
    type: "Type"
    label: str | None = None


class ObjectOf(Struct, frozen=True, tag="object"):
    """An object with known fields."""

    fields: tuple[Field, ...]


class RecordOf(Struct, frozen=True, tag="record"):
    """A reference to a record by its declared name; its value is the record's id."""

    name: str


class Optional(Struct, frozen=True, tag="optional"):
    """A value that may be missing. Never nested in another Optional."""

    item: "Type"


Type = Scalar | Choice | ListOf | ObjectOf | RecordOf | Optional

TEXT = Scalar("text")
INTEGER = Scalar("integer")
DECIMAL = Scalar("decimal")
BOOLEAN = Scalar("boolean")
DATE = Scalar("date")
DATETIME = Scalar("datetime")
DURATION = Scalar("duration")
BUSINESS = Scalar("business")
USER = Scalar("user")
GROUP = Scalar("group")
QUEUE = Scalar("queue")
PEOPLE = Scalar("people")
JSON = Scalar("json")
NOTHING = Scalar("nothing")
NEVER = Scalar("never")

WRITABLE: dict[str, Scalar] = {
    each.kind: each for each in (TEXT, INTEGER, DECIMAL, BOOLEAN, DATE, DATETIME, DURATION, USER, GROUP, QUEUE, JSON)
}
"""The scalar types that a source may name, by their word."""


def optional(item: Type) -> Type:
    """`item` that may be missing; what may be missing already, and `null`, stay as they are."""
    return item if isinstance(item, Optional) or item == NOTHING else Optional(item)


def required(type_: Type) -> Type:
    """The type of a value once it is known to be there."""
    return type_.item if isinstance(type_, Optional) else type_


def show(type_: Type) -> str:
    """The type as a source would write it, for messages and printed declarations."""
    match type_:
        case Scalar(kind="business"):
            return "business days"
        case Scalar(kind="nothing"):
            return "null"
        case Scalar(kind="never"):
            return "nothing at all"
        case Scalar(kind=kind):
            return kind
        case Choice(values=values):
            return " | ".join(map(quoted, values))
        case ListOf(item=item):
            return f"list<{show(item)}>"
        case RecordOf(name=name):
            return name
        case Optional(item=Choice() as item):
            return f"({show(item)})?"
        case Optional(item=item):
            return f"{show(item)}?"
        case ObjectOf(fields=fields):
            return "{ " + ", ".join(f"{field.name}: {show(field.type)}" for field in fields) + " }"


_WRITTEN = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "{": "{{", "}": "}}"})


def quoted(text: str) -> str:
    """A fixed text as a source would write it, in quotation marks."""
    return f'"{text.translate(_WRITTEN)}"'
