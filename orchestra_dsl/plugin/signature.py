"""From a function to its signature: what it takes, what it gives, and which parameter gets the context."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import attrs

from orchestra_dsl.graph import types as graph
from orchestra_dsl.plugin.context import Context
from orchestra_dsl.plugin.later import without_later
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.progress import check_yields, outputs_after
from orchestra_dsl.plugin.shape import Annotation, Shape, fields_of, hints_of, show
from orchestra_dsl.plugin.shapes import fields_in, shape_of

_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@attrs.frozen
class Takes:
    """What a function takes: a shape for each parameter, in order, and the name of the one for the context."""

    shapes: dict[str, Shape]
    context: str | None = None

    @property
    def fields(self) -> tuple[graph.Field, ...]:
        """The parameters as the graph has them."""
        return fields_of(self.shapes)


def takes(function: Callable[..., Any]) -> Takes:
    """Read the parameters of a function. Raises BadPlugin.

    A parameter annotated `Context` gets the context. Any other keyword-only parameter is the author's own affair,
    as long as it has a default.
    """
    hints, shapes, context = hints_of(function), {}, None
    for parameter in inspect.signature(function).parameters.values():
        name = parameter.name
        if hints.get(name) is Context:
            context = name
        elif parameter.kind in _VARIADIC:
            raise BadPlugin(f"parameter *{name} stands for any number of values", "Name each parameter.")
        elif parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
            raise BadPlugin(f"parameter {name} is positional-only", "Take the `/` out: parameters are given by name.")
        elif name not in hints:
            raise BadPlugin(f"parameter {name} has no annotation", _annotate(name))
        elif parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            shapes[name] = _named(f"parameter {name}", hints[name])
        elif parameter.default is inspect.Parameter.empty:
            raise BadPlugin(f"the keyword-only parameter {name} has no default", "Give it one, or take the `*` out.")
    return Takes(shapes, context)


def gives(function: Callable[..., Any]) -> tuple[graph.Field, ...]:
    """The outputs that the function's result annotation says: the fields of a class, or none. Raises BadPlugin.

    That it may answer later, or yields its progress, says nothing of them.
    """
    hints = hints_of(function)
    if "return" not in hints:
        raise BadPlugin("its result has no annotation", "Write `-> None`, or `->` a TypedDict or a dataclass.")
    result = hints["return"]
    check_yields(function, result)
    return outputs_of(without_later(outputs_after(result)), "its result")


def outputs_of(annotation: Annotation, what: str) -> tuple[graph.Field, ...]:
    """The fields of a class that stands for named values; none for None. Raises BadPlugin, which names `what`."""
    if annotation is None or annotation is type(None):
        return ()
    fields = fields_in(annotation)
    if fields is None:
        raise BadPlugin(
            f"{what} is {show(annotation)}, which names no outputs",
            "Use a TypedDict, a dataclass or an attrs class with a field for each output, or None.",
        )
    return fields


def returns(function: Callable[..., Any], allowed: Sequence[Any], hint: str) -> None:
    """Check that the function's result is annotated with one of the `allowed` types. Raises BadPlugin."""
    found = hints_of(function).get("return", inspect.Parameter.empty)
    if found not in allowed:
        said = "has no annotation" if found is inspect.Parameter.empty else f"is {show(found)}"
        raise BadPlugin(f"its result {said}", hint)


def _named(what: str, annotation: Annotation) -> Shape:
    try:
        return shape_of(annotation)
    except BadPlugin as error:
        raise BadPlugin(f"{what}: {error.what}", error.hint, error.where) from error


def _annotate(name: str) -> str:
    if name == "context":
        return "Write `context: Context`."
    return f"Say what it is, such as `{name}: str`; the annotation is checked against the source."
