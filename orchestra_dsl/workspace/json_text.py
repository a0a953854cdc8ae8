"""JSON as people and other programs write it: numbers stay exact, and nothing is dropped without a word."""

import json
from typing import Any

_LONGEST_NUMBER = 4_000
"""Digits of a whole number. Longer ones fit no type, and reading them takes Python ever longer."""


def read_json(text: str) -> Any:
    """The value of a JSON text; numbers with a point are texts. Raises ValueError, whose text says what is wrong."""
    if not text.strip():
        raise ValueError("there is nothing in it")
    return json.loads(text, parse_float=str, parse_int=_whole, object_pairs_hook=_object)


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"it has a number of {len(digits):,} digits")
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; of two values of one name nobody can tell which is meant."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"`{twice}` is named twice")
    return values
