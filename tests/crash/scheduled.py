"""A process with a schedule, on a clock that is moved by hand; and when a schedule is due."""

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

from orchestra_dsl.graph.cron import next_after
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from tests.invariants.whole import check_whole
from tests.patience import PATIENCE, wait_for
from tests.runtime.texts import compiled
from tests.runtime.world import PEOPLE, calls

BERLIN = ZoneInfo("Europe/Berlin")


class Process:
    """A process on a store, whose clock is moved by hand; another one may come after it."""

    def __init__(self, path: Path, cron: str, now: int) -> None:
        self._path, self._cron = path, cron
        self.clock = VirtualClock(now)
        self._open()

    def _open(self) -> None:
        self.engine = Engine(SqliteStore.open(self._path), directory=People(PEOPLE), clock=self.clock)
        self.engine.install(compiled(f'orchestration o() {{ start every "{self._cron}" in "Europe/Berlin" end }}'))
        self.worker = Worker(self.engine, calls())
        self.worker.start()
        self.settle()

    def again(self) -> None:
        """It ends, and another one comes."""
        self.close()
        self._open()

    def close(self) -> None:
        self.worker.stop(grace=0.1)
        self.engine.close()

    def settle(self) -> None:
        """Wait until the worker has looked at the clock as it is now, and all is done."""
        due = self.worker._due
        wait_for(lambda: due._latest == self.clock.now())  # a clock that goes back wakes nobody
        assert self.worker.settle(PATIENCE), self.worker.status

    def move(self, by: int) -> None:
        """Let the clock jump, forwards or backwards."""
        self.clock.advance(by)
        self.settle()

    def pass_time(self, until: int) -> None:
        """Let time pass, from one instant of the schedule to the next."""
        while (due := next_after(self._cron, BERLIN, self.clock.now())) is not None and due <= until:
            self.move(due - self.clock.now())
        self.move(until - self.clock.now())

    @property
    def took_place(self) -> list[int]:
        """The instants that have started a run, in the order in which they did."""
        runs = [row.id for row in reversed(self.engine.runs.newest(limit=1000))]
        events = [next(iter(self.engine.runs.events(run))).past.event for run in runs]
        return [int(event.rpartition("/")[2]) for event in events]

    def check(self) -> None:
        """No instant has started twice, and all is in order."""
        assert set(Counter(self.took_place).values()) <= {1}, "an instant has started twice"
        check_whole(self.engine.store, replay=True)


def instants(cron: str, after: int, until: int) -> list[int]:
    """All instants of a schedule in a span of time."""
    found, last = [], next_after(cron, BERLIN, after)
    while last is not None and last <= until:
        found.append(last)
        last = next_after(cron, BERLIN, last)
    return found
