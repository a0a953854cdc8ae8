"""What a peer has to offer to be measured."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from benchmarks.case import REWORKS

RECORD = {
    "id": "1",
    "priority": "High",
    "amount": 12500.5,
    "owner": "ann",
    "team": "Support",
    "subject": "Printer on fire",
}
NOTES = {"notes": "done"}


class UnableError(Exception):
    """The peer has nothing to say to a question; the text says why."""


class Peer(ABC):
    """A peer. A run is whatever it takes for one.

    `rounds` are those of the loop after which an event is compared with the tenth, `events` are timed together; a peer
    that cannot go as far says so in `note`.
    """

    distributions: ClassVar[tuple[str, ...]]
    rounds: ClassVar[int] = 10_000
    events: ClassVar[int] = 200
    note: ClassVar[str] = ""

    @abstractmethod
    def start(self, reworks: int) -> Any:
        """Begin a case, and go on until somebody has to do something."""

    @abstractmethod
    def waits(self, run: Any) -> bool:
        """Whether it waits for somebody; else it has ended."""

    @abstractmethod
    def complete(self, run: Any) -> Any:
        """Do what it waits for; answers the run, which has gone on."""

    @abstractmethod
    def chain(self, steps: int) -> Callable[[], object]:
        """Something that plays a process of so many steps one after the other, from its beginning to its end."""

    def dump(self, run: Any) -> bytes:  # noqa: ARG002 - others need it
        """All that has to be stored of a waiting run."""
        raise UnableError("stores by itself")

    def load(self, stored: bytes) -> Any:  # noqa: ARG002 - the same
        """The run again."""
        raise UnableError("stores by itself")

    def size(self) -> int:
        """Bytes that are stored of one waiting run."""
        return len(self.dump(self.start(REWORKS)))

    def on_own_store(self) -> "Peer | None":
        """The same with the store that it comes with; None where its host stores what `dump` gives."""
        return None
