"""The support desk of the tests, run through the command line: the ways that a case can go."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DESK = ROOT / "tests" / "desk"

CASE = json.loads((DESK / "case.json").read_text(encoding="utf-8"))
QUESTION = {**CASE, "subject": "A question", "priority": "High", "amount": "100", "account": "globex", "tags": []}


def _run(*command: str, folder: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    settings = {"ORCHESTRA_CRM_FILE": str(folder / "crm.db"), "ORCHESTRA_PROJECT": str(DESK)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **settings, "TMPDIR": str(folder)},
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _orchestra(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    store = str(folder / "store.orchestra")
    return _run("-m", "orchestra_dsl", *arguments, "--store", store, folder=folder, given=given)


def _answers(folder: Path, *answers: tuple[str, str, dict[str, Any]]) -> str:
    """An answers file: step, user, values."""
    texts = []
    for step, user, values in answers:
        fields = ", ".join(f"{name} = {json.dumps(value)}" for name, value in values.items())
        texts.append(f'[[answer]]\nstep = "{step}"\nas = "{user}"\nwith = {{ {fields} }}\n')
    file = folder / "answers.toml"
    file.write_text("\n".join(texts) or "answer = []", encoding="utf-8")
    return str(file)


def _go(folder: Path, case: dict[str, Any], *answers: tuple[str, str, dict[str, Any]]) -> tuple[dict[str, Any], str]:
    """Write the case, work until nothing goes on, and answer the one run with what was printed."""
    put = _orchestra(folder, "record", "put", "Case", "-", given=json.dumps(case))
    assert put.returncode == 0, put.stderr
    done = _orchestra(folder, "run", str(DESK), "--answers", _answers(folder, *answers), "--until-idle")
    assert done.returncode in (0, 1), done.stderr
    listed = json.loads(_orchestra(folder, "runs", "list", "--json").stdout)["runs"]
    assert len(listed) == 1, done.stdout + done.stderr
    return listed[0], done.stdout + done.stderr


def _status(folder: Path) -> str:
    record = json.loads(_orchestra(folder, "record", "get", "Case", "5001", "--json").stdout)
    found: str = record["status"]
    return found


FIXED = ("resolve.fix", "bob", {"resolution": "Explained it"})
ACCEPTED = ("resolve.review", "ines", {"accepted": True})
REFUSED = ("resolve.review", "ines", {"accepted": False, "remark": "Not enough"})
LOOKED = ("manual_triage.look", "omar", {"severity": "S3"})


def test_a_question_is_triaged_by_hand_and_closed_without_a_refund(tmp_path: Path) -> None:
    run, _ = _go(tmp_path, QUESTION, LOOKED, FIXED, ACCEPTED)
    assert (run["status"], run["outcome"]) == ("completed", "Resolved")
    assert run["outputs"] == {"rounds": 0, "refunded": "0"}
    assert _status(tmp_path) == "Closed"


def test_a_small_refund_needs_no_approval(tmp_path: Path) -> None:
    refunding = ("resolve.fix", "bob", {"resolution": "Explained it", "refund": "500"})
    run, told = _go(tmp_path, QUESTION, LOOKED, refunding, ACCEPTED)
    assert run["outputs"] == {"rounds": 0, "refunded": "500"}
    assert "Approve the refund: skipped" in told


def test_a_refund_that_is_not_approved_is_given_back(tmp_path: Path) -> None:
    refunding = ("resolve.fix", "bob", {"resolution": "Explained it", "refund": "600"})
    refused = ("refund.approve", "lena", {"approved": False, "reason": "Too much"})
    run, told = _go(tmp_path, QUESTION, LOOKED, refunding, ACCEPTED, refused)
    assert run["outputs"] == {"rounds": 0, "refunded": "0"}
    assert "Pay the refund: skipped" in told
    assert "Give the reserve back: completed" in told


def test_a_refund_over_the_budget_is_escalated_and_fails_where_nobody_can_solve_it(tmp_path: Path) -> None:
    refunding = ("resolve.fix", "bob", {"resolution": "Explained it", "refund": "2000"})
    given_up = ("escalated.take", "rita", {"solved": False})
    run, told = _go(tmp_path, QUESTION, LOOKED, refunding, ACCEPTED, given_up)
    assert "BudgetExceeded" in told
    assert run["status"] == "failed"
    assert run["error"] == "Nobody could solve the case C-17"
    assert _status(tmp_path) == "Escalated"


def test_after_three_reworks_a_manager_takes_over(tmp_path: Path) -> None:
    rounds: list[tuple[str, str, dict[str, Any]]] = [FIXED, REFUSED] * 4
    run, _ = _go(tmp_path, QUESTION, LOOKED, *rounds, ("escalated.take", "lena", {"solved": True}))
    assert (run["outcome"], run["outputs"]) == ("Solved by a manager", {"rounds": 3, "refunded": "0"})


def test_a_customer_that_the_crm_does_not_know_leaves_the_step_in_error(tmp_path: Path) -> None:
    run, told = _go(tmp_path, {**QUESTION, "account": "nobody"})
    assert run["status"] == "error"
    assert "in error: there is no account nobody (UnknownAccount)" in told


@pytest.mark.parametrize("changes", [{"priority": "Low"}, {"status": "Working"}])
def test_a_case_that_is_not_new_or_not_urgent_starts_nothing(tmp_path: Path, changes: dict[str, str]) -> None:
    put = _orchestra(tmp_path, "record", "put", "Case", "-", given=json.dumps({**CASE, **changes}))
    assert put.returncode == 0, put.stderr
    assert json.loads(_orchestra(tmp_path, "runs", "list", "--json").stdout)["runs"] == []
