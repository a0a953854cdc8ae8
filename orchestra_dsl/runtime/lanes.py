"""The line of requests: in the order of their arrival, and one at a time in each lane.

Those that nobody waits for are patient: others go ahead of them, except within a lane, and a few of them are taken each
time. So a person who acts waits for no hundred thousand runs that a write has woken.

A request that must wait for facts from outside is parked: it keeps its place, those behind it in its lane wait, and
all others go on.

One thread at a time has its turn, and carries out what it has taken: mostly the one that writes, or whoever waits for a
request of their own while nobody is in line.
"""

import threading
from collections import deque
from collections.abc import Iterator, Sequence

from orchestra_dsl.runtime.requests.request import AnyRequest, Lane

FOR_THE_PATIENT = 16
"""So many places of a batch are kept for requests that are patient, however many others there are."""


class Lanes:
    """Requests that are to be carried out. Any thread may add some; one thread at a time takes them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ready: deque[AnyRequest] = deque()
        self._patient: deque[AnyRequest] = deque()
        self._behind: dict[Lane, deque[AnyRequest]] = {}
        self._parked: set[AnyRequest] = set()
        self._busy = False
        self._closed = False

    def add(self, request: AnyRequest) -> bool:
        """Put a request at the end of the line; False when nothing is taken any more."""
        with self._changed:
            if self._closed:
                return False
            if request.patient:
                self._patient.append(request)
            else:
                self._go_ahead(request.lane)
                self._ready.append(request)
            self._changed.notify()
            return True

    def _go_ahead(self, lane: Lane) -> None:
        """Somebody waits for the end of a lane: the patient ones in it are as urgent."""
        if lane is not None and any(each.lane == lane for each in self._patient):
            self._ready += [each for each in self._patient if each.lane == lane]
            self._patient = deque(each for each in self._patient if each.lane != lane)

    def take(self, limit: int, timeout: float | None) -> list[AnyRequest] | None:
        """Wait for requests and take the next ones, at most `limit`; none after `timeout`, None once closed.

        Without a timeout it also comes back, with none, when one is parked: somebody has to look after that.
        """
        with self._changed:
            parked = timeout is None
            self._changed.wait_for(lambda: self._to_be_taken or self._closed or (parked and self._parked), timeout)
            if self._closed or not self._to_be_taken:
                return None if self._closed else []
            urgent = limit - min(len(self._patient), FOR_THE_PATIENT)
            taken = list(self._take_from(self._ready, urgent))
            taken += self._take_from(self._patient, limit - len(taken))
            self._busy = bool(taken)
            return taken

    def take_turn(self) -> bool:
        """Have the next turn without having been in line: only where nobody is, and nobody has it."""
        with self._changed:
            if self._busy or self._closed or self._parked or self.ready:
                return False
            self._busy = True
            return True

    def end_turn(self) -> None:
        """The turn has ended."""
        with self._changed:
            self._busy = False
            if self.ready or self._closed:  # nobody is woken in vain: that takes longer than many an event
                self._changed.notify_all()

    @property
    def _to_be_taken(self) -> bool:
        return self.ready and not self._busy

    def _take_from(self, line: deque[AnyRequest], limit: int) -> Iterator[AnyRequest]:
        """The next ones of a line, without those that have to wait behind one that is parked."""
        while line and limit > 0:
            request = line.popleft()
            if request.lane in self._behind:
                self._behind[request.lane].append(request)
            else:
                limit -= 1
                yield request

    def put_back(self, requests: Sequence[AnyRequest]) -> None:
        """These patient ones were taken and not begun: they come next, before whatever is in their lanes by now."""
        with self._changed:
            urgent = {each.lane for each in self._ready}
            for request in reversed(requests):
                line = self._ready if request.lane in urgent else self._patient
                line.appendleft(request)

    def park(self, request: AnyRequest, behind: list[AnyRequest]) -> None:
        """The request waits for facts; `behind` are those of its lane that were taken with it."""
        request.park()
        with self._changed:
            self._parked.add(request)
            if request.lane is not None:
                self._behind[request.lane] = deque(behind)
            self._changed.notify_all()

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
        return bool(self._ready or self._patient)

    @property
    def waiting(self) -> int:
        """How many are there to be taken, or parked."""
        with self._changed:
            lines = (self._ready, self._patient, self._parked, *self._behind.values())
            return sum(map(len, lines))

    def close(self) -> list[AnyRequest]:
        """Let the turn end that somebody has, and have no further one; answers those that will not be carried out."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._busy)
            waiting = (self._parked, self._ready, self._patient, *self._behind.values())
            left = [each for line in waiting for each in line]
            self._parked.clear()
            self._ready.clear()
            self._patient.clear()
            self._behind.clear()
            self._changed.notify_all()
            return left
