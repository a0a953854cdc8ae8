"""One effect that is being carried out, and what its flow says of it meanwhile."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from attrs import define, field

from orchestra_dsl.plugin.progress import Progress
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.requests.note_progress import NoteProgress
from orchestra_dsl.runtime.store.rows import OutboxRow
from orchestra_dsl.runtime.threads.loops import Loops
from orchestra_dsl.runtime.worker.again import Again

NOTED_EVERY = 1.0
"""Seconds between two notes of the progress of one call: what comes faster is seen by this process alone."""


@define(eq=False)
class Sending:
    """An effect that is carried out; one that has `begun` will be answered. `stop` ends it as far as it can be.

    `trouble` is why its answer cannot be stored yet, as it is noted beside it in the store.
    """

    row: OutboxRow
    since: float = field(factory=time.monotonic)
    cancelled: threading.Event = field(factory=threading.Event)
    begun: bool = False
    answered: bool = False
    stop: Callable[[], object] | None = None
    progress: Progress | None = None
    again: Again = field(factory=Again)
    trouble: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end, or nobody waits for it any more."""
        return self.answered or self.cancelled.is_set()


@define(eq=False)
class Reporter:
    """Takes a call's progress: at once in this process, and now and then in the store, the newest in any case."""

    core: Core
    loops: Loops
    sending: Sending
    _guard: threading.Lock = field(factory=threading.Lock)
    _due: bool = False
    _noted_at: float | None = None

    def __call__(self, progress: Progress) -> None:
        """Take note of how far the call has come."""
        self.sending.progress = progress
        with self._guard:
            if self._due or self.sending.is_over:
                return
            self._due = True
            noted = self._noted_at
        wait = 0.0 if noted is None else max(0.0, noted + NOTED_EVERY - time.monotonic())
        with suppress(RuntimeError):  # the worker has been closed meanwhile: nobody listens
            self.loops.later(wait, self._note)

    def _note(self) -> None:
        with self._guard:
            self._due = False
            self._noted_at = time.monotonic()
        row, progress = self.sending.row, self.sending.progress
        if progress is not None and not self.sending.is_over:
            self.core.submit(NoteProgress(row.run, row.key, progress.fraction, progress.text))
