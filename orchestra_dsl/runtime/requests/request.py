"""What all requests have in common."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.facts import Facts

T = TypeVar("T")
Lane = Hashable


class Request(ABC, Generic[T]):
    """Something to be done within a batch.

    `lane` says what it must keep its place in: requests of one lane are done one at a time in the order of their
    arrival, also while one of them waits for facts from outside. One that is `patient` lets others go ahead: nobody
    waits for its answer. `answer` is set once all is on the disk. `facts` are those that were fetched from outside.
    While it waits for some, `parked_at` tells since when (on the machine's monotonic clock), and `give_up` gives the
    question up.
    """

    lane: Lane = None
    patient = False
    facts: Facts
    at: int | None = None
    give_up: Callable[[], None] | None = None

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

    def break_down(self, batch: Batch, fault: Exception) -> None:
        """Leave in the store what must not be lost when `perform` met a fault. By default nothing."""

    def park(self) -> None:
        """It waits for facts from outside from now on."""
        self.parked_at = time.monotonic()

    def waits_longer_than(self, seconds: float) -> bool:
        """Whether it has been parked for longer than this."""
        return time.monotonic() - self.parked_at > seconds


AnyRequest = Request[Any]
