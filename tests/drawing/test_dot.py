"""DOT, read back by a grammar of its own: the part of the language that Graphviz documents for graphs like these."""

from collections import Counter

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, Token, Tree

from orchestra_dsl.drawing.dot import dot
from orchestra_dsl.drawing.structure import drawing_of
from orchestra_dsl.graph.model import Compiled
from tests.drawing import counting
from tests.drawing.nesting import nested
from tests.drawing.test_mermaid import labelled
from tests.drawing.texts import HOSTILE, everything, example

GRAMMAR = Lark(
    r"""
    start: "digraph" id "{" (statement ";"?)* "}"
    ?statement: assignment | node | edge | defaults | cluster
    assignment: id "=" id
    defaults: ("graph" | "node" | "edge") attributes
    node: NAME attributes
    edge: NAME "->" NAME attributes
    cluster: "subgraph" NAME "{" (statement ";"?)* "}"
    attributes: "[" assignment ("," assignment)* "]"
    ?id: NAME | QUOTED | NUMBER
    NAME: /[A-Za-z_][A-Za-z_0-9]*/
    NUMBER: /-?(\.[0-9]+|[0-9]+(\.[0-9]*)?)/
    QUOTED: /"(\\.|[^"\\])*"/s
    %ignore /\s+/
    """,
    parser="lalr",
)


@attrs.frozen
class Edge:
    source: str
    target: str
    attributes: dict[str, str]


@attrs.frozen
class Read:
    """What stands in a graph: the identities of its nodes by their names, and the edges that can be seen."""

    nodes: dict[str, str]
    edges: list[Edge]


def attributes(tree: Tree[Token]) -> dict[str, str]:
    pairs = [each.children for each in tree.find_data("assignment")]
    return {str(name): unquoted(str(value)) for name, value in pairs}


def unquoted(text: str) -> str:
    return text[1:-1].replace('\\"', '"').replace("\\\\", "\\") if text.startswith('"') else text


def read(text: str) -> Read:
    tree = GRAMMAR.parse(text)
    nodes = [(str(each.children[0]), attributes(each)["id"]) for each in tree.find_data("node")]
    assert len({name for name, _ in nodes}) == len(nodes)
    edges = [Edge(str(each.children[0]), str(each.children[1]), attributes(each)) for each in tree.find_data("edge")]
    return Read(dict(nodes), [each for each in edges if each.attributes.get("style") != "invis"])


def check(compiled: Compiled) -> None:
    graph = read(dot(drawing_of(compiled.graph, compiled.origins)))
    names = graph.nodes
    assert Counter(names.values()) == Counter(counting.nodes(compiled.graph))
    found: Counter[tuple[str, str]] = Counter()
    for edge in graph.edges:  # an edge begins at the node that it names, or in its cluster
        source = edge.attributes["id"].rpartition(" ")[0]
        cluster = edge.attributes.get("ltail", "").removeprefix("cluster_")
        assert source in (names[edge.source], names.get(cluster))
        found[source, names[edge.target]] += 1
    assert found == counting.edges(compiled.graph)


@pytest.mark.parametrize("compiled", [everything, example])
def test_every_element_and_every_edge_is_written_once(compiled: object) -> None:
    assert callable(compiled)
    check(compiled())


def test_that_holds_for_any_source() -> None:
    for compiled in (*counting.written()[:6], *nested()[:4]):
        check(compiled)


def written(text: str) -> tuple[list[str], int]:
    graph = read(dot(labelled(text)))
    return sorted(graph.nodes.values()), len(graph.edges)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_cannot_leave_its_place(text: str) -> None:
    assert written(text) == (["a", "b", "b.c"], 1)


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_no_text_can(text: str) -> None:
    assert written(text) == (["a", "b", "b.c"], 1)
