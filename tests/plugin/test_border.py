"""The border to a flow's code: stored arguments become Python values, results become stored ones, checked."""

import dataclasses
import enum
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, NotRequired, TypedDict
from zoneinfo import ZoneInfo

import attrs
import pytest

from orchestra_dsl.graph.accept import accept_fields
from orchestra_dsl.graph.model import Record as RecordType
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.types import DATETIME, DECIMAL, INTEGER, JSON, TEXT, USER, Field, ListOf, Optional, RecordOf
from orchestra_dsl.plugin import Flow, Group, Later, Queue, Record, User, flow
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.invocation import Failed, Returned
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.request import Request


class Account(Record):
    id: str
    owner: User


class Case(Record):
    id: str
    amount: Decimal
    account: Account | None = None
    parent: "Case | None" = None


class Line(TypedDict):
    product: str
    note: NotRequired[str]


@dataclasses.dataclass
class Order:
    lines: list[Line]
    discount: Decimal | None


@attrs.frozen
class Size:
    _width: int


class Severity(enum.StrEnum):
    HIGH = "High"
    LOW = "Low"


@attrs.define
class Everything:
    text: str
    integer: int
    decimal: Decimal
    yes: bool
    day: date
    moment: datetime
    span: timedelta
    who: User | None
    team: Group
    line: Queue
    severity: Severity
    level: Literal["a", "b"]
    order: Order
    size: Size
    free: Any
    tags: tuple[str, ...]


BERLIN = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
EVERYTHING = Everything(
    text="ä",
    integer=-(2**63),
    decimal=Decimal("12.50"),
    yes=True,
    day=date(2026, 3, 2),
    moment=BERLIN,
    span=timedelta(hours=36),
    who=None,
    team=Group("Agents"),
    line=Queue("Triage"),
    severity=Severity.HIGH,
    level="b",
    order=Order([{"product": "pump"}, {"product": "hose", "note": "red"}], Decimal("0.1")),
    size=Size(3),
    free={"deep": [1, None, {"x": "y"}]},
    tags=("new", "vip"),
)


CASE_TYPE = RecordType(
    "Case",
    (
        Field("id", TEXT),
        Field("amount", DECIMAL),
        Field("account", Optional(RecordOf("Account"))),
        Field("parent", Optional(RecordOf("Case"))),
        Field("opened", DATETIME),
        Field("approvers", ListOf(USER)),
        Field("note", Optional(TEXT)),
    ),
)


class Echo:
    """A plugin that keeps what it was given and returns it."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.echo: Flow[..., Any] = flow("echo")(self._echo)

    def _echo(  # noqa: PLR0917 - one parameter of every type
        self,
        text: str,
        integer: int,
        decimal: Decimal,
        yes: bool,  # noqa: FBT001 - a flow's arguments are given by name
        day: date,
        moment: datetime,
        span: timedelta,
        who: User | None,
        team: Group,
        line: Queue,
        severity: Severity,
        level: Literal["a", "b"],
        order: Order,
        size: Size,
        free: Any,
        tags: tuple[str, ...],
    ) -> Everything:
        self.seen.append(Everything(**{name: each for name, each in locals().items() if name != "self"}))
        return EVERYTHING


def test_a_value_of_every_type_crosses_the_border_and_comes_back() -> None:
    echo = Echo()
    arguments = {field.name: getattr(EVERYTHING, field.name) for field in attrs.fields(Everything)}
    answer = Kit(echo).call("echo", arguments)
    assert isinstance(answer, Returned), answer
    assert echo.seen == [EVERYTHING]
    assert [type(getattr(echo.seen[0], f.name)) for f in attrs.fields(Everything)] == [
        type(getattr(EVERYTHING, f.name)) for f in attrs.fields(Everything)
    ]
    assert answer.outputs == {
        "text": "ä",
        "integer": -(2**63),
        "decimal": "12.5",
        "yes": True,
        "day": "2026-03-02",
        "moment": "2026-03-02T08:30:00Z[Europe/Berlin]",
        "span": 36 * 3600 * 1_000_000,
        "team": "group:Agents",
        "line": "queue:Triage",
        "severity": "High",
        "level": "b",
        "order": {"lines": [{"product": "pump"}, {"product": "hose", "note": "red"}], "discount": "0.1"},
        "size": {"_width": 3},
        "free": {"deep": [1, None, {"x": "y"}]},
        "tags": ["new", "vip"],
    }


def test_a_datetime_keeps_its_zone_and_an_unknown_zone_its_instant() -> None:
    seen: list[datetime] = []

    @flow("at")
    def at(moment: datetime) -> None:
        seen.append(moment)

    declared = Signature("flow", "at", (Field("moment", DATETIME),))
    for stored in ("2026-03-02T08:30:00Z[Europe/Berlin]", "2026-03-02T08:30:00Z[Mars/Crater]"):
        assert _call(at, declared, {"moment": stored}) == Returned({})
    assert seen == [BERLIN, BERLIN]
    assert [str(moment.tzinfo) for moment in seen] == ["Europe/Berlin", "UTC"]
    assert seen[1].tzinfo is UTC


def test_a_record_comes_with_all_its_fields_and_those_that_it_refers_to() -> None:
    seen: list[Case] = []

    @flow("look")
    def look(case: Case) -> None:
        seen.append(case)

    account_type = RecordType("Account", (Field("owner", USER), Field("first_case", RecordOf("Case"))))
    stored: dict[tuple[str, str], dict[str, Any]] = {
        ("Case", "1"): {
            "id": "1",
            "amount": "5.5",
            "account": "a",
            "parent": "1",
            "opened": "2026-03-02T08:30:00Z",
            "approvers": ["user:ann"],
            "forgotten": "not declared any more",
        },
        ("Account", "a"): {"id": "a", "owner": "user:omar", "first_case": "1"},
    }
    declared = Signature("flow", "look", (Field("case", RecordOf("Case")),))
    types = {"Case": CASE_TYPE, "Account": account_type}
    assert _call(look, declared, {"case": "1"}, types, stored) == Returned({})
    case = seen[0]
    assert case.amount == Decimal("5.5")
    assert case.account is not None
    assert case.account.owner == User("omar")
    assert case.account["first_case"] == "1"
    assert case.parent is case
    assert case["opened"] == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert case["approvers"] == [User("ann")]
    assert case["note"] is None
    assert "forgotten" not in case
    with pytest.raises(KeyError, match="the record Case has no field nothing"):
        case["nothing"]


def test_a_record_that_is_gone_fails_the_flow_by_the_name_that_a_process_can_catch() -> None:
    @flow("look")
    def look(case: Case) -> None: ...

    declared = Signature("flow", "look", (Field("case", RecordOf("Case")),))
    answer = _call(look, declared, {"case": "7"}, {"Case": CASE_TYPE})
    assert answer == Failed("RecordGone", "the Case 7 is no longer there")


def test_a_record_class_that_names_what_the_record_lacks_or_has_otherwise_is_refused() -> None:
    @flow("look")
    def look(account: Account) -> None: ...

    declared = Signature("flow", "look", (Field("account", RecordOf("Account")),))
    stored = {("Account", "a"): {"id": "a", "owner": "x"}}
    lacks = _call(look, declared, {"account": "a"}, {"Account": RecordType("Account", (Field("id", TEXT),))}, stored)
    assert lacks == Failed("PluginError", "the record Account has no field owner, which Account names")
    other = RecordType("Account", (Field("owner", TEXT),))
    differs = _call(look, declared, {"account": "a"}, {"Account": other}, stored)
    assert differs == Failed("PluginError", "field owner of the record Account is text, and Account expects user")
    unknown = _call(look, declared, {"account": "a"}, {}, stored)
    assert unknown == Failed("PluginError", "no source declares the record Account")


def test_trouble_of_the_store_is_not_the_flows_error() -> None:
    @flow("look")
    def look(case: Case) -> None: ...

    def locked(_type: str, _id: str) -> None:
        raise OSError("the database is locked")

    declared = Signature("flow", "look", (Field("case", RecordOf("Case")),))
    request = Request(
        declared=declared,
        arguments={"case": "1"},
        records={"Case": CASE_TYPE},
        fetch=locked,
        key="k",
        run="r",
        step="s",
    )
    with pytest.raises(OSError, match="the database is locked"):
        _calls(look).flow(request)


def test_narrower_declarations_may_be_given_to_wider_functions() -> None:
    seen: list[Any] = []

    @flow("wide")
    def wide(amount: Decimal, note: str | None, anything: Any) -> None:
        seen.append((amount, note, anything))

    declared = Signature("flow", "wide", (Field("amount", INTEGER), Field("note", TEXT), Field("anything", TEXT)))
    assert _call(wide, declared, {"amount": 3, "note": "n", "anything": "x"}) == Returned({})
    assert seen == [(Decimal(3), "n", "x")]
    assert isinstance(seen[0][0], Decimal)


def test_a_function_that_was_changed_under_a_run_is_not_called_with_what_it_no_longer_takes() -> None:
    @flow("changed")
    def changed(amount: int, note: str) -> None:
        raise NotImplementedError

    fewer = Signature("flow", "changed", (Field("amount", INTEGER),))
    answer = _call(changed, fewer, {"amount": 1})
    assert isinstance(answer, Failed)
    assert answer.code == "PluginError"
    assert "takes (amount, note), and the run was started with (amount)" in answer.message
    other = Signature("flow", "changed", (Field("amount", DECIMAL), Field("note", TEXT)))
    answer = _call(changed, other, {"amount": "1.5", "note": ""})
    assert isinstance(answer, Failed)
    assert "takes amount as integer, and the run was started with decimal" in answer.message


def _circle() -> list[Any]:
    circle: list[Any] = []
    circle.append(circle)
    return circle


RESULTS = [
    ({"out": "x"}, "integer is expected", INTEGER),
    ({"out": 2**63}, "integer is expected", INTEGER),
    ({}, "out: it is missing", TEXT),
    (None, "returned nothing, where it should return out", TEXT),
    ({"out": "x", "more": 1}, "more: there is no such field", TEXT),
    ("x", "returned str, where named outputs are expected", TEXT),
    ({"out": "x" * 300_000}, "too large: 300,", TEXT),
    ({"out": object()}, "cannot be stored", JSON),
    ({"out": _circle()}, "nested too deeply", JSON),
    ({"out": datetime(2026, 1, 1)}, "needs a zone", DATETIME),  # noqa: DTZ001 - that is the mistake
    ({"out": Group("ann")}, "user is expected", USER),
    ({"out": "\ud800"}, "cannot be stored", TEXT),
]


@pytest.mark.parametrize(("result", "problem", "type_"), RESULTS)
def test_a_result_that_does_not_fit_fails_the_call_with_a_sentence(result: Any, problem: str, type_: Any) -> None:
    class Out(TypedDict):
        out: Any

    @flow("give")
    def give() -> Out:
        returned: Out = result
        return returned

    answer = _call(give, Signature("flow", "give", (), (Field("out", type_),)), {})
    assert isinstance(answer, Failed)
    assert answer.code == "BadResult"
    assert answer.message.startswith("the flow give returned what it should not: ")
    assert problem in answer.message
    assert len(answer.message) < 500


def test_a_result_where_none_is_declared_fails_the_call() -> None:
    @flow("give")
    def give() -> None:
        return {"x": 1}  # type: ignore[return-value]  # that is the mistake

    answer = _call(give, Signature("flow", "give", ()), {})
    assert answer == Failed(
        "BadResult", "the flow give returned what it should not: it returned dict, where it should return nothing"
    )


def test_json_is_stored_as_what_json_can_say() -> None:
    class Out(TypedDict):
        out: Any

    @flow("give")
    def give() -> Out:
        return {"out": {"when": date(2026, 3, 2), "amount": Decimal("1.5"), "who": User("ann"), 3: (1, 2)}}

    answer = _call(give, Signature("flow", "give", (), (Field("out", JSON),)), {})
    assert answer == Returned({"out": {"when": "2026-03-02", "amount": "1.5", "who": "user:ann", "3": [1, 2]}})


def test_records_in_a_result_are_stored_as_their_ids() -> None:
    class Out(TypedDict):
        out: Case

    @flow("give")
    def give() -> Out:
        return {"out": Case(id="7", amount=Decimal(1))}

    assert Kit(type("Plugin", (), {"give": give})).call("give", {}) == Returned({"out": "7"})


def _calls(*supplied: Flow[..., Any]) -> Calls:
    plugin = type("Plugin", (), {each.name: each for each in supplied})
    return Calls(load_plugins(Project(folder=None), installed=False, given=[("test", plugin)]))  # type: ignore[arg-type]  # a class will do as a plugin


def _call(
    supplied: Flow[..., Any],
    declared: Signature,
    arguments: dict[str, Any],
    types: dict[str, RecordType] | None = None,
    stored: dict[tuple[str, str], dict[str, Any]] | None = None,
) -> Returned | Later | Failed:
    """Call a flow as a run does that was compiled with this declaration."""
    request = Request(
        declared=declared,
        arguments=accept_fields(declared.parameters, arguments),
        records=types or {},
        fetch=lambda type_, id_: (stored or {}).get((type_, id_)),
        key="k",
        run="r",
        step="s",
    )
    ready = _calls(supplied).flow(request)
    return ready if isinstance(ready, Failed) else ready.run()
