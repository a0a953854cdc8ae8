"""The outbox as a worker sees it: what is in it is sent once, and what an earlier worker has left there once more."""

import threading
import time
from collections.abc import Collection

from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.worker.dispatch import Dispatch
from orchestra_dsl.runtime.worker.underway import AT_ONCE

REVIEW = 0.25
"""Seconds between two looks at whether other processes have ended what is being carried out."""
_FOR_EVER = 2**63 - 1


class Outbox:
    """What is sent, in the order in which it was committed. `wake` is set where there may be more to send."""

    def __init__(self, store: Store, dispatch: Dispatch, wake: threading.Event) -> None:
        self._store = store
        self._dispatch = dispatch
        self._wake = wake
        self._sent = 0
        self._left_over = self._sent_again = 0
        self._to_review: set[int] = set()
        self._reviewed_at = 0.0

    def take_over(self) -> None:
        """This process has the lock now: what another one has left in the outbox is its concern."""
        with self._store.reading() as reads:
            self._left_over = self._sent = reads.last_outbox()
        self._sent_again = 0

    @property
    def has_left_over(self) -> bool:
        """Whether some of what another process has left is still to be sent."""
        return self._sent_again < self._left_over

    def send_again(self) -> None:
        """Send what was in the outbox when this process took over.

        It may have been carried out or not: the process that sent it ended before the answer was on the disk. The
        idempotency key tells whoever is called.
        """
        if self.has_left_over:
            self._sent_again = self._send_between(self._sent_again, self._left_over)

    def send(self) -> None:
        """Send what has been committed since."""
        self._sent = self._send_between(self._sent, _FOR_EVER)

    def _send_between(self, after: int, until: int) -> int:
        """Send as many as there is room for; answers the key of the last one, `until` when there are no more."""
        room = AT_ONCE - len(self._dispatch)
        if room <= 0:
            return after
        with self._store.reading() as reads:
            rows = reads.outbox(after, until, room)
        for row in rows:
            self._dispatch.send(row)
        if len(rows) == room:
            self._wake.set()  # there may be more, and notifications take no room
        if not rows:
            return after if until == _FOR_EVER else until
        return rows[-1].key

    def touched(self, runs: Collection[int]) -> None:
        """Runs have been changed by this process: what is carried out for them may have become needless."""
        self._to_review.update(runs)

    def review(self) -> None:
        """Abandon calls that nobody waits for any more, as this process or another has decided."""
        touched, self._to_review = self._to_review, set()
        if time.monotonic() - self._reviewed_at > REVIEW:
            self._reviewed_at = time.monotonic()
            self._dispatch.review(None)
        elif touched:
            self._dispatch.review(touched)
