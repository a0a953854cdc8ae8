"""The directory of people: who exists, who belongs where, who manages whom.

Principals are texts with their kind: `user:ann`, `group:Agents`, `queue:Triage`. A user who is not active counts
nowhere: not as known, not as a member, not as somebody's manager.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol, runtime_checkable

import attrs

from orchestra_dsl.plugin import questions
from orchestra_dsl.plugin.origin import Origin
from orchestra_dsl.plugin.problems import BadPlugin, PluginProblem, Unavailable
from orchestra_dsl.plugin.questions import Ask, Asked


class Directory(Protocol):
    """What a directory answers. Every question may be asked from any thread, and at any time."""

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
class Listing(Protocol):
    """What a directory answers besides if it can list whom it knows: then misspelt names are found before a run."""

    def principals(self) -> Collection[str]:
        """All users (who are active), groups and queues."""


@runtime_checkable
class Substituting(Protocol):
    """What a directory answers besides if it knows who is out of office, and who stands in. Instants have a zone."""

    def stands_in_for(self, user: str, at: datetime) -> Collection[str]:
        """The users who are away at this instant and whose substitute the user is."""

    def substitutes(self, user: str, at: datetime) -> Collection[str]:
        """The users who stand in for the user at this instant, where that one is away: `stands_in_for` turned round."""

    def away(self, user: str, at: datetime) -> bool:
        """Whether the user is out of office at this instant."""


@runtime_checkable
class Fingerprinted(Protocol):
    """What a directory answers besides where it can tell that it has changed since the last process."""

    def fingerprint(self) -> str | None:
        """A short text that is another one when anything is; None where it cannot be told."""


@runtime_checkable
class Troubled(Protocol):
    """What a directory answers besides where it may go on with what it knew before: why it has to."""

    def trouble(self) -> BadPlugin | None:
        """What keeps it from knowing better, as the error that it would otherwise raise; None where all is well."""


@runtime_checkable
class Filed(Protocol):
    """What a directory answers besides where all that it knows is in files of this machine."""

    def files(self) -> Collection[Path] | None:
        """The files: as long as none of them changes, `principals` does not. None where it asks elsewhere."""


@runtime_checkable
class Named(Protocol):
    """What a directory answers besides where it can say, without asking, where its people come from; no secret."""

    @property
    def name(self) -> str:
        """The file, or the address."""


@attrs.frozen
class Directories:
    """Several directories as one: whoever one of them knows is known, and groups of one name are joined.

    A directory that fails raises Unavailable, which names its plugin; nobody is guessed. `broken` is why a directory
    is lacking: then nothing can be answered, since it might have known better. `asked` says of each where it comes
    from; without it the name of its plugin is all that is known of that.
    """

    each: tuple[tuple[str, Directory], ...] = ()
    broken: PluginProblem | None = None
    asked: tuple[Asked, ...] = ()

    def known(self, principal: str) -> bool:
        """Whether any directory knows the principal."""
        return any(ask(d.known, questions.YES_OR_NO, principal) for ask, d in self._whole())

    def principals(self) -> frozenset[str] | None:
        """All whom the directories know; None where one of them cannot list them, or there is none."""
        listings = [(ask, d) for ask, d in self._askers if isinstance(d, Listing)]
        if not listings or len(listings) < len(self.each):
            return None
        everybody = "for all people"
        found = (ask(d.principals, questions.TEXTS, what=everybody) for ask, d in listings)
        return frozenset(principal for principals in found for principal in principals)

    def member(self, user: str, principal: str) -> bool:
        """Whether any directory says that the user belongs there."""
        return any(ask(d.member, questions.YES_OR_NO, user, principal) for ask, d in self._whole())

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """Whether any directory has somebody there who is not excluded."""
        return any(ask(d.someone, questions.YES_OR_NO, principal, excluded) for ask, d in self._whole())

    def members(self, principal: str) -> Sequence[str]:
        """The members that all directories together name, sorted."""
        return sorted({u for ask, d in self._whole() for u in ask(d.members, questions.USERS, principal)})

    def manager(self, user: str) -> str | None:
        """The manager that the first directory names that names one."""
        found = (ask(d.manager, questions.USER, user) for ask, d in self._whole())
        return next((manager for manager in found if manager is not None), None)

    def stands_in_for(self, user: str, at: datetime) -> Collection[str]:
        """The users whose substitute the user is now, by any directory that knows of substitutes."""
        asked = [(ask, d) for ask, d in self._whole() if isinstance(d, Substituting)]
        return {person for ask, d in asked for person in ask(d.stands_in_for, questions.USERS, user, at)}

    def substitutes(self, user: str, at: datetime) -> Collection[str]:
        """The users who stand in for the user now, by any directory that knows of substitutes."""
        asked = [(ask, d) for ask, d in self._whole() if isinstance(d, Substituting)]
        return {person for ask, d in asked for person in ask(d.substitutes, questions.USERS, user, at)}

    def away(self, user: str, at: datetime) -> bool:
        """Whether any directory says that the user is out of office."""
        asked = [(ask, d) for ask, d in self._whole() if isinstance(d, Substituting)]
        return any(ask(d.away, questions.YES_OR_NO, user, at) for ask, d in asked)

    def fingerprint(self) -> str | None:
        """Those of all directories together; None where one of them has none, or there is no directory."""
        found = [
            ask(d.fingerprint, questions.TEXT) if isinstance(d, Fingerprinted) else None for ask, d in self._whole()
        ]
        return None if not found or None in found else "/".join(map(str, found))

    def troubles(self) -> tuple[PluginProblem, ...]:
        """What keeps directories from answering, or from knowing better than they did before."""
        troubled = zip(self.each, self._askers, strict=True)
        found = [_trouble(plugin, ask, d) for (plugin, d), (ask, _) in troubled if isinstance(d, Troubled)]
        return tuple(problem for problem in found if problem is not None)

    @cached_property
    def at_hand(self) -> bool:
        """Whether each of them has everybody in memory. What others promise, nobody can hold them to."""
        from orchestra_dsl.plugin.people import People  # noqa: PLC0415 - most commands ask nobody, and need not load it

        return self.broken is None and all(type(directory) is People for _, directory in self.each)

    def files(self) -> frozenset[Path] | None:
        """The files in which all is that the directories know; None where one of them asks elsewhere."""
        named = [ask(d.files, questions.FILES) if isinstance(d, Filed) else None for ask, d in self._askers]
        return None if None in named else frozenset(file for files in named for file in files or ())

    def _whole(self) -> tuple[tuple[Ask, Directory], ...]:
        """All directories there should be, each with what asks it. Raises Unavailable when one is lacking."""
        if self.broken is not None:
            raise Unavailable(self.broken)
        return self._askers

    @cached_property
    def _askers(self) -> tuple[tuple[Ask, Directory], ...]:
        """The directories, each with what asks it: those that have everybody in memory need not be waited for."""
        asked = self.asked or [Asked(Origin(plugin, type(d).__module__), type(d).__name__) for plugin, d in self.each]
        whole = zip(asked, self.each, strict=True)
        return tuple((each.ask if self.at_hand else each.ask_and_wait, d) for each, (_, d) in whole)


def _trouble(plugin: str, ask: Ask, directory: Troubled) -> PluginProblem | None:
    try:
        trouble = ask(directory.trouble, questions.TROUBLE)
    except Unavailable as error:
        return error.problem
    return None if trouble is None else trouble.problem(plugin, kind="people")
