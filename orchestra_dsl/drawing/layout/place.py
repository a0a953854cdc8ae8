"""Where everything stands: sizes from the inside out, then places from the outside in."""

from itertools import accumulate

import attrs

from orchestra_dsl.drawing.faces.cards import cell, cell_width, heading, heading_width, join_card
from orchestra_dsl.drawing.faces.face import Face, Inner
from orchestra_dsl.drawing.layout.tree import Row, Stack
from orchestra_dsl.drawing.model import Node

BETWEEN, SHORT, ENTRY, BELOW, PAD, ASIDE = 28.0, 16.0, 24.0, 18.0, 10.0, 14.0
"""The room between rows, below gathered lines, above columns, below columns, beside columns, and before handlers."""


def place(root: Stack, x: float, y: float) -> tuple[float, float]:
    """Place everything, the left upper corner of the whole at (`x`, `y`). Return how wide and how high it is."""
    _measure(root)
    left, right = root.reach
    _put(root, x + left, y)
    return left + right, root.height


def _measure(stack: Stack) -> None:
    for row in stack.rows:
        _measure_row(row)
    stack.wide = (
        max((row.wide[0] for row in stack.rows), default=0),
        max((row.wide[1] for row in stack.rows), default=0),
    )
    gaps = sum(gap.thickness for gap in stack.gaps) + sum(map(_after, stack.rows[:-1]))
    stack.height = sum(row.height for row in stack.rows) + gaps


def _after(row: Row) -> float:
    """The room below a row; where lines are gathered there is some already."""
    return SHORT if row.has_bottom and row.foot is None else BETWEEN


def _measure_row(row: Row) -> None:
    for stack in (*row.columns, *(() if row.side is None else (row.side,))):
        _measure(stack)
    if row.columns:
        _measure_columns(row)
        return
    assert row.face is not None  # noqa: S101 - only headings and frames are made without a card
    half = row.face.width / 2
    row.wide, row.height = (half, half), row.face.height
    if row.side is not None:
        row.wide = half, half + ASIDE + sum(row.side.reach)
        row.height = max(row.height, row.side.height) + _bottom(row)


def _bottom(row: Row) -> float:
    return BELOW + row.bottom.thickness


def _measure_columns(row: Row) -> None:
    """The columns side by side, the heading over them as wide as they are."""
    width = sum(_column_widths(row))
    inside = max(stack.height for stack in row.columns)
    if row.is_frame:
        row.height = PAD + inside + _bottom(row)
    else:
        row.face = _headed(row, width)
        entry = ENTRY if inside or row.join is not None else 0
        row.foot = None if row.join is None else join_card(row.join, width)
        row.height = row.face.height + entry + inside + _bottom(row) + (row.foot.height if row.foot else 0)
    row.wide = width / 2, width / 2


def _column_widths(row: Row) -> list[float]:
    """The widths of the columns: what stands in them, and what is to be read over them."""
    widths = [sum(stack.reach) + 2 * PAD if stack.rows else 0 for stack in row.columns]
    if row.is_frame or row.node is None:
        return widths
    if _has_cells(row.node):
        widths = [cell_width(*each) for each in zip(row.heads, widths, row.leads, strict=True)]
    missing = max(heading_width(row.node) - sum(widths), 0)
    return [width + missing / len(widths) for width in widths]


def _has_cells(node: Node) -> bool:
    """Whether the ways out have names; those of a parallel are branches, which are nodes of their own."""
    return node.kind != "parallel"


def _headed(row: Row, width: float) -> Face:
    assert row.node is not None  # noqa: S101 - a row with a heading has a node
    head = heading(row.node, width)
    if not _has_cells(row.node):
        return head
    widths = _column_widths(row)
    faces = [cell(*each) for each in zip(row.heads, widths, row.leads, strict=True)]
    high = max(face.height for face in faces)
    lefts = accumulate(widths[:-1], initial=0.0)
    inner = (
        Inner(edge, left, head.height, attrs.evolve(face, height=high))
        for edge, left, face in zip(row.heads, lefts, faces, strict=True)
    )
    return attrs.evolve(head, height=head.height + high, inner=tuple(inner))


def _put(stack: Stack, x: float, y: float) -> None:
    stack.x, stack.y = x, y
    stack.left.at, stack.right.at = x - stack.wide[0], x + stack.wide[1]
    before = 0.0
    for gap, row in zip(stack.gaps, stack.rows, strict=False):
        gap.at = y + max(before / 2 - 6, 0)
        y += gap.thickness + before
        _put_row(row, x, y)
        y += row.height
        before = _after(row)
    stack.gaps[-1].at = y


def _put_row(row: Row, x: float, y: float) -> None:
    width = row.face.width if row.face is not None else sum(row.wide)
    row.x, row.y = x - width / 2, y
    foot = row.foot.height if row.foot is not None else 0
    row.bottom.at = y + row.height - foot - row.bottom.thickness - BELOW / 2 - 6
    if row.side is not None:
        _put(row.side, x + width / 2 + ASIDE + row.side.reach[0], y)
    left = row.x
    for stack, each in zip(row.columns, _column_widths(row) if row.columns else (), strict=True):
        room = each - sum(stack.reach)
        entry = PAD if row.face is None else row.face.height + ENTRY
        _put(stack, left + room / 2 + stack.reach[0], y + entry)
        left += each
