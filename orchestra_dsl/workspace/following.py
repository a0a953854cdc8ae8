"""Following runs: the new lines of their histories, and the work that is open in them, whoever causes it."""

import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection

import attrs

from orchestra_dsl.graph.statuses import ENDED, TO_DO, Status
from orchestra_dsl.runtime.clock import POLL, FastForwardClock
from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.worker.worker import Worker
from orchestra_dsl.workspace.engine import ProjectEngine
from orchestra_dsl.workspace.timeline import Line

_FAMILY = 200
"""How many runs are followed as one run with its steps."""
SOON = 60_000_000
"""Microseconds. A run that goes on by itself within this time is not idle."""


@attrs.define
class Followed:
    """One run: how far its history has been told, and how often each of its steps has been completed."""

    run: str
    seen: int = 0
    completed: Counter[str] = attrs.field(factory=Counter)
    status: Status = Status.ACTIVE

    @property
    def ended(self) -> bool:
        """Whether the run has ended."""
        return self.status in ENDED


class Follower:
    """Follows one run of an engine, or several. It sees what other processes do as well."""

    def __init__(self, engine: ProjectEngine) -> None:
        self.engine = engine
        self._changed = threading.Event()
        self._touched: deque[int] = deque()
        self._stop = engine.listen(self._hear)

    def _hear(self, runs: Collection[int]) -> None:
        self._touched.extend(runs)
        self._changed.set()

    def close(self) -> None:
        """Listen no more."""
        self._stop()

    def wait(self) -> None:
        """Wait until something may have happened, but not for long."""
        self._changed.wait(POLL)
        self._changed.clear()

    def touched(self) -> list[str]:
        """The runs that this process has changed since this was last asked, each once."""
        keys = {self._touched.popleft() for _ in range(len(self._touched))}
        with self.engine.store.reading() as reads:
            rows = [reads.run_row(key) for key in sorted(keys)]
        return [row.id for row in rows if row is not None]

    def news(self, followed: Followed) -> list[Line]:
        """What has happened to the run since it was last asked for."""
        row = self.engine.row_of(followed.run)
        lines: list[Line] = []
        while followed.seen < row.sequence:
            entries = self.engine.runs.history(followed.run, after=followed.seen)
            followed.seen = entries[-1].sequence
            followed.completed.update(
                line.element for entry in entries for line in entry.lines if line.what == "submitted" and line.element
            )
            lines += self.engine.timeline(followed.run).lines(entries)
        followed.status = row.status
        return lines

    def family(self, run: str) -> list[str]:
        """The run, the runs that are its steps, and theirs; of very many the newest."""
        found = [run]
        for each in found:  # it grows meanwhile
            if len(found) < _FAMILY:
                found += [child.id for child in self.engine.runs.of_parent(each, limit=_FAMILY - len(found))]
        return found

    def open_work(self, run: str) -> list[WorkItem]:
        """The work items of the run that somebody may complete now."""
        return [item for item in self.engine.work.of_run(run) if item.status in TO_DO]

    def is_open(self, item: WorkItem) -> bool:
        """Whether the work item is still as it was."""
        now = self.engine.work.get(item.key)
        return now.status in TO_DO and now.version == item.version

    def is_telling(self, run: str) -> bool:
        """Whether notifications of the run are on their way, apart from those that failed and are tried again later."""
        key = self.engine.run_key(run)
        with self.engine.store.reading() as reads:
            return any(row.at_once for row in reads.outbox_of(key))

    def is_idle(self, run: str, worker: Worker) -> bool:
        """Whether the run, with those that are its steps, can go on only when somebody acts, or in over a minute."""
        keys = [self.engine.run_key(each) for each in self.family(run)]

        def nothing_to_do(reads: Reads) -> bool:
            timers = [timer.due for key in keys for timer in reads.timers_of(key)]
            sendable = any(row.at_once for key in keys for row in reads.outbox_of(key))
            return not sendable and self._nothing_soon(reads, min(timers, default=None))

        return self._twice(nothing_to_do, worker)

    def store_is_idle(self, worker: Worker) -> bool:
        """The same of all runs, for the process that works for the store."""

        def nothing_to_do(reads: Reads) -> bool:
            return not reads.outbox_at_once() and self._nothing_soon(reads, reads.next_due())

        return self._twice(nothing_to_do, worker)

    def fast_forward(self, worker: Worker) -> int:
        """Where only time is waited for, and the clock can skip it, move on to the next timer; answers by how much."""
        clock = self.engine.clock
        if not isinstance(clock, FastForwardClock) or not self._twice(_only_timers, worker):
            return 0
        with self.engine.store.reading() as reads:
            due = reads.next_due()
        return 0 if due is None else clock.skip_to(due)

    def _twice(self, nothing_to_do: Callable[[Reads], bool], worker: Worker) -> bool:
        """Ask the store and the worker twice: what is just on its way from one to the other is seen at one of them."""
        version = self.engine.store.version()
        return all(self._rests(worker) and self._ask(nothing_to_do) for _ in range(2)) and (
            self.engine.store.version() == version
        )

    def _rests(self, worker: Worker) -> bool:
        """Whether nothing is under way here, or this worker cannot work; one that is about to begin does not rest."""
        status = worker.status
        if status.works:
            return worker.settle(POLL)
        return status.trouble is not None or self.engine.served_by not in (None, f"process {os.getpid()}")

    def _ask(self, nothing_to_do: Callable[[Reads], bool]) -> bool:
        with self.engine.store.reading() as reads:
            return nothing_to_do(reads)

    def _nothing_soon(self, reads: Reads, due: int | None) -> bool:
        """Whether no event is to be worked off, no run to be woken, and no timer due within the next minute."""
        if reads.inbox(0, 1) or reads.oldest_change():
            return False
        return due is None or due - self.engine.clock.now() >= SOON


def _only_timers(reads: Reads) -> bool:
    """Whether nothing is to be sent or worked off before time passes."""
    return not reads.outbox_at_once() and not reads.inbox(0, 1) and not reads.oldest_change()
