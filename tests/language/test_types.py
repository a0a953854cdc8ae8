"""Types: what a value of each may be, from a record and a flow through a variable to the run's outputs."""

from typing import Any

import pytest

from orchestra_dsl.graph.accept import BadValue
from tests.language.forms import plays
from tests.language.play import Player

TEXT = """
record Thing {{ id: text  value: {type} }}
flow give(thing: Thing) -> {{ value: {type} }}
orchestration o(thing: Thing) -> {{ read: {type}, given: {type} }} {{
  var kept: {type} = thing.value
  stage s "S" {{ background g = give(thing) }}
  end "Done" with {{ read: kept, given: s.g.value }}
}}
"""
"""The value of a record is kept in a variable, that of a flow is handed on."""


def play(type_: str, given: Any) -> Player:
    return Player(TEXT.format(type=type_), flows={"give": [{"value": given}]})


def row(form: str, type_: str, first: Any, second: Any, wrong: Any) -> Any:
    """A row of the table: a form, a type of that form, two values that it has, and one that it refuses."""
    return pytest.param(type_, first, second, wrong, marks=plays(form), id=type_)


ROWS = [
    row("text", "text", "a", "", 1),
    row("integer", "integer", 7, -1, "7.5"),
    row("decimal", "decimal", "7.5", "10", "many"),
    row("boolean", "boolean", True, False, "yes"),
    row("date", "date", "2026-03-02", "2026-12-31", "2026-02-30"),
    row("datetime", "datetime", "2026-03-02T09:00:00Z", "2026-12-31T23:30:00Z", "2026-03-02"),
    row("duration", "duration", 90_000_000, 0, "soon"),
    row("user", "user", "user:ann", "user:bob", "group:Agents"),
    row("group", "group", "group:Agents", "group:Managers", "user:ann"),
    row("queue", "queue", "queue:Triage", "queue:Quality", "group:Agents"),
    row("json", "json", {"a": [1, None]}, "text", object()),
    row("Case: the name of a record", "Thing", "1", "2", 3),
    row("list<T>", "list<integer>", [1, 2], [], ["a"]),
    row('"Low" | "High"', '"Low" | "High"', "Low", "High", "low"),
    row("{ a: T, b: U }", "{ a: text, b: integer }", {"a": "x", "b": 1}, {"a": "", "b": 2}, {"a": "x"}),
    row("T?", "text?", "a", None, 1),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "first", "second", "wrong"), ROWS)
def test_a_value_of_the_type_passes_through_a_run(type_: str, first: Any, second: Any, wrong: Any) -> None:
    player = play(type_, second).put("Thing", id="1", value=first).start("1")
    assert player.ended == "Done"
    assert (player.outputs.get("read"), player.outputs.get("given")) == (first, second)


@pytest.mark.parametrize(("type_", "first", "second", "wrong"), ROWS)
def test_a_value_of_another_type_is_refused_at_both_doors(type_: str, first: Any, second: Any, wrong: Any) -> None:
    with pytest.raises(BadValue, match="value"):
        play(type_, second).put("Thing", id="1", value=wrong)
    with pytest.raises(BadValue, match="value"):
        play(type_, wrong).put("Thing", id="1", value=first).start("1")
