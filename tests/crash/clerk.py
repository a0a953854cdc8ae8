"""The process that acts for people: puts cases, starts runs, completes work items, releases cases, from outside.

Every act has a name. What has been answered is noted in a file, on the disk, and never done again; so an act that
was acknowledged and then lost would be missing for good. What was not answered is done again under the same name.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestra_dsl.graph.statuses import ENDED, ItemStatus
from orchestra_dsl.runtime import Acting, Engine
from orchestra_dsl.runtime.errors import Refusal
from tests.crash.process import NAME

ANN = Acting("user:ann", "crash test")
LARGE = 150
SMALL = 50


def is_large(case: int) -> bool:
    """Whether the case is reviewed by people."""
    return case % 2 == 0


def is_triggered(case: int) -> bool:
    """Whether writing the case starts its run; the others are started by hand."""
    return case % 3 == 0


def noted(folder: Path) -> dict[str, str]:
    """The acts that were acknowledged, with the answers that were given."""
    file = folder / "acknowledged"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []
    return dict(line.strip().split(" ", 1) for line in lines if line.endswith("\n"))


def own(stored: str) -> str:
    """The name that an act was given, of which the store notes before it what kind of act it was."""
    return stored.partition("/")[2]


class Clerk:
    """One life of the process."""

    def __init__(self, engine: Engine, folder: Path, cases: int) -> None:
        self._engine = engine
        self._file = os.open(folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self._noted = noted(folder)
        self._cases = cases

    def once(self, name: str, act: Callable[..., Any], *arguments: Any) -> None:
        """Do what has not been acknowledged yet, and note that it has."""
        if name in self._noted:
            return
        try:
            answer = act(*arguments, event_id=name)
        except Refusal as refusal:
            if refusal.code != "not open":  # done by an earlier life, which has not lived to note it
                raise
            return
        self._noted[name] = answer if isinstance(answer, str) else str(answer.version)
        os.write(self._file, f"{name} {self._noted[name]}\n".encode())
        os.fsync(self._file)

    def open_cases(self) -> None:
        """Put every case, and start those that no trigger starts."""
        engine = self._engine
        for case in map(str, range(self._cases)):
            self.once(f"put/{case}", engine.records.put, "Case", _fields(int(case)), ANN)
            if not is_triggered(int(case)):
                self.once(f"start/{case}", engine.start, NAME, {"case": case}, ANN)

    def look_after(self) -> int:
        """Do what is to be done for the runs that there are now; answers how many have not ended."""
        left = self._cases
        for row in self._engine.runs.newest(limit=2 * self._cases):
            if row.status in ENDED:
                left -= 1
            else:
                self._look_after(row.id)
        return left

    def _look_after(self, run: str) -> None:
        engine = self._engine
        case = engine.runs.get(run).arguments["case"]
        items = engine.work.of_run(run)
        signed = any(each.element == "review.sign" and each.status is ItemStatus.COMPLETED for each in items)
        if signed or not is_large(int(case)):
            self.once(f"release/{case}", engine.records.update, "Case", case, {"status": "Released"}, ANN)
        for item in items:
            if item.status is ItemStatus.OPEN:
                self.once(f"claim/{item.element}/{run}", engine.work.claim, item.key, ANN)
            elif item.status is ItemStatus.CLAIMED:
                self.once(f"complete/{item.element}/{run}", engine.work.complete, item.key, {"ok": True}, ANN)


def _fields(case: int) -> dict[str, Any]:
    amount = LARGE + case if is_large(case) else SMALL + case
    kind = "triggered" if is_triggered(case) else "by hand"
    return {"id": str(case), "amount": amount, "status": "New", "kind": kind}


def serve_clients(engine: Engine, folder: Path, cases: int, is_left_alone: Callable[[float], bool]) -> None:
    """Act for people until every run has ended."""
    clerk = Clerk(engine, folder, cases)
    clerk.open_cases()
    while clerk.look_after():
        if is_left_alone(0.02):
            return
