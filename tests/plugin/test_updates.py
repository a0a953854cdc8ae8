"""What a flow writes to records: only what it says it writes, and only what the record's declaration allows."""

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest

from orchestra_dsl.graph.model import Record as RecordType
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.types import DECIMAL, TEXT, USER, Choice, Field, RecordOf
from orchestra_dsl.plugin import Answer, Context, Flow, Later, Record, User, flow, predicate
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.invocation import Failed, Invocation, Returned
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.request import Request, Update, cannot_update


class Case(Record):
    id: str
    status: Literal["New", "Closed"]
    amount: Decimal = Decimal(0)
    owner: User | None = None


def _kit(fields: dict[str, Any], writes: list[str]) -> Kit:
    @flow("write", writes=writes)
    def write(case: Case, context: Context) -> None:
        context.update(case, **fields)

    return Kit(type("Plugin", (), {"write": write}))


CASE = Case(id="7", status="New")


def test_a_flow_writes_fields_of_a_record_in_stored_form() -> None:
    kit = _kit(
        {"status": "Closed", "amount": Decimal("1.50"), "owner": User("ann")},
        ["Case.status", "Case.amount", "Case.owner"],
    )
    assert kit.call("write", {"case": CASE}) == Returned({})
    assert kit.updated == [("Case", "7", {"status": "Closed", "amount": "1.5", "owner": "user:ann"})]


@pytest.mark.parametrize(
    ("fields", "failed"),
    [
        ({"amount": 1}, Failed("WritesUnsaid", "the flow write does not say that it writes Case.amount")),
        ({"status": "Open"}, Failed("BadValue", 'Case.status: "New" | "Closed" is expected, not "Open"')),
        ({"stage": "Open"}, Failed("BadValue", "the record Case has no field stage")),
    ],
)
def test_a_flow_writes_nothing_else(fields: dict[str, Any], failed: Failed) -> None:
    kit = _kit(fields, ["Case.status"])
    assert kit.call("write", {"case": CASE}) == failed
    assert kit.updated == []


def test_in_a_kit_a_field_that_no_class_names_may_be_written() -> None:
    kit = _kit({"state": ["Open"]}, ["Case.status", "Case.state"])
    assert kit.call("write", {"case": CASE}) == Returned({})
    assert kit.updated == [("Case", "7", {"state": ["Open"]})]


def test_a_predicate_writes_nothing() -> None:
    @predicate("quiet")
    def quiet(case: Case, context: Context) -> bool | Answer:
        context.update(case, status="Closed")
        return True

    answer = Kit(type("Plugin", (), {"quiet": quiet})).ask("quiet", {"case": CASE})
    assert answer == Failed("WritesUnsaid", "the predicate quiet does not say that it writes Case.status")


def test_a_repeated_call_writes_under_the_same_names_and_different_writes_under_different_ones() -> None:
    names: list[str] = []

    @flow("write", writes=["Case.status"])
    def write(case: Case, context: Context) -> None:
        context.update(case, status="New")
        context.update(case, status="Closed")
        context.update(case, status="New")

    for _ in range(2):
        ready = _ready(write, lambda _type, _id, _fields, name: names.append(name))
        assert ready.run() == Returned({})
    assert names[:3] == names[3:]
    assert len(set(names)) == 3


def test_a_call_that_nobody_waits_for_writes_nothing_and_tells_nobody() -> None:
    done: list[str] = []

    @flow("write", writes=["Case.status"])
    def write(case: Case, context: Context) -> None:
        context.cancelled.set()
        context.update(case, status="Closed")

    @flow("write")
    def tell(case: Case, context: Context) -> None:
        context.cancelled.set()
        context.notify(User("ann"), case.id, via="memory")

    for function in (write, tell):
        answer = _ready(function, lambda _type, _id, _fields, name: done.append(name)).run()
        assert isinstance(answer, Failed)
        assert answer.code == "Cancelled"
    assert done == []


def test_without_records_that_can_be_written_the_flow_fails_and_says_so() -> None:
    @flow("write", writes=["Case.status"])
    def write(case: Case, context: Context) -> None:
        context.update(case, status="Closed")

    assert _ready(write, cannot_update).run() == Failed("NoRecords", "the record Case cannot be written from here")


def _ready(function: Flow[..., Any], update: Update) -> Invocation[Returned | Later]:
    """A call of the flow, with this way to write records."""
    fields = (Field("status", Choice(("New", "Closed"))), Field("amount", DECIMAL), Field("owner", USER))
    request = Request(
        declared=Signature("flow", "write", (Field("case", RecordOf("Case")),)),
        arguments={"case": "7"},
        records={"Case": RecordType("Case", (Field("id", TEXT), *fields))},
        fetch=lambda _type, _id: {"id": "7", "status": "New", "amount": "0"},
        update=update,
        key="k",
        run="r",
        step="s",
    )
    given = [("test", SimpleNamespace(function=function))]
    ready = Calls(load_plugins(Project(folder=Path()), installed=False, given=given)).flow(request)
    assert isinstance(ready, Invocation)
    return ready
