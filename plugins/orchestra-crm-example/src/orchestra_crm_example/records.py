"""The records of a process that the CRM's flows read, with as many fields as they need."""

from decimal import Decimal
from typing import Literal

from orchestra_dsl.plugin import Record


class Case(Record):
    """A support case."""

    id: str
    subject: str
    priority: Literal["Low", "Medium", "High", "Critical"]
    amount: Decimal
    account: str
