"""The plugins of the long run: flows that leave an effect, a source of records, an observer that takes notes."""

import os
import time
from datetime import timedelta
from typing import TypedDict

from orchestra_dsl.plugin import Changes, Context, FlowError, Observation, Record, flow, observer, source

CUSTOMERS, PAGE = 20, 5
RISK = 7
"""Of so many orders one fails until an administrator has it tried again often enough, or goes on without it."""


class Order(Record):
    """The record that most runs are about."""

    id: str
    amount: int
    status: str


class Price(TypedDict):
    price: int


class Attempts(TypedDict):
    attempts: int


class Total(TypedDict):
    total: int


class Fine(TypedDict):
    fine: bool


def note(context: Context, name: str, line: str) -> None:
    """Have an effect outside of the engine: one line, written at once."""
    place = os.path.join(context.settings["folder"], name)  # noqa: PTH118 - it is done for every call
    file = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(file, f"{line}\n".encode())
    finally:
        os.close(file)


@flow("load.price")
async def price(order: Order, context: Context) -> Price:
    """Answer from the event loop."""
    note(context, "effects", context.idempotency_key)
    return {"price": 2 * order.amount}


@flow("load.post")
def post(context: Context) -> Attempts:
    """Fail the first time, after the effect."""
    note(context, "effects", context.idempotency_key)
    if context.attempt == 1:
        raise FlowError("Busy", "the ledger is busy")
    return {"attempts": context.attempt}


@flow("load.count")
def count(so_far: int, context: Context) -> Total:
    """Count on: an answer that is applied twice would show."""
    time.sleep(0.005)
    note(context, "effects", context.idempotency_key)
    return {"total": so_far + 1}


@flow("load.risky")
def risky(order: Order, context: Context) -> Fine:
    """Fail for some orders, so that somebody has to do something about it."""
    note(context, "effects", context.idempotency_key)
    if order.amount % RISK == 0:
        raise FlowError("Risky", f"order {order.id} is risky")
    return {"fine": True}


@source("crm", every=timedelta(seconds=1))
def crm(cursor: str | None) -> Changes:
    """Some customers have changed again."""
    first = int(cursor or 0) + 1
    changes = range(first, first + PAGE)
    records = [("Customer", {"id": str(each % CUSTOMERS), "change": each}) for each in changes]
    return Changes(records=records, cursor=str(changes[-1]))


@observer("notes")
def notes(seen: Observation, context: Context) -> None:
    """Note what happens."""
    note(context, "observed", seen.key)
