"""The project's people as the engine asks for them, loaded when it first asks."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orchestra_dsl.plugin.directory import Directories


class LazyDirectory:
    """A directory that is looked up when a question is asked: a list of runs asks none, and loads no plugin."""

    def __init__(self, find: Callable[[], "Directories"]) -> None:
        self._find = find
        self._looked_up = False

    @property
    def at_hand(self) -> bool:
        """Whether it has been looked up, and has everybody in memory."""
        return self._looked_up and self._found().at_hand

    def known(self, principal: str) -> bool:
        """Whether there is such a user (who is active), group or queue."""
        return self._found().known(principal)

    def member(self, user: str, principal: str) -> bool:
        """Whether the user belongs to the group or queue, or is the user named."""
        return self._found().member(user, principal)

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """Whether the group or queue has a member, or is a user, not among `excluded`."""
        return self._found().someone(principal, excluded)

    def members(self, principal: str) -> Sequence[str]:
        """The users of a group or queue, sorted; of a user the user."""
        return self._found().members(principal)

    def manager(self, user: str) -> str | None:
        """The user's manager."""
        return self._found().manager(user)

    def stands_in_for(self, user: str, at: datetime) -> Collection[str]:
        """The users who are away at this instant and whose substitute the user is."""
        return self._found().stands_in_for(user, at)

    def substitutes(self, user: str, at: datetime) -> Collection[str]:
        """The users who stand in for the user at this instant, where that one is away."""
        return self._found().substitutes(user, at)

    def fingerprint(self) -> str | None:
        """A short text that is another one when anything in the directory is; None where it cannot be told."""
        return self._found().fingerprint()

    def trouble(self) -> str | None:
        """What keeps it from answering, or from knowing better; None where all is well."""
        return "; ".join(map(str, self._found().troubles())) or None

    def away(self, user: str, at: datetime) -> bool:
        """Whether the user is out of office at this instant."""
        return self._found().away(user, at)

    def _found(self) -> "Directories":
        found = self._find()
        self._looked_up = True
        return found
