"""The cases of the CRM: people write them there, and whoever asks is told which have changed since."""

from decimal import Decimal

import attrs

from orchestra_crm_example.store import Crm

_NEXT = "(SELECT coalesce(max(changed), 0) + 1 FROM support_case)"


@attrs.frozen(kw_only=True)
class CrmCase:
    """A case as it is in the CRM; `changed` is the number of its last change among those of all cases."""

    id: str
    subject: str
    priority: str
    amount: Decimal
    account: str
    owner: str
    deleted: bool = False
    changed: int = 0


def write_case(crm: Crm, case: CrmCase) -> None:
    """Write a case, as the CRM's own people do."""
    columns = "id, subject, priority, amount, account, owner, deleted"
    values = (case.id, case.subject, case.priority, str(case.amount), case.account, case.owner, case.deleted)
    with crm.transaction() as connection:
        connection.execute(
            f"INSERT OR REPLACE INTO support_case ({columns}, changed) VALUES (?, ?, ?, ?, ?, ?, ?, {_NEXT})",  # noqa: S608 - no value is in it
            values,
        )


def changed_cases(crm: Crm, after: int, limit: int) -> list[CrmCase]:
    """The next cases that have changed after a change, in the order of their last changes."""
    query = (
        "SELECT id, subject, priority, amount, account, owner, deleted, changed FROM support_case "
        "WHERE changed > ? ORDER BY changed LIMIT ?"
    )
    with crm.transaction() as connection:
        rows = connection.execute(query, (after, limit)).fetchall()
    names = [field.name for field in attrs.fields(CrmCase)]
    return [_case(dict(zip(names, row, strict=True))) for row in rows]


def _case(row: dict[str, str]) -> CrmCase:
    amount, deleted, changed = Decimal(row.pop("amount")), bool(row.pop("deleted")), int(row.pop("changed"))
    return CrmCase(**row, amount=amount, deleted=deleted, changed=changed)
