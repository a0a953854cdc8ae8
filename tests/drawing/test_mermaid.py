"""Mermaid: read back by a reader of its own, which knows only what the writer should write."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.drawing.mermaid import mermaid
from orchestra_dsl.drawing.model import Block, Drawing, Edge, Item, Node
from orchestra_dsl.drawing.structure import drawing_of
from orchestra_dsl.graph.model import Compiled
from tests.drawing import counting
from tests.drawing.nesting import nested
from tests.drawing.texts import HOSTILE, everything, example

LABEL = r'"(?:[\w ,()=?!\'+]|[^\x00-\x7f]|#\d+;|<br/>)*"'
HEAD = r"---\ntitle: (\"(?:[^\"\\\n]|\\.)*\")\nconfig:\n  flowchart: \{ [\w :,{}]+ \}\n---\nflowchart TD\n"
NODE = re.compile(rf"(?:subgraph )?(n\d+)[\[({{/\\>]+{LABEL}[\])}}/\\]+")
EDGE = re.compile(rf"(n\d+) (-->|-\.->|==>)(\|{LABEL}\|)? (n\d+)")
REST = re.compile(r"direction TB|end|classDef \w+ [\w:#,\- ]+|class [n\d,]+ \w+|linkStyle [\d,]+ stroke:#\w+")


def read(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The nodes and edges of a flowchart; every line has to be one that is known."""
    head = re.match(HEAD, text)
    assert head is not None
    nodes, edges = [], []
    for line in text[head.end() :].splitlines():
        if found := EDGE.fullmatch(line.strip()):
            edges.append((found[1], found[4]))
        elif found := NODE.fullmatch(line.strip()):
            nodes.append(found[1])
        else:
            assert REST.fullmatch(line.strip()), line
    return nodes, edges


def check(compiled: Compiled) -> None:
    drawing = drawing_of(compiled.graph, compiled.origins)
    nodes, edges = read(mermaid(drawing))
    names = dict(zip(nodes, (node.name for node in drawing.block.nodes()), strict=True))
    assert sorted(names.values()) == sorted(counting.nodes(compiled.graph))
    assert Counter((names[source], names[target]) for source, target in edges) == counting.edges(compiled.graph)


@pytest.mark.parametrize("compiled", [everything, example])
def test_every_element_and_every_edge_is_written_once(compiled: object) -> None:
    assert callable(compiled)
    check(compiled())


def test_that_holds_for_any_source() -> None:
    for compiled in (*counting.written(), *nested()):
        check(compiled)


def labelled(text: str) -> Drawing:
    nodes = (Node("a", "decision", text, text), Node("b", "stage", text), Node("b.c", "background", text))
    items = (Item(nodes[0]), Item(nodes[1], nodes[2:]))
    return Drawing("o", text, Block(items), (Edge("a", "b", "outcome", text, text),))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_cannot_leave_its_place(text: str) -> None:
    assert read(mermaid(labelled(text))) == (["n0", "n1", "n2"], [("n0", "n1")])


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_no_text_can(text: str) -> None:
    assert read(mermaid(labelled(text))) == (["n0", "n1", "n2"], [("n0", "n1")])


def test_long_texts_are_cut() -> None:
    assert '"' + "-" * 59 + '…"' in mermaid(labelled("-" * 300)).replace("#45;", "-")


def test_the_text_is_the_same_each_time() -> None:
    drawing = drawing_of(everything().graph, everything().origins)
    assert mermaid(drawing) == mermaid(drawing_of(everything().graph, everything().origins))
    assert 'way -->|"deep' not in mermaid(drawing)
    assert '-->|"deep<br/>n #62; 5"|' in mermaid(drawing)
