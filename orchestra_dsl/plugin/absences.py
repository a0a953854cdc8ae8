"""Who is out of office, from when until when, and who stands in meanwhile: a part of the project's file of people.

    zone = "Europe/Berlin"

    [[absences]]
    user = "ann"
    from = 2026-12-21
    until = 2026-12-31
    substitute = "bob"

A day counts as a whole, in the zone of the file (UTC unless it says otherwise); an instant `until` is when they are
back. Without `from` they are away already, without `until` for ever, without a substitute nobody stands in.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import msgspec

from orchestra_dsl.plugin.problems import BadPlugin

_FORM = "Write [[absences]] with user, and as far as there are any: from, until, substitute."
_ALWAYS, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class _Absence(msgspec.Struct, forbid_unknown_fields=True, rename={"since": "from"}):
    """One entry of the file."""

    user: str
    since: Any = None
    until: Any = None
    substitute: str | None = None


@attrs.frozen
class Absence:
    """Somebody is away from an instant on, and back at another."""

    user: str
    since: datetime
    back: datetime
    substitute: str | None

    def covers(self, at: datetime) -> bool:
        """Whether they are away at this instant."""
        return self.since <= at < self.back


def read_absences(listed: Sequence[Any], zone: str, users: Collection[str]) -> tuple[Absence, ...]:
    """The absences that a file lists. Raises BadPlugin."""
    try:
        known_zone = ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise BadPlugin(f'there is no zone "{zone}"', "Name one such as Europe/Berlin.") from error
    return tuple(_read(each, known_zone, users) for each in listed)


def _read(raw: Any, zone: ZoneInfo, users: Collection[str]) -> Absence:
    try:
        entry = msgspec.convert(raw, _Absence)
    except msgspec.ValidationError as error:
        of = f" of {raw['user']}" if isinstance(raw, dict) and isinstance(raw.get("user"), str) else ""
        raise BadPlugin(f"an absence{of} is not as it should be: {error}", _FORM) from error
    for name in (entry.user, entry.substitute):
        if name is not None and name not in users:
            raise BadPlugin(
                f"there is no {name}, who is named in an absence of {entry.user}", "Name users of the file."
            )
    if entry.substitute == entry.user:
        raise BadPlugin(f"{entry.user} cannot stand in for {entry.user}", "Name somebody else, or leave it out.")
    since = _ALWAYS if entry.since is None else _instant(entry.since, zone, entry.user)
    back = _NEVER if entry.until is None else _instant(entry.until, zone, entry.user, end=True)
    if back <= since:
        raise BadPlugin(f"an absence of {entry.user} ends before it begins", "`until` is the last day of it.")
    return Absence(entry.user, since, back, entry.substitute)


def _instant(value: Any, zone: ZoneInfo, user: str, *, end: bool = False) -> datetime:
    """The instant at which a day begins or, at the `end`, is over; an instant is what it is."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)
    if isinstance(value, date):
        if end and value == date.max:
            return _NEVER
        return datetime.combine(value + timedelta(days=1) if end else value, time(), zone)
    raise BadPlugin(f"{value!r}, in an absence of {user}, is no day", "Write it as 2026-12-21, without quotes.")
