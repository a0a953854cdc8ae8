"""The people of a scenario: every user is known, groups and queues have the members that are given."""

from collections.abc import Collection, Sequence
from datetime import datetime

from attrs import frozen

from orchestra_dsl.graph.values import is_principal, principal_name

THE_ADMINISTRATOR = "user:administrator"
"""Who acts in a scenario where nobody is named, and does the work that nobody else may do."""


def user(name: str) -> str:
    """The user that a scenario calls by this name."""
    return name if is_principal(name) else f"user:{name}"


@frozen
class _Absence:
    """Out of office from an instant on, and back at another."""

    since: datetime
    back: datetime
    substitute: str | None

    def covers(self, at: datetime) -> bool:
        """Whether this instant belongs to it."""
        return self.since <= at < self.back


class GivenPeople:
    """A directory of people. A group or queue of which nothing is given is known, with nobody in it."""

    def __init__(self) -> None:
        self.groups: dict[str, tuple[str, ...]] = {}
        self.managers: dict[str, str] = {}
        self._absences: dict[str, _Absence] = {}

    def be_away(self, user: str, since: datetime, back: datetime, substitute: str | None) -> None:
        """The user is out of office from an instant on until another, and at no other time."""
        self._absences[user] = _Absence(since, back, substitute)

    def known(self, principal: str) -> bool:
        """Whoever is named is there."""
        return is_principal(principal)

    def member(self, user: str, principal: str) -> bool:
        """Whether the user belongs to the group or queue, or is the user named."""
        return user in self.members(principal)

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """Whether the group or queue has a member, or is a user, not among `excluded`."""
        return any(each not in excluded for each in self.members(principal))

    def members(self, principal: str) -> Sequence[str]:
        """The users of a group or queue, sorted; of a user the user."""
        if principal.startswith("user:"):
            return [principal]
        return sorted(map(user, self.groups.get(principal_name(principal), ())))

    def manager(self, user: str) -> str | None:
        """The user's manager."""
        return self.managers.get(user)

    def stands_in_for(self, user: str, at: datetime) -> Collection[str]:
        """The users who are away at this instant and whose substitute the user is."""
        return [name for name, each in self._absences.items() if each.substitute == user and each.covers(at)]

    def substitutes(self, user: str, at: datetime) -> Collection[str]:
        """The users who stand in for the user at this instant, where that one is away."""
        absence = self._absences.get(user)
        return () if absence is None or absence.substitute is None or not absence.covers(at) else (absence.substitute,)

    def away(self, user: str, at: datetime) -> bool:
        """Whether the user is out of office at this instant."""
        return user in self._absences and self._absences[user].covers(at)
