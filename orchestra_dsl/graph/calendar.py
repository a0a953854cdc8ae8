"""Working time as a source declares it. What can be counted in it is worked out at run time (runtime/calendars)."""

from msgspec import Struct


class Hours(Struct, frozen=True):
    """Open on these weekdays (Monday is 1, Sunday 7), from and to these minutes since midnight, local time."""

    days: tuple[int, ...]
    opens: int
    closes: int


class Opening(Struct, frozen=True):
    """Open on one date (`2026-12-31`) at other hours than usual, also where that is a holiday."""

    date: str
    opens: int
    closes: int


class Calendar(Struct, frozen=True, omit_defaults=True):
    """The calendar that an orchestration uses: its zone, the usual hours, the region whose holidays count (`DE-BE`).

    `closed` and `openings` are the exceptions, by date; an opening counts more than anything else.
    """

    name: str
    zone: str
    hours: tuple[Hours, ...]
    holidays: str | None = None
    closed: tuple[str, ...] = ()
    openings: tuple[Opening, ...] = ()
