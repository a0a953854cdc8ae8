"""The processes of the kill test: one that works, and one that acts for people. Either may be killed at any instant.

    python -m tests.crash.worker

reads orders from standard input, a line of JSON each, carries each out in a process of its own (forked, so that
nothing has to be imported again), and writes two lines: the process's id when it begins, its status when it has ended.
"""

import os
import select
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import msgspec

from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.runtime import Engine, SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from tests.crash.aims import aim, without_sending_again
from tests.crash.clerk import serve_clients
from tests.crash.process import package, plugins


class Order(msgspec.Struct):
    """What a process is to do: `role` is worker or clerk. It kills itself at the n-th passage of `point`, if any."""

    role: str
    folder: str
    cases: int
    point: str | None = None
    passage: int = 0
    sends_again: bool = True


def carry_out(order: Order) -> None:
    """Open the store and do it, until killed, or until whoever gave the order is gone."""
    folder = Path(order.folder)
    registry = plugins(folder / "effects")
    if order.point is not None:
        aim(order.point, order.passage)
    if not order.sends_again:
        without_sending_again()
    engine = Engine(SqliteStore.open(folder / "store.db"), directory=registry.directory)
    engine.install(package())
    if order.role == "worker":
        worker = Worker(engine, Calls(registry))
        worker.start()
        while not is_left_alone(1.0):
            pass
        worker.stop()
    else:
        serve_clients(engine, folder, order.cases, is_left_alone)
    engine.close()


def is_left_alone(seconds: float) -> bool:
    """Wait; whether whoever gives the orders is gone. (It writes nothing while an order is carried out.)"""
    return bool(select.select([0], [], [], seconds)[0])


def _child(order: Order) -> NoReturn:
    log = os.open(Path(order.folder) / f"{order.role}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(log, 2)
    status = 1
    try:
        carry_out(order)
        status = 0
    except BaseException:  # noqa: BLE001 - a forked process must not go on with its parent's work
        traceback.print_exc()
    finally:
        os._exit(status)


def main() -> None:
    """Carry out orders until there are no more."""
    lines = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115 - a child must not find what was read ahead
    while line := lines.readline():
        order = msgspec.json.decode(line, type=Order)
        process = os.fork()
        if process == 0:
            _child(order)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()
        _, status = os.waitpid(process, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
