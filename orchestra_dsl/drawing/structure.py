"""How elements stand in each other: blocks of items, worked out from the order of the graph and from where it leads.

Elements stand in the order of the source, what is inside of one directly after it. What the graph says by scopes
(steps, branches, handlers) is taken from there. The blocks of outcomes and arms are no scopes: there a block begins
where a way out leads next, and ends where the next one begins. Whatever does not fit stands as an item of its own.
"""

from collections.abc import Mapping, Sequence

import attrs

from orchestra_dsl.drawing.edges import by_source, done, edges_of, joined
from orchestra_dsl.drawing.model import FINISH, Block, Column, Drawing, Edge, Item, Node
from orchestra_dsl.drawing.nodes import FINISHED, node_of, start_of
from orchestra_dsl.drawing.texts import Texts
from orchestra_dsl.graph.elements import (
    ROOT,
    Assign,
    Await,
    Cancel,
    Decision,
    HandlerBlock,
    Log,
    Notify,
    Parallel,
    Stage,
    Undo,
    Update,
)
from orchestra_dsl.graph.model import Graph, Origins

_GOES_ON = (Stage, Parallel, Decision, Await, Assign, Update, Notify, Log, Cancel, Undo)


def drawing_of(graph: Graph, origins: Origins | None = None) -> Drawing:
    """The drawing of an orchestration, with the words of its source where its origins are given."""
    texts = Texts(origins or Origins())
    edges = edges_of(graph, texts)
    blocks = _Blocks(graph, texts, by_source(edges), frozenset(edge.target for edge in edges))
    return Drawing(graph.name, graph.label or graph.name, blocks.whole(), edges)


class _Blocks:
    """Puts the elements of one graph into blocks."""

    def __init__(
        self, graph: Graph, texts: Texts, edges: Mapping[str, Sequence[Edge]], targets: frozenset[str]
    ) -> None:
        self._graph = graph
        self._elements = graph.elements
        self._texts = texts
        self._edges = edges
        self._targets = targets
        self._handlers: dict[int, list[int]] = {}
        for index, element in enumerate(graph.elements):
            if isinstance(element, HandlerBlock):
                self._handlers.setdefault(element.owner, []).append(index)
        self._indices = {element.name: index for index, element in enumerate(graph.elements)}

    def whole(self) -> Block:
        """The block of the orchestration, from where it starts to its end."""
        handlers = self._handlers.get(ROOT, [])
        size = len(self._elements)
        start = Item(start_of(self._graph, self._texts), handlers=self._handler_items(handlers, handlers, size))
        inner = self._block(0, min(handlers, default=size))
        last = (Item(FINISHED),) if FINISH in self._targets else ()
        return Block((start, *inner.items, *last))

    def _block(self, low: int, high: int) -> Block:
        """The items of the elements from `low` to before `high`."""
        items = []
        while low < high:
            item, low = self._item(low, high)
            items.append(item)
        return Block(tuple(items))

    def _item(self, index: int, high: int) -> tuple[Item, int]:
        """The item of an element, and where the next one stands."""
        element = self._elements[index]
        node = self._node(index)
        end = self._end(index, high)
        match element:
            case Stage():
                return self._stage(index, element, end), end
            case Parallel(branches=branches):
                return Item(node, columns=self._branches(node, branches, end), join=self._join(node)), end
            case Decision() | Await():
                columns, end = self._columns(index, node, end)
                single = node.kind == "wait" and len(columns) == 1
                return Item(node, columns=() if single else columns), end
        return Item(node), index + 1

    def _end(self, index: int, high: int) -> int:
        """Where what belongs to an element ends: where control goes on below it, if that stands in its block."""
        element = self._elements[index]
        if not isinstance(element, _GOES_ON):
            return index + 1
        return element.next if index < element.next < high else high

    def _node(self, index: int) -> Node:
        return node_of(self._graph, self._elements[index], self._texts)

    def _join(self, node: Node) -> Node:
        return Node(joined(node.name), "join", "join", badges=node.badges)

    def _stage(self, index: int, stage: Stage, end: int) -> Item:
        owned = [handler for owner in (*stage.steps, index) for handler in self._handlers.get(owner, [])]
        handlers = self._handler_items(owned, [*stage.steps, *owned], end)
        return Item(self._node(index), tuple(self._node(step) for step in stage.steps), handlers=handlers)

    def _handler_items(self, handlers: Sequence[int], starts: Sequence[int], end: int) -> tuple[Item, ...]:
        """The items of some handlers; each reaches to where the next of `starts` stands."""
        return tuple(
            self._handler(index, min((each for each in starts if each > index), default=end)) for index in handlers
        )

    def _handler(self, index: int, end: int) -> Item:
        node = self._node(index)
        block = self._block(index + 1, end)
        if done(node.name) in self._targets:
            block = attrs.evolve(block, items=(*block.items, Item(Node(done(node.name), "done", "done"))))
        return Item(node, columns=(Column(self._edges[node.name][0], block),))

    def _branches(self, node: Node, branches: Sequence[int], end: int) -> tuple[Column, ...]:
        return tuple(
            Column(edge, self._block(branch + 1, following), self._node(branch))
            for edge, branch, following in zip(self._edges[node.name], branches, [*branches[1:], end], strict=True)
        )

    def _columns(self, index: int, node: Node, end: int) -> tuple[tuple[Column, ...], int]:
        """The ways out of a decision or an await with their blocks, and where the last of these ends."""
        edges = self._edges.get(node.name, [])
        starts: list[tuple[int, int]] = []  # the number of an edge, and where its block begins
        for number, edge in enumerate(edges):
            target = self._indices.get(edge.target, -1)
            begins = target == index + 1 if not starts else target > starts[-1][1]
            if begins and target < end:
                starts.append((number, target))
        if not starts:
            return tuple(Column(edge, Block(())) for edge in edges), index + 1
        ends = [*(start for _, start in starts[1:]), end]
        blocks = {number: self._block(start, stop) for (number, start), stop in zip(starts, ends, strict=True)}
        return tuple(Column(edge, blocks.get(number, Block(()))) for number, edge in enumerate(edges)), end
