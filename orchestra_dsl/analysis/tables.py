"""Tables about nodes of the tree.

Two nodes are equal when they say the same, wherever they stand; so what is known about a node is kept by its identity.
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

from orchestra_dsl.syntax.nodes import Node

T = TypeVar("T")


class NodeTable(Generic[T]):
    """What is known about nodes, one value for each. It keeps its nodes alive, so that no identity is used twice."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[int, tuple[Node, T]] = {}

    def __setitem__(self, node: Node, value: T) -> None:
        self._rows[id(node)] = (node, value)

    def __getitem__(self, node: Node) -> T:
        return self._rows[id(node)][1]

    def __contains__(self, node: Node) -> bool:
        return id(node) in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[tuple[Node, T]]:
        """Yield every node with its value, in the order in which they were entered."""
        yield from self._rows.values()

    def get(self, node: Node) -> T | None:
        """Return the value of a node; None where there is none."""
        row = self._rows.get(id(node))
        return None if row is None else row[1]
