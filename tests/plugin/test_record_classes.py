"""Which classes of records a function takes, and what they say."""

from decimal import Decimal
from typing import NotRequired, TypedDict

import attrs
import pytest

from orchestra_dsl.graph.model import RecordClass
from orchestra_dsl.graph.types import DECIMAL, TEXT, Field, Optional, RecordOf
from orchestra_dsl.plugin import Context, Record, flow
from orchestra_dsl.plugin.problems import BadPlugin


class Account(Record):
    name: str


class Case(Record):
    amount: Decimal
    account: Account | None
    parent: "Case | None"


class Odd(Record):
    amount: float


class Holder(TypedDict):
    accounts: NotRequired[list[Account]]


@attrs.frozen
class Pair:
    holder: Holder


OF_ACCOUNT = ("Account", "Account", (Field("name", TEXT),))
OF_CASE = (
    "Case",
    "Case",
    (
        Field("amount", DECIMAL),
        Field("account", Optional(RecordOf("Account"))),
        Field("parent", Optional(RecordOf("Case"))),
    ),
)


def test_a_record_and_those_that_it_refers_to_are_found_once() -> None:
    @flow("f")
    def f(case: Case, others: list[Case], context: Context) -> None:
        del case, others, context

    assert f.records == (RecordClass("flow", "f", *OF_CASE), RecordClass("flow", "f", *OF_ACCOUNT))


def test_records_inside_of_objects_are_found() -> None:
    @flow("f")
    def f(pair: Pair | None) -> None:
        del pair

    assert f.records == (RecordClass("flow", "f", *OF_ACCOUNT),)


def test_a_class_of_a_record_that_cannot_be_read_is_a_problem_of_the_plugin() -> None:
    @flow("f")
    def f(odd: Odd) -> None:
        del odd

    with pytest.raises(BadPlugin, match="flow f: field amount of Odd: the annotation float stands for no type"):
        f.check()
