"""Values as people read them, in texts with values in braces."""

from typing import Any

from orchestra_dsl.graph.moments import show_duration
from orchestra_dsl.graph.types import Scalar, Type, required
from orchestra_dsl.graph.values import decimal_text
from tests.model.world import local


def written(value: Any, type_: Type) -> str:
    """A value of a type; a missing one is nothing."""
    if value is None:
        return ""
    match required(type_):
        case Scalar(kind="decimal"):
            return decimal_text(value)
        case Scalar(kind="boolean"):
            return "true" if value else "false"
        case Scalar(kind="duration"):
            return show_duration(value)
        case Scalar(kind="business"):
            return f"{value.days} business day{'' if value.days == 1 else 's'}"
        case Scalar(kind="user" | "group" | "queue"):
            return str(value).split(":", 1)[1]
        case Scalar(kind="datetime"):
            return f"{local(value.instant, value.zone):%Y-%m-%d %H:%M} {value.zone}"
    return str(value)
