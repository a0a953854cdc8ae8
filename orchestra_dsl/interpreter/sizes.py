"""How large a value may be that an expression hands on to be stored: arguments, variables, outputs of the end.

What comes from outside is measured where it is checked (graph/accept.py); this holds what is made inside to the same.
"""

from functools import lru_cache

import msgspec

from orchestra_dsl.graph.accept import LARGEST_VALUE
from orchestra_dsl.graph.types import ListOf, ObjectOf, Scalar, Type, required
from orchestra_dsl.graph.values import Convert, Stored, Value, encoder
from orchestra_dsl.interpreter.expressions.errors import EvaluationError

_SURELY_SMALL = LARGEST_VALUE // 6
"""A text of so many characters fits, whatever they are: JSON takes at most six bytes for one."""

LONGEST_LINE = 10_000
"""The most characters that `log` writes into a timeline."""


@lru_cache(maxsize=4096)
def storing(type_: Type) -> Convert | None:
    """The function from a value that is there to its stored form, measured; None where they are the same."""
    encode = encoder(type_)
    match required(type_):
        case ListOf() | ObjectOf() | Scalar(kind="text" | "json" | "people"):
            return _limited if encode is None else _both(encode)
    return encode


def _both(encode: Convert) -> Convert:
    def store(value: Value) -> Stored:
        return _limited(encode(value))

    return store


def _limited(stored: Stored) -> Stored:
    """The stored value itself. Raises EvaluationError when it is too large to be stored."""
    if isinstance(stored, str):
        if len(stored) <= _SURELY_SMALL:
            return stored
    elif not isinstance(stored, list | dict):
        return stored
    size = len(msgspec.json.encode(stored))
    if size > LARGEST_VALUE:
        raise EvaluationError("TooLarge", f"a value of {size:,} bytes, where {LARGEST_VALUE:,} can be stored")
    return stored


def line(text: str) -> str:
    """A text as a line of a timeline holds it; what is too long is cut, and the line says so: a log stops no run."""
    if len(text) <= LONGEST_LINE:
        return text
    return f"{text[:LONGEST_LINE]} … ({len(text) - LONGEST_LINE:,} more characters)"
