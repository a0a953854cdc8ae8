"""Calendars: working time."""

from typing import Literal, TypeAlias

from orchestra_dsl.syntax.nodes.base import Name, Node, node
from orchestra_dsl.syntax.nodes.expressions import TextLiteral

Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@node
class TimeOfDay(Node):
    """`09:00`, in minutes since midnight; `24:00` is the end of the day."""

    minutes: int


@node
class Zone(Node):
    """`zone "Europe/Berlin"`."""

    name: TextLiteral


@node
class OpenDays(Node):
    """`open mon to fri 09:00 to 17:00`; one day alone has `first` and `last` equal."""

    first: Weekday
    last: Weekday
    opens: TimeOfDay
    closes: TimeOfDay


@node
class Holidays(Node):
    """`holidays "DE-BE"`: those of a country or of a region of it."""

    region: TextLiteral


@node
class ClosedOn(Node):
    """`closed "2026-12-24"`."""

    date: TextLiteral


@node
class OpenOn(Node):
    """`open "2026-12-31" 10:00 to 12:00`."""

    date: TextLiteral
    opens: TimeOfDay
    closes: TimeOfDay


CalendarClause: TypeAlias = Zone | OpenDays | Holidays | ClosedOn | OpenOn


@node
class Calendar(Node):
    """`calendar support { … }`."""

    name: Name
    clauses: tuple[CalendarClause, ...]
    doc: str | None
