"""Arguments: what a run is started with, one stored value for each parameter, its default where a start gives none."""

from collections.abc import Mapping, Sequence
from typing import Any

from orchestra_dsl.graph.accept import accept_fields
from orchestra_dsl.graph.model import Graph, Parameter, RecordTrigger
from orchestra_dsl.graph.types import Field
from orchestra_dsl.graph.values import Stored


def accept_arguments(parameters: tuple[Parameter, ...], raw: Any) -> tuple[Stored, ...]:
    """The stored arguments of a start by hand. Raises BadValue.

    A default stands in for an argument that is not given; `null` is one that is given.
    """
    defaults = {each.name: each.default for each in parameters if each.default is not None}
    stored = accept_fields(parameters, {**defaults, **raw} if isinstance(raw, Mapping) else raw)
    return tuple(stored.get(each.name) for each in parameters)


def triggered_arguments(graph: Graph, trigger: RecordTrigger, record: str) -> tuple[Stored, ...]:
    """The arguments of a run that the write of a record starts; `record` is its id."""
    arguments = [each.default for each in graph.parameters]
    arguments[trigger.parameter] = record
    return tuple(arguments)


def named_arguments(parameters: Sequence[Field], values: Sequence[Stored]) -> dict[str, Stored]:
    """The arguments of a call by the names of its parameters; those that are missing are left out."""
    named = {}
    for field, value in zip(parameters, values, strict=True):
        if value is not None:
            named[field.name] = value
    return named
