"""Points at which a process of the kill test kills itself. They are put around the product's code from outside."""

import os
import signal
from typing import Any

from orchestra_dsl.runtime.sqlite.transaction import SqliteTransaction
from orchestra_dsl.runtime.worker.dispatch import Dispatch
from orchestra_dsl.runtime.worker.outbox import Outbox
from orchestra_dsl.runtime.writer import Writer

Point = tuple[type, str, bool]
"""A class, one of its methods, and whether the point lies behind its call."""

POINTS: dict[str, Point] = {
    "before writing in a commit": (SqliteTransaction, "apply", False),
    "inside a commit": (SqliteTransaction, "apply", True),
    "between commit and answer": (Writer, "_tell", False),
    "between commit and dispatch": (Dispatch, "send", False),
    "between dispatch and effect": (Dispatch, "_ready", True),
    "between effect and result": (Dispatch, "answer", False),
    "between result and its commit": (Dispatch, "_deliver", True),
}
OF_A_CLERK = ("before writing in a commit", "inside a commit", "between commit and answer")
"""The points that a process without a worker comes by."""


def aim(point: str, passage: int) -> None:
    """Kill this process at its n-th passage of a point."""
    owner, name, behind = POINTS[point]
    inner = getattr(owner, name)
    left = iter(range(passage - 1, -1, -1))

    def passing(*arguments: Any, **named: Any) -> Any:
        result = inner(*arguments, **named) if behind else None
        if next(left, 1) == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result if behind else inner(*arguments, **named)

    setattr(owner, name, passing)


def without_sending_again() -> None:
    """Take the recovery out of the worker: what an earlier process has left in the outbox stays there."""

    def send_nothing(self: Outbox) -> None:
        """Leave it."""

    Outbox.send_again = send_nothing  # type: ignore[method-assign]  # the fault that the kill test has to notice
