"""A drawing in the DOT language, for Graphviz."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from orchestra_dsl.drawing.exporter import exporter
from orchestra_dsl.drawing.lines import of_edge, of_node, shown
from orchestra_dsl.drawing.model import Drawing, Edge, EdgeKind, Item, Kind, Node

_SHAPES: dict[Kind, str] = {
    "start": 'shape=box, style="rounded,filled", fillcolor="#e3f4e8", color="#2f855a"',
    "finish": 'shape=doublecircle, fillcolor="#e3f4e8", color="#2f855a"',
    "end": 'shape=box, style="rounded,filled", fillcolor="#e3f4e8", color="#2f855a"',
    "fail": 'shape=box, style="rounded,filled", fillcolor="#fde8e8", color="#c53030"',
    "stage": 'shape=plaintext, style="", fontsize=13',
    "interactive": 'style="rounded,filled", fillcolor="#e5effd", color="#2563eb"',
    "child": 'fillcolor="#f1e9fd", color="#7c3aed", peripheries=2',
    "background": 'fillcolor="#eef1f5", color="#64748b"',
    "decision": 'shape=diamond, fillcolor="#fdf3d8", color="#b7791f"',
    "repeat": 'shape=diamond, fillcolor="#fdf3d8", color="#b7791f"',
    "await": 'shape=hexagon, fillcolor="#e0f4f7", color="#0e7490"',
    "wait": 'shape=hexagon, fillcolor="#e0f4f7", color="#0e7490"',
    "parallel": 'shape=trapezium, fillcolor="#eeeefc", color="#5b5bd6"',
    "join": 'shape=invtrapezium, fillcolor="#eeeefc", color="#5b5bd6"',
    "branch": 'shape=cds, fillcolor="#eeeefc", color="#5b5bd6"',
    "handler": 'shape=cds, fillcolor="#fde8e8", color="#c53030"',
    "done": 'shape=circle, fillcolor="#fde8e8", color="#c53030"',
}
_LINES: dict[EdgeKind, str] = {
    "fault": 'style=dashed, color="#c53030", fontcolor="#c53030"',
    "time": 'style=dashed, color="#b7791f", fontcolor="#8a5a10"',
    "jump": "style=bold",
    "after": 'color="#64748b"',
}
_HEAD = """\
  graph [compound=true, fontname="Helvetica", rankdir=TB, labelloc=t];
  node [shape=box, style=filled, fillcolor=white, color="#94a3b8", fontname="Helvetica", fontsize=11];
  edge [color="#475569", fontname="Helvetica", fontsize=10];"""


@attrs.frozen
class _Names:
    """The name of each node in DOT, and of each stage that is a cluster the last of its steps."""

    nodes: Mapping[str, str]
    last: Mapping[str, str]


@exporter("dot", suffixes=[".dot", ".gv"])
def dot(drawing: Drawing) -> str:
    """The drawing as a directed graph, the steps of a stage as a cluster."""
    nodes = {node.name: f"n{number}" for number, node in enumerate(drawing.block.nodes())}
    names = _Names(nodes, dict(_last_steps(drawing.block.items)))
    lines = [f"digraph {_quoted([shown(drawing.name)])} {{", f"{_HEAD}", f"  label={_quoted([shown(drawing.title)])};"]
    lines += [f"  {line}" for item in drawing.block.items for line in _item(item, names)]
    lines += [f"  {_edge(edge, names)}" for edge in drawing.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _last_steps(items: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Stages with the last of their steps: the edges that leave the stage begin there, cut at the cluster's border."""
    for item in items:
        if item.steps:
            yield item.node.name, item.steps[-1].name
        yield from _last_steps(inner for column in item.columns for inner in column.block.items)
        yield from _last_steps(item.handlers)


def _item(item: Item, names: _Names) -> Iterator[str]:
    if item.steps:
        yield f"subgraph cluster_{names.nodes[item.node.name]} {{"
        yield '  style="rounded,filled"; fillcolor="#f8fafc"; color="#94a3b8"; label="";'
        yield from (f"  {_node(node, names)}" for node in (item.node, *item.steps))
        heading = names.nodes[item.node.name]
        yield from (f"  {heading} -> {names.nodes[step.name]} [style=invis];" for step in item.steps)
        yield "}"
    else:
        yield _node(item.node, names)
    for column in item.columns:
        yield from (() if column.head is None else (_node(column.head, names),))
        yield from (line for inner in column.block.items for line in _item(inner, names))
    for handler in item.handlers:
        yield from _item(handler, names)
    yield from (() if item.join is None else (_node(item.join, names),))


def _node(node: Node, names: _Names) -> str:
    attributes = [f"label={_quoted(of_node(node))}", f"id={_quoted([node.name])}"]
    shape = _SHAPES.get(node.kind)
    return f"{names.nodes[node.name]} [{', '.join([*attributes, *([shape] if shape else [])])}];"


def _edge(edge: Edge, names: _Names) -> str:
    """An edge. From a stage it begins at its last step, so that it leaves the cluster below."""
    attributes = [f"id={_quoted([f'{edge.source} {edge.number}'])}"]
    lines = list(of_edge(edge))
    attributes += [f"label={_quoted(lines)}"] if lines else []
    attributes += [_LINES[edge.kind]] if edge.kind in _LINES else []
    source = edge.source
    if source in names.last:
        attributes.append(f'ltail="cluster_{names.nodes[source]}"')
        source = names.last[source]
    if edge.target in names.last:
        attributes.append(f'lhead="cluster_{names.nodes[edge.target]}"')
    return f"{names.nodes[source]} -> {names.nodes[edge.target]} [{', '.join(attributes)}];"


def _quoted(lines: Iterable[str]) -> str:
    return '"' + "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
