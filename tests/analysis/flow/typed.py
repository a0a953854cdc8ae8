"""Flows with types given by hand: every name has the type that the test says, everything else is a boolean."""

from collections.abc import Callable, Iterator, Mapping

from orchestra_dsl.analysis.checked import Checked, Declarations
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.meanings import MatchedCall, Meaning
from orchestra_dsl.analysis.tables import NodeTable
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph.types import BOOLEAN, Type
from orchestra_dsl.syntax import nodes as n
from tests.analysis.flow.drawn import draw

Check = Callable[[Flow, Checked], Iterator[Diagnostic]]

NOTHING_DECLARED = Declarations(
    records={},
    record_nodes={},
    flows={},
    screens={},
    predicates={},
    orchestrations={},
    events={},
    calendars={},
    scenarios=(),
)


def checked(root: n.Node, names: Mapping[str, Type]) -> Checked:
    """Make the tables for a tree: the types of its expressions, nothing else."""
    types: NodeTable[Type] = NodeTable()
    for node in n.walk(root):
        if isinstance(node, n.Reference):
            types[node] = names.get(node.name, BOOLEAN)
        elif isinstance(node, n.Expression):
            types[node] = BOOLEAN
    return Checked(
        modules={},
        comments={},
        misread=frozenset(),
        declarations=NOTHING_DECLARED,
        orchestrations=(),
        types=types,
        wanted=NodeTable[Type](),
        meanings=NodeTable[Meaning](),
        calls=NodeTable[MatchedCall](),
    )


def report(check: Check, text: str, **names: Type) -> list[tuple[str, str]]:
    """Return what a check says about the inside of an orchestration: codes and messages."""
    flow = draw(text)
    return [(each.code, each.message) for each in check(flow, checked(flow.outline.node, names))]
