"""Going through an orchestration in the order of its text, with the stage around every node."""

from collections.abc import Iterator

from orchestra_dsl.syntax import nodes as n


def in_order(root: n.Node) -> Iterator[tuple[n.Node, n.Stage | None]]:
    """Yield `root` and every node inside it in the order of the text, each with the stage that it stands in."""
    waiting: list[tuple[n.Node, n.Stage | None]] = [(root, None)]
    while waiting:
        node, stage = waiting.pop()
        yield node, stage
        inside = node if isinstance(node, n.Stage) else stage
        children = sorted(n.children(node), key=lambda child: child.span.start, reverse=True)
        waiting.extend((child, inside) for child in children)
