"""Calendars: working time."""

from typing import Literal, TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node
from orchestra_dsl.syntax.nodes.expressions import TextLiteral

Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class TimeOfDay(Node, frozen=True, kw_only=True):
    """`09:00`, in minutes since midnight; `24:00` is the end of the day."""

    minutes: int


class Zone(Node, frozen=True, kw_only=True):
    """`zone "Europe/Berlin"`."""

    name: TextLiteral


class OpenDays(Node, frozen=True, kw_only=True):
    """`open mon to fri 09:00 to 17:00`; one day alone has `first` and `last` equal."""

    first: Weekday
    last: Weekday
    opens: TimeOfDay
    closes: TimeOfDay


class Holidays(Node, frozen=True, kw_only=True):
    """`holidays "DE-BE"`: those of a country or of a region of it."""

    region: TextLiteral


class ClosedOn(Node, frozen=True, kw_only=True):
    """`closed "2026-12-24"`."""

    date: TextLiteral


class OpenOn(Node, frozen=True, kw_only=True):
    """`open "2026-12-31" 10:00 to 12:00`."""

    date: TextLiteral
    opens: TimeOfDay
    closes: TimeOfDay


CalendarClause: TypeAlias = Zone | OpenDays | Holidays | ClosedOn | OpenOn


class Calendar(Node, frozen=True, kw_only=True):
    """`calendar support { … }`."""

    name: Name
    clauses: tuple[CalendarClause, ...]
    doc: str | None
