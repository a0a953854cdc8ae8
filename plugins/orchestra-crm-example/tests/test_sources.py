"""The CRM's record source: what is written in the CRM is in the process, once it is asked."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import orchestra_crm_example
import pytest
from orchestra_crm_example import sources
from orchestra_crm_example.cases import CrmCase, write_case
from orchestra_crm_example.place import FILE_VARIABLE
from orchestra_crm_example.store import Crm

from orchestra_dsl import Project
from orchestra_dsl.plugin import Changes
from orchestra_dsl.testing import MakeKit, MakeTrial

EXAMPLE = Path(__file__).parents[1] / "example"
BRING = {"crm": {"bring_cases": True, "settle_seconds": 0}}


@pytest.fixture
def crm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crm:
    """The CRM of a test, in a file of its own."""
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "crm.db"))
    return Crm(tmp_path / "crm.db")


def write(crm: Crm, id_: str, **fields: Any) -> None:
    """Write a case in the CRM."""
    first = {"subject": "Broken", "priority": "Low", "amount": Decimal(200), "account": "globex", "owner": "user:omar"}
    write_case(crm, CrmCase(id=id_, **{**first, **fields}))


def test_cases_are_brought_page_by_page_in_the_order_of_their_last_changes(
    crm: Crm, orchestra_kit: MakeKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PAGE", 2)
    for id_ in ("1", "2", "3"):
        write(crm, id_)
    write(crm, "1", priority="High")
    write(crm, "2", deleted=True)
    kit = orchestra_kit(orchestra_crm_example, settings={"bring_cases": True}, name="crm")
    fields = {"subject": "Broken", "amount": Decimal(200), "account": "globex", "owner": "user:omar"}
    records = [("Case", {"id": "3", "priority": "Low", **fields}), ("Case", {"id": "1", "priority": "High", **fields})]
    assert kit.poll("crm.cases") == [Changes(records=records, deleted=[], cursor="4", more=True)]
    assert kit.poll("crm.cases", "4") == [Changes(records=[], deleted=[("Case", "2")], cursor="5")]
    assert kit.poll("crm.cases", "5") == [Changes(records=[], deleted=[])]


def test_whoever_owns_the_case_in_the_crm_by_then_is_told(crm: Crm, orchestra_trial: MakeTrial) -> None:
    trial = orchestra_trial(EXAMPLE, settings=BRING)
    write(crm, "1")
    trial.poll("crm.cases")
    run = trial.start("refund", {"case": "1"})
    write(crm, "1", owner="ann")
    trial.poll("crm.cases")
    trial.complete("reserving.approve", {"approved": True}, by="ann")
    assert trial.run(run).outcome == "Refunded"
    assert [each.to for each in trial.notified if each.text.startswith("Refunded")] == ["ann"]


def test_it_is_supplied_only_where_the_settings_ask_for_it(crm: Crm, orchestra_trial: MakeTrial) -> None:
    assert Project.load(EXAMPLE).registry.owner("source", "crm.cases") is None
    assert orchestra_trial(EXAMPLE, settings=BRING).project.registry.owner("source", "crm.cases") == "crm"
    assert not crm.file.exists()
