"""What waits for an instant of the engine's clock within one process; the store has it all the while."""

import heapq
import itertools
import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class PutOff(Generic[T]):
    """Things by the instants for which they wait, those of one instant in the order in which they came."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._count = itertools.count()
        self._waiting: list[tuple[int, int, T]] = []

    def add(self, until: int, thing: T) -> None:
        """Let it wait until this instant."""
        with self._turn:
            heapq.heappush(self._waiting, (until, next(self._count), thing))

    def due(self, now: int) -> list[T]:
        """Those whose instant has come; they wait no more."""
        if not self._waiting or self._waiting[0][0] > now:
            return []
        found = []
        with self._turn:
            while self._waiting and self._waiting[0][0] <= now:
                found.append(heapq.heappop(self._waiting)[2])
        return found
