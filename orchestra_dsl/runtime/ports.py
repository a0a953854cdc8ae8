"""What the engine needs from outside: the directory of people. (What a worker needs is in calling.py.)"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable


class Directory(Protocol):
    """Who exists, who belongs where, who manages whom. Asked from any thread; may raise, and is then asked again."""

    def known(self, principal: str) -> bool:
        """Whether there is such a user (who is active), group or queue."""

    def member(self, user: str, principal: str) -> bool:
        """Whether the user belongs to the group or queue, or is the user named."""

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """Whether the group or queue has a member, or is a user, not among `excluded`."""

    def members(self, principal: str) -> Sequence[str]:
        """The users of a group or queue, sorted; of a user the user."""

    def manager(self, user: str) -> str | None:
        """The user's manager."""


@runtime_checkable
class Substituting(Protocol):
    """What a directory answers besides where it knows who is out of office."""

    def stands_in_for(self, user: str, at: datetime) -> Collection[str]:
        """The users who are away at this instant and whose substitute the user is."""

    def substitutes(self, user: str, at: datetime) -> Collection[str]:
        """The users who stand in for the user at this instant, where that one is away: `stands_in_for` turned round."""

    def away(self, user: str, at: datetime) -> bool:
        """Whether the user is out of office at this instant."""


@runtime_checkable
class AtHand(Protocol):
    """What a directory answers besides where it may have everybody in memory, so that nobody waits for its answers."""

    @property
    def at_hand(self) -> bool:
        """Whether it has now. It is then asked while an event is applied, without a journey."""


@runtime_checkable
class Fingerprinted(Protocol):
    """What a directory answers besides where it can tell that it has changed since the last process."""

    def fingerprint(self) -> str | None:
        """A short text that is another one when anything is; None where it cannot be told."""


@runtime_checkable
class Troubled(Protocol):
    """What a directory answers besides where it may have to go on with what it knew before."""

    def trouble(self) -> str | None:
        """What keeps it from answering, or from knowing better; None where all is well."""
