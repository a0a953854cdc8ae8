"""Orchestrations drawn from their graphs, and from what their origins say in the words of the source.

`structure.py` puts every element into a `Drawing` (`model.py`): nodes, what stands in what, edges. `mermaid.py` and
`dot.py` write it for programs that lay it out. For SVG, `faces/` writes and measures each card, `layout/` puts the
cards into stacks and the lines into channels beside and below these (`routes.py`; nothing stands in a channel, so no
line crosses a card), and `svg/` writes that `Picture`. Nodes keep the names of their elements, so the state of a run
can be shown on them.

Each format is an exporter (`exporter.py`); plugins supply further ones. An author needs this module alone:

    from orchestra_dsl.drawing import Drawing, exporter

    @exporter("csv", suffixes=[".csv"])
    def csv(drawing: Drawing) -> str:
        return ",".join(node.name for node in drawing.block.nodes())
"""

from orchestra_dsl.drawing.exporter import Exporter, exporter
from orchestra_dsl.drawing.model import Badge, Block, Column, Drawing, Edge, Item, Node

__all__ = ["Badge", "Block", "Column", "Drawing", "Edge", "Exporter", "Item", "Node", "exporter"]
