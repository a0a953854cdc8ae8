"""The CRM's flows. Each does its work once for one idempotency key, however often it is called."""

import asyncio
from decimal import Decimal
from typing import Literal, TypedDict

from orchestra_crm_example.place import crm_of
from orchestra_crm_example.records import Case
from orchestra_crm_example.store import Account, BudgetExceeded, UnknownAccount, UnknownRefund
from orchestra_dsl.plugin import Context, FlowError, Group, flow

OUTAGE_WORDS = ("down", "broken", "outage", "leak")
LARGE_AMOUNT = Decimal(10_000)


class Classification(TypedDict):
    """How bad a case is, and the team that has to know."""

    severity: Literal["S1", "S2", "S3"]
    team: Group | None


class Enrichment(TypedDict):
    """What the CRM knows about a customer."""

    tier: str


class Reservation(TypedDict):
    """An amount that is set aside for a refund."""

    reservation: str


class Payment(TypedDict):
    """A refund that was paid."""

    receipt: str


@flow("crm.classify")
def classify(case: Case, context: Context) -> Classification:
    """Tell how bad a case is, from its words, its priority and its amount."""
    account = _account(context, case.account)
    words = case.subject.lower()
    if case.priority == "Critical" and any(word in words for word in OUTAGE_WORDS):
        severity: Literal["S1", "S2", "S3"] = "S1"
    else:
        severity = "S2" if case.amount >= LARGE_AMOUNT or case.priority in ("High", "Critical") else "S3"
    return {"severity": severity, "team": None if account.team is None else Group(account.team)}


@flow("crm.enrich")
async def enrich(account: str, context: Context) -> Enrichment:
    """Look the customer up. The CRM is busy for as many attempts as the account's data say: worth a retry."""
    found = await asyncio.to_thread(_account, context, account)
    if context.attempt <= found.busy_for:
        raise FlowError("Busy", f"the CRM is busy, attempt {context.attempt} of {found.busy_for + 1}")
    return {"tier": found.tier}


@flow("crm.reserve_refund")
def reserve_refund(case: Case, amount: Decimal, context: Context) -> Reservation:
    """Set an amount aside. Fails with BudgetExceeded where the customer's budget does not allow for it."""
    try:
        return {"reservation": crm_of(context).reserve(context.idempotency_key, case.id, case.account, amount)}
    except (BudgetExceeded, UnknownAccount) as error:
        raise FlowError(type(error).__name__, str(error)) from error


@flow("crm.release_refund")
def release_refund(reservation: str, context: Context) -> None:
    """Give back what was set aside."""
    try:
        crm_of(context).release(context.idempotency_key, reservation)
    except UnknownRefund as error:
        raise FlowError("UnknownRefund", str(error)) from error


@flow("crm.pay_refund")
def pay_refund(reservation: str, context: Context) -> Payment:
    """Pay what was set aside."""
    try:
        return {"receipt": crm_of(context).pay(context.idempotency_key, reservation)}
    except UnknownRefund as error:
        raise FlowError("UnknownRefund", str(error)) from error


def _account(context: Context, id_: str) -> Account:
    try:
        return crm_of(context).account(id_)
    except UnknownAccount as error:
        raise FlowError("UnknownAccount", str(error)) from error
