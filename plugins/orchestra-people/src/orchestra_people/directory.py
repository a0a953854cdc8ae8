"""A directory whose people may change at any time, and whose source may fail: then those known last stay in force."""

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from orchestra_dsl.plugin import People
from orchestra_dsl.plugin.problems import BadPlugin, describe
from orchestra_people.kept import Kept

_log = logging.getLogger("orchestra.people")


class Source(Protocol):
    """Where people are kept. `name` is that of the place, and holds no secret; `file` is the file that holds all."""

    name: str
    file: Path | None

    def due(self) -> bool:
        """Whether it is time to read it: cheap, and never an error."""

    def read(self) -> Mapping[str, Any]:
        """What it holds, as a file of people would; the same mapping as before where it knows of no change."""


class LiveDirectory:
    """The people of a source. What it answers is in force from the first question after a change."""

    def __init__(self, source: Source, kept: Kept | None = None) -> None:
        self._source = source
        self._kept = kept
        self._turn = threading.Lock()
        self._found: Mapping[str, Any] | None = None
        self._people: People | None = None
        self._trouble: BadPlugin | None = None

    @property
    def name(self) -> str:
        """Where people are kept."""
        return self._source.name

    def trouble(self) -> BadPlugin | None:
        """Why the newest people are not known, where those known before stay in force; None where all is well."""
        self._now()
        return self._trouble

    def files(self) -> Collection[Path] | None:
        """The file that holds all people, where one does."""
        return None if self._source.file is None else (self._source.file,)

    def fingerprint(self) -> str:
        """A text that is another one when anybody or anything in the directory is."""
        return self._now().fingerprint()

    def known(self, principal: str) -> bool:
        """Whether there is such a user (who is active), group or queue."""
        return self._now().known(principal)

    def principals(self) -> Collection[str]:
        """Everybody who is known."""
        return self._now().principals()

    def member(self, user: str, principal: str) -> bool:
        """Whether the user belongs to the group or queue, or is the user named."""
        return self._now().member(user, principal)

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """Whether the group or queue has a member, or is a user, not among `excluded`."""
        return self._now().someone(principal, excluded)

    def members(self, principal: str) -> Sequence[str]:
        """The users of a group or queue, sorted; of a user the user."""
        return self._now().members(principal)

    def manager(self, user: str) -> str | None:
        """The user's manager, if active."""
        return self._now().manager(user)

    def stands_in_for(self, user: str, at: datetime) -> Collection[str]:
        """The users who are away at this instant and whose substitute the user is."""
        return self._now().stands_in_for(user, at)

    def substitutes(self, user: str, at: datetime) -> Collection[str]:
        """The users who stand in for the user at this instant, where that one is away."""
        return self._now().substitutes(user, at)

    def away(self, user: str, at: datetime) -> bool:
        """Whether the user is out of office at this instant."""
        return self._now().away(user, at)

    def _now(self) -> People:
        """The people in force. Raises BadPlugin where nobody has ever been known.

        One thread reads; meanwhile others are answered by what is known already.
        """
        if self._source.due() and self._turn.acquire(blocking=self._people is None):
            try:
                if self._source.due():
                    self._read()
            finally:
                self._turn.release()
        if self._kept is not None:
            self._kept.write()
        if self._people is None:
            assert self._trouble is not None  # noqa: S101 - whoever reads leaves people or a trouble
            raise self._trouble
        return self._people

    def _read(self) -> None:
        try:
            found = self._source.read()
            people = People(found) if found is not self._found else self._people
        except BadPlugin as error:
            self._failed(BadPlugin(error.what, error.hint, self._source.name))  # one name, whatever is wrong with it
            return
        except Exception as error:  # noqa: BLE001 - whatever the driver of a database raises
            self._failed(BadPlugin(f"people cannot be read: {describe(error)}", None, self._source.name))
            return
        if self._trouble is not None:
            _log.info("%s: people can be read again", self._source.name)
        if self._kept is not None and found is not self._found:
            self._kept.keep(found)
        self._found, self._people, self._trouble = found, people, None

    def _failed(self, error: BadPlugin) -> None:
        if self._people is None and self._kept is not None:
            self._people = self._kept.people()
        if self._people is not None:
            error = BadPlugin(f"{error.what}; who was known before stays in force", error.hint, error.where)
        if self._trouble is None or self._trouble.what != error.what:
            _log.warning("%s: %s", error.where, error.what)
        self._trouble = error
