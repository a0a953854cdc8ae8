"""The kill test: a worker and a clerk on one store, killed and started again until every run has ended."""

import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

import msgspec
from attrs import define, field

from orchestra_dsl.runtime import SqliteStore
from tests.crash.aims import OF_A_CLERK, POINTS
from tests.crash.worker import Order
from tests.invariants.whole import check_whole
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
POLL = 0.002
LIVES = {"worker": (0.01, 0.15), "clerk": (0.03, 0.4)}
"""The shortest and the longest life of each process in seconds: when it is killed, unless it has aimed at a point."""
PATIENT = 40
"""After so many deaths of one role in a round its lives are twice as long: a busy machine gets something done too."""
ANY = "at some instant"
LONG = 20.0
"""Seconds that a process has to come by a point that a test insists on."""
AIMED = 0.6
"""The part of the lives that end at a point of `aims`, if they come by it."""
POINTS_OF = {"worker": tuple(POINTS), "clerk": OF_A_CLERK}
CHECKED = 10
"""After every so many deaths it is looked at whether everything holds that must hold of a store."""
LOOK = 0.5
"""Seconds between two looks at whether a round stands still."""


class Nursery:
    """A process that starts the processes of one role, one at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.worker"]
        self._server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._lines: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._process: int | None = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait()
        self._reader.join()
        assert self._server.stdout is not None
        self._server.stdout.close()

    def _read(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            self._lines.put(int(line))
        self._lines.put(None)

    def start(self, order: Order) -> None:
        """Start a process; the one before has ended."""
        assert self._server.stdin is not None
        self._server.stdin.write(msgspec.json.encode(order) + b"\n")
        self._server.stdin.flush()
        self._process = self._lines.get()
        assert self._process is not None, "the server of the kill test has ended"

    def ended(self) -> int | None:
        """How the process has ended (a signal as a negative number); None while it lives."""
        try:
            status = self._lines.get_nowait()
        except queue.Empty:
            return None
        self._process = None
        return status

    def kill(self) -> None:
        """Kill the process that there is, and wait until it is gone."""
        if self._process is not None:
            with suppress(ProcessLookupError):  # it has killed itself a moment ago
                os.kill(self._process, signal.SIGKILL)
            self._lines.get()
        self._process = None


@define
class Life:
    """One role: its process, and when to kill it."""

    role: str
    nursery: Nursery
    point: str | None = None
    ends_at: float = 0.0


@define
class Round:
    """Some runs on one store, from the first case to the last run's end.

    `kills` counts the deaths of both processes by role and point. `aims` are points, with a passage each, that the
    first lives of the worker end at; afterwards chance decides, until there were `kills_at_most`. All runs have to end
    within PATIENCE, and before `stands_still`, which is asked now and then.
    """

    folder: Path
    chance: random.Random
    cases: int
    kills_at_most: int = 1_000_000
    sends_again: bool = True
    aims: list[tuple[str, int]] = field(factory=list)
    stands_still: Callable[[], bool] = lambda: False
    kills: Counter[str] = field(factory=Counter)

    @property
    def deaths(self) -> int:
        """How often the worker was killed."""
        return sum(count for what, count in self.kills.items() if what.startswith("worker"))

    def run(self) -> bool:
        """Go on until the clerk says that every run has ended; False when that takes too long."""
        deadline = time.monotonic() + PATIENCE
        look_at = time.monotonic() + LOOK
        with Nursery() as first, Nursery() as second:
            worker, clerk = Life("worker", first), Life("clerk", second)
            self._begin(worker)
            self._begin(clerk)
            while time.monotonic() < deadline:
                if (status := clerk.nursery.ended()) == 0:
                    return True
                self._watch(clerk, status)
                self._watch(worker, worker.nursery.ended())
                if time.monotonic() > look_at:
                    if self.stands_still():
                        return False
                    look_at = time.monotonic() + LOOK
                time.sleep(POLL)
        return False

    def _watch(self, life: Life, status: int | None) -> None:
        """Kill the process when its time has come, and see that there is another one."""
        if status is not None and status != -signal.SIGKILL:
            log = (self.folder / f"{life.role}.log").read_text(encoding="utf-8")
            raise AssertionError(f"the {life.role} has ended with {status}: {log}")
        if status is not None:
            self.kills[f"{life.role} {life.point}"] += 1
        elif time.monotonic() > life.ends_at:
            life.nursery.kill()
            self.kills[f"{life.role} {ANY}"] += 1
        else:
            return
        if self.kills.total() % CHECKED == 0:
            self._check()
        self._begin(life)

    def _check(self) -> None:
        """What a death has left is in order, and so is what the other process makes of it meanwhile."""
        path = self.folder / "store.db"
        if path.exists() and path.stat().st_size:
            with closing(SqliteStore.open(path, create=False)) as store:
                check_whole(store)

    def _begin(self, life: Life) -> None:
        life.point, passage, seconds = self._fate(life.role)
        life.ends_at = time.monotonic() + seconds
        order = Order(life.role, str(self.folder), self.cases, life.point, passage, self.sends_again)
        life.nursery.start(order)

    def _fate(self, role: str) -> tuple[str | None, int, float]:
        """Where a new process is to die, if it comes by there, and after how many seconds in any case."""
        if role == "worker" and self.aims:
            return *self.aims.pop(0), LONG
        if self.kills.total() >= self.kills_at_most:
            return None, 0, PATIENCE
        died = sum(count for what, count in self.kills.items() if what.startswith(role))
        seconds = self.chance.uniform(*LIVES[role]) * (1 + died / PATIENT)
        if self.chance.random() > AIMED:
            return None, 0, seconds
        return self.chance.choice(POINTS_OF[role]), self.chance.randint(1, 6), seconds
