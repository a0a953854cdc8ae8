"""The arguments of a run that is about to begin, against the records that are there."""

from orchestra_dsl.graph.model import Parameter
from orchestra_dsl.graph.types import RecordOf, required
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.runtime.store.port import Reads


def missing_record(parameters: tuple[Parameter, ...], arguments: tuple[Stored, ...], reads: Reads) -> str | None:
    """The sentence about the first record that is not there; None if all are.

    A run about such a record would fail at its first step: better not to begin it.
    """
    for parameter, argument in zip(parameters, arguments, strict=True):
        type_ = required(parameter.type)
        if isinstance(type_, RecordOf) and argument is not None and reads.record(type_.name, argument) is None:
            return f"{parameter.name}: there is no {type_.name} with the id {argument}"
    return None
