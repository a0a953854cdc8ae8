"""Threads for code that may block: a bounded number of them, none of which keeps the process from ending.

A job that hangs can be given up: its thread no longer counts, so that another may take its place, and whatever it
still does is nobody's concern. (concurrent.futures joins its threads at exit, so one hung job would hold the process.)
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from orchestra_dsl.runtime.threads.growth import LOOK, Growth

_log = logging.getLogger("orchestra.runtime")


def _nothing() -> None:
    """The work of a job that has been done."""


class Job:
    """Work that a pool carries out on one of its threads: `thread` is which, once it has begun."""

    __slots__ = ("abandoned", "running", "since", "thread", "work")

    def __init__(self, work: Callable[[], None]) -> None:
        self.work = work
        self.since = time.monotonic()
        self.running = False
        self.abandoned = False
        self.thread: int | None = None


class Pool:
    """At most `size` threads, started when they are needed and ended when they have nothing to do.

    Where it says with how many to `begin`, more are started only for jobs that have queued for a while (growth.py);
    up to `most`, while those that run hardly compute.
    """

    def __init__(
        self, name: str, size: int, *, begin: int | None = None, most: int = 0, idle_seconds: float = 5.0
    ) -> None:
        self.name = name
        self.size = size
        self.begin = size if begin is None else begin
        self.most = max(size, most)
        self.growth = Growth(f"{name}-growth", self._wants_more, self._grow)
        self._idle_seconds = idle_seconds
        self._changed = threading.Condition()
        self._jobs: deque[Job] = deque()
        self._threads = 0
        self._idle = 0
        self._abandoned = 0
        self._closed = False

    @property
    def abandoned(self) -> int:
        """How many abandoned jobs still run."""
        return self._abandoned

    def submit(self, work: Callable[[], None]) -> Job:
        """Have the work done. What it raises is logged: it should answer in its own way."""
        job = Job(work)
        with self._changed:
            if self._closed:
                job.abandoned = True
                return job
            self._jobs.append(job)
            queued = self._idle < len(self._jobs)
            if queued and self._threads < self.begin:
                self._start()
                queued = False
            self._changed.notify()
        if queued and self._wants_more():
            self.growth.look()
        return job

    def abandon(self, job: Job) -> None:
        """Give the job up. One that has not begun never will."""
        with self._changed:
            if job.abandoned:
                return
            job.abandoned = True
            if job.running:
                self._abandoned += 1
                self._threads -= 1
                if self._jobs:
                    self._start()

    def close(self) -> None:
        """Begin nothing more. What runs goes on, but is not waited for."""
        with self._changed:
            self._closed = True
            self._jobs.clear()
            self._changed.notify_all()

    def _start(self) -> None:
        self._threads += 1
        threading.Thread(target=self._serve, name=self.name, daemon=True).start()

    def _wants_more(self) -> bool:
        """Whether jobs queue, and more threads may be started than at once."""
        return self._idle < len(self._jobs) and self._threads < self.most and not self._closed

    def _grow(self, calm: bool) -> None:  # noqa: FBT001 - it is all that there is to say
        """Start as many threads as jobs queue, or one, if the first has waited for long."""
        with self._changed:
            if not self._jobs or time.monotonic() - self._jobs[0].since < LOOK:
                return
            room = self.most - self._threads if calm else min(self.size - self._threads, 1)
            for _ in range(min(len(self._jobs) - self._idle, room)):
                self._start()

    def _serve(self) -> None:
        while (job := self._next()) is not None:
            work, job.work = job.work, _nothing  # whoever keeps the job keeps nothing else
            try:
                work()
            except BaseException:  # noqa: BLE001 - the thread serves others next
                _log.exception("a job of %s broke down", self.name)
            with self._changed:
                job.running = False
                if job.abandoned:
                    self._abandoned -= 1
                    return

    def _next(self) -> Job | None:
        """The next job; None when the thread is to end."""
        with self._changed:
            while True:
                while self._jobs:
                    job = self._jobs.popleft()
                    if not job.abandoned:
                        job.running, job.thread = True, threading.get_ident()
                        return job
                self._idle += 1
                woken = self._changed.wait(self._idle_seconds)
                self._idle -= 1
                if self._closed or (not woken and not self._jobs):
                    self._threads -= 1
                    return None
