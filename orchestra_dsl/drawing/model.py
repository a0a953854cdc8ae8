"""A drawing as plain values: nodes, how they stand in each other, and the edges between them.

Every element of the graph is one node, named by the element's name. Nodes that the graph has no element for have names
in parentheses, which no element has: where a run starts and ends, where branches are joined, where a handler is done.
"""

from collections.abc import Iterator, Mapping
from typing import Literal as Word

import attrs

START = "(start)"
FINISH = "(end)"

Kind = Word[
    "start", "finish", "stage", "background", "interactive", "child", "decision", "repeat", "parallel", "branch",
    "join", "await", "wait", "handler", "done", "set", "update", "notify", "log", "cancel", "undo",
    "go to", "end", "fail",
]  # fmt: skip
EdgeKind = Word["flow", "jump", "outcome", "arm", "branch", "after", "fault", "time"]
Tone = Word["condition", "time", "people", "again"]


@attrs.frozen
class Badge:
    """A clause of an element in the words of its source; `more` is what is told only to who asks."""

    tone: Tone
    text: str
    more: str = ""


@attrs.frozen
class Node:
    """Something that is drawn: `title` for people, `calls` what it calls, in words of the source."""

    name: str
    kind: Kind
    title: str
    calls: str = ""
    badges: tuple[Badge, ...] = ()
    doc: str = ""


@attrs.frozen
class Edge:
    """A way from one node to another. `label` is its name or its clause, `text` the condition on it.

    `number` tells apart the edges that leave one node, in the order of the source.
    """

    source: str
    target: str
    kind: EdgeKind
    label: str = ""
    text: str = ""
    number: int = 1


@attrs.frozen
class Column:
    """What stands below one way out of an item: the node of a branch or none, the edge that enters, the items."""

    edge: Edge
    block: "Block"
    head: Node | None = None


@attrs.frozen
class Item:
    """One node of a block with everything that belongs to it.

    `steps` are those of a stage, `columns` the ways out of a decision, await, parallel or handler, `join` where the
    branches of a parallel come together, `handlers` the blocks for errors of the node and its steps.
    """

    node: Node
    steps: tuple[Node, ...] = ()
    columns: tuple[Column, ...] = ()
    join: Node | None = None
    handlers: tuple["Item", ...] = ()

    def nodes(self) -> Iterator[Node]:
        """Every node of the item, those inside it included."""
        yield from (self.node, *self.steps)
        for column in self.columns:
            yield from (() if column.head is None else (column.head,))
            yield from column.block.nodes()
        for handler in self.handlers:
            yield from handler.nodes()
        yield from (() if self.join is None else (self.join,))


@attrs.frozen
class Block:
    """Items one after the other, in the order of the source."""

    items: tuple[Item, ...]

    def nodes(self) -> Iterator[Node]:
        """Every node of the block."""
        for item in self.items:
            yield from item.nodes()


Titles = Mapping[str, str]
"""What nodes are called where something leads to them, by their names."""


@attrs.frozen
class Drawing:
    """An orchestration to be drawn."""

    name: str
    title: str
    block: Block
    edges: tuple[Edge, ...]

    def titles(self) -> Titles:
        """The titles of what can be led to; handlers and joins say nothing that their edges do not."""
        unsaid = ("handler", "join", "done", "branch")
        return {node.name: node.title for node in self.block.nodes() if node.kind not in unsaid}
