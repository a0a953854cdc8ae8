"""The shapes of classes with fields: TypedDicts, dataclasses and attrs classes as objects, and records.

The shape of a field is read by whoever knows all annotations: `read` is shapes.shape_of.
"""

import dataclasses
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NotRequired, Required, get_origin, is_typeddict

import attrs

from orchestra_dsl.graph import model
from orchestra_dsl.graph import types as graph
from orchestra_dsl.graph.relations import fits
from orchestra_dsl.graph.values import Stored, Value
from orchestra_dsl.plugin.loading import Load, Loading, untyped
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.records import Record, fill, new_record
from orchestra_dsl.plugin.shape import Annotation, Shape, fields_of, hints_of, optional

Read = Callable[[Any, tuple[Any, ...]], Shape]
"""The shape of an annotation within the classes that are being read."""


def object_shape(class_: Annotation, around: tuple[Any, ...], read: Read) -> Shape | None:
    """The shape of a TypedDict, a dataclass or an attrs class; None for any other class. Raises BadPlugin."""
    names = _constructor_names(class_)
    if names is None:
        return None
    if class_ in around:
        raise BadPlugin(f"{class_.__qualname__} holds itself", "Use Any for JSON of any depth.")
    shapes = _field_shapes(class_, tuple(names), (*around, class_), read)
    type_ = graph.ObjectOf(fields_of(shapes))
    if is_typeddict(class_):
        return Shape(type_, _dict_loader(shapes, _may_lack(class_)))
    return Shape(type_, _instance_loader(class_, names, shapes))


def record_shape(class_: type, read: Read) -> Shape | None:
    """The shape of a subclass of Record; None for any other class. Raises BadPlugin."""
    if not issubclass(class_, Record):
        return None
    if class_ is Record:
        raise BadPlugin("Record alone does not say which record", "Make a class: class Case(Record): …")

    def load(id_: Stored, loading: Loading) -> Record:
        return _load_record(class_, id_, loading, read)

    return Shape(graph.RecordOf(class_.record_name), load)


@lru_cache(maxsize=1024)
def record_fields(class_: Annotation, read: Read) -> Mapping[str, Shape]:
    """The shapes of the fields that the class names. Raises BadPlugin."""
    return _field_shapes(class_, tuple(field.name for field in attrs.fields(class_)), (), read)


def _constructor_names(class_: Annotation) -> dict[str, str] | None:
    """For each field the name under which the constructor takes it; None for a class without fields of its own."""
    if is_typeddict(class_):
        return {name: name for name in class_.__annotations__}
    if attrs.has(class_):
        return {field.name: field.alias or field.name for field in attrs.fields(class_) if field.init}
    if dataclasses.is_dataclass(class_):
        return {field.name: field.name for field in dataclasses.fields(class_) if field.init}
    return None


def _field_shapes(class_: Annotation, names: tuple[str, ...], around: tuple[Any, ...], read: Read) -> dict[str, Shape]:
    hints, may_lack = hints_of(class_), _may_lack(class_)
    shapes = {}
    for name in names:
        try:
            shape = read(hints[name], around)
        except BadPlugin as error:
            raise BadPlugin(f"field {name} of {class_.__qualname__}: {error.what}", error.hint, error.where) from error
        shapes[name] = optional(shape) if name in may_lack else shape
    return shapes


def _may_lack(class_: Annotation) -> frozenset[str]:
    """The keys that a TypedDict allows to leave out."""
    if not is_typeddict(class_):
        return frozenset()
    # Where annotations are texts (`from __future__ import annotations`), __optional_keys__ knows no marks.
    marks = {name: get_origin(hint) for name, hint in hints_of(class_).items()}
    return frozenset(
        name
        for name, mark in marks.items()
        if mark is NotRequired or (name in class_.__optional_keys__ and mark is not Required)
    )


def _dict_loader(shapes: Mapping[str, Shape], may_lack: frozenset[str]) -> Load:
    """The loader of a TypedDict: a missing field is None, or left out where that is allowed."""

    def load(stored: Stored, loading: Loading) -> Value:
        present = {name: shape for name, shape in shapes.items() if name in stored or name not in may_lack}
        return {name: shape.load(stored.get(name), loading) for name, shape in present.items()}

    return load


def _instance_loader(class_: Callable[..., Any], names: Mapping[str, str], shapes: Mapping[str, Shape]) -> Load:
    def load(stored: Stored, loading: Loading) -> Value:
        return class_(**{names[name]: shape.load(stored.get(name), loading) for name, shape in shapes.items()})

    return load


def _load_record(class_: Annotation, id_: str, loading: Loading, read: Read) -> Record:
    """The record with all its declared fields. One that refers back to itself is loaded once."""
    key = (class_, id_)
    if key not in loading.loaded:
        record = loading.loaded[key] = new_record(class_)
        loads = _record_loads(class_, loading.declaration(class_.record_name), read)
        stored = loading.fields(class_.record_name, id_)
        fields = {name: load(stored.get(name), loading) for name, load in loads.items()}
        fill(record, {"id": id_, **fields})
    found: Record = loading.loaded[key]
    return found


@lru_cache(maxsize=1024)
def _record_loads(class_: Annotation, declared: model.Record, read: Read) -> Mapping[str, Load]:
    """How each declared field is loaded; the class's own annotations have to fit the declaration."""
    loads = {field.name: untyped(field.type) for field in declared.fields}
    types = {"id": graph.TEXT, **{field.name: field.type for field in declared.fields}}
    for name, shape in record_fields(class_, read).items():
        if name not in types:
            raise BadPlugin(f"the record {declared.name} has no field {name}, which {class_.__qualname__} names")
        if not fits(types[name], shape.type):
            raise BadPlugin(
                f"field {name} of the record {declared.name} is {graph.show(types[name])}, "
                f"and {class_.__qualname__} expects {graph.show(shape.type)}"
            )
        if name in loads:
            loads[name] = shape.load
    return loads
