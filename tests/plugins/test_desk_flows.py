"""The local flows, predicate and screen of the case-management example, called as the engine calls them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from orchestra_dsl.plugin import Record, User, View
from orchestra_dsl.plugin.invocation import Answered, Failed, Returned
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.local import load_file
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project

FOLDER = Path(__file__).parents[1] / "desk"


@pytest.fixture(scope="module")
def flows() -> ModuleType:
    return load_file(FOLDER / "flows.py")


def _case(flows: ModuleType, **changes: Any) -> Record:
    fields = {
        "id": "1",
        "number": "C-17",
        "subject": "The pump is broken",
        "status": "New",
        "amount": Decimal(20_000),
        "quiet_until": None,
    }
    case: Record = flows.Case(**{**fields, **changes})
    return case


def test_the_project_supplies_what_its_file_says_and_nothing_is_wrong_with_it() -> None:
    registry = load_plugins(Project(folder=FOLDER, people=FOLDER / "people.toml"), [FOLDER / "flows.py"])
    assert [problem for problem in registry.check() if problem.plugin in ("flows.py", "people")] == []
    assert registry.directory.members("queue:Triage") == ["user:ann", "user:bob", "user:omar"]
    assert registry.directory.manager("user:omar") == "user:lena"


def test_the_status_of_a_case_is_written(flows: ModuleType) -> None:
    kit = Kit(flows)
    assert kit.call("set_status", {"case": _case(flows), "status": "Closed"}) == Returned({})
    assert kit.updated == [("Case", "1", {"status": "Closed"})]


def test_somebody_is_told_on_the_console(flows: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert Kit(flows).call("tell", {"to": User("omar"), "text": "It is done"}) == Returned({"told": True})
    assert capsys.readouterr().err == "To omar: It is done\n"


def test_a_customer_is_quiet_until_the_time_is_over(flows: ModuleType) -> None:
    kit = Kit(flows)
    for past in (None, datetime.now(UTC) - timedelta(seconds=1)):
        assert kit.ask("customer_quiet", {"case": _case(flows, quiet_until=past)}) == Answered(answer=False)
    quiet = kit.ask("customer_quiet", {"case": _case(flows, quiet_until=datetime.now(UTC) + timedelta(hours=1))})
    assert not isinstance(quiet, Failed)
    assert quiet.answer
    assert quiet.again_in is not None
    assert 3_500_000_000 < quiet.again_in <= 3_600_000_000


def test_the_screen_shows_the_case_and_what_came_back(flows: ModuleType) -> None:
    view = Kit(flows).show("fix_case", {"case": _case(flows), "remark": "It leaks"})
    assert isinstance(view, View)
    assert view.title == "Case C-17"
    assert view.text == "The pump is broken. The order was worth 20,000. It came back: It leaks"
