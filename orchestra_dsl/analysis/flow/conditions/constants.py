"""The constants that a subject of some type may be compared with: as values in order, and as a message shows them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from orchestra_dsl.analysis.constants import NotConstant, constant
from orchestra_dsl.analysis.flow.conditions.subjects import Kind
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.moments import parse_datetime, show_duration
from orchestra_dsl.syntax import nodes as n

_KINDS: dict[g.Type, Kind] = {
    g.BOOLEAN: Kind.CLOSED,
    g.INTEGER: Kind.WHOLE,
    g.DATE: Kind.WHOLE,
    g.DECIMAL: Kind.DENSE,
    g.DURATION: Kind.DENSE,
    g.DATETIME: Kind.DENSE,
    g.TEXT: Kind.DENSE,
    g.USER: Kind.NAMED,
    g.GROUP: Kind.NAMED,
    g.QUEUE: Kind.NAMED,
}


def kind_of(type_: g.Type) -> Kind | None:
    """Return how the values of a type are told apart; None for one whose values cannot be."""
    return Kind.CLOSED if isinstance(type_, g.Choice) else _KINDS.get(type_)


def read(node: n.Node, type_: g.Type) -> tuple[Any, str] | None:
    """Return the value of a constant that a subject of this type is compared with, and its words; None for another.

    Values of one type can be put in order: dates are numbers of days, points in time and durations microseconds.
    """
    try:
        value = constant(node)
        return (None, "missing") if value is None else _READ[type_ if type_ in _READ else g.TEXT](value)
    except (NotConstant, ValueError, OverflowError, TypeError):
        return None


def day(number: int) -> str:
    """Write the number of a day as its date."""
    return date.fromordinal(number).isoformat()


def _date(value: str) -> tuple[Any, str]:
    return date.fromisoformat(value).toordinal(), value


def _datetime(value: str) -> tuple[Any, str]:
    """Without an offset a date and time names no instant, and so none that comes before another."""
    return parse_datetime(value).instant, value


def _number(value: int | Decimal) -> tuple[Any, str]:
    if isinstance(value, bool | str):
        raise TypeError
    return value, str(value) if isinstance(value, int) else format(value, "f")


def _truth(value: bool) -> tuple[Any, str]:  # noqa: FBT001 - it is a value of the language
    if not isinstance(value, bool):
        raise TypeError
    return value, str(value).lower()


def _text(value: str) -> tuple[Any, str]:
    if not isinstance(value, str):
        raise TypeError
    return value, f'"{value}"'


def _principal(value: str) -> tuple[Any, str]:
    kind, _, name = value.partition(":")
    return value, f'{kind}("{name}")'


def _duration(value: int) -> tuple[Any, str]:
    return value, show_duration(value)


_READ: dict[g.Type, Callable[[Any], tuple[Any, str]]] = {
    g.BOOLEAN: _truth,
    g.INTEGER: _number,
    g.DECIMAL: _number,
    g.DATE: _date,
    g.DATETIME: _datetime,
    g.DURATION: _duration,
    g.TEXT: _text,
    g.USER: _principal,
    g.GROUP: _principal,
    g.QUEUE: _principal,
}
