"""What all requests have in common."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, Generic, Protocol, TypeVar

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.facts import Facts
from orchestra_dsl.runtime.store.port import Reads

T = TypeVar("T")
Lane = Hashable


class Fetching(Protocol):
    """A question that somebody outside has been asked, and has not answered yet."""

    def give_up(self) -> None:
        """Let nobody wait for it any more."""

    def unanswered(self, seconds: float) -> str:
        """That there has been no answer for so long, in words that name who is asked as far as that is known."""


class Request(ABC, Generic[T]):
    """Something to be done within a batch.

    `lane` says what it must keep its place in: requests of one lane are done one at a time in the order of their
    arrival, also while one of them waits for facts from outside. One that is `patient` lets others go ahead: nobody
    waits for its answer. `answer` is set once all is on the disk. `facts` are those that were fetched from outside.
    While it waits for some, `parked_at` tells since when (on the machine's monotonic clock), and `fetching` is the
    question; once it has waited for long, `on_wait` is told why. What one is about that `stays` cannot be put aside
    when it breaks down: it is where it was, to be tried again. `title` says what it is about, in the words of somebody
    who has to look after it.
    """

    lane: Lane = None
    patient = False
    stays = False
    title = "what was to be written"
    facts: Facts
    at: int | None = None
    fetching: Fetching | None = None
    on_wait: Callable[[str], None] | None = None

    def __init__(self) -> None:
        self.answer: Future[T] = Future()
        self.answer.set_running_or_notify_cancel()
        self.facts = {}
        self.parked_at = 0.0

    @abstractmethod
    def perform(self, batch: Batch) -> T:
        """Do it. Raises Refusal, NeedsOutside, StoreError; anything else is a fault of the program.

        Whatever it raises, it has put nothing into the batch.
        """

    def break_down(self, batch: Batch, fault: Exception) -> None:  # noqa: ARG002 - others write something
        """Leave in the store what must not be lost when `perform` met a fault. By default nothing.

        What this raises says that it could not: then it stays where it was, and whoever sent it tries again later.
        """
        if self.stays:
            raise fault

    def entitled(self, reads: Reads) -> str:  # noqa: ARG002 - others look something up
        """Its title, with what has to be looked up for it."""
        return self.title

    def park(self) -> None:
        """It waits for facts from outside from now on."""
        self.parked_at = time.monotonic()

    def waits_longer_than(self, seconds: float) -> bool:
        """Whether it has been parked for longer than this."""
        return time.monotonic() - self.parked_at > seconds


AnyRequest = Request[Any]
