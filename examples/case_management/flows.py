"""What this project supplies itself, beside the installed CRM: a predicate and two screens, in plain Python."""

from decimal import Decimal
from typing import TypedDict

from orchestra_dsl.plugin import Record, View, predicate, screen

LEAVE_ALONE = "do not disturb"


class Case(Record):
    """A support case, with the fields that are read here."""

    id: str
    number: str
    subject: str
    amount: Decimal
    tags: list[str]


class Fix(TypedDict):
    """What the screen `fix_case` asks for."""

    resolution: str
    refund: Decimal | None


class Approval(TypedDict):
    """What the screen `approve_refund` asks for."""

    approved: bool
    reason: str | None


@predicate("customer_quiet")
def customer_quiet(case: Case) -> bool:
    """Tell whether the customer wants to be left alone. The run asks again whenever the case changes."""
    return LEAVE_ALONE in case.tags


@screen("fix_case", asks=Fix)
def fix_case(case: Case) -> View:
    """Show what the case is about."""
    return View(
        title=f"Case {case.number}",
        text=f"{case.subject}. The order was worth {case.amount:,}.",
        help={"resolution": "One sentence that the customer understands.", "refund": "Leave it empty for none."},
    )


@screen("approve_refund", asks=Approval)
def approve_refund(case: Case, refund: Decimal) -> View:
    """Show how much is to be granted, beside what the order was worth."""
    return View(
        title=f"Refund for case {case.number}",
        text=f"{refund:,} of an order that was worth {case.amount:,}: {case.subject}.",
        help={"reason": "Whoever fixes the case next reads it."},
    )
