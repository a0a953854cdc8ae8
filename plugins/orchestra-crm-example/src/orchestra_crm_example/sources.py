"""The CRM's record source: it brings the cases into the process as they change in the CRM."""

from datetime import timedelta
from decimal import Decimal
from typing import Literal, cast

from orchestra_crm_example.cases import CrmCase, changed_cases
from orchestra_crm_example.place import crm_of
from orchestra_dsl.plugin import Changes, Context, Record, User, source

PAGE = 200
Priority = Literal["Low", "Medium", "High", "Critical"]


class Brought(Record, name="Case"):
    """What the process gets of a case. Fields that only the process has stay as they are."""

    id: str
    subject: str
    priority: Priority
    amount: Decimal
    account: str
    owner: User


@source("crm.cases", every=timedelta(seconds=10), records=[Brought])
def cases(cursor: str | None, context: Context) -> Changes:
    """Tell which cases have changed. The cursor is the number of the last change that was told."""
    found = changed_cases(crm_of(context), int(cursor or 0), PAGE)
    return Changes(
        records=[_record(case) for case in found if not case.deleted],
        deleted=[("Case", case.id) for case in found if case.deleted],
        cursor=str(found[-1].changed) if found else None,
        more=len(found) == PAGE,
    )


def _record(case: CrmCase) -> Brought:
    return Brought(
        id=case.id,
        subject=case.subject,
        priority=cast("Priority", case.priority),  # the CRM's own word; a new one is rejected, and told of
        amount=case.amount,
        account=case.account,
        owner=User(case.owner),
    )
