"""The CRM's flows, called as the engine calls them."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import orchestra_crm_example
import pytest
from orchestra_crm_example.place import FILE_VARIABLE
from orchestra_crm_example.records import Case
from orchestra_crm_example.store import Crm

from orchestra_dsl.testing import Answered, Failed, Kit, MakeKit, Returned


@pytest.fixture
def crm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crm:
    """The CRM of a test, in a file of its own."""
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    return Crm(tmp_path / "data" / "crm.db")


@pytest.fixture
def kit(crm: Crm, orchestra_kit: MakeKit) -> Kit:
    """What calls the plugin."""
    return orchestra_kit(orchestra_crm_example, settings={"file": str(crm.file)})


def _case(**changes: Any) -> Case:
    fields = {"id": "1", "subject": "Pump is down", "priority": "Critical", "amount": Decimal(700), "account": "acme"}
    return Case(**{**fields, **changes})


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (_case(), {"severity": "S1", "team": "group:Incident"}),
        (_case(subject="A question"), {"severity": "S2", "team": "group:Incident"}),
        (_case(priority="Low", account="globex"), {"severity": "S3"}),
        (_case(priority="Low", account="globex", amount=Decimal(10_000)), {"severity": "S2"}),
    ],
)
def test_a_case_is_classified_by_its_words_priority_and_amount(kit: Kit, case: Case, expected: dict[str, Any]) -> None:
    assert kit.call("crm.classify", {"case": case}) == Returned(expected)


def test_the_crm_is_busy_as_often_as_the_account_says(kit: Kit) -> None:
    attempts = [kit.call("crm.enrich", {"account": "acme"}, attempt=attempt) for attempt in (1, 2, 3)]
    assert attempts == [
        Failed("Busy", "the CRM is busy, attempt 1 of 3"),
        Failed("Busy", "the CRM is busy, attempt 2 of 3"),
        Returned({"tier": "gold"}),
    ]
    assert kit.call("crm.enrich", {"account": "globex"}) == Returned({"tier": "silver"})


def test_a_refund_is_reserved_and_paid_once_for_one_key(kit: Kit, crm: Crm) -> None:
    arguments = {"case": _case(), "amount": Decimal("700.50")}
    first = kit.call("crm.reserve_refund", arguments, key="run/4/1/0")
    assert first == kit.call("crm.reserve_refund", arguments, key="run/4/1/0", attempt=2)
    assert isinstance(first, Returned)
    for _ in range(2):
        assert kit.call("crm.pay_refund", first.outputs, key="run/5/1/0") == Returned({"receipt": "receipt-1"})
    assert crm.refunds() == [("1", Decimal("700.5"), "paid")]
    assert crm.calls() == {"run/4/1/0": 2, "run/5/1/0": 2}


def test_a_second_visit_has_another_key_and_reserves_again(kit: Kit, crm: Crm) -> None:
    arguments = {"case": _case(), "amount": Decimal(1)}
    answers = [kit.call("crm.reserve_refund", arguments, key=key) for key in ("run/4/1/0", "run/4/2/0")]
    assert answers == [Returned({"reservation": "refund-1"}), Returned({"reservation": "refund-2"})]
    assert len(crm.refunds()) == 2


def test_a_released_refund_is_free_again_and_cannot_be_paid(kit: Kit, crm: Crm) -> None:
    reserve = {"case": _case(account="globex"), "amount": Decimal(1000)}
    assert kit.call("crm.reserve_refund", reserve, key="a") == Returned({"reservation": "refund-1"})
    refused = kit.call("crm.reserve_refund", reserve, key="b")
    assert refused == Failed("BudgetExceeded", "1000 is more than the 0 that are left for globex")
    for _ in range(2):
        assert kit.call("crm.release_refund", {"reservation": "refund-1"}, key="c") == Returned({})
    unknown = Failed("UnknownRefund", "there is no refund-1 that is reserved")
    assert kit.call("crm.pay_refund", {"reservation": "refund-1"}, key="d") == unknown
    assert kit.call("crm.release_refund", {"reservation": "refund-1"}, key="e") == unknown
    assert kit.call("crm.reserve_refund", reserve, key="b") == Returned({"reservation": "refund-2"})
    assert [state for _, _, state in crm.refunds()] == ["released", "reserved"]


def test_a_refund_is_settled_some_time_after_it_was_paid(
    crm: Crm, orchestra_kit: MakeKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr("time.time", lambda: clock[0])
    kit = orchestra_kit(orchestra_crm_example, settings={"file": str(crm.file), "settle_seconds": 2})
    reservation = {"reservation": "refund-1"}
    assert kit.ask("crm.refund_settled", reservation) == Answered(answer=False, again_in=10_000_000)
    kit.call("crm.reserve_refund", {"case": _case(), "amount": Decimal(5)}, key="a")
    assert kit.ask("crm.refund_settled", reservation) == Answered(answer=False, again_in=10_000_000)
    kit.call("crm.pay_refund", reservation, key="b")
    clock[0] += 0.5
    assert kit.ask("crm.refund_settled", reservation) == Answered(answer=False, again_in=1_500_000)
    clock[0] += 1.5
    assert kit.ask("crm.refund_settled", reservation) == Answered(answer=True)


def test_an_unknown_customer_is_refused_by_name(kit: Kit) -> None:
    unknown = Failed("UnknownAccount", "there is no account x")
    assert kit.call("crm.reserve_refund", {"case": _case(account="x"), "amount": Decimal(1)}) == unknown
    assert kit.call("crm.classify", {"case": _case(account="x")}) == unknown
    assert kit.call("crm.enrich", {"account": "x"}) == unknown


def test_the_environment_names_the_file_before_the_settings_do(
    kit: Kit, crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "other.db"))
    kit.call("crm.reserve_refund", {"case": _case(), "amount": Decimal(1)})
    assert len(Crm(tmp_path / "other.db").refunds()) == 1
    assert not crm.file.exists()


def test_a_file_that_is_no_database_fails_the_flow_and_says_so(kit: Kit, crm: Crm) -> None:
    crm.file.parent.mkdir()
    crm.file.write_text("not a database, " * 1000, encoding="utf-8")
    answer = kit.call("crm.pay_refund", {"reservation": "refund-1"})
    assert isinstance(answer, Failed)
    assert answer.code == "DatabaseError"
    assert answer.message.startswith("file is not a database (flows.py, line ")
