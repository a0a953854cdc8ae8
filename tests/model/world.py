"""What lies outside of a run: records, the directory of people, and calendars. Both sides of a comparison ask it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import Factory, define

from orchestra_dsl.graph.moments import instant_of, parse_datetime

START = parse_datetime("2026-01-05T09:00Z").instant


@define
class World:
    """Records by type and id, the members of groups and queues by principal, managers, and who administers.

    `lines` are those for locks, by name: who comes first has the lock.
    """

    now: int = START
    records: dict[tuple[str, str], Mapping[str, Any]] = Factory(dict)
    members: dict[str, tuple[str, ...]] = Factory(dict)
    managers: dict[str, str] = Factory(dict)
    administrators: tuple[str, ...] = ()
    strangers: frozenset[str] = frozenset()
    lines: dict[str, list[int | str]] = Factory(dict)

    def record(self, type_: str, id_: str) -> Mapping[str, Any] | None:
        """The fields of a record as they are now; None when there is none."""
        return self.records.get((type_, id_))

    def users(self, principal: str) -> tuple[str, ...]:
        """The active users that a principal stands for, sorted: itself, or the members of the group or queue."""
        if principal in self.strangers:
            return ()
        if principal.startswith("user:"):
            return (principal,)
        return tuple(sorted(self.members.get(principal, ())))

    def manager(self, user: str) -> str | None:
        """The manager of a user."""
        return self.managers.get(user)


def local(instant: int, zone: str) -> datetime:
    """The date and time that clocks of a zone show."""
    utc = datetime.fromisoformat("1970-01-01T00:00:00+00:00") + timedelta(microseconds=instant)
    return utc.astimezone(ZoneInfo(zone))


def instant(date_and_time: str, zone: str) -> int:
    """The moment at which clocks of a zone show this."""
    return instant_of(datetime.fromisoformat(date_and_time).replace(tzinfo=ZoneInfo(zone)))
