"""Following runs: the new lines of their histories, and the work that is open in them, whoever causes it."""

import threading
from collections import Counter, deque
from collections.abc import Collection

import attrs

from orchestra_dsl.graph.statuses import ENDED, ItemStatus, Status
from orchestra_dsl.runtime.clock import POLL
from orchestra_dsl.runtime.work import WorkItem
from orchestra_dsl.runtime.worker import Worker
from orchestra_dsl.workspace.engine import ProjectEngine
from orchestra_dsl.workspace.timeline import Line

_OPEN = (ItemStatus.OPEN, ItemStatus.CLAIMED)
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
        lines: list[Line] = []
        timeline = self.engine.timeline(followed.run)
        while entries := self.engine.runs.history(followed.run, after=followed.seen):
            followed.seen = entries[-1].sequence
            followed.completed.update(
                line.element for entry in entries for line in entry.lines if line.what == "submitted" and line.element
            )
            lines += timeline.lines(entries)
        followed.status = self.engine.runs.get(followed.run).status
        return lines

    def open_work(self, run: str) -> list[WorkItem]:
        """The work items of the run that somebody may complete now."""
        return [item for item in self.engine.work.of_run(run) if item.status in _OPEN]

    def is_open(self, item: WorkItem) -> bool:
        """Whether the work item is still as it was."""
        now = self.engine.work.get(item.key)
        return now.status in _OPEN and now.version == item.version

    def is_idle(self, run: str, worker: Worker) -> bool:
        """Whether the run can go on only when somebody acts, or after more than a minute."""
        if worker.status.works and not worker.settle(POLL):
            return False
        view = self.engine.runs.get(run)
        now = self.engine.clock.now()
        soon = any(due - now < SOON for each in view.open for due, _ in each.due)
        return not soon and not any(each.calls for each in view.open)

    def store_is_idle(self, worker: Worker) -> bool:
        """The same of all runs, for the process that works for the store."""
        if not worker.settle(POLL):
            return False
        with self.engine.store.reading() as reads:
            due = reads.next_timer()
        return due is None or due - self.engine.clock.now() >= SOON
