"""Values as a failure shows them."""

from collections.abc import Mapping
from typing import Any


def shown(values: Mapping[str, Any]) -> str:
    """Arguments, or what somebody has filled in."""
    return "{ " + ", ".join(f"{name}: {_text(value)}" for name, value in values.items()) + " }"


def _text(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)
