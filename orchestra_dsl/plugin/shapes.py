r"""From an annotation to its shape: the graph's type for it, and how a stored value becomes what the code expects.

| annotation | type |
| --- | --- |
| `str`, `int`, `Decimal`, `bool` | text, integer, decimal, boolean |
| `date`, `datetime`, `timedelta` | date, datetime, duration |
| `User`, `Group`, `Queue` | user, group, queue |
| `Literal["a", "b"]`, an Enum of texts | `"a" \| "b"` |
| `list[T]`, `Sequence[T]`, `tuple[T, ...]` | `list<T>` |
| `T \| None`, `NotRequired[T]` | `T?` |
| a TypedDict, a dataclass, an attrs class | `{ field: type, … }` |
| a subclass of `Record` | that record |
| `Any`, `dict[str, Any]` | json |
"""

import enum
import inspect
import types
import typing
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType, NotRequired, Required, Union, get_args

from orchestra_dsl.graph import model
from orchestra_dsl.graph import types as graph
from orchestra_dsl.plugin.loading import SCALARS, items, same
from orchestra_dsl.plugin.objects import object_shape, record_fields, record_shape
from orchestra_dsl.plugin.principals import Group, Queue, User
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.shape import Annotation, Shape, fields_of, optional, show

_PLAIN: dict[Any, graph.Scalar] = {
    str: graph.TEXT,
    int: graph.INTEGER,
    Decimal: graph.DECIMAL,
    bool: graph.BOOLEAN,
    date: graph.DATE,
    datetime: graph.DATETIME,
    timedelta: graph.DURATION,
    User: graph.USER,
    Group: graph.GROUP,
    Queue: graph.QUEUE,
    Any: graph.JSON,
    object: graph.JSON,
}

_HINTS: dict[Any, str] = {
    float: "Use Decimal: amounts are exact.",
    complex: "Use Decimal.",
    list: "Say of what: list[str].",
    dict: "Use a TypedDict or a dataclass, or dict[str, Any] for any JSON.",
    set: "Use list[…].",
    bytes: "Use str.",
    type(None): "A value that may be missing is written T | None.",
}

KNOWN = (
    "Use str, int, Decimal, bool, date, datetime, timedelta, User, Group, Queue, Literal, list[…], … | None, "
    "a TypedDict, a dataclass, an attrs class, a Record or Any."
)


def shape_of(annotation: Annotation, around: tuple[Any, ...] = ()) -> Shape:
    """The shape that an annotation says. `around` are the classes that are being read. Raises BadPlugin."""
    annotation = unwrapped(annotation)
    if isinstance(annotation, type) or annotation is Any:
        return _shape_of_class(annotation, around)
    origin, arguments = _origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _union(arguments, around)
    if origin is Literal:
        return _literal(arguments)
    if origin in (list, Sequence) and len(arguments) == 1:
        return _list(arguments[0], list, around)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004 - tuple[T, ...]
        return _list(arguments[0], tuple, around)
    if origin is dict and arguments in ((str, Any), (str, object)):
        return Shape(graph.JSON)
    raise BadPlugin(f"the annotation {show(annotation)} stands for no type of the language", _hint(origin))


def fields_in(class_: Annotation) -> tuple[graph.Field, ...] | None:
    """The fields of a TypedDict, a dataclass or an attrs class; None for any other class. Raises BadPlugin."""
    shape = object_shape(class_, (), shape_of) if isinstance(class_, type) else None
    return shape.type.fields if shape is not None and isinstance(shape.type, graph.ObjectOf) else None


def declared_by(class_: Annotation) -> model.Record:
    """The record type, as far as the subclass of Record names its fields."""
    return model.Record(class_.record_name, fields_of(record_fields(class_, shape_of)))


def unwrapped(annotation: Annotation) -> Annotation:
    """What stands inside Annotated, Required, NotRequired, NewType and `type X = …`."""
    while True:
        if _origin(annotation) in (Annotated, NotRequired, Required):
            annotation = get_args(annotation)[0]
        elif isinstance(annotation, NewType):
            annotation = annotation.__supertype__
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__
        else:
            return annotation


def _origin(annotation: Annotation) -> Annotation:
    """What is subscripted: `list` of `list[str]`; None where nothing is."""
    origin: Annotation = typing.get_origin(annotation)
    return origin


def _shape_of_class(class_: Annotation, around: tuple[Any, ...]) -> Shape:
    if class_ in _PLAIN:
        type_ = _PLAIN[class_]
        return Shape(type_, SCALARS.get(type_.kind, same))
    if issubclass(class_, enum.Enum):
        return _enum(class_)
    shape = record_shape(class_, shape_of) or object_shape(class_, around, shape_of)
    if shape is None:
        raise BadPlugin(f"the annotation {show(class_)} stands for no type of the language", _hint(class_))
    return shape


def _union(members: tuple[Any, ...], around: tuple[Any, ...]) -> Shape:
    present = [member for member in members if member is not type(None)]
    if all(_origin(unwrapped(member)) is Literal for member in present):
        shape = _literal(tuple(text for member in present for text in get_args(unwrapped(member))))
    elif len(present) == 1:
        shape = shape_of(present[0], around)
    else:
        names = " | ".join(show(member) for member in present)
        raise BadPlugin(f"{names} is more than one type", "Use one type, or Any for any JSON.")
    return optional(shape) if len(present) < len(members) else shape


def _literal(values: tuple[Any, ...]) -> Shape:
    texts = tuple(value for value in values if value is not None)
    if not texts or not all(isinstance(text, str) for text in texts):
        raise BadPlugin(f"{show(Literal[values])} is not a set of texts", 'Write Literal["Low", "High"].')
    shape = Shape(graph.Choice(texts))
    return optional(shape) if len(texts) < len(values) else shape


def _enum(class_: type[enum.Enum]) -> Shape:
    values = tuple(member.value for member in class_)
    if not values or not all(isinstance(value, str) for value in values):
        raise BadPlugin(f"the members of {class_.__name__} are not texts", "Use a StrEnum.")
    return Shape(graph.Choice(values), lambda stored, _loading: class_(stored))


def _list(item: Annotation, collection: Annotation, around: tuple[Any, ...]) -> Shape:
    shape = shape_of(item, around)
    return Shape(graph.ListOf(shape.type), items(shape.load, collection))


def _hint(class_: Annotation) -> str:
    if isinstance(class_, type) and inspect.get_annotations(class_):  # it names fields, and is nothing yet
        name = class_.__name__
        return f"For a record of the process write `class {name}(Record)`; for values alone make it a TypedDict."
    return _HINTS.get(class_, KNOWN)
