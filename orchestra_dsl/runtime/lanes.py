"""The line of requests: in the order of their arrival, and one at a time in each lane.

A request that must wait for facts from outside is parked: it keeps its place, those behind it in its lane wait, and
all others go on.
"""

import threading
from collections import deque

from orchestra_dsl.runtime.requests.request import AnyRequest, Lane


class Lanes:
    """Requests that are to be carried out. Any thread may add some; one thread takes them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ready: deque[AnyRequest] = deque()
        self._behind: dict[Lane, deque[AnyRequest]] = {}
        self._parked: set[AnyRequest] = set()
        self._closed = False

    def add(self, request: AnyRequest) -> bool:
        """Put a request at the end of the line; False when nothing is taken any more."""
        with self._changed:
            if self._closed:
                return False
            self._ready.append(request)
            self._changed.notify()
            return True

    def take(self, limit: int, timeout: float | None) -> list[AnyRequest] | None:
        """Wait for requests and take the next ones, at most `limit`; none after `timeout`, None once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready or self._closed, timeout)
            if not self._ready:
                return None if self._closed else []
            taken: list[AnyRequest] = []
            while self._ready and len(taken) < limit:
                request = self._ready.popleft()
                if request.lane in self._behind:
                    self._behind[request.lane].append(request)
                else:
                    taken.append(request)
            return taken

    def park(self, request: AnyRequest, behind: list[AnyRequest]) -> None:
        """The request waits for facts; `behind` are those of its lane that were taken with it."""
        request.park()
        with self._changed:
            self._parked.add(request)
            if request.lane is not None:
                self._behind[request.lane] = deque(behind)

    def unpark(self, request: AnyRequest, *, again: bool) -> bool:
        """The lane goes on, with the request itself if it is to be carried out `again`.

        False when it was not parked any more.
        """
        with self._changed:
            if request not in self._parked:
                return False
            self._parked.discard(request)
            behind = self._behind.pop(request.lane, ()) if request.lane is not None else ()
            self._ready.extendleft(reversed(behind))
            if again:
                self._ready.appendleft(request)
            self._changed.notify()
            return True

    @property
    def parked(self) -> list[AnyRequest]:
        """Those that wait for facts."""
        with self._changed:
            return list(self._parked)

    @property
    def ready(self) -> bool:
        """Whether there is something to be taken at once."""
        return bool(self._ready)

    @property
    def waiting(self) -> int:
        """How many are there to be taken, or parked."""
        with self._changed:
            return len(self._ready) + len(self._parked) + sum(map(len, self._behind.values()))

    def close(self) -> list[AnyRequest]:
        """Take nothing more; answers those that will not be carried out."""
        with self._changed:
            self._closed = True
            left = [*self._parked, *self._ready, *(each for line in self._behind.values() for each in line)]
            self._parked.clear()
            self._ready.clear()
            self._behind.clear()
            self._changed.notify_all()
            return left
