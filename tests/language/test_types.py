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


TYPES: list[tuple[str, str, tuple[Any, Any], Any]] = [
    ("text", "text", ("a", ""), 1),
    ("integer", "integer", (7, -1), "7.5"),
    ("decimal", "decimal", ("7.5", "10"), "many"),
    ("boolean", "boolean", (True, False), "yes"),
    ("date", "date", ("2026-03-02", "2026-12-31"), "2026-02-30"),
    ("datetime", "datetime", ("2026-03-02T09:00:00Z", "2026-12-31T23:30:00Z"), "2026-03-02"),
    ("duration", "duration", (90_000_000, 0), "soon"),
    ("user", "user", ("user:ann", "user:bob"), "group:Agents"),
    ("group", "group", ("group:Agents", "group:Managers"), "user:ann"),
    ("queue", "queue", ("queue:Triage", "queue:Quality"), "group:Agents"),
    ("json", "json", ({"a": [1, None]}, "text"), object()),
    ("Case: the name of a record", "Thing", ("1", "2"), 3),
    ("list<T>", "list<integer>", ([1, 2], []), ["a"]),
    ('"Low" | "High"', '"Low" | "High"', ("Low", "High"), "low"),
    ("{ a: T, b: U }", "{ a: text, b: integer }", ({"a": "x", "b": 1}, {"a": "", "b": 2}), {"a": "x"}),
    ("T?", "text?", ("a", None), 1),
]  # fmt: skip
"""A form, a type of that form, two values that it has, and one that it refuses."""


@pytest.mark.parametrize(
    ("type_", "values"),
    [pytest.param(type_, values, marks=plays(form), id=type_) for form, type_, values, _ in TYPES],
)
def test_values_of_the_type_pass_through_a_run(type_: str, values: tuple[Any, Any]) -> None:
    for read, given in (values, values[::-1]):
        player = play(type_, given).put("Thing", id="1", value=read).start("1")
        assert player.ended == "Done"
        assert (player.outputs.get("read"), player.outputs.get("given")) == (read, given)


@pytest.mark.parametrize(
    ("type_", "right", "wrong"),
    [pytest.param(type_, values[0], wrong, marks=plays(form), id=type_) for form, type_, values, wrong in TYPES],
)
def test_a_value_of_another_type_is_refused_at_both_doors(type_: str, right: Any, wrong: Any) -> None:
    with pytest.raises(BadValue):
        play(type_, right).put("Thing", id="1", value=wrong)
    with pytest.raises(BadValue):
        play(type_, wrong).put("Thing", id="1", value=right).start("1")
