"""Which annotation stands for which type, and what is said about those that stand for none."""

import dataclasses
import enum
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType, NotRequired, Required, TypedDict

import attrs
import pytest

from orchestra_dsl.graph.types import show
from orchestra_dsl.plugin.principals import Group, Queue, User
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.records import Record
from orchestra_dsl.plugin.shapes import shape_of


class Case(Record):
    id: str


class SupportTicket(Record, name="Ticket"):
    id: str


class Line(TypedDict):
    product: str
    note: NotRequired[str]


@dataclasses.dataclass
class Order:
    number: int
    lines: list[Line]
    paid: Decimal | None = None


@attrs.frozen
class Address:
    street: str
    _secret: str


class Severity(enum.StrEnum):
    HIGH = "High"
    LOW = "Low"


class Level(enum.IntEnum):
    ONE = 1


@dataclasses.dataclass
class Tree:
    name: str
    below: list["Tree"]


class Loose(TypedDict, total=False):
    word: str
    needed: Required[int]


Number = NewType("Number", str)

TYPES = [
    (str, "text"),
    (int, "integer"),
    (Decimal, "decimal"),
    (bool, "boolean"),
    (date, "date"),
    (datetime, "datetime"),
    (timedelta, "duration"),
    (User, "user"),
    (Group, "group"),
    (Queue, "queue"),
    (Any, "json"),
    (object, "json"),
    (dict[str, Any], "json"),
    (str | None, "text?"),
    (None | Decimal, "decimal?"),
    (list[User], "list<user>"),
    (Sequence[int], "list<integer>"),
    (tuple[str, ...], "list<text>"),
    (list[str | None] | None, "list<text?>?"),
    (Literal["a", "b"], '"a" | "b"'),
    (Literal["a", None], '("a")?'),  # noqa: PYI061 - the same
    (Literal["a"] | Literal["b"] | None, '("a" | "b")?'),  # noqa: PYI030 - authors write it so
    (Severity, '"High" | "Low"'),
    (Annotated[str, "anything"], "text"),
    (Number, "text"),
    (Line, "{ product: text, note: text? }"),
    (Loose, "{ word: text?, needed: integer }"),
    (Order, "{ number: integer, lines: list<{ product: text, note: text? }>, paid: decimal? }"),
    (Address, "{ street: text, _secret: text }"),
    (Case, "Case"),
    (SupportTicket | None, "Ticket?"),
    (list[Case], "list<Case>"),
]


@pytest.mark.parametrize(("annotation", "type_"), TYPES)
def test_an_annotation_stands_for_a_type(annotation: Any, type_: str) -> None:
    assert show(shape_of(annotation).type) == type_


class Bare:
    id: str


REFUSED = [
    (float, "float stands for no type", "Decimal"),
    (list, "list stands for no type", "list[str]"),
    (dict[str, int], r"dict\[str, int\] stands for no type", "TypedDict"),
    (set[str], r"set\[str\] stands for no type", "list"),
    (bytes, "bytes stands for no type", "str"),
    (type(None), "NoneType stands for no type", "None"),
    (str | int, r"str \| int is more than one type", "Any"),
    (Literal[1, 2], "is not a set of texts", "Literal"),
    (tuple[str, int], r"tuple\[str, int\] stands for no type", "Use"),
    (Level, "members of Level are not texts", "StrEnum"),
    (Record, "does not say which record", "class Case"),
    (Tree, "field below of Tree: Tree holds itself", "Any"),
    (complex, "complex stands for no type", "Decimal"),
    ("Case", "stands for no type", "Use"),
    (Bare, "Bare stands for no type", "For a record of the process write `class Bare(Record)`; for values"),
]


@pytest.mark.parametrize(("annotation", "what", "hint"), REFUSED)
def test_an_annotation_that_stands_for_no_type_is_refused_with_a_hint(annotation: Any, what: str, hint: str) -> None:
    with pytest.raises(BadPlugin, match=what) as caught:
        shape_of(annotation)
    assert hint in str(caught.value.hint)


def test_a_bad_field_is_named_with_its_class() -> None:
    @dataclasses.dataclass
    class Offer:
        price: float

    with pytest.raises(BadPlugin, match=r"field price of .*Offer: the annotation float"):
        shape_of(Offer)


def test_a_class_that_is_unknown_when_the_code_runs_is_named() -> None:
    class Offer(TypedDict):
        product: "Produkt"  # type: ignore[name-defined]  # noqa: F821 - that is the point

    with pytest.raises(BadPlugin, match=r"Offer name Produkt, which is not known"):
        shape_of(Offer)
