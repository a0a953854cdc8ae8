"""The tables that inference fills: what checked.Checked hands on about expressions."""

import attrs

from orchestra_dsl.analysis.meanings import MatchedCall, Meaning
from orchestra_dsl.analysis.tables import NodeTable
from orchestra_dsl.graph.types import Type


@attrs.frozen(eq=False)
class Tables:
    """The four tables of checked.Checked."""

    types: NodeTable[Type] = attrs.field(factory=NodeTable)
    wanted: NodeTable[Type] = attrs.field(factory=NodeTable)
    meanings: NodeTable[Meaning] = attrs.field(factory=NodeTable)
    calls: NodeTable[MatchedCall] = attrs.field(factory=NodeTable)
