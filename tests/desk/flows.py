"""This project's own flows, predicates and screens: a plain Python file that `orchestra.toml` names."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal, TypedDict

from orchestra_dsl.plugin import Answer, Context, Record, User, View, flow, predicate, screen

Status = Literal["New", "Working", "Escalated", "Resolved", "Closed"]


class Case(Record):
    """A support case, with the fields that are read here."""

    id: str
    number: str
    subject: str
    status: Status
    amount: Decimal
    quiet_until: datetime | None


class Fix(TypedDict):
    """What the screen `fix_case` asks for."""

    resolution: str
    refund: Decimal | None


class Told(TypedDict):
    """Whether somebody was told."""

    told: bool


@flow("set_status", writes=["Case.status"])
def set_status(case: Case, status: Status, context: Context) -> None:
    """Write the status of a case. Writing it twice does no harm."""
    context.update(case, status=status)


@flow("tell")
def tell(to: User, text: str, context: Context) -> Told:
    """Tell somebody something on the console, once however often the flow is called."""
    context.notify(to, text, via="console")
    return {"told": True}


@predicate("customer_quiet")
def customer_quiet(case: Case) -> Answer:
    """Tell whether the customer wants to be left alone now, and when to ask again."""
    if case.quiet_until is None:
        return Answer(value=False)
    left = case.quiet_until - datetime.now(UTC)
    return Answer(value=True, ask_again_in=left) if left.total_seconds() > 0 else Answer(value=False)


@screen("fix_case", asks=Fix)
def fix_case(case: Case, remark: str | None) -> View:
    """Show what the case is about, and what the review has found."""
    text = f"{case.subject}. The order was worth {case.amount:,}."
    return View(
        title=f"Case {case.number}",
        text=f"{text} It came back: {remark}" if remark else text,
        help={"resolution": "One sentence that the customer understands.", "refund": "Leave it empty for none."},
    )
