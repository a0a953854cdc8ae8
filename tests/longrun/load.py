"""The long run itself: a worker that is killed and started again, and clients, all on one store.

It goes in like phases: each is over when so many runs have ended. In the first half of a phase the worker is killed at
random instants, and so is one of the clients. In the last third of the phases the worker lives on.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from attrs import define, field

from tests.house.checkout import ROOT
from tests.longrun.gauge import Sample, ended, sample
from tests.longrun.process import compile_load
from tests.longrun.taken_out import FAULT
from tests.patience import PATIENCE

POLL = 0.05
STEADY = 1
"""So many of the clients are never killed: the memory of the first is measured over the whole time."""


@define
class Load:
    """One long run. `faults` are those of the worker and of the clients, if any (`taken_out`)."""

    folder: Path
    seed: int
    ends: int = 120
    kills: int = 3
    clients: int = 3
    faults: Mapping[str, str] = field(factory=dict)
    phases: list[Sample] = field(factory=list)
    killed: Counter[str] = field(factory=Counter)
    _processes: dict[str, "subprocess.Popen[bytes]"] = field(factory=dict)
    _lives: Counter[str] = field(factory=Counter)
    _began: float = field(factory=time.monotonic)
    _done: int = 0

    def __attrs_post_init__(self) -> None:
        compile_load(self.folder)

    def run(self, seconds: float, least: int) -> None:
        """Go on for so many seconds, and at least so many phases; the worker works on."""
        chance = random.Random(self.seed)  # noqa: S311 - nothing secret
        self._start("worker")
        for number in range(self.clients):
            self._start(f"client{number}")
        while (passed := self._passed()) < seconds or len(self.phases) < least:
            is_last_third = passed >= seconds * 2 / 3 and len(self.phases) >= least * 2 // 3
            self._phase(chance, 0 if is_last_third else self.kills)
        for number in range(self.clients):
            self.end(f"client{number}")

    def _phase(self, chance: random.Random, kills: int) -> None:
        """One phase, from its first run to its last."""
        begins = self._done
        for at in sorted(chance.randrange(self.ends // 2) for _ in range(kills)):
            self._wait_for(begins + at)
            time.sleep(chance.uniform(0, 0.05))
            self._kill("worker")
        self._kill(f"client{chance.randrange(STEADY, self.clients)}")
        self._wait_for(begins + self.ends)
        worker, client = (self._processes[role].pid for role in ("worker", "client0"))
        self.phases.append(sample(worker, client, self.folder / "store.db", self._passed()))

    def _passed(self) -> float:
        return time.monotonic() - self._began

    # --- processes ----------------------------------------------------------------------------------------------

    def _start(self, role: str) -> None:
        self._lives[role] += 1
        kind = role.rstrip("0123456789")
        words = ["tests.longrun.working", str(self.folder)]
        if kind == "client":
            name = f"{role}.{self._lives[role]}"
            words = ["tests.longrun.acting", str(self.folder), name, f"{self.seed}/{name}"]
        with (self.folder / f"{role}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env={**os.environ, FAULT: self.faults.get(kind, "")},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if kind == "worker" else log,
                stderr=log,
            )
        self._processes[role] = process
        if process.stdout is not None:
            assert process.stdout.readline() == b"works\n", self._log(role)

    def _kill(self, role: str) -> None:
        """Kill a process at this instant, and start it again."""
        process = self._processes[role]
        process.kill()
        self._close(process)
        self.killed[role.rstrip("0123456789")] += 1
        self._start(role)

    def end(self, role: str) -> None:
        """Have a process end in order."""
        process = self._processes.pop(role)
        assert process.stdin is not None
        process.stdin.close()
        status = process.wait(PATIENCE)
        self._close(process)
        assert status == 0, self._log(role)

    def close(self) -> None:
        """End whatever is there yet."""
        for process in self._processes.values():
            process.kill()
            self._close(process)

    def _close(self, process: "subprocess.Popen[bytes]") -> None:
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()

    def _log(self, role: str) -> str:
        return f"{role}: {(self.folder / f'{role}.log').read_text(encoding='utf-8')}"

    # --- how far it is ------------------------------------------------------------------------------------------

    def _wait_for(self, ends: int) -> None:
        """Wait until so many runs have ended."""
        deadline = time.monotonic() + PATIENCE
        while (done := ended(self.folder / "store.db")) < ends:
            if done > self._done:
                self._done, deadline = done, time.monotonic() + PATIENCE
            assert time.monotonic() < deadline, f"nothing goes on any more, after {done} runs"
            for role, process in self._processes.items():
                assert process.poll() is None, self._log(role)
            time.sleep(POLL)
        self._done = done
