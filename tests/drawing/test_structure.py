"""Every element and every edge of a graph is in its drawing once."""

from collections import Counter

import pytest
from hypothesis import given

from orchestra_dsl.drawing.model import Block, Drawing, Item
from orchestra_dsl.drawing.structure import drawing_of
from orchestra_dsl.graph.model import Compiled
from tests.drawing import counting
from tests.drawing.nesting import nested
from tests.drawing.texts import everything, example


def drawn(compiled: Compiled) -> Drawing:
    return drawing_of(compiled.graph, compiled.origins)


def check(compiled: Compiled) -> None:
    drawing = drawn(compiled)
    assert Counter(node.name for node in drawing.block.nodes()) == Counter(counting.nodes(compiled.graph))
    assert Counter((edge.source, edge.target) for edge in drawing.edges) == counting.edges(compiled.graph)
    assert len({(edge.source, edge.number) for edge in drawing.edges}) == len(drawing.edges)


@pytest.mark.parametrize("compiled", [everything, example])
def test_every_element_and_every_edge_is_drawn_once(compiled: object) -> None:
    assert callable(compiled)
    check(compiled())


def test_that_holds_for_any_source() -> None:
    for compiled in (*counting.written(), *nested()):
        check(compiled)


@given(counting.bare())
@counting.GENERATED
def test_that_holds_for_any_graph(compiled: Compiled) -> None:
    check(compiled)


def outline(block: Block) -> list[object]:
    """The names of a block, each with what stands in its columns."""
    return [_outline(item) for item in block.items]


def _outline(item: Item) -> object:
    inside: list[object] = [outline(column.block) for column in item.columns]
    inside += [_outline(handler) for handler in item.handlers]
    return (item.node.name, *inside) if inside else item.node.name


def test_blocks_stand_below_the_ways_that_lead_to_them() -> None:
    look = (
        "look",
        ("look.x.on_error.2", [f"look.x.on_error.2.{each}" for each in ("set.1", "wait.1", "go_to.1")]),
        ("look.on_error.1", ["look.on_error.1.undo.1", "look.on_error.1.fail.1"]),
    )
    deeper: object = ("deeper", [], ["inner"])
    way: object = (
        "way",
        ["way.back.set.1", "way.back.go_to.1"],
        [deeper],
        ["way.ended.end.1"],
        [],
        ["way.otherwise.update.1"],
    )
    answer: object = ("answer", ["answer.arm.1.notify.1"], [], ["answer.arm.3.go_to.1"])
    assert outline(drawn(everything()).block) == [
        (
            "(start)",
            ("on_error.2", ["on_error.2.notify.1", "on_error.2.(done)"]),
            ("on_cancel", ["on_cancel.undo.1", "on_cancel.2", "on_cancel.(done)"]),
        ),
        "var.1",
        look,
        way,
        ("repeat.1", ["repeat.1.set.1", "repeat.1.wait.1"], []),
        "wait.1",
        ("wait_until.1", [], []),
        ("side", ["left.wait_until.1"], [], [answer, "checked"]),
        "late",
        "(end)",
    ]


def test_a_graph_without_its_source_is_drawn_without_its_words() -> None:
    said = everything()
    drawing = drawing_of(said.graph)
    assert [node.name for node in drawing.block.nodes()] == [node.name for node in drawn(said).block.nodes()]
    late = next(node for node in drawing.block.nodes() if node.name == "late.q")
    assert [badge.text for badge in late.badges] == ["assign to"]


def test_clauses_are_told_in_the_words_of_the_source() -> None:
    nodes = {node.name: node for node in drawn(everything()).block.nodes()}
    assert [badge.text for badge in nodes["(start)"].badges] == [
        "on case created or updated when case.count > 1 once per record",
        "on paid when p.amount > 0",
        'every "0 8 * * 1-5" in Europe/Berlin',
        'start by group("Agents")',
        "version 2",
    ]
    assert [badge.text for badge in nodes["look"].badges] == [
        "start when case.count > 2",
        "finish when 2 of x, y, z",
        "rest continue",
    ]
    assert [badge.text for badge in nodes["look.x"].badges] == [
        "retry 5 times every 30s doubling up to 10m",
        "timeout 1m",
    ]
    assert [(badge.text, badge.more) for badge in nodes["look.z"].badges] == [
        ("assign to case.owner", ""),
        ('otherwise group("Agents")', ""),
        ('exclude user("ann")', ""),
        ("after any of x, y", ""),
        ("for each t in case.tags at most 2 at once", ""),
        ("enough when count(look.z) > 1", ""),
        (
            "due in 2d",
            'at 50% remind; at 100% notify group("Heads") via email; after 1d reassign to user("bob")',
        ),
        ("remind every 1d", ""),
    ]
    assert nodes["look"].doc == "Looks at the case."
    assert nodes["way.otherwise.update.1"].title == "update case"
    assert nodes["way.otherwise.update.1"].calls == '{ status: "Working" }'


def test_edges_are_named_after_their_clauses() -> None:
    said = {(edge.source, edge.label, edge.text, edge.kind) for edge in drawn(everything()).edges}
    assert said >= {
        ("look", "up to 3d", "", "time"),
        ("look", "timeout 10d", "", "time"),
        ("look", "on error", "", "fault"),
        ("look.x", 'on error "Busy"', "", "fault"),
        ("way", "deep", "n > 5", "outcome"),
        ("way", "otherwise", "", "outcome"),
        ("repeat.1", "again", "n < 3", "outcome"),
        ("answer", "on paid", "where p.order == case.number keep 7d", "arm"),
        ("answer", "after 2d", "", "arm"),
        ("answer", "on", "case.count > 12", "arm"),
        ("wait_until.1", "on", "case.count > 3", "arm"),
        ("wait_until.1", "after 1d", "", "arm"),
        ("way.back.go_to.1", "", "", "jump"),
    }
