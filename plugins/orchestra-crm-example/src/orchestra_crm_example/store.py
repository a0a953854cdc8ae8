"""The CRM's data, in a SQLite file: accounts, refunds, and the calls that have taken effect."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Literal

import attrs

RefundState = Literal["reserved", "released", "paid"]

_HERE = files("orchestra_crm_example")


class UnknownAccount(Exception):
    """There is no such account."""


class UnknownRefund(Exception):
    """There is no such refund, or it is in another state than it should be."""


class BudgetExceeded(Exception):
    """The account's budget for refunds does not allow for so much."""


@attrs.frozen
class Account:
    """A customer."""

    id: str
    name: str
    tier: str
    team: str | None
    refund_budget: Decimal
    busy_for: int


class Crm:
    """One CRM. Every method opens the file anew, so that any thread and any process may call it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def account(self, id_: str) -> Account:
        """The account of this id. Raises UnknownAccount."""
        with self.transaction() as connection:
            return _account(connection, id_)

    def reserve(self, key: str, case: str, account: str, amount: Decimal) -> str:
        """Set an amount aside for a refund; answers the refund's id. Raises UnknownAccount, BudgetExceeded."""

        def reserve(connection: sqlite3.Connection) -> str:
            left = _account(connection, account).refund_budget - _granted(connection, account)
            if amount > left:
                raise BudgetExceeded(f"{amount} is more than the {left} that are left for {account}")
            insert = "INSERT INTO refund (case_id, account, amount, state) VALUES (?, ?, ?, 'reserved')"
            return f"refund-{connection.execute(insert, (case, account, str(amount))).lastrowid}"

        return self._once(key, "reserve", reserve)

    def release(self, key: str, refund: str) -> None:
        """Give back what was reserved. Raises UnknownRefund."""
        self._once(key, "release", lambda connection: _move(connection, refund, "reserved", "released"))

    def pay(self, key: str, refund: str) -> str:
        """Pay what was reserved; answers the number of the receipt. Raises UnknownRefund."""

        def pay(connection: sqlite3.Connection) -> str:
            number = _move(connection, refund, "reserved", "paid")
            connection.execute("UPDATE refund SET paid_at = ? WHERE id = ?", (time.time(), number))
            return f"receipt-{number}"

        return self._once(key, "pay", pay)

    def paid_at(self, refund: str) -> float | None:
        """When the refund was paid, in seconds since 1970; None while it is not."""
        with self.transaction() as connection:
            query = "SELECT paid_at FROM refund WHERE id = ?"
            row = connection.execute(query, (refund.removeprefix("refund-"),)).fetchone()
        return None if row is None else row[0]

    def refunds(self) -> list[tuple[str, Decimal, RefundState]]:
        """All refunds as (case, amount, state), oldest first."""
        with self.transaction() as connection:
            rows = connection.execute("SELECT case_id, amount, state FROM refund ORDER BY id").fetchall()
        return [(case, Decimal(amount), state) for case, amount, state in rows]

    def calls(self) -> dict[str, int]:
        """How often each idempotency key has come, by key; whatever came more than once took effect once."""
        with self.transaction() as connection:
            return dict(connection.execute("SELECT key, calls FROM applied ORDER BY rowid").fetchall())

    def _once(self, key: str, flow: str, act: Callable[[sqlite3.Connection], str]) -> str:
        """Do something unless its key is known already. The deed and its key are written together or not at all."""
        with self.transaction() as connection:
            found = connection.execute("SELECT answer FROM applied WHERE key = ?", (key,)).fetchone()
            if found is not None:
                connection.execute("UPDATE applied SET calls = calls + 1 WHERE key = ?", (key,))
                return str(found[0])
            answer = act(connection)
            connection.execute("INSERT INTO applied (key, flow, answer) VALUES (?, ?, ?)", (key, flow, answer))
            return answer

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction on the file, which is made where it is not there."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.file, timeout=30, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                _prepare(connection)
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables and the first customers, where the file is new."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return
    for statement in (_HERE / "schema.sql").read_text(encoding="utf-8").split(";\n"):
        connection.execute(statement)
    insert = "INSERT INTO account VALUES (:id, :name, :tier, :team, :refund_budget, :busy_for)"
    connection.executemany(insert, json.loads((_HERE / "accounts.json").read_text(encoding="utf-8")))


def _account(connection: sqlite3.Connection, id_: str) -> Account:
    row = connection.execute("SELECT * FROM account WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise UnknownAccount(f"there is no account {id_}")
    id_, name, tier, team, refund_budget, busy_for = row
    return Account(id_, name, tier, team, Decimal(refund_budget), busy_for)


def _granted(connection: sqlite3.Connection, account: str) -> Decimal:
    """What an account was granted and did not give back."""
    rows = connection.execute("SELECT amount FROM refund WHERE account = ? AND state <> 'released'", (account,))
    return sum((Decimal(amount) for (amount,) in rows), Decimal(0))


def _move(connection: sqlite3.Connection, refund: str, before: RefundState, after: RefundState) -> str:
    """Move a refund from one state to the next; answers its number."""
    number = refund.removeprefix("refund-")
    update = "UPDATE refund SET state = ? WHERE id = ? AND state = ?"
    if connection.execute(update, (after, number, before)).rowcount != 1:
        raise UnknownRefund(f"there is no {refund} that is {before}")
    return number
