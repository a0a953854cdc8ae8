"""The shape of an annotation: what it says in the graph's terms, and how a stored value becomes the Python one."""

from collections.abc import Mapping
from typing import Any, get_type_hints

import attrs

from orchestra_dsl.graph import types as graph
from orchestra_dsl.plugin.loading import Load, missing_or, same
from orchestra_dsl.plugin.origin import is_ctrl_c
from orchestra_dsl.plugin.problems import BadPlugin, describe

Annotation = Any
"""A class, a function or anything that may stand after a colon: Python has no type for it."""


@attrs.frozen
class Shape:
    """What an annotation says: the type in the graph, and how a stored value of it is loaded."""

    type: graph.Type
    load: Load = same


def optional(shape: Shape) -> Shape:
    """The shape of a value that may be missing."""
    return Shape(graph.optional(shape.type), missing_or(shape.load))


def fields_of(shapes: Mapping[str, Shape]) -> tuple[graph.Field, ...]:
    """Named shapes as the graph has them: parameters, outputs, the fields of an object."""
    return tuple(graph.Field(name, shape.type) for name, shape in shapes.items())


def show(annotation: Annotation) -> str:
    """The annotation as an author writes it."""
    return annotation.__qualname__ if isinstance(annotation, type) else str(annotation).replace("typing.", "")


def hints_of(thing: Annotation) -> dict[str, Any]:
    """The annotations of a function or class, with the names in them looked up. Raises BadPlugin."""
    try:
        return get_type_hints(thing, include_extras=True)
    except NameError as error:
        raise BadPlugin(
            f"the annotations of {_name(thing)} name {error.name}, which is not known when the code runs",
            "Import it, or define it, outside of `if TYPE_CHECKING:` and outside of functions.",
        ) from error
    except BaseException as error:  # annotations that are texts are code of the plugin, and may raise anything
        if is_ctrl_c(error):
            raise
        raise BadPlugin(f"the annotations of {_name(thing)} cannot be read: {describe(error)}") from error


def _name(thing: Annotation) -> str:
    return str(getattr(thing, "__qualname__", thing))
