"""The tree of a layout, from a drawing."""

from collections.abc import Mapping, Sequence

import attrs

from orchestra_dsl.drawing.edges import by_source
from orchestra_dsl.drawing.faces.cards import HEADED, small_card, start_card
from orchestra_dsl.drawing.faces.face import Face
from orchestra_dsl.drawing.faces.stage import stage_card
from orchestra_dsl.drawing.layout.tree import Row, Stack
from orchestra_dsl.drawing.model import Block, Drawing, Edge, Item, Node, Titles


@attrs.define
class Plan:
    """The tree, and where in it everything is found: rows by the names of their nodes, columns by the edge into them.

    A step is found in the row of its stage, a join in that of its parallel.
    """

    root: Stack
    rows: dict[str, Row] = attrs.field(factory=dict)
    heads: dict[Edge, tuple[Row, int]] = attrs.field(factory=dict)


def plan_of(drawing: Drawing) -> Plan:
    """Build the tree of a drawing."""
    builder = _Builder(by_source(drawing.edges), drawing.titles())
    builder.fill(builder.plan.root, drawing.block)
    return builder.plan


class _Builder:
    def __init__(self, edges: Mapping[str, Sequence[Edge]], titles: Titles) -> None:
        self.edges = edges
        self.titles = titles
        self.plan = Plan(Stack())

    def fill(self, stack: Stack, block: Block) -> None:
        """Put the items of a block into a stack."""
        for item in block.items:
            self._add(stack, item)

    def _add(self, stack: Stack, item: Item) -> None:
        node = item.node
        row = Row(node, self._face(item), join=item.join)
        self.plan.rows.update((each.name, row) for each in (node, *item.steps))
        if item.join is not None:
            self.plan.rows[item.join.name] = row
        stack.add(row)
        for column in item.columns:
            self.plan.heads[column.edge] = row, len(row.columns)
            row.heads.append(column.edge)
            row.leads.append("" if column.block.items else self.titles.get(column.edge.target, ""))
            row.columns.append(self._column(row, column.head, column.block))
        if item.handlers:
            row.side = Stack(owner=row)
            for handler in item.handlers:
                self._frame(row.side, handler)

    def _column(self, row: Row, head: Node | None, block: Block) -> Stack:
        stack = Stack(owner=row)
        if head is not None:
            self._add(stack, Item(head))
        self.fill(stack, block)
        return stack

    def _frame(self, side: Stack, handler: Item) -> None:
        """The block of a handler: a frame around one column, the handler's own card the first in it."""
        frame = Row(None, None)
        side.add(frame)
        for column in handler.columns:
            frame.columns.append(self._column(frame, handler.node, column.block))

    def _face(self, item: Item) -> Face | None:
        """The card of an item; that of a heading is made when the widths of its columns are known."""
        node = item.node
        if node.kind == "start":
            exits = [edge for edge in self.edges.get(node.name, ()) if edge.kind == "fault"]
            return start_card(node, exits, self.titles)
        if node.kind == "stage":
            return stage_card(node, item.steps, self.edges, self.titles)
        if item.columns and node.kind in HEADED:
            return None
        return small_card(node)
