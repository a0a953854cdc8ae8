"""`describe`: what plugins supply, as a source declares it. Its source compiles, and declares what they supply."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, NotRequired, TypedDict

import attrs
import orchestra_crm_example
import pytest

from orchestra_dsl.compile.pipeline import CompileResult, compile_source
from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.plugin import (
    Candidate,
    Context,
    Group,
    Later,
    Notification,
    Progress,
    Queue,
    Record,
    User,
    View,
    channel,
    flow,
    policy,
    predicate,
    screen,
)
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.source import SourceFile
from orchestra_dsl.workspace.describing import Description, describe
from orchestra_dsl.workspace.errors import UsageError


class Customer(Record):
    """Somebody who buys."""

    name: str


class Order(Record):
    """An order."""

    customer: Customer
    total: Decimal
    state: Literal["Open", "Packed", "Sent"]


class PackedOrder(Record, name="Order"):
    """The same record, for who knows more of its state and less of its total."""

    id: str
    state: Literal["Packed", "Sent"]
    total: int | None
    notes: list[str] | None


class Colour(StrEnum):
    RED = "red {or} not"
    QUOTED = 'a "b" \\ c\nd\te'


@attrs.frozen
class Box:
    """A box."""

    colour: Colour
    weights: Sequence[Decimal | None]


@dataclass
class Everything:
    """Outputs of every type."""

    text: str
    number: int
    yes: bool
    day: date
    moment: datetime | None
    span: timedelta
    user: User
    group: Group | None
    queue: Queue
    level: Literal["Low", "High"] | None
    levels: list[Literal["Low", "High"]]
    boxes: list[Box]
    any: Any
    customer: Customer


class Lacking(TypedDict):
    """Outputs that may be missing."""

    note: NotRequired[str]


@flow("shop.everything", writes=["Order.state", "Order.packed_by", "Parcel.weight"])
def everything(order: Order, box: Box | None, context: Context) -> Everything:
    """Say all there is to say,   and   more.

    What stands here is not told.
    """
    raise NotImplementedError(order, box, context)


@flow("shop.nothing")
async def nothing() -> None: ...


@predicate("shop.is.open")
def is_open(order: PackedOrder) -> bool:
    raise NotImplementedError(order)


@screen("pack", asks=Lacking)
def pack(order: Order) -> View:
    raise NotImplementedError(order)


@screen("look", asks=None)
def look() -> View:
    return View()


@channel("pager")
def pager(notification: Notification) -> None:
    """Ring the pager."""
    raise NotImplementedError(notification)


@policy("oldest")
def oldest(candidates: Sequence[Candidate]) -> str | None:
    raise NotImplementedError(candidates)


SHOP = SimpleNamespace(
    everything=everything, nothing=nothing, is_open=is_open, pack=pack, look=look, oldest=oldest, order=Order
)


def loaded(*plugins: object) -> Registry:
    """What these plugins supply, and the product itself."""
    given = [(f"plugin{number}", plugin) for number, plugin in enumerate(plugins, 1)]
    return load_plugins(Project(folder=Path()), installed=False, given=given)


def compiled(told: Description, registry: Registry) -> CompileResult:
    """The source compiled, and compared with everything that the plugins supply."""
    file = SourceFile("told.orch", told.text)
    supplied = registry.signatures()
    return compile_source("told.orch", lambda _: file, supplied.found, supplied.records)


@pytest.mark.parametrize("plugin", [SHOP, orchestra_crm_example], ids=["shop", "crm"])
def test_what_is_told_compiles_and_declares_what_the_plugins_supply(plugin: object) -> None:
    registry = loaded(plugin)
    told = describe(registry)
    assert told.problems == ()
    assert formatted(SourceFile("told.orch", told.text)).text == told.text
    result = compiled(told, registry)
    assert [each.message for each in result.diagnostics] == []
    declared = result.checked.declarations
    supplied = {(str(each.kind), each.name): each for each in registry.signatures().found}
    found = {
        **{("flow", name): each for name, each in declared.flows.items()},
        **{("screen", name): each for name, each in declared.screens.items()},
        **{("predicate", name): each for name, each in declared.predicates.items()},
    }
    assert found.keys() == supplied.keys()
    for key, callee in found.items():
        assert (callee.parameters, callee.outputs) == (supplied[key].parameters, supplied[key].outputs), key
        assert callee.writes == supplied[key].writes, key


DECLARED = """\
record Order {
  id: text
  customer: Customer
  total: integer
  state: "Packed" | "Sent"
  notes: list<text>?
  # shop.everything writes it; no class Order says what it is.
  packed_by: json
}

record Customer {
  id: text
  name: text
}

record Parcel {
  id: text
  # shop.everything writes it; no class Parcel says what it is.
  weight: json
}

# Plugin plugin1

## Say all there is to say, and more.
flow shop.everything(
  order: Order, box: { colour: "red {{or}} not" | "a \\"b\\" \\\\ c\\nd\\te", weights: list<decimal?> }?
) -> {
  text: text
  number: integer
  yes: boolean
  day: date
  moment: datetime?
  span: duration
  user: user
  group: group?
  queue: queue
  level: ("Low" | "High")?
  levels: list<"Low" | "High">
  boxes: list<{ colour: "red {{or}} not" | "a \\"b\\" \\\\ c\\nd\\te", weights: list<decimal?> }>
  any: json
  customer: Customer
}
  writes Order.state, Order.packed_by, Parcel.weight

flow shop.nothing()

predicate shop.is.open(order: Order)
"""


def test_declarations_are_in_their_canonical_form() -> None:
    assert describe(loaded(SHOP), ["shop"]).text == DECLARED


@flow("shop.pages")
def pages(order: Order) -> Generator[Progress, None, Lacking]:
    yield Progress(0.5, str(order))
    return {}


@flow("shop.later")
def later() -> Lacking | Later:
    return Later()


def test_how_a_flow_answers_is_no_part_of_its_declaration() -> None:
    told = describe(loaded(SimpleNamespace(pages=pages, later=later)))
    assert told.problems == ()
    assert told.text.splitlines()[-3:] == [
        "flow shop.pages(order: Order) -> { note: text? }",
        "",
        "flow shop.later() -> { note: text? }",
    ]


def test_what_the_language_does_not_declare_is_a_comment() -> None:
    told = describe(loaded(SimpleNamespace(pager=pager, oldest=oldest)))
    assert told == Description("# Plugin plugin1\n\n# channel pager: Ring the pager.\n# policy oldest\n", ())


def test_what_the_product_supplies_is_told_where_it_is_named() -> None:
    registry = loaded()
    assert describe(registry) == Description("", ())
    told = describe(registry, ["channels", "policies"]).text
    assert told.startswith("# Plugin channels\n\n# channel console: ")
    assert "# policy round_robin: " in told
    nothing = "# Plugin people: it supplies nothing that has a name in sources or settings\n"
    assert describe(registry, ["people"]).text == nothing


def test_a_name_that_nothing_has_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        describe(loaded(SHOP), ["plugin1", "shop.nothign"])
    assert refused.value.hint == "Did you mean `shop.nothing`?"


@flow("bad")
def bad(amount: float) -> None:
    raise NotImplementedError(amount)


def test_what_is_broken_is_told_and_the_rest_is_declared() -> None:
    told = describe(loaded(SimpleNamespace(bad=bad, nothing=nothing)))
    assert told.text == "# Plugin plugin1\n\nflow shop.nothing()\n"
    (problem,) = told.problems
    assert problem.plugin == "plugin1"
    assert "the annotation float stands for no type" in problem.what


def test_a_name_that_two_supply_is_a_problem_where_it_is_asked_for() -> None:
    registry = loaded(SimpleNamespace(nothing=nothing), SimpleNamespace(nothing=flow("shop.nothing")(nothing.function)))
    told = describe(registry, ["shop.nothing"])
    assert told.text == ""
    assert [each.kind for each in told.problems] == ["twice"]


class OrderInWords(Record, name="Order"):
    total: str


@flow("shop.words")
def words(order: OrderInWords) -> None:
    raise NotImplementedError(order)


def test_classes_that_no_record_suits_are_a_problem() -> None:
    told = describe(loaded(SimpleNamespace(everything=everything, words=words)))
    assert [each.what for each in told.problems] == [
        "the flow shop.words reads Order.total as text, and another has it as decimal"
    ]


@flow("shop.weigh")
def weigh(größe: int) -> None:  # noqa: PLC2401 - it is the point that it is no ASCII
    raise NotImplementedError(größe)


def test_a_name_that_no_source_can_have_is_a_problem() -> None:
    told = describe(loaded(SimpleNamespace(weigh=weigh)))
    assert "flow shop.weigh(größe: integer)\n" in told.text
    problem = told.problems[0]
    assert problem.where == "line 3 of what is printed"
    assert problem.hint == "Mend the plugin: a source cannot declare it as it is."
