"""Defaults of an orchestration's parameters: stored values in the graph and in its hash."""

from typing import Any

import pytest
from msgspec.structs import replace

from orchestra_dsl.graph.codec import BadGraph, content_hash, decode_graph, encode_graph
from orchestra_dsl.graph.model import Parameter
from orchestra_dsl.graph.types import DECIMAL, INTEGER
from tests.compile.compiling import compiled, graph_of


@pytest.mark.parametrize(
    ("parameter", "stored"),
    [
        ("p: boolean = true", True),
        ("p: boolean = false", False),
        ("p: integer = -3", -3),
        ("p: decimal = 100", "100"),
        ("p: decimal? = 2.50", "2.5"),
        ("p: duration = 90s", 90_000_000),
        ('p: text = ""', ""),
        ('p: "Low" | "High" = "High"', "High"),
        ('p: date = date("2026-03-02")', "2026-03-02"),
        ('p: datetime = datetime("2026-03-02T09:00Z")', "2026-03-02T09:00:00Z"),
        ('p: user = user("ann")', "user:ann"),
        ('p: list<queue> = [queue("Triage")]', ["queue:Triage"]),
        ("p: list<decimal> = [1, 2.5]", ["1", "2.5"]),
        ("p: { a: decimal, b: text? } = { b: null, a: 1 }", {"a": "1"}),
        ("p: text? = null", None),
        ("p: text?", None),
    ],
)
def test_a_default_is_a_stored_value_of_the_graph(parameter: str, stored: Any) -> None:
    graph = graph_of("end", head=f"({parameter})")
    assert graph.parameters[0].default == stored
    assert decode_graph(encode_graph(graph)) == graph


def test_a_default_belongs_to_the_hash() -> None:
    hashes = {compiled("end", head=f"({each})").hash for each in ("n: integer", "n: integer = 1", "n: integer = 2")}
    assert len(hashes) == 3
    assert compiled("end", head="(n: decimal = 1.0)").hash == compiled("end", head="( n: decimal = 1 )").hash


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        (Parameter("n", INTEGER, default="one"), 'the default of n does not fit: integer is expected, not "one"'),
        (Parameter("n", DECIMAL, default="1.0"), "the default of n is not in stored form"),
    ],
)
def test_a_stored_graph_whose_default_does_not_fit_is_refused(parameter: Parameter, said: str) -> None:
    graph = replace(graph_of("end", head="(n: integer = 1)"), parameters=(parameter,))
    assert content_hash(graph)
    with pytest.raises(BadGraph, match=said):
        decode_graph(encode_graph(graph))
