"""The project's people as the engine asks for them, loaded when it first asks."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from orchestra_dsl.runtime.ports import Directory, Fingerprinted, Substituting


class LazyDirectory:
    """A directory that is looked up when a question is asked: a list of runs asks none, and loads no plugin."""

    def __init__(self, find: Callable[[], Directory]) -> None:
        self._find = find

    def known(self, principal: str) -> bool:
        """Whether there is such a user (who is active), group or queue."""
        return self._find().known(principal)

    def member(self, user: str, principal: str) -> bool:
        """Whether the user belongs to the group or queue, or is the user named."""
        return self._find().member(user, principal)

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """Whether the group or queue has a member, or is a user, not among `excluded`."""
        return self._find().someone(principal, excluded)

    def members(self, principal: str) -> Sequence[str]:
        """The users of a group or queue, sorted; of a user the user."""
        return self._find().members(principal)

    def manager(self, user: str) -> str | None:
        """The user's manager."""
        return self._find().manager(user)

    def stands_in_for(self, user: str, at: datetime) -> Collection[str]:
        """The users who are away at this instant and whose substitute the user is."""
        found = self._find()
        return found.stands_in_for(user, at) if isinstance(found, Substituting) else ()

    def substitutes(self, user: str, at: datetime) -> Collection[str]:
        """The users who stand in for the user at this instant, where that one is away."""
        found = self._find()
        return found.substitutes(user, at) if isinstance(found, Substituting) else ()

    def fingerprint(self) -> str | None:
        """A short text that is another one when anything in the directory is; None where it cannot be told."""
        found = self._find()
        return found.fingerprint() if isinstance(found, Fingerprinted) else None

    def away(self, user: str, at: datetime) -> bool:
        """Whether the user is out of office at this instant."""
        found = self._find()
        return isinstance(found, Substituting) and found.away(user, at)
