"""The CRM's predicates."""

import time
from datetime import timedelta

from orchestra_crm_example.place import crm_of
from orchestra_dsl.plugin import Answer, Context, predicate

UNPAID_ASK_AGAIN = timedelta(seconds=10)


@predicate("crm.refund_settled")
def refund_settled(reservation: str, context: Context) -> Answer:
    """Tell whether the bank has settled a refund, which takes `settle_seconds` (a setting) after it was paid."""
    paid_at = crm_of(context).paid_at(reservation)
    if paid_at is None:
        return Answer(value=False, ask_again_in=UNPAID_ASK_AGAIN)
    left = paid_at + context.settings.get("settle_seconds", 0) - time.time()
    return Answer(value=True) if left <= 0 else Answer(value=False, ask_again_in=timedelta(seconds=left))
