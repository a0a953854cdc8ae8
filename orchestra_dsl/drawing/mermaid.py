"""A drawing as a Mermaid flowchart, which many wikis and code hosts draw by themselves."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from orchestra_dsl.drawing.exporter import exporter
from orchestra_dsl.drawing.lines import of_edge, of_node, shown
from orchestra_dsl.drawing.model import Drawing, Edge, Item, Kind, Node

_SHAPES: dict[Kind, tuple[str, str]] = {
    "start": ("([", "])"),
    "finish": ("(((", ")))"),
    "end": ("([", "])"),
    "fail": ("([", "])"),
    "decision": ("{", "}"),
    "repeat": ("{", "}"),
    "await": ("{{", "}}"),
    "wait": ("{{", "}}"),
    "interactive": ("(", ")"),
    "child": ("[[", "]]"),
    "parallel": ("[/", "\\]"),
    "join": ("[\\", "/]"),
    "branch": (">", "]"),
    "handler": (">", "]"),
    "done": ("((", "))"),
}
_HARMLESS = " ,_()=?!'+"
_BOX = ("[", "]")
_CLASSES: dict[Kind, str] = {
    "start": "ends", "finish": "ends", "end": "ends", "fail": "fault", "handler": "fault", "done": "fault",
    "background": "background", "interactive": "interactive", "child": "child", "decision": "decision",
    "repeat": "decision", "await": "waiting", "wait": "waiting", "parallel": "side", "branch": "side", "join": "side",
    "stage": "stage",
}  # fmt: skip
_LINE_HEIGHT = 24
_STYLES = {
    "ends": "fill:#e3f4e8,stroke:#2f855a,color:#14391f",
    "fault": "fill:#fde8e8,stroke:#c53030,color:#5a1414,stroke-dasharray:4 3",
    "background": "fill:#eef1f5,stroke:#64748b,color:#1e293b",
    "interactive": "fill:#e5effd,stroke:#2563eb,color:#13295c",
    "child": "fill:#f1e9fd,stroke:#7c3aed,color:#32156b",
    "decision": "fill:#fdf3d8,stroke:#b7791f,color:#4a3205",
    "waiting": "fill:#e0f4f7,stroke:#0e7490,color:#083c49",
    "side": "fill:#eeeefc,stroke:#5b5bd6,color:#25255c",
    "stage": "fill:#f8fafc,stroke:#94a3b8,color:#1e293b",
}
_LINES = {"fault": "stroke:#c53030", "time": "stroke:#b7791f"}


@exporter("mermaid", suffixes=[".mmd", ".mermaid"])
def mermaid(drawing: Drawing) -> str:
    """The drawing as the text of a flowchart."""
    names = {node.name: f"n{number}" for number, node in enumerate(drawing.block.nodes())}
    lines = [*_head(drawing), "flowchart TD"]
    lines += [f"  {line}" for item in drawing.block.items for line in _item(item, names)]
    lines += [f"  {_edge(edge, names)}" for edge in drawing.edges]
    lines += _classes(drawing.block.nodes(), names)
    for kind, style in _LINES.items():
        numbers = ",".join(str(number) for number, edge in enumerate(drawing.edges) if edge.kind == kind)
        lines += [f"  linkStyle {numbers} {style}"] if numbers else []
    return "\n".join(lines) + "\n"


def _head(drawing: Drawing) -> list[str]:
    """The title, and room below the titles of stages, whose clauses stand there too."""
    lines = max((len(list(_stage_lines(node))) for node in drawing.block.nodes() if node.kind == "stage"), default=1)
    below = _LINE_HEIGHT * (lines - 1)
    config = f"  flowchart: {{ wrappingWidth: 440, subGraphTitleMargin: {{ top: 4, bottom: {below} }} }}"
    return ["---", f"title: {_title(drawing.title)}", "config:", config, "---"]


def _stage_lines(node: Node) -> Iterator[str]:
    return of_node(attrs.evolve(node, calls=""))


def _item(item: Item, names: Mapping[str, str]) -> Iterator[str]:
    if item.steps:
        yield f"subgraph {names[item.node.name]}[{_label(_stage_lines(item.node))}]"
        yield "  direction TB"
        yield from (f"  {_node(step, names)}" for step in item.steps)
        yield "end"
    else:
        yield _node(item.node, names)
    for column in item.columns:
        yield from (() if column.head is None else (_node(column.head, names),))
        yield from (line for inner in column.block.items for line in _item(inner, names))
    for handler in item.handlers:
        yield from _item(handler, names)
    yield from (() if item.join is None else (_node(item.join, names),))


def _node(node: Node, names: Mapping[str, str]) -> str:
    opening, closing = _SHAPES.get(node.kind, _BOX)
    return f"{names[node.name]}{opening}{_label(of_node(node))}{closing}"


def _edge(edge: Edge, names: Mapping[str, str]) -> str:
    lines = list(of_edge(edge))
    label = f"|{_label(lines)}|" if lines else ""
    arrow = {"fault": "-.->", "time": "-.->", "jump": "==>"}.get(edge.kind, "-->")
    return f"{names[edge.source]} {arrow}{label} {names[edge.target]}"


def _classes(nodes: Iterable[Node], names: Mapping[str, str]) -> Iterator[str]:
    members: dict[str, list[str]] = {}
    for node in nodes:
        if node.kind in _CLASSES:
            members.setdefault(_CLASSES[node.kind], []).append(names[node.name])
    for name, found in members.items():
        yield f"  classDef {name} {_STYLES[name]}"
        yield f"  class {','.join(found)} {name}"


def _label(lines: Iterable[str]) -> str:
    return f'"{"<br/>".join(map(_escaped, lines)) or "#160;"}"'  # Mermaid has no empty labels


def _escaped(text: str) -> str:
    """Letters, spaces and what means nothing to Mermaid; every other character by its number."""
    return "".join(
        each if each.isalnum() or each in _HARMLESS or not each.isascii() else f"#{ord(each)};" for each in text
    )


def _title(text: str) -> str:
    """The title as YAML in quotes."""
    return '"' + shown(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
