"""By which word an act is refused: programs go by it, where people read the message."""

from decimal import Decimal
from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.interpreter.events import ElementSkipped, ItemDelegated
from orchestra_dsl.interpreter.library.numbers import absolute
from tests.interpreter.build import graph, interactive, on_error, people, stage
from tests.interpreter.terms import fails
from tests.interpreter.world import Refusal, Run

AGENTS = people("group:Agents")


def opened(**clauses: Any) -> Run:
    """A run with a work item for a group of three, whose stage has a handler of errors."""
    run = Run(graph(stage("a", interactive("x", assign=AGENTS, **clauses), on_error=[on_error("end")])))
    run.groups["Agents"] = ["ann", "bob", "eve"]
    return run.start()


@pytest.mark.parametrize(
    ("clauses", "to", "code", "said"),
    [
        ({"delegates": fails()}, "bob", "not allowed", "it cannot be told to whom"),
        ({"delegates": people()}, "bob", "not allowed", "may not be delegated to anybody"),
        ({"delegates": people("user:eve")}, "bob", "bad value", "may be delegated to eve, not to bob"),
        ({"exclude": (people("user:bob"),)}, "bob", "not allowed", "bob is excluded from this work item"),
    ],
)
def test_delegating(clauses: dict[str, ex.Expression], to: str, code: str, said: str) -> None:
    run = opened(**clauses).claims("ann", "a.x")
    with pytest.raises(Refusal, match=said) as raised:
        run.delegates("ann", "a.x", to)
    assert raised.value.code == code


def test_delegating_to_many() -> None:
    run = opened().claims("ann", "a.x")
    with pytest.raises(Refusal, match="is delegated to one user") as raised:
        run.apply(ItemDelegated(run.item("a.x").ref, "group:Agents"), "ann")
    assert raised.value.code == "bad value"


def test_delegating_it_back() -> None:
    run = opened().claims("ann", "a.x").delegates("ann", "a.x", "bob")
    with pytest.raises(Refusal, match="ann has delegated this work item before") as raised:
        run.delegates("bob", "a.x", "ann")
    assert raised.value.code == "not allowed"


def test_outputs_of_what_has_none() -> None:
    run = opened()
    with pytest.raises(Refusal, match="a has no outputs: only a step has") as raised:
        run.apply(ElementSkipped(run.names["a"], {"n": 1}), "root", administrator=True)
    assert raised.value.code == "bad value"


def test_the_amount_of_a_long_decimal_is_not_rounded() -> None:
    long = "123456789012345678901234567890.5"
    assert absolute(None, Decimal(f"-{long}")) == Decimal(long)  # type: ignore[arg-type]  # it asks no context
