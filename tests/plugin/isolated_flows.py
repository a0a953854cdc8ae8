"""Flows that are called in processes of their own, and what they do there."""

import asyncio
import ctypes
import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypedDict

from orchestra_dsl.plugin import Context, FlowError, Later, Progress, Record, User, flow

MIB = 1024 * 1024


class Order(Record):
    """A record, with one that it refers to."""

    id: str
    total: Decimal
    before: "Order | None"
    status: str


class Seen(TypedDict):
    """What a flow has seen."""

    process: int
    seen: dict[str, Any]


@flow("look", isolate=True, memory=512 * MIB, seconds=60)
def look(order: Order, at: dt.datetime, context: Context) -> Seen:
    """Tell what is there."""
    about = {
        "total": str(order.total),
        "before": None if order.before is None else str(order.before.total),
        "at": at.isoformat(),
        "key": context.idempotency_key,
        "attempt": context.attempt,
        "token": context.token,
        "acting_for": str(context.acting_for),
        "folder": str(context.folder),
        "since": str(context.settings["since"]),
        "main": "orchestra_dsl.plugin.manager" in sys.modules,
    }
    return {"process": os.getpid(), "seen": about}


@flow("secret", isolate=True)
def secret(context: Context) -> None:
    """Fail with a secret, log it, and print it."""
    print("it is", context.settings["password"])  # noqa: T201 - that is what is tried
    thread = threading.Thread(target=int, args=(context.settings["password"],))
    thread.start()
    thread.join()
    context.log.warning("the password is %s", context.settings["password"])
    raise FlowError("Refused", f"{context.settings['password']} was refused")


@flow("update", writes=["Order.status"], isolate=True)
def update(order: Order, status: str, context: Context) -> None:
    """Write a record, and tell somebody."""
    context.update(order, status=status)
    context.notify(User("ann"), f"it is {status}", via="memory")


@flow("tell", isolate=True)
def tell(via: str, context: Context) -> None:
    """Tell somebody through a channel."""
    context.notify(User("ann"), "hello", via=via)


@flow("report", isolate=True)
def report(pages: int) -> Generator[Progress, None, None]:
    """Tell its progress."""
    for page in range(pages):
        yield Progress(page / pages, f"page {page}")


@flow("ask", isolate=True)
async def ask(context: Context) -> Later:
    """Answer later."""
    await asyncio.sleep(0)
    context.progress(None, "asking")
    return Later()


@flow("wrong", isolate=True)
def wrong() -> Seen:
    """Return what it should not."""
    return {"process": "7"}  # type: ignore[typeddict-item]  # that is the mistake


@flow("crash", isolate=True)
def crash(how: str) -> None:
    """End its process in some way."""
    if how == "exit":
        os._exit(7)
    if how == "abort":
        os.abort()
    if how == "null":
        ctypes.string_at(0)
    if how == "raise":
        raise SystemExit(3)


@flow("hang", isolate=True, seconds=0.5)
def hang(folder: str) -> None:
    """Note its number and that of a process that it starts, and never return."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (Path(folder) / "processes").write_text(f"{os.getpid()} {child.pid}")
    while True:
        time.sleep(1)


@flow("wait", isolate=True)
def wait(folder: str) -> None:
    """The same without a limit of its own."""
    hang(folder)


@flow("eat", isolate=True, memory=128 * MIB, seconds=60)
def eat() -> None:
    """Take ever more memory."""
    kept = []
    while True:
        kept.append(bytearray(MIB))


@flow("leave", isolate=True)
def leave() -> None:
    """Leave a thread behind that never ends."""
    threading.Thread(target=time.sleep, args=(600,)).start()


@flow("talk", isolate=True)
def talk() -> None:
    """Print much, to where answers could be confused with it."""
    print("x" * 100_000)  # noqa: T201 - that is what it does
    sys.stdout.flush()
