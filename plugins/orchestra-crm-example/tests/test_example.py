"""The project in `example/`, run with the plugin as it is installed. Its scenarios are tests of their own."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import orchestra_crm_example
import pytest
from orchestra_crm_example.place import FILE_VARIABLE
from orchestra_crm_example.store import Crm

from orchestra_dsl import Project, Status
from orchestra_dsl.testing import MakeTrial, Trial

EXAMPLE = Path(__file__).parents[1] / "example"
CASE = {"id": "1", "subject": "Broken", "priority": "Low", "amount": "200", "account": "globex", "owner": "omar"}


@pytest.fixture
def trial(orchestra_trial: MakeTrial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """The example, whose CRM has the time of the trial."""
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "crm.db"))
    trial = orchestra_trial(EXAMPLE)
    monkeypatch.setattr("time.time", lambda: trial.now.timestamp())  # noqa: PLW0108 - the trial's time goes on
    return trial


def start(trial: Trial, **fields: Any) -> str:
    """Write a case and start a refund for it."""
    trial.put("Case", {**CASE, **fields})
    return trial.start("refund", {"case": "1"})


def test_whoever_waits_for_a_refund_is_told_when_the_bank_has_settled_it(trial: Trial) -> None:
    run = start(trial)
    trial.complete("reserving.approve", {"approved": True}, by="ann")
    trial.advance(timedelta(minutes=59))
    assert trial.run(run).status == Status.ACTIVE
    trial.advance(timedelta(minutes=1))
    assert trial.run(run).outcome == "Refunded"
    assert (trial.notified[-1].to, trial.notified[-1].text) == ("omar", "Refunded: receipt-1")


def test_what_is_refused_is_free_again(trial: Trial, tmp_path: Path) -> None:
    run = start(trial)
    trial.complete("reserving.approve", {"approved": False}, by="ann")
    assert trial.run(run).outcome == "Refused"
    assert [state for _, _, state in Crm(tmp_path / "crm.db").refunds()] == ["released"]


def test_a_budget_is_not_gone_beyond(trial: Trial) -> None:
    assert trial.run(start(trial, amount="1000.01")).outcome == "Beyond the budget"
    assert [each.name for each in trial.calls] == ["crm.reserve_refund"]


def test_the_plugin_is_found_by_its_entry_point_and_everything_in_it_is_right() -> None:
    registry = Project.load(EXAMPLE).registry
    assert [problem for problem in registry.check() if problem.plugin == "crm"] == []
    flows, predicates = orchestra_crm_example.orchestra_flows(), orchestra_crm_example.orchestra_predicates()
    assert {registry.owner("flow", name) for name in flows} == {"crm"}
    assert {registry.owner("predicate", name) for name in predicates} == {"crm"}
