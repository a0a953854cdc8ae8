"""The flows of the kill test: each leaves its effect, a line in a file that is on the disk before the flow returns."""

import asyncio
import os
import time
from typing import TypedDict

from orchestra_dsl.plugin import Context, FlowError, Record, flow

SLOW = 0.03
"""Seconds that the slow flow takes, half of them before its effect and half after."""


class Case(Record):
    """The record that a run is about."""

    id: str
    amount: int


class Severity(TypedDict):
    severity: str


class Weight(TypedDict):
    weight: int


class Attempts(TypedDict):
    attempts: int


class Told(TypedDict):
    told: str


class Number(TypedDict):
    number: str


class Total(TypedDict):
    total: int


def effect(context: Context) -> None:
    """Have an effect outside of the engine: one line, written at once and synced."""
    file = os.open(context.settings["effects"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(file, f"{context.idempotency_key} {context.attempt}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)


@flow("claims.assess")
def assess(case: Case, context: Context) -> Severity:
    """Answer at once."""
    effect(context)
    return {"severity": "high" if case.amount > 100 else "low"}


@flow("claims.weigh")
def weigh(case: Case, context: Context) -> Weight:
    """Take a while."""
    time.sleep(SLOW / 2)
    effect(context)
    time.sleep(SLOW / 2)
    return {"weight": case.amount * 2}


@flow("claims.post")
def post(case: Case, context: Context) -> Attempts:
    """Fail the first time, after the effect."""
    effect(context)
    if context.attempt == 1:
        raise FlowError("Busy", f"the ledger of case {case.id} is busy")
    return {"attempts": context.attempt}


@flow("claims.tell")
async def tell(case: Case, context: Context) -> Told:
    """Answer from the event loop."""
    await asyncio.sleep(SLOW / 3)
    effect(context)
    return {"told": case.id}


@flow("claims.bind")
def bind(case: Case, severity: str, weight: int, context: Context) -> Number:
    """Put together what two others have found."""
    effect(context)
    return {"number": f"{case.id}-{severity}-{weight}"}


@flow("claims.count")
def count(case: Case, so_far: int, context: Context) -> Total:
    """Add to what the round before has counted: an answer that is applied twice would show."""
    effect(context)
    return {"total": so_far + case.amount}
