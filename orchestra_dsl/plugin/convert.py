"""The border between the engine and a plugin's code: stored arguments to Python, results to the stored form."""

import dataclasses
import enum
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import attrs
import msgspec

from orchestra_dsl.graph.accept import BadValue, accept_fields
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.relations import fits
from orchestra_dsl.graph.types import Field, show
from orchestra_dsl.graph.values import Stored, Value
from orchestra_dsl.plugin.loading import Loading
from orchestra_dsl.plugin.principals import Principal
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.records import Record
from orchestra_dsl.plugin.signature import Takes


def load_arguments(takes: Takes, stored: Mapping[str, Stored], loading: Loading) -> dict[str, Value]:
    """The arguments of a call as the function expects them."""
    return {name: shape.load(stored.get(name), loading) for name, shape in takes.shapes.items()}


def store_outputs(outputs: tuple[Field, ...], result: Value) -> dict[str, Stored]:
    """The result of a flow in stored form, checked against the declared outputs. Raises BadValue."""
    if result is None and outputs:
        names = ", ".join(field.name for field in outputs)
        raise BadValue("", f"it returned nothing, where it should return {names}")
    if result is not None and not outputs:
        raise BadValue("", f"it returned {type(result).__name__}, where it should return nothing")
    try:
        raw = plain({} if result is None else result)
    except RecursionError as error:
        raise BadValue("", "its result is nested too deeply") from error
    if not isinstance(raw, Mapping):
        raise BadValue("", f"it returned {type(result).__name__}, where named outputs are expected")
    stored: dict[str, Stored] = msgspec.json.decode(msgspec.json.encode(accept_fields(outputs, raw)))
    return stored


def plain(value: Value) -> Value:
    """The value with objects, records, principals and enums taken apart; everything else stays as it is."""
    match value:
        case Principal():
            return value.principal
        case Record():
            return value["id"]
        case enum.Enum():
            return value.value
        case Mapping():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case type():
            return value
    if attrs.has(type(value)):
        return {field.name: plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


@lru_cache(maxsize=4096)
def check_call(supplied: Signature, declared: Signature) -> None:
    """Check that arguments as declared can be given to the function as it now is. Raises BadPlugin.

    The compiler has compared the two; a run may have started before the plugin was changed.
    """
    given: dict[str, Any] = {field.name: field.type for field in declared.parameters}
    taken: dict[str, Any] = {field.name: field.type for field in supplied.parameters}
    if given.keys() != taken.keys():
        raise BadPlugin(
            f"the {supplied.kind} {supplied.name} takes ({', '.join(taken)}), and the run was started with "
            f"({', '.join(given)})",
            _CHANGED,
        )
    for name, type_ in given.items():
        if not fits(type_, taken[name]):
            raise BadPlugin(
                f"the {supplied.kind} {supplied.name} takes {name} as {show(taken[name])}, and the run was started "
                f"with {show(type_)}",
                _CHANGED,
            )


_CHANGED = "Bring the plugin and the source together again, then retry the step."
